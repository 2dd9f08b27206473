"""Which units were at a joint meeting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("minutes", sa.Column("present", sa.JSON))
