"""No-shows: who was going and did not come, as a person says whose word can be objected to and is decided on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Invalid
from contracts import district
from contracts.events import NoShowLifted, NoShowRecorded

from . import activities, enrolment, naming
from .models import ActivityRow, AttendanceRow, NoShowRow, PresenceRow, VolunteerRow

OBJECT_WITHIN = timedelta(days=15)
"""How long after it was said a no-show may be objected to."""


def record(tx: Transaction, actor: Actor, activity_id: str, names: list[str]) -> list[dict[str, Any]]:
    """Say who did not come. Said again of the same it changes nothing.

    Raises `Conflict`: ``activity_cancelled``, ``not_over_yet``; `Invalid`: ``unknown``, ``not_going``, ``was_there``.
    """
    community = activities.community_of(tx.session, activity_id)
    access.require_worker(actor, community)
    ids, wrong = naming.find_all(tx.session, community, names, withdrawn=True)
    people = sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(ids)).order_by(VolunteerRow.volunteer_id)
    tx.session.scalars(people.with_for_update()).all()
    activity = activities.locked(tx.session, activity_id)
    activities.require_standing(activity)
    if tx.now < activity.ends_at:
        raise Conflict("not_over_yet")
    going, there = set(activities.going(tx.session, activity)), _there(tx.session, activity_id)
    for position, volunteer_id in enumerate(ids):
        if position not in wrong and volunteer_id in there:
            wrong[position] = ["was_there"]
        elif position not in wrong and volunteer_id not in going:
            wrong[position] = ["not_going"]
    if wrong:
        raise Invalid({"volunteers": wrong})
    for volunteer_id in ids:
        if tx.session.get(NoShowRow, (activity_id, volunteer_id)) is None:
            _say(tx, actor, activity, volunteer_id)
    tx.session.flush()
    return of_activity(tx.session, activity_id)


def object_to(tx: Transaction, actor: Actor, activity_id: str, objection: str) -> dict[str, Any]:
    """Object to the own no-show, once. Raises `Conflict`: ``no_such_no_show``, ``already_objected``,
    ``too_late_to_object``."""
    own = enrolment.registered_as(tx.session, actor)
    row = None if own is None else _locked(tx.session, activity_id, own.volunteer_id)
    if row is None:
        raise Conflict("no_such_no_show")
    if row.state != "recorded":
        raise Conflict("already_objected" if row.state == "objected" else "already_decided")
    if tx.now > row.said_at + OBJECT_WITHIN:
        raise Conflict("too_late_to_object")
    row.state, row.objection, row.objected_at = "objected", objection, tx.now
    row.sequence += 1
    return _one(tx.session, row)


def decide(tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
    """Uphold a no-show or lift it. Who said it may lift it, but not uphold it against an objection.

    Raises `Conflict`: ``no_such_no_show``, ``already_decided``, ``own_word``, ``own_attendance``.
    """
    activity_id = request["activity_id"]
    community = activities.community_of(tx.session, activity_id)
    access.require_worker(actor, community)
    volunteer_id = naming.find(tx.session, community, request["volunteer"], withdrawn=True)
    volunteer = tx.session.get_one(VolunteerRow, volunteer_id, with_for_update=True)
    row = _locked(tx.session, activity_id, volunteer_id)
    if row is None:
        raise Conflict("no_such_no_show")
    if row.state not in ("recorded", "objected"):
        raise Conflict("already_decided")
    if enrolment.is_own(volunteer, actor):
        raise Conflict("own_attendance")
    if request["decision"] == "upheld" and row.said_by == actor.person_id:
        raise Conflict("own_word")
    _decide(tx, row, request["decision"], request["reason"], actor.person_id)
    return _one(tx.session, row)


def lift_attended(tx: Transaction, activity: ActivityRow, said_by: Mapping[str, str]) -> None:
    """Lift the no-shows of volunteers of whom it turns out that they were there. `said_by`: the person who says so, by
    volunteer."""
    found = (
        sa.select(NoShowRow)
        .where(
            NoShowRow.activity_id == activity.activity_id,
            NoShowRow.volunteer_id.in_(said_by),
            NoShowRow.state != "lifted",
        )
        .order_by(NoShowRow.volunteer_id)
        .with_for_update()
    )
    for row in tx.session.scalars(found).all():
        _decide(tx, row, "lifted", None, said_by[row.volunteer_id])


def lift_where_attended(tx: Transaction, volunteer_id: str, by: str) -> None:
    """Lift all no-shows of a volunteer, locked, who has an attendance of the same activity."""
    found = (
        sa.select(NoShowRow)
        .join(
            AttendanceRow,
            (AttendanceRow.activity_id == NoShowRow.activity_id)
            & (AttendanceRow.volunteer_id == NoShowRow.volunteer_id)
            & AttendanceRow.last,
        )
        .where(NoShowRow.volunteer_id == volunteer_id, NoShowRow.state != "lifted")
        .order_by(NoShowRow.activity_id)
    )
    for row in tx.session.scalars(found).all():
        _decide(tx, row, "lifted", None, by)


def of_activity(session: Session, activity_id: str) -> list[dict[str, Any]]:
    """All no-shows of an activity, in the order in which they were said."""
    return _found(session, NoShowRow.activity_id == activity_id)


def of_volunteer(session: Session, volunteer_id: str) -> list[dict[str, Any]]:
    """All of a volunteer's no-shows, lifted ones too."""
    return _found(session, NoShowRow.volunteer_id == volunteer_id)


def _found(session: Session, wanted: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = sa.select(NoShowRow, ActivityRow.title).join(ActivityRow, ActivityRow.activity_id == NoShowRow.activity_id)
    ordered = rows.where(wanted).order_by(NoShowRow.said_at, NoShowRow.volunteer_id)
    return [{**columns(row), "title": title} for row, title in session.execute(ordered)]


def _one(session: Session, row: NoShowRow) -> dict[str, Any]:
    return {**columns(row), "title": session.get_one(ActivityRow, row.activity_id).title}


def _there(session: Session, activity_id: str) -> set[str]:
    checked_in = sa.select(PresenceRow.volunteer_id).where(PresenceRow.activity_id == activity_id)
    attended = sa.select(AttendanceRow.volunteer_id).where(AttendanceRow.activity_id == activity_id, AttendanceRow.last)
    return {*session.scalars(checked_in), *session.scalars(attended)}


def _locked(session: Session, activity_id: str, volunteer_id: str) -> NoShowRow | None:
    return session.get(NoShowRow, (activity_id, volunteer_id), with_for_update=True)


def _say(tx: Transaction, actor: Actor, activity: ActivityRow, volunteer_id: str) -> None:
    tx.session.add(
        NoShowRow(
            activity_id=activity.activity_id,
            volunteer_id=volunteer_id,
            state="recorded",
            said_by=actor.person_id,
            said_at=tx.now,
            sequence=1,
        )
    )
    tx.emit(
        NoShowRecorded(
            community=activity.community,
            sequence=1,
            activity_id=activity.activity_id,
            volunteer_id=volunteer_id,
            day=district.day_of(activity.starts_at),
        )
    )


def _decide(tx: Transaction, row: NoShowRow, decision: str, reason: str | None, by: str) -> None:
    row.state, row.decided_because, row.decided_by, row.decided_at = decision, reason, by, tx.now
    row.sequence += 1
    if decision == "lifted":
        community = activities.community_of(tx.session, row.activity_id)
        tx.emit(
            NoShowLifted(
                community=community,
                sequence=row.sequence,
                activity_id=row.activity_id,
                volunteer_id=row.volunteer_id,
            )
        )
