"""Attendances: who was there, and what of it counts. Nothing is rewritten: a correction is a further version.

An attendance can change what counts of others, on the days that it shares with them; those are told again, too. As for
signing up, volunteers' records are locked before the activity's.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Invalid
from chassis.transaction import new_id
from contracts.events import AttendanceRecorded

from . import activities, hours, teams
from .models import ActivityRow, AttendanceRow, VolunteerRow

_Known = dict[str, tuple[AttendanceRow, ActivityRow]]
"""A volunteer's attendances, as they now are, by activity."""


def record(tx: Transaction, actor: Actor, activity_id: str, rows: list[dict[str, Any]]) -> list[AttendanceRow]:
    """Record who was at an activity, or correct it; the attendances sent, as they now are.

    Raises `Conflict` ``activity_cancelled``, and `Invalid`: ``unknown``, ``withdrawn``, ``repeated``,
    ``not_after_start`` (left before coming), ``in_the_future``.
    """
    community = activities.community_of(tx.session, activity_id)
    access.require_worker(actor, community)
    sent = _checked(tx, community, rows)
    wanted = sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(sent)).order_by(VolunteerRow.volunteer_id)
    tx.session.scalars(wanted.with_for_update()).all()
    activity = activities.locked(tx.session, activity_id)
    activities.require_standing(activity)
    return [_record_one(tx, actor, activity, volunteer_id, row) for volunteer_id, row in sent.items()]


def _checked(tx: Transaction, community: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows by volunteer id."""
    faults: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    names = [row["volunteer"] for row in rows]
    ids, wrong = teams.Named(tx.session, [(community, names)]).find_all(community, names)
    sent: dict[str, dict[str, Any]] = {}
    for position, (volunteer_id, row) in enumerate(zip(ids, rows, strict=True)):
        if position in wrong:
            faults[position]["volunteer"] = wrong[position]
        elif volunteer_id in sent:
            faults[position]["volunteer"] = ["repeated"]
        if row["left_at"] <= row["came_at"]:
            faults[position]["left_at"] = ["not_after_start"]
        elif row["left_at"] > tx.now:
            faults[position]["left_at"] = ["in_the_future"]
        sent.setdefault(volunteer_id, row)
    if faults:
        raise Invalid({"rows": dict(faults)})
    return sent


def _record_one(
    tx: Transaction, actor: Actor, activity: ActivityRow, volunteer_id: str, row: dict[str, Any]
) -> AttendanceRow:
    known = _sharing_days(tx.session, volunteer_id, activity)
    times = {name: (one.came_at, one.left_at) for name, (one, _) in known.items()}
    times[activity.activity_id] = (row["came_at"], row["left_at"])
    plans = {name: of for name, (_, of) in known.items()} | {activity.activity_id: activity}
    stays = [hours.Stay(name, plans[name].starts_at, plans[name].ends_at, *times[name]) for name in plans]
    credits = hours.credit(stays)
    found = {}
    for stay in stays:
        before = known[stay.activity_id][0] if stay.activity_id in known else None
        counted = credits[stay.activity_id]
        if before is not None and _is_the_same(before, stay, counted):
            found[stay.activity_id] = before
        else:
            made = _next_version(tx, actor, plans[stay.activity_id], volunteer_id, before, stay, counted)
            found[stay.activity_id] = made
    return found[activity.activity_id]


def _sharing_days(session: Session, volunteer_id: str, activity: ActivityRow) -> _Known:
    """The volunteer's attendances that share days with the activity, or with one that does, and so on."""
    begin, end = hours.days_of(activity.starts_at, activity.ends_at)
    while True:
        found = (
            sa.select(AttendanceRow, ActivityRow)
            .join(ActivityRow, ActivityRow.activity_id == AttendanceRow.activity_id)
            .where(
                AttendanceRow.volunteer_id == volunteer_id,
                AttendanceRow.last,
                AttendanceRow.starts_at.between(begin - activities.LONGEST, end),
                ActivityRow.starts_at < end,
                ActivityRow.ends_at > begin,
            )
        )
        known = {of.activity_id: (one, of) for one, of in session.execute(found)}
        plans = [of for _, of in known.values()]
        wider = hours.days_of(min([begin, *(of.starts_at for of in plans)]), max([end, *(of.ends_at for of in plans)]))
        if wider == (begin, end):
            return known
        begin, end = wider


def _is_the_same(before: AttendanceRow, stay: hours.Stay, counted: hours.Credit) -> bool:
    times = (before.came_at, before.left_at) == (stay.came, stay.left)
    return times and (before.minutes, tuple(before.reasons)) == (counted.minutes, counted.reasons)


def _next_version(
    tx: Transaction,
    actor: Actor,
    activity: ActivityRow,
    volunteer_id: str,
    before: AttendanceRow | None,
    stay: hours.Stay,
    counted: hours.Credit,
) -> AttendanceRow:
    if before is not None:
        before.last = False
    made = AttendanceRow(
        attendance_id=before.attendance_id if before else new_id(),
        version=before.version + 1 if before else 1,
        activity_id=activity.activity_id,
        volunteer_id=volunteer_id,
        starts_at=activity.starts_at,
        came_at=stay.came,
        left_at=stay.left,
        minutes=counted.minutes,
        reasons=list(counted.reasons),
        last=True,
        recorded_by=actor.person_id,
        recorded_at=tx.now,
    )
    tx.session.add(made)
    tx.emit(
        AttendanceRecorded(
            community=activity.community,
            sequence=made.version,
            attendance_id=made.attendance_id,
            activity_id=made.activity_id,
            volunteer_id=made.volunteer_id,
            kind=activity.kind,
            minutes=made.minutes,
            starts_at=activity.starts_at,
        )
    )
    return made
