"""Checking in and out: a volunteer with the code shown at the activity, a worker on the spot without.

What was checked in and out becomes an attendance. As elsewhere, volunteers' records are locked before the activity's.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Invalid

from . import activities, attendance, codes, doubts, sign_ups
from .models import ActivityRow, AttendanceRow, CheckInSecretRow, PresenceRow, SignUpRow, VolunteerRow

OPENS_BEFORE = timedelta(hours=1)
"""How long before its start an activity may be checked in to."""

CLOSES_AFTER = timedelta(hours=2)
"""How long after its end one may still check out; who has not by then is set aside."""


def show_code(tx: Transaction, actor: Actor, activity_id: str) -> dict[str, Any]:
    """The code to show at an activity now, for a worker of its community. Raises `Conflict` as `check_in` does."""
    activity = activities.locked(tx.session, activity_id)
    access.require_worker(actor, activity.community)
    activities.require_standing(activity)
    if tx.now > activity.ends_at + CLOSES_AFTER:
        raise Conflict("activity_over")
    kept = tx.session.get(CheckInSecretRow, activity_id)
    if kept is None:
        kept = CheckInSecretRow(activity_id=activity_id, secret=secrets.token_bytes(codes.SECRET_BYTES))
        tx.session.add(kept)
    code, until = codes.shown(kept.secret, tx.now)
    return {"code": code, "until": until}


def check_in(tx: Transaction, actor: Actor, activity_id: str, named: str | None, code: str | None) -> dict[str, Any]:
    """Check in; who had not signed up is signed up. The same again changes nothing.

    Raises `Invalid` ``wrong_code``; `Conflict`: ``activity_cancelled``, ``too_early``, ``activity_over``,
    ``already_checked_out``, ``still_waiting`` where others come first (a worker may let in who waits), and as
    `sign_ups.enter` does.
    """
    volunteer, activity = sign_ups.both(tx.session, actor, activity_id, named)
    activities.require_standing(activity)
    if tx.now < activity.starts_at - OPENS_BEFORE:
        raise Conflict("too_early", opens_at=activity.starts_at - OPENS_BEFORE)
    if tx.now >= activity.ends_at:
        raise Conflict("activity_over")
    way = _require_code(tx, actor, activity, code)
    presence = tx.session.get(PresenceRow, (activity_id, volunteer.volunteer_id))
    if presence is not None:
        if presence.left_at is not None:
            raise Conflict("already_checked_out")
        return _shown(presence, None)
    if tx.session.get(SignUpRow, (activity_id, volunteer.volunteer_id)) is None:
        sign_ups.enter(tx, volunteer, activity)
    stands = activities.standing(tx.session, [activity], volunteer.volunteer_id)[activity_id]
    if stands == "waiting" and way == "code":
        raise Conflict("still_waiting")
    presence = PresenceRow(
        activity_id=activity_id,
        volunteer_id=volunteer.volunteer_id,
        ends_at=activity.ends_at,
        came_at=tx.now,
        left_at=None,
        way=way,
        recorded_by=actor.person_id,
        settled=False,
    )
    tx.session.add(presence)
    return _shown(presence, None)


def check_out(tx: Transaction, actor: Actor, activity_id: str, named: str | None, code: str | None) -> dict[str, Any]:
    """Check out, whereby the attendance is recorded. The same again changes nothing.

    Raises `Invalid` ``wrong_code``; `Conflict`: ``not_checked_in``, ``check_out_over``.
    """
    volunteer, activity = sign_ups.both(tx.session, actor, activity_id, named)
    presence = tx.session.get(PresenceRow, (activity_id, volunteer.volunteer_id))
    if presence is None:
        raise Conflict("not_checked_in")
    if presence.left_at is None:
        if presence.settled or tx.now > activity.ends_at + CLOSES_AFTER:
            raise Conflict("check_out_over")
        way = _require_code(tx, actor, activity, code)
        presence.left_at, presence.way, presence.recorded_by = tx.now, _vouched(presence.way, way), actor.person_id
        _settle(tx, presence, activity)
    return _shown(presence, attendance.of(tx.session, activity_id, volunteer.volunteer_id))


def settle_forgotten(tx: Transaction) -> None:
    """Set aside whoever has not checked out of one activity that is long over: it counts once a person has decided."""
    due = sa.select(PresenceRow.activity_id).where(
        PresenceRow.settled.is_(False), PresenceRow.ends_at < tx.now - CLOSES_AFTER
    )
    activity_id = tx.session.scalar(due.order_by(PresenceRow.ends_at).limit(1))
    if activity_id is None:
        return
    forgotten = sa.select(PresenceRow).where(PresenceRow.activity_id == activity_id, PresenceRow.settled.is_(False))
    people = sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(_column(forgotten)))
    tx.session.scalars(people.order_by(VolunteerRow.volunteer_id).with_for_update()).all()
    activity = activities.locked(tx.session, activity_id)
    for presence in tx.session.scalars(forgotten.execution_options(populate_existing=True)).all():
        _settle(tx, presence, activity)


def presences(session: Session, actor: Actor, activity_id: str) -> list[dict[str, Any]]:
    """Who has checked in, as far as the actor may see it. Raises `NotFound`."""
    community = activities.community_of(session, activity_id)
    found = (
        sa.select(PresenceRow, AttendanceRow)
        .outerjoin(
            AttendanceRow,
            (AttendanceRow.activity_id == PresenceRow.activity_id)
            & (AttendanceRow.volunteer_id == PresenceRow.volunteer_id)
            & AttendanceRow.last,
        )
        .where(PresenceRow.activity_id == activity_id)
        .order_by(PresenceRow.came_at, PresenceRow.volunteer_id)
    )
    if not actor.works_in(community):
        found = found.where(PresenceRow.volunteer_id == (actor.volunteer_id or ""))
    return [_shown(presence, attended) for presence, attended in session.execute(found)]


def _require_code(tx: Transaction, actor: Actor, activity: ActivityRow, code: str | None) -> str:
    """The way in which the actor shows to be there."""
    if actor.works_in(activity.community):
        return "on_the_spot"
    kept = tx.session.get(CheckInSecretRow, activity.activity_id)
    if code is None:
        raise Invalid({"code": ["required"]})
    if kept is None or not codes.is_right(kept.secret, code, tx.now):
        raise Invalid({"code": ["wrong_code"]})
    return "code"


def _vouched(came: str, left: str) -> str:
    """A worker who let in or saw off vouches for the whole."""
    return "on_the_spot" if "on_the_spot" in (came, left) else "code"


def _settle(tx: Transaction, presence: PresenceRow, activity: ActivityRow) -> None:
    presence.settled = True
    left = presence.left_at or max(activity.ends_at, presence.came_at + timedelta(minutes=1))
    said = attendance.Said(
        presence.came_at, left, presence.way, presence.recorded_by, tuple(_doubts(tx.session, presence, activity))
    )
    attendance.settle(tx, activity, presence.volunteer_id, said)


def _doubts(session: Session, presence: PresenceRow, activity: ActivityRow) -> list[str]:
    seen = doubts.Seen(activity.community, presence.came_at, presence.left_at)
    if presence.way == "on_the_spot":
        return ["no_check_out"] if presence.left_at is None else []
    came_here = sa.select(PresenceRow.came_at).where(
        PresenceRow.activity_id == activity.activity_id,
        PresenceRow.way == "code",
        PresenceRow.came_at.between(*_around(presence.came_at)),
    )
    return doubts.about(seen, session.scalars(came_here).all(), _elsewhere(session, presence))


def _around(moment: datetime) -> tuple[datetime, datetime]:
    span = timedelta(seconds=doubts.USUAL.burst_seconds)
    return moment - span, moment + span


def _elsewhere(session: Session, presence: PresenceRow) -> list[doubts.Seen]:
    """Where else the volunteer was around that time: by checking in, or by an attendance recorded."""
    near = presence.came_at - activities.LONGEST, presence.came_at + activities.LONGEST

    def found(row: Any) -> sa.Select[Any]:
        joined = sa.select(ActivityRow.community, row.came_at, row.left_at).join(
            ActivityRow, ActivityRow.activity_id == row.activity_id
        )
        return joined.where(
            row.volunteer_id == presence.volunteer_id,
            row.activity_id != presence.activity_id,
            row.came_at.between(*near),
        )

    rows = [*session.execute(found(PresenceRow)), *session.execute(found(AttendanceRow).where(AttendanceRow.last))]
    return [doubts.Seen(*row) for row in rows]


def _column(found: sa.Select[Any]) -> sa.Select[Any]:
    return found.with_only_columns(PresenceRow.volunteer_id)


def _shown(presence: PresenceRow, attended: AttendanceRow | None) -> dict[str, Any]:
    return {
        "volunteer_id": presence.volunteer_id,
        "came_at": presence.came_at,
        "left_at": presence.left_at,
        "attendance": attended,
    }
