"""What keeps a volunteer at a time: an activity signed up for, waiting or not, or a station's duty.

Whoever gives a volunteer something to do at a time holds the volunteer's lock and asks here first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Conflict

from .models import ActivityRow, SignUpRow, StationDutyRow, StationRow, VolunteerRow


class Engaged(NamedTuple):
    """One volunteer's engagement; `kind`: ``activity`` or ``station_duty``, by `id`; `title`: the activity's, or the
    station's name."""

    volunteer_id: str
    kind: str
    id: str
    title: str
    starts_at: datetime
    ends_at: datetime


def require_free(session: Session, volunteer_id: str, starts: datetime, ends: datetime) -> None:
    """Raise `Conflict` where something keeps the volunteer between `starts` and before `ends`: ``overlaps`` names the
    activity, ``stands_duty`` the station."""
    among = VolunteerRow.volunteer_id == volunteer_id
    for other in found(session, among, starts, ends):
        if other.kind == "activity":
            raise Conflict("overlaps", activity_id=other.id, title=other.title)
        raise Conflict("stands_duty", duty_id=other.id, station=other.title)


def found(session: Session, among: sa.ColumnElement[bool], starts: datetime, ends: datetime) -> list[Engaged]:
    """The engagements, between `starts` and before `ends`, of the volunteers that `among` says; the earliest first."""
    signed_up = (
        sa.select(
            SignUpRow.volunteer_id,
            sa.literal("activity"),
            ActivityRow.activity_id,
            ActivityRow.title,
            ActivityRow.starts_at,
            ActivityRow.ends_at,
        )
        .join(VolunteerRow, VolunteerRow.volunteer_id == SignUpRow.volunteer_id)
        .join(ActivityRow, ActivityRow.activity_id == SignUpRow.activity_id)
        .where(among, ActivityRow.cancelled.is_(None), *_shares(ActivityRow, starts, ends))
    )
    duties = (
        sa.select(
            StationDutyRow.volunteer_id,
            sa.literal("station_duty"),
            StationDutyRow.duty_id,
            StationRow.name,
            StationDutyRow.starts_at,
            StationDutyRow.ends_at,
        )
        .join(VolunteerRow, VolunteerRow.volunteer_id == StationDutyRow.volunteer_id)
        .join(StationRow, StationRow.code == StationDutyRow.station)
        .where(among, *_shares(StationDutyRow, starts, ends))
    )
    rows = [Engaged(*row) for query in (signed_up, duties) for row in session.execute(query)]
    return sorted(rows, key=lambda row: (row.starts_at, row.id))


def keep(starts: datetime, ends: datetime) -> sa.ColumnElement[bool]:
    """As a condition on volunteers: something keeps them between `starts` and before `ends`."""
    signed_up = sa.exists().where(
        SignUpRow.volunteer_id == VolunteerRow.volunteer_id,
        ActivityRow.activity_id == SignUpRow.activity_id,
        ActivityRow.cancelled.is_(None),
        *_shares(ActivityRow, starts, ends),
    )
    on_duty = sa.exists().where(
        StationDutyRow.volunteer_id == VolunteerRow.volunteer_id, *_shares(StationDutyRow, starts, ends)
    )
    return signed_up | on_duty


def _shares(model: type[Any], starts: datetime, ends: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return model.starts_at < ends, model.ends_at > starts
