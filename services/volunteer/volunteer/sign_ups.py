"""Signing up for activities: who comes first is going, who comes later waits and moves up.

A volunteer's own record is locked before the activity's: nobody is signed up twice at the same time.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict
from contracts import district

from . import activities, descriptions, engagements, suitability, volunteers
from .models import ActivityRow, SignUpRow, VolunteerRow


def sign_up(tx: Transaction, actor: Actor, activity_id: str, named: str | None) -> ActivityRow:
    """Sign up oneself, or as a worker of the activity's community anyone.

    Raises `Conflict`: ``activity_cancelled``, ``activity_over``, ``already_signed_up``, ``skills_missing``,
    ``credential_expired``, ``overlaps``, which names the other activity, and ``stands_duty``, which names the station.
    """
    volunteer, activity = both(tx.session, actor, activity_id, named)
    activities.require_standing(activity)
    if tx.now >= activity.ends_at:
        raise Conflict("activity_over")
    enter(tx, volunteer, activity)
    return activity


def enter(tx: Transaction, volunteer: VolunteerRow, activity: ActivityRow) -> None:
    """Put the volunteer behind all who have signed up; both are locked. Raises `Conflict` as `sign_up`."""
    activity_id = activity.activity_id
    if tx.session.get(SignUpRow, (activity_id, volunteer.volunteer_id)) is not None:
        raise Conflict("already_signed_up")
    _require_skills(tx.session, volunteer, activity)
    engagements.require_free(tx.session, volunteer.volunteer_id, activity.starts_at, activity.ends_at)
    last = sa.select(sa.func.coalesce(sa.func.max(SignUpRow.place), 0)).where(SignUpRow.activity_id == activity_id)
    place = (tx.session.scalar(last) or 0) + 1
    tx.session.add(SignUpRow(activity_id=activity_id, volunteer_id=volunteer.volunteer_id, place=place))
    tx.session.flush()


def _require_skills(session: Session, volunteer: VolunteerRow, activity: ActivityRow) -> None:
    known = descriptions.read(session, [volunteer.volunteer_id])[volunteer.volunteer_id]
    declared, day = volunteer.skills, district.day_of(activity.starts_at)
    renews = activity.training["skill"] if activity.training is not None else None
    held, last_days = known.skills(declared), known.last_days(declared)
    missing, expired = suitability.lacking(activity.skills, held, last_days, day, renews)
    if missing:
        raise Conflict("skills_missing", skills=missing)
    if expired:
        raise Conflict("credential_expired", skills=expired)


def withdraw(tx: Transaction, actor: Actor, activity_id: str, named: str | None) -> ActivityRow:
    """Take a sign-up back: oneself as long as the activity allows it, a worker of its community at any time.

    Raises `Conflict`: ``not_signed_up``, ``too_late_to_withdraw``.
    """
    volunteer, activity = both(tx.session, actor, activity_id, named)
    signed = tx.session.get(SignUpRow, (activity_id, volunteer.volunteer_id))
    if signed is None:
        raise Conflict("not_signed_up")
    until = activity.withdraw_until or activity.starts_at
    if tx.now > until and not actor.works_in(activity.community):
        raise Conflict("too_late_to_withdraw")
    tx.session.delete(signed)
    tx.session.flush()
    return activity


def both(session: Session, actor: Actor, activity_id: str, named: str | None) -> tuple[VolunteerRow, ActivityRow]:
    """The volunteer that `volunteers.meant` finds and the activity, locked in this order. Raises as that does, and
    `NotFound`."""
    community = activities.community_of(session, activity_id)
    volunteer = volunteers.meant(session, actor, community, named)
    return volunteer, activities.locked(session, activity_id)
