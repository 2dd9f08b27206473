"""Who was verified, merged into another record, or erased."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("volunteers", sa.Column("verified_at", Moment))
    op.add_column("volunteers", sa.Column("verified_by", sa.String(64)))
    op.add_column("volunteers", sa.Column("merged_into", sa.String(64)))
    op.add_column("volunteers", sa.Column("erased_at", Moment))
    op.add_column("volunteers", sa.Column("ended_by", sa.String(64)))
    op.add_column("volunteers", sa.Column("ended_because", sa.Text))
    op.create_index("volunteers_merged_into", "volunteers", ["merged_into"])
    # Without a person of their own they were put on the roll by their community.
    op.execute("UPDATE volunteers SET verified_at = registered_at WHERE person_id IS NULL")
