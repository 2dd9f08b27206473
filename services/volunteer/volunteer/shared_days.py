"""Attendances that must be reckoned together: of one volunteer, on days that they share.

Looked up for many volunteers at once, so that a long list costs few statements.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import activities, hours
from .models import ActivityRow, AttendanceRow

Known = dict[str, tuple[AttendanceRow, ActivityRow]]
"""A volunteer's attendances, as they now are, by activity."""


def attended(session: Session, volunteer_ids: list[str], *when: sa.ColumnElement[bool]) -> defaultdict[str, Known]:
    """The attendances of volunteers, by their ids."""
    rows = (
        sa.select(AttendanceRow, ActivityRow)
        .join(ActivityRow, ActivityRow.activity_id == AttendanceRow.activity_id)
        .where(AttendanceRow.volunteer_id.in_(volunteer_ids), AttendanceRow.last, *when)
        .order_by(AttendanceRow.starts_at, AttendanceRow.attendance_id)
    )
    found: defaultdict[str, Known] = defaultdict(dict)
    for one, of in session.execute(rows):
        found[one.volunteer_id][of.activity_id] = one, of
    return found


def sharing_days(session: Session, volunteer_ids: list[str], activity: ActivityRow) -> dict[str, Known]:
    """Each volunteer's attendances that share days with the activity, or with one that does, and so on."""
    found: dict[str, Known] = {}
    asked = {hours.days_of(activity.starts_at, activity.ends_at): volunteer_ids}
    while asked:
        wider: defaultdict[tuple[datetime, datetime], list[str]] = defaultdict(list)
        for (begin, end), ids in asked.items():
            known = attended(
                session,
                ids,
                AttendanceRow.starts_at.between(begin - activities.LONGEST, end),
                ActivityRow.starts_at < end,
                ActivityRow.ends_at > begin,
            )
            for one in ids:
                plans = [of for _, of in known[one].values()]
                first, last = min([begin, *(of.starts_at for of in plans)]), max([end, *(of.ends_at for of in plans)])
                if (days := hours.days_of(first, last)) == (begin, end):
                    found[one] = known[one]
                else:
                    wider[days].append(one)
        asked = wider
    return found
