"""A volunteer's service record: what was attended and counts, what was granted, and where they did not come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, access
from chassis.models import columns
from chassis.refusals import Invalid, NotFound
from contracts import district

from . import enrolment, honours, no_shows
from .models import ActivityRow, AttendanceRow, VolunteerRow
from .numbers import number_of


def require_own(session: Session, actor: Actor, volunteer_id: str) -> VolunteerRow:
    """The volunteer, whose record is the actor's own or of a community where the actor works. Raises `NotFound`,
    `Forbidden`."""
    row = session.get(VolunteerRow, volunteer_id)
    if row is None:
        raise NotFound(what="volunteer", id=volunteer_id)
    if not enrolment.is_own(row, actor):
        access.require_worker(actor, row.community)
    return row


def record(session: Session, volunteer: VolunteerRow, first: date, last: date) -> dict[str, Any]:
    """The record of the days from `first` to `last`, both counted, by the day on which an activity starts. Raises
    `Invalid` ``not_after_start``."""
    if last < first:
        raise Invalid({"last": ["not_after_start"]})
    attended = (
        sa.select(AttendanceRow, ActivityRow)
        .join(ActivityRow, ActivityRow.activity_id == AttendanceRow.activity_id)
        .where(
            AttendanceRow.volunteer_id == volunteer.volunteer_id,
            AttendanceRow.last,
            AttendanceRow.starts_at >= district.midnight(first),
            AttendanceRow.starts_at < district.midnight(last + timedelta(days=1)),
        )
        .order_by(AttendanceRow.starts_at, AttendanceRow.attendance_id)
    )
    attendances = [
        {**columns(one), **{name: getattr(of, name) for name in _OF_ACTIVITY}} for one, of in session.execute(attended)
    ]
    granted = honours.of(session, volunteer.volunteer_id, first, last)
    return {
        "volunteer_id": volunteer.volunteer_id,
        "number": number_of(volunteer.serial),
        "first": first,
        "last": last,
        "credit_minutes": sum(one["minutes"] for one in attendances),
        "honour_minutes": sum(one.minutes for one in granted if one.revoked_because is None),
        "attendances": attendances,
        "honours": granted,
        "no_shows": no_shows.of_volunteer(session, volunteer.volunteer_id),
    }


_OF_ACTIVITY = ("community", "title", "kind", "place", "starts_at", "ends_at")
