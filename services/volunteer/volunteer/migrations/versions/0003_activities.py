"""Activities, sign-ups and attendances."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0003"
down_revision = "0002"

_VOLUNTEER = "volunteers.volunteer_id"
_ACTIVITY = "activities.activity_id"


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("activity_id", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("skills", sa.JSON, nullable=False),
        sa.Column("withdraw_until", Moment),
        sa.Column("cancelled", sa.String(200)),
        sa.Column("scheduled_by", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("activities_community_start", "activities", ["community", "starts_at", "activity_id"])
    op.create_table(
        "sign_ups",
        sa.Column("activity_id", sa.String(64), sa.ForeignKey(_ACTIVITY), primary_key=True),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True, index=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.UniqueConstraint("activity_id", "place", name="sign_ups_place"),
    )
    op.create_table(
        "attendances",
        sa.Column("attendance_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("activity_id", sa.String(64), sa.ForeignKey(_ACTIVITY), nullable=False),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("came_at", Moment, nullable=False),
        sa.Column("left_at", Moment, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("last", sa.Boolean, nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.UniqueConstraint("activity_id", "volunteer_id", "version", name="attendances_version"),
    )
    op.create_index("attendances_volunteer_start", "attendances", ["volunteer_id", "starts_at"])
