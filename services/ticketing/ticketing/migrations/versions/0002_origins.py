"""Needs that came of a visit or a patrol."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("needs", sa.Column("origin_kind", sa.String(40)))
    op.add_column("needs", sa.Column("origin_id", sa.String(64)))
