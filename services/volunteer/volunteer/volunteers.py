"""Which volunteer a request means, and whether their record still stands."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound

from . import enrolment, naming
from .models import VolunteerRow


def meant(session: Session, actor: Actor, community: str, named: str | None) -> VolunteerRow:
    """The volunteer, active and locked to the end of the transaction: `named` by id or by the community's reference by
    one of its workers, or oneself.

    Somebody who does not work there learns nothing of who else there is. Raises `Forbidden`, and `Invalid`:
    ``required``, ``unknown``, ``withdrawn``.
    """
    if not actor.works_in(community):
        own = enrolment.registered_as(session, actor)
        if own is None or named not in (None, own.volunteer_id):
            raise Forbidden("not_your_community", community=community)
        named = own.volunteer_id
    if named is None:
        raise Invalid({"volunteer": ["required"]})
    return session.get_one(VolunteerRow, naming.find(session, community, named), with_for_update=True)


def require_own_or_worker(session: Session, actor: Actor, community: str, volunteer_id: str) -> None:
    """Raise `Forbidden` unless the actor works in the community, or is this volunteer, whose record is then locked to
    the end of the transaction."""
    if not actor.works_in(community):
        meant(session, actor, community, volunteer_id)


def serving_as(session: Session, actor: Actor) -> str | None:
    """The actor's id as a volunteer who serves, None for anyone else. Locks nothing: this is for reading."""
    own = session.get(VolunteerRow, actor.volunteer_id) if actor.volunteer_id is not None else None
    return own.volunteer_id if own is not None and own.active else None


def locked(session: Session, volunteer_id: str) -> VolunteerRow:
    """The volunteer, whatever became of them, locked to the end of the transaction. Raises `NotFound`."""
    row = session.get(VolunteerRow, volunteer_id, with_for_update=True)
    if row is None:
        raise NotFound(what="volunteer", id=volunteer_id)
    return row


def require_standing(row: VolunteerRow) -> None:
    """Raise `Conflict` for a record that was merged into another (``already_merged``) or erased
    (``already_erased``)."""
    if row.merged_into is not None:
        raise Conflict("already_merged", volunteer_id=row.volunteer_id, merged_into=row.merged_into)
    if row.erased_at is not None:
        raise Conflict("already_erased", volunteer_id=row.volunteer_id)
