"""Activities: planned service of a community, at most a day long each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import ActivityCancelled, ActivityScheduled

from . import certification, registers, seats, skills
from .models import ActivityRow, AttendanceRow, SignUpRow

LONGEST = timedelta(days=1)


def schedule(tx: Transaction, actor: Actor, request: dict[str, Any]) -> ActivityRow:
    """Plan an activity. Raises `Invalid`: ``unknown`` (community), ``not_after_start``, ``longer_than_a_day``, and
    ``after_start`` when sign-ups could be taken back after it has begun."""
    registers.require_community(tx.session, request["community"])
    starts, ends, until = request["starts_at"], request["ends_at"], request["withdraw_until"]
    faults = {}
    if ends <= starts:
        faults["ends_at"] = ["not_after_start"]
    elif ends - starts > LONGEST:
        faults["ends_at"] = ["longer_than_a_day"]
    if until is not None and until > starts:
        faults["withdraw_until"] = ["after_start"]
    if faults:
        raise Invalid(faults)
    training = certification.settle(request["training"])
    facts = {**request, "skills": skills.settle(request["skills"]), "training": training}
    return add(tx, {**facts, "scheduled_by": actor.person_id})


def add(tx: Transaction, facts: dict[str, Any]) -> ActivityRow:
    """Keep a new activity of these `facts`, which nothing is wrong with, and tell of it."""
    activity = ActivityRow(activity_id=new_id(), cancelled=None, sequence=1, **facts)
    tx.session.add(activity)
    tx.emit(
        ActivityScheduled(
            community=activity.community,
            sequence=1,
            activity_id=activity.activity_id,
            kind=activity.kind,
            starts_at=activity.starts_at,
            ends_at=activity.ends_at,
        )
    )
    return activity


def cancel(tx: Transaction, actor: Actor, activity_id: str, reason: str) -> ActivityRow:
    """Call an activity off. Raises `Conflict`: ``activity_cancelled``, ``attendance_recorded``."""
    activity = locked(tx.session, activity_id)
    access.require_worker(actor, activity.community)
    require_standing(activity)
    recorded = sa.select(AttendanceRow.attendance_id).where(AttendanceRow.activity_id == activity_id).limit(1)
    if tx.session.scalar(recorded) is not None:
        raise Conflict("attendance_recorded")
    activity.cancelled = reason
    activity.sequence += 1
    tx.emit(
        ActivityCancelled(community=activity.community, sequence=activity.sequence, activity_id=activity.activity_id)
    )
    return activity


def going(session: Session, activity: ActivityRow) -> list[str]:
    """The volunteers who are going, in the order in which they signed up."""
    signed = _in_order(session, activity.activity_id)
    return signed[: seats.taken(len(signed), activity.capacity)]


def locked(session: Session, activity_id: str) -> ActivityRow:
    """The activity, locked to the end of the transaction. Raises `NotFound`."""
    return _found(session.get(ActivityRow, activity_id, with_for_update=True), activity_id)


def community_of(session: Session, activity_id: str) -> str:
    """The community of an activity. Raises `NotFound`."""
    return _found(session.get(ActivityRow, activity_id), activity_id).community


def require_standing(activity: ActivityRow) -> None:
    """Raise `Conflict` when the activity was called off."""
    if activity.cancelled is not None:
        raise Conflict("activity_cancelled", reason=activity.cancelled)


def page(
    session: Session, community: str, first: date, last: date | None, limit: int, cursor: str | None
) -> tuple[list[ActivityRow], str | None]:
    """One page of the activities that begin on these days, the earliest first, and the cursor of the next page.
    Raises `Invalid` for a cursor that no page gave."""
    place = (ActivityRow.starts_at, ActivityRow.activity_id)
    found = sa.select(ActivityRow).where(
        ActivityRow.community == community, ActivityRow.starts_at >= district.midnight(first)
    )
    if last is not None:
        found = found.where(ActivityRow.starts_at < district.midnight(last + timedelta(days=1)))
    if cursor is not None:
        before = session.get(ActivityRow, cursor)
        if before is None:
            raise Invalid({"cursor": ["unknown"]})
        found = found.where(
            sa.or_(
                ActivityRow.starts_at > before.starts_at,
                sa.and_(ActivityRow.starts_at == before.starts_at, ActivityRow.activity_id > before.activity_id),
            )
        )
    rows = list(session.scalars(found.order_by(*place).limit(limit + 1)))
    return rows[:limit], rows[limit - 1].activity_id if len(rows) > limit else None


def shown(session: Session, rows: Sequence[ActivityRow], volunteer_id: str | None) -> list[dict[str, Any]]:
    """Activities as answers to a reader who is this volunteer, or none."""
    ids = [row.activity_id for row in rows]
    signed = sa.select(SignUpRow.activity_id, sa.func.count().label("signed")).where(SignUpRow.activity_id.in_(ids))
    counts = Counter({row.activity_id: row.signed for row in session.execute(signed.group_by(SignUpRow.activity_id))})
    own = standing(session, rows, volunteer_id) if volunteer_id is not None else {}
    answers = []
    for row in rows:
        coming = seats.taken(counts[row.activity_id], row.capacity)
        facts = columns(row)
        waiting = counts[row.activity_id] - coming
        answers.append({**facts, "going": coming, "waiting": waiting, "own": own.get(row.activity_id)})
    return answers


def in_full(session: Session, activity_id: str, actor: Actor) -> dict[str, Any]:
    """An activity with the people that the actor may see: all for a worker of its community, else oneself.
    Raises `NotFound`."""
    activity = _found(session.get(ActivityRow, activity_id), activity_id)
    [answer] = shown(session, [activity], actor.volunteer_id)
    signed = _in_order(session, activity_id)
    attended = sa.select(AttendanceRow).where(AttendanceRow.activity_id == activity_id, AttendanceRow.last)
    attendances = list(session.scalars(attended.order_by(AttendanceRow.came_at, AttendanceRow.volunteer_id)))
    if not actor.works_in(activity.community):
        attendances = [one for one in attendances if one.volunteer_id == actor.volunteer_id]
    places = seats.taken(len(signed), activity.capacity)

    def seen(ids: list[str]) -> list[str]:
        return [one for one in ids if actor.works_in(activity.community) or one == actor.volunteer_id]

    people = {"going_ids": seen(signed[:places]), "waiting_ids": seen(signed[places:])}
    return {**answer, **people, "attendances": attendances}


def standing(session: Session, rows: Sequence[ActivityRow], volunteer_id: str) -> dict[str, str]:
    """How a volunteer stands in those of the activities for which they signed up."""
    capacities = {row.activity_id: row.capacity for row in rows}
    before = aliased(SignUpRow)
    earlier = sa.select(sa.func.count()).where(
        before.activity_id == SignUpRow.activity_id, before.place < SignUpRow.place
    )
    own = sa.select(SignUpRow.activity_id, earlier.scalar_subquery()).where(
        SignUpRow.volunteer_id == volunteer_id, SignUpRow.activity_id.in_(capacities)
    )
    stands = {}
    for activity_id, ahead in session.execute(own):
        stands[activity_id] = "going" if seats.is_going(ahead, capacities[activity_id]) else "waiting"
    return stands


def _in_order(session: Session, activity_id: str) -> list[str]:
    signed = sa.select(SignUpRow.volunteer_id).where(SignUpRow.activity_id == activity_id).order_by(SignUpRow.place)
    return list(session.scalars(signed))


def _found(activity: ActivityRow | None, activity_id: str) -> ActivityRow:
    if activity is None:
        raise NotFound(what="activity", id=activity_id)
    return activity
