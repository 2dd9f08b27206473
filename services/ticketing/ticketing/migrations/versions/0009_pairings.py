"""Which communities an organisation is paired with."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("organisations", sa.Column("paired_with", sa.JSON(none_as_null=True)))
