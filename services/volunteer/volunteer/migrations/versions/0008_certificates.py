"""Service certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("number", sa.String(12), primary_key=True),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey("volunteers.volunteer_id"), nullable=False, index=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("credit_minutes", sa.Integer, nullable=False),
        sa.Column("honour_minutes", sa.Integer, nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("issued_by", sa.String(64), nullable=False),
    )
