import sqlalchemy as sa
from alembic import op

from chassis.models import create_tables

revision = "0001"
down_revision = None


def upgrade():
    create_tables(op)
    op.create_table(
        "minutes",
        sa.Column("provider", sa.String(64), primary_key=True),
        sa.Column("total", sa.BigInteger, nullable=False),
    )
