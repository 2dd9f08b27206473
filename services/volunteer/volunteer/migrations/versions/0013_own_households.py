"""Which households of a place belong to its community."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("places", sa.Column("own_households", sa.Integer))
