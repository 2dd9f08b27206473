"""Hours: policies, check-ins, doubts, no-shows, honour hours."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0007"
down_revision = "0006"

_VOLUNTEER = "volunteers.volunteer_id"
_ACTIVITY = "activities.activity_id"


def upgrade() -> None:
    op.add_column("attendances", sa.Column("way", sa.String(20), nullable=False, server_default="list"))
    op.add_column("attendances", sa.Column("doubts", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("attendances", sa.Column("doubtful", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("attendances", sa.Column("decision", sa.String(20)))
    op.add_column("attendances", sa.Column("decided_because", sa.Text))
    waiting = sa.text("doubtful AND decision IS NULL")
    op.create_index(
        "attendances_set_aside", "attendances", ["attendance_id"], postgresql_where=waiting, sqlite_where=waiting
    )
    op.create_table(
        "hours_policies",
        sa.Column("place", sa.String(64), sa.ForeignKey("places.code"), primary_key=True),
        sa.Column("from_day", sa.Date, primary_key=True),
        sa.Column("least_percent", sa.Integer, nullable=False),
        sa.Column("activity_cap", sa.Integer),
        sa.Column("daily_cap", sa.Integer),
        sa.Column("unit", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
    )
    op.create_table(
        "check_in_secrets",
        sa.Column("activity_id", sa.String(64), sa.ForeignKey(_ACTIVITY), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "presences",
        sa.Column("activity_id", sa.String(64), sa.ForeignKey(_ACTIVITY), primary_key=True),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True, index=True),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("came_at", Moment, nullable=False),
        sa.Column("left_at", Moment),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("settled", sa.Boolean, nullable=False),
    )
    op.create_index("presences_settled", "presences", ["settled", "ends_at"])
    op.create_table(
        "no_shows",
        sa.Column("activity_id", sa.String(64), sa.ForeignKey(_ACTIVITY), primary_key=True),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True, index=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("said_by", sa.String(64), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("objection", sa.Text),
        sa.Column("objected_at", Moment),
        sa.Column("decided_by", sa.String(64)),
        sa.Column("decided_at", Moment),
        sa.Column("decided_because", sa.Text),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "honour_hours",
        sa.Column("grant_id", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("granted_on", sa.Date, nullable=False),
        sa.Column("granted_by", sa.String(64), nullable=False),
        sa.Column("revoked_because", sa.Text),
        sa.Column("revoked_by", sa.String(64)),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("honour_hours_volunteer", "honour_hours", ["volunteer_id", "granted_on"])
