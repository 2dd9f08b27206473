"""Trainings and drills, and what they certify."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ID = sa.String(64)


def upgrade() -> None:
    op.add_column("activities", sa.Column("training", sa.JSON))
    op.add_column("activity_series", sa.Column("training", sa.JSON))
    op.create_table(
        "certifications",
        sa.Column("attendance_id", _ID, primary_key=True),
        sa.Column("volunteer_id", _ID, sa.ForeignKey("volunteers.volunteer_id"), nullable=False),
        sa.Column("activity_id", _ID, sa.ForeignKey("activities.activity_id"), nullable=False),
        sa.Column("skill", sa.String(50), nullable=False),
        sa.Column("earned_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
    )
    op.create_index("certifications_volunteer", "certifications", ["volunteer_id", "skill"])
