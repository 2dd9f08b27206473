"""Stations, what they were seen to have, and who stands duty in them."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0006"
down_revision = "0003"

_PLACE = "places.code"
_VOLUNTEER = "volunteers.volunteer_id"
_STATION = "stations.code"


def upgrade() -> None:
    _stations()


def _stations() -> None:
    op.create_table(
        "stations",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("compound", sa.String(64), sa.ForeignKey(_PLACE)),
        sa.Column("serves", sa.JSON, nullable=False),
        sa.Column("amenities", sa.JSON, nullable=False),
        sa.Column("rooms", sa.JSON, nullable=False),
        sa.Column("opening", sa.JSON, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "station_checks",
        sa.Column("check_id", sa.String(64), primary_key=True),
        sa.Column("station", sa.String(64), sa.ForeignKey(_STATION), nullable=False),
        sa.Column("have", sa.String(20), nullable=False),
        sa.Column("had", sa.Boolean, nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.Column("evidence", sa.String(500), nullable=False),
        sa.Column("checked_by", sa.String(64), nullable=False),
        sa.Column("checked_at", Moment, nullable=False),
    )
    op.create_index("station_checks_station_day", "station_checks", ["station", "seen_on"])
    op.create_table(
        "station_duties",
        sa.Column("duty_id", sa.String(64), primary_key=True),
        sa.Column("station", sa.String(64), sa.ForeignKey(_STATION), nullable=False),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
    )
    op.create_index("station_duties_station_end", "station_duties", ["station", "ends_at"])
    op.create_index("station_duties_volunteer_start", "station_duties", ["volunteer_id", "starts_at"])
