"""Which communities an organisation is paired with; which time limits were in use."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("organisations", sa.Column("paired_with", sa.JSON(none_as_null=True)))
    op.create_table(
        "time_limits",
        sa.Column("reference", sa.String(64), primary_key=True),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("meaning", sa.String(64), nullable=False),
    )
