"""Who lives in one household."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "households",
        sa.Column("household_id", ID, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "household_members",
        sa.Column("household_id", ID, primary_key=True),
        sa.Column("member", ID, primary_key=True),
    )
    op.create_index("ix_household_members_member", "household_members", ["member"])
