"""Who lives in one household."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0015"
down_revision = "0014"

_CODE, _ID = sa.String(64), sa.String(64)


def upgrade() -> None:
    op.create_table(
        "households",
        sa.Column("household_id", _ID, primary_key=True),
        sa.Column("community", _CODE, sa.ForeignKey("places.code"), nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("ix_households_community", "households", ["community"])
    op.create_table(
        "household_volunteers",
        sa.Column("volunteer_id", _ID, sa.ForeignKey("volunteers.volunteer_id"), primary_key=True),
        sa.Column("household_id", _ID, sa.ForeignKey("households.household_id"), nullable=False),
    )
    op.create_index("ix_household_volunteers_household_id", "household_volunteers", ["household_id"])
    op.create_table(
        "household_persons",
        sa.Column("person", _ID, primary_key=True),
        sa.Column("household_id", _ID, sa.ForeignKey("households.household_id"), nullable=False),
    )
    op.create_index("ix_household_persons_household_id", "household_persons", ["household_id"])
