"""Stations with their checks and duties, pairings with their contacts, daily rolls, and patrols."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0006"
down_revision = "0005"

_PLACE = "places.code"
_VOLUNTEER = "volunteers.volunteer_id"
_STATION = "stations.code"
_ROLL = "daily_rolls.roll_id"


def upgrade() -> None:
    _stations()
    _pairings()
    _daily_rolls()
    _patrols()


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


def _pairings() -> None:
    op.create_table(
        "pairings",
        sa.Column("pairing_id", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), index=True),
        sa.Column("organisation", sa.String(64), sa.ForeignKey("organisations.code"), index=True),
        sa.Column("building", sa.String(64), sa.ForeignKey(_PLACE), nullable=False),
        sa.Column("called_sealed", sa.Text, nullable=False),
        sa.Column("delivery", sa.String(20), nullable=False),
        sa.Column("every_days", sa.Integer, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("last_contact", sa.Date),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("lapse_told", sa.Boolean, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("end_reason_sealed", sa.Text),
        sa.Column("paired_by", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("pairings_community_due", "pairings", ["community", "due_on", "pairing_id"])
    op.create_index("pairings_due", "pairings", ["due_on"])
    op.create_table(
        "pairing_contacts",
        sa.Column("contact_id", sa.String(64), primary_key=True),
        sa.Column("pairing_id", sa.String(64), sa.ForeignKey("pairings.pairing_id"), nullable=False, index=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("note_sealed", sa.Text),
        sa.Column("logged_by", sa.String(64), nullable=False),
        sa.Column("logged_at", Moment, nullable=False),
    )


def _daily_rolls() -> None:
    op.create_table(
        "daily_rolls",
        sa.Column("roll_id", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False, index=True),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("silence_hour", sa.Integer, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("judged_on", sa.Date),
        sa.Column("opened_by", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("daily_rolls_open", "daily_rolls", ["closed_on", "judged_on"])
    op.create_table(
        "daily_roll_callers",
        sa.Column("roll_id", sa.String(64), sa.ForeignKey(_ROLL), primary_key=True),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True, index=True),
    )
    op.create_table(
        "daily_roll_entries",
        sa.Column("entry_id", sa.String(64), primary_key=True),
        sa.Column("roll_id", sa.String(64), sa.ForeignKey(_ROLL), nullable=False, index=True),
        sa.Column("called_sealed", sa.Text, nullable=False),
        sa.Column("building", sa.String(64), sa.ForeignKey(_PLACE), nullable=False),
        sa.Column("added_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date),
    )
    op.create_table(
        "daily_roll_reports",
        sa.Column("report_id", sa.String(64), primary_key=True),
        sa.Column("roll_id", sa.String(64), sa.ForeignKey(_ROLL), nullable=False),
        sa.Column("entry_id", sa.String(64), sa.ForeignKey("daily_roll_entries.entry_id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER)),
        sa.Column("reported_by", sa.String(64), nullable=False),
        sa.Column("reported_at", Moment, nullable=False),
    )
    op.create_index("daily_roll_reports_roll_day", "daily_roll_reports", ["roll_id", "day"])


def _patrols() -> None:
    op.create_table(
        "patrol_areas",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("buildings", sa.JSON, nullable=False),
        sa.Column("place", sa.String(200)),
        sa.Column("key", sa.Boolean, nullable=False),
        sa.Column("rounds_a_day", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "patrol_rounds",
        sa.Column("round_id", sa.String(64), primary_key=True),
        sa.Column("area", sa.String(64), sa.ForeignKey("patrol_areas.code"), nullable=False),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("came_at", Moment, nullable=False),
        sa.Column("left_at", Moment),
        sa.Column("finding", sa.Text),
        sa.Column("logged_by", sa.String(64), nullable=False),
        sa.Column("logged_at", Moment, nullable=False),
    )
    op.create_index("patrol_rounds_area_day", "patrol_rounds", ["area", "day"])
    op.create_index("patrol_rounds_volunteer_came", "patrol_rounds", ["volunteer_id", "came_at"])
