"""Records of volunteers besides services: what an event says of one, and what one adds to the sums.

Attendances, certified trainings, no-shows and honour hours are told in versions; the last version is the one that
counts, whenever it arrives.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from contracts import Envelope, district
from contracts.events import (
    AttendanceRecorded,
    CertificationRevoked,
    HonourHoursGranted,
    HonourHoursRevoked,
    NoShowLifted,
    NoShowRecorded,
    VolunteerCertified,
)

from .clauses import Sums

ATTENDANCE, TRAINING, NO_SHOW, HONOUR_HOURS = "attendance", "training", "no_show", "honour_hours"
KINDS = (ATTENDANCE, TRAINING, NO_SHOW, HONOUR_HOURS)

TOLD_BY = (
    AttendanceRecorded,
    VolunteerCertified,
    CertificationRevoked,
    NoShowRecorded,
    NoShowLifted,
    HonourHoursGranted,
    HonourHoursRevoked,
)
"""The events that tell of records."""


class Version(NamedTuple):
    """What one event says of a record, in the columns of `models.RecordVersion` but for the event itself."""

    kind: str
    record_id: str
    version: int
    volunteer_id: str
    day: date | None
    minutes: int
    counts: bool
    community: str | None


def read(envelope: Envelope) -> Version:
    """What an event of `TOLD_BY` says. Where it does not name the day itself, it is the day on which it was told."""
    event: Any = envelope.data
    told_on = district.day_of(envelope.time)
    match event:
        case AttendanceRecorded():
            day, minutes = district.day_of(event.starts_at), event.minutes
            return _version(ATTENDANCE, event.attendance_id, event, day, minutes, counts=minutes > 0)
        case VolunteerCertified():
            return _version(TRAINING, event.attendance_id, event, event.attended_on or told_on)
        case CertificationRevoked():
            return _version(TRAINING, event.attendance_id, event, None, counts=False)
        case NoShowRecorded():
            return _version(NO_SHOW, _of_activity(event), event, event.day or told_on)
        case NoShowLifted():
            return _version(NO_SHOW, _of_activity(event), event, None, counts=False)
        case HonourHoursGranted():
            return _version(HONOUR_HOURS, event.grant_id, event, event.granted_on, event.minutes)
        case HonourHoursRevoked():
            return _version(HONOUR_HOURS, event.grant_id, event, None, counts=False)
    raise TypeError(f"{type(event).__name__} tells of no record")


def adds(version: Version) -> Sums:
    """What a record that stands so adds to the sums of the year of its day."""
    if not version.counts:
        return Sums()
    match version.kind:
        case "attendance":
            return Sums(attendances=1, attended_minutes=version.minutes)
        case "training":
            return Sums(trainings=1)
        case "no_show":
            return Sums(no_shows=1)
    return Sums(honour_minutes=version.minutes)


def _version(
    kind: str, record_id: str, event: Any, day: date | None, minutes: int = 0, *, counts: bool = True
) -> Version:
    return Version(kind, record_id, event.sequence, event.volunteer_id, day, minutes, counts, event.community)


def _of_activity(event: Any) -> str:
    return f"{event.activity_id}/{event.volunteer_id}"
