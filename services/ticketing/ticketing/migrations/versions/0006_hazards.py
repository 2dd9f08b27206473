"""Answers to a need's own questions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("needs", sa.Column("answers", sa.JSON))
