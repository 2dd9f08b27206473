"""Attendances: who was there, and what of it counts. Nothing is rewritten: a correction is a further version.

An attendance can change what counts of others, on the days that it shares with them; those are told again, too. As for
signing up, volunteers' records are locked before the activity's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Invalid
from chassis.transaction import new_id
from contracts import district
from contracts.events import AttendanceRecorded

from . import activities, enrolment, hours, merging, naming, no_shows, trainings
from .hours_policies import Policies
from .models import ActivityRow, AttendanceRow, VolunteerRow
from .shared_days import Known, attended, sharing_days


@dataclass(frozen=True)
class Said:
    """What is said of one volunteer's attendance: when they came and left, how that is known, the person by whom, and
    what makes it doubtful, with what was decided about that and why."""

    came: datetime
    left: datetime
    way: str
    by: str
    doubts: tuple[str, ...] = ()
    decision: str | None = None
    because: str | None = None

    @property
    def withheld(self) -> str | None:
        """Why nothing of it counts, as `hours.Stay` has it."""
        if self.decision is not None:
            return None if self.decision == "accepted" else "rejected"
        return "set_aside" if self.doubts else None


_Plans = dict[str, tuple[AttendanceRow | None, ActivityRow]]
"""Attendances to reckon, by activity: as they were before, if there was one."""


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
    said = {one: Said(row["came_at"], row["left_at"], "list", actor.person_id) for one, row in sent.items()}
    return settle_all(tx, activity, said)


def _checked(tx: Transaction, community: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows by volunteer id."""
    faults: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    names = [row["volunteer"] for row in rows]
    ids, wrong = naming.find_all(tx.session, community, names)
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


def decide(tx: Transaction, actor: Actor, request: dict[str, Any]) -> AttendanceRow:
    """Accept or reject an attendance that was set aside, another one's than the own.

    Raises `Conflict`: ``not_set_aside``, ``own_attendance``; `Invalid` as `record`.
    """
    activity_id = request["activity_id"]
    community = activities.community_of(tx.session, activity_id)
    access.require_worker(actor, community)
    volunteer_id = naming.find(tx.session, community, request["volunteer"], withdrawn=True)
    volunteer = tx.session.get_one(VolunteerRow, volunteer_id, with_for_update=True)
    activity = activities.locked(tx.session, activity_id)
    before = of(tx.session, activity_id, volunteer_id)
    if before is None or before.reasons != ["set_aside"]:
        raise Conflict("not_set_aside")
    if enrolment.is_own(volunteer, actor):
        raise Conflict("own_attendance")
    left = request["left_at"] or before.left_at
    if left <= before.came_at:
        raise Invalid({"left_at": ["not_after_start"]})
    if left > tx.now:
        raise Invalid({"left_at": ["in_the_future"]})
    decided = {"decision": request["decision"], "because": request["reason"]}
    said = Said(before.came_at, left, before.way, actor.person_id, tuple(before.doubts), **decided)
    return settle(tx, activity, volunteer_id, said)


def settle(tx: Transaction, activity: ActivityRow, volunteer_id: str, said: Said) -> AttendanceRow:
    """As `settle_all`, of one volunteer."""
    return settle_all(tx, activity, {volunteer_id: said})[0]


def settle_all(tx: Transaction, activity: ActivityRow, said: dict[str, Said]) -> list[AttendanceRow]:
    """Keep what is said of volunteers at an activity, all locked, and what then counts of it and of other attendances;
    the attendances as they now are, in the same order. No-shows of the same do not stand any longer."""
    no_shows.lift_attended(tx, activity, {volunteer_id: one.by for volunteer_id, one in said.items()})
    policies = Policies(tx.session)
    sharing = sharing_days(tx.session, list(said), activity)
    settled = []
    for volunteer_id, own in said.items():
        known = sharing[volunteer_id]
        plans: _Plans = {activity.activity_id: (None, activity), **known}
        all_said = {name: _as_said(one) for name, (one, _) in known.items()} | {activity.activity_id: own}
        settled.append(_reckon(tx, policies, volunteer_id, plans, all_said)[activity.activity_id])
    return settled


def take_over(tx: Transaction, kept_id: str, merged_id: str) -> None:
    """Give one volunteer the attendances of another, who is the same person; their activities are locked. Where both
    attended, the other's is closed with nothing counted. What counts on the days concerned is reckoned anew."""
    theirs = attended(tx.session, [merged_id])[merged_id]
    own: Known = {}
    for _, plan in theirs.values():
        own |= sharing_days(tx.session, [kept_id], plan)[kept_id]
    moves, gives_way = merging.choose(own, theirs)
    for before, plan in gives_way.values():
        closed = Said(before.came_at, before.left_at, before.way, before.recorded_by)
        _next_version(tx, plan, merged_id, before, closed, hours.Credit(0, ("merged",)))
    known = own | moves
    all_said = {name: _as_said(one) for name, (one, _) in known.items()}
    _reckon(tx, Policies(tx.session), kept_id, {**known}, all_said)


def _reckon(
    tx: Transaction, policies: Policies, volunteer_id: str, plans: _Plans, said: dict[str, Said]
) -> dict[str, AttendanceRow]:
    """The attendances as they now are, of which those that changed are told."""
    credits = hours.credit(_stays(policies, {name: plan for name, (_, plan) in plans.items()}, said))
    found = {}
    for name, (before, plan) in plans.items():
        own = before if before is not None and before.volunteer_id == volunteer_id else None
        if own is not None and _is_the_same(own, said[name], credits[name]):
            found[name] = own
        else:
            found[name] = _next_version(tx, plan, volunteer_id, before, said[name], credits[name])
    return found


def _stays(policies: Policies, plans: dict[str, ActivityRow], said: dict[str, Said]) -> list[hours.Stay]:
    return [
        hours.Stay(
            name,
            plan.starts_at,
            plan.ends_at,
            said[name].came,
            said[name].left,
            policies.at(plan.community, district.day_of(plan.starts_at)),
            said[name].withheld,
        )
        for name, plan in plans.items()
    ]


def of(session: Session, activity_id: str, volunteer_id: str) -> AttendanceRow | None:
    """A volunteer's attendance of an activity, as it now is; None where none was recorded."""
    return session.scalar(
        sa.select(AttendanceRow).where(
            AttendanceRow.activity_id == activity_id, AttendanceRow.volunteer_id == volunteer_id, AttendanceRow.last
        )
    )


def page_set_aside(
    session: Session, community: str, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of a community's attendances that wait for a decision, the earliest first by the day of the activity,
    and the cursor of the next page. Raises `Invalid` for a cursor that no page gave."""
    found = (
        sa.select(AttendanceRow, ActivityRow.title)
        .join(ActivityRow, ActivityRow.activity_id == AttendanceRow.activity_id)
        .where(
            ActivityRow.community == community,
            AttendanceRow.last,
            AttendanceRow.doubtful,
            AttendanceRow.decision.is_(None),
        )
        .order_by(AttendanceRow.attendance_id)
        .limit(limit + 1)
    )
    if cursor is not None:
        found = found.where(AttendanceRow.attendance_id > cursor)
    rows = session.execute(found).all()
    items = [{**columns(one), "title": title} for one, title in rows[:limit]]
    return items, rows[limit - 1][0].attendance_id if len(rows) > limit else None


def _as_said(row: AttendanceRow) -> Said:
    decided = (row.decision, row.decided_because)
    return Said(row.came_at, row.left_at, row.way, row.recorded_by, tuple(row.doubts), *decided)


def _is_the_same(before: AttendanceRow, said: Said, counted: hours.Credit) -> bool:
    known = _as_said(before)
    times = (known.came, known.left, known.decision) == (said.came, said.left, said.decision)
    return times and (before.minutes, tuple(before.reasons)) == (counted.minutes, counted.reasons)


def _next_version(
    tx: Transaction,
    activity: ActivityRow,
    volunteer_id: str,
    before: AttendanceRow | None,
    said: Said,
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
        came_at=said.came,
        left_at=said.left,
        minutes=counted.minutes,
        reasons=list(counted.reasons),
        way=said.way,
        doubts=list(said.doubts),
        doubtful=bool(said.doubts),
        decision=said.decision,
        decided_because=said.because,
        last=True,
        recorded_by=said.by,
        recorded_at=tx.now,
    )
    tx.session.add(made)
    trainings.certify(tx, activity, made)
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
