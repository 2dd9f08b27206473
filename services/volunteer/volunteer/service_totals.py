"""What was done at a community's activities altogether: person-times, people and hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid
from contracts import district

from . import registers
from .models import ActivityRow, AttendanceRow, HonourHoursRow


def reckon(session: Session, community: str, first: date, last: date) -> dict[str, Any]:
    """Of the days from `first` to `last`, both counted, by the day on which an activity starts. Raises `Invalid`
    ``not_after_start``, and ``unknown`` for a community that is not registered."""
    if last < first:
        raise Invalid({"last": ["not_after_start"]})
    registers.require_community(session, community)
    attended = (
        sa.select(
            sa.func.count().label("person_times"),
            sa.func.count(AttendanceRow.volunteer_id.distinct()).label("volunteers"),
            sa.func.count(AttendanceRow.activity_id.distinct()).label("activities"),
            sa.func.coalesce(sa.func.sum(AttendanceRow.minutes), 0).label("credit_minutes"),
        )
        .join(ActivityRow, ActivityRow.activity_id == AttendanceRow.activity_id)
        .where(
            ActivityRow.community == community,
            AttendanceRow.last,
            AttendanceRow.minutes > 0,
            AttendanceRow.starts_at >= district.midnight(first),
            AttendanceRow.starts_at < district.midnight(last + timedelta(days=1)),
        )
    )
    granted = sa.select(sa.func.coalesce(sa.func.sum(HonourHoursRow.minutes), 0)).where(
        HonourHoursRow.community == community,
        HonourHoursRow.revoked_because.is_(None),
        HonourHoursRow.granted_on.between(first, last),
    )
    found = session.execute(attended).one()
    days = {"community": community, "first": first, "last": last}
    return {**days, **found._mapping, "honour_minutes": session.scalar(granted)}
