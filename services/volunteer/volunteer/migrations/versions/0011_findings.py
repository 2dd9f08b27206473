"""Findings: what a visit found, and the needs that findings raised."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("visits", sa.Column("finding", sa.Text))
    for table in ("visits", "patrol_rounds"):
        op.add_column(table, sa.Column("need_id", sa.String(64)))
        op.create_index(f"ix_{table}_need_id", table, ["need_id"], unique=True)
