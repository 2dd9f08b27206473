"""Honour hours: granted to a volunteer for a reason, apart from the credit hours of what was attended."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district
from contracts.events import HonourHoursGranted, HonourHoursRevoked

from . import enrolment, volunteers
from .models import HonourHoursRow


def grant(tx: Transaction, actor: Actor, request: dict[str, Any]) -> HonourHoursRow:
    """Grant hours to a volunteer of the actor's community. Raises `NotFound`; `Conflict`: ``own_hours``,
    ``already_merged``, ``already_erased``; `Invalid` ``in_the_future``."""
    volunteer = volunteers.locked(tx.session, request["volunteer_id"])
    access.require_worker(actor, volunteer.community)
    volunteers.require_standing(volunteer)
    if enrolment.is_own(volunteer, actor):
        raise Conflict("own_hours")
    if request["granted_on"] > district.day_of(tx.now):
        raise Invalid({"granted_on": ["in_the_future"]})
    row = HonourHoursRow(
        **request,
        grant_id=tx.new_id(),
        community=volunteer.community,
        granted_by=actor.person_id,
        revoked_because=None,
        revoked_by=None,
        sequence=1,
    )
    tx.session.add(row)
    tx.emit(
        HonourHoursGranted(
            community=row.community,
            sequence=1,
            grant_id=row.grant_id,
            volunteer_id=row.volunteer_id,
            minutes=row.minutes,
            granted_on=row.granted_on,
        )
    )
    return row


def revoke(tx: Transaction, actor: Actor, grant_id: str, reason: str) -> HonourHoursRow:
    """Take granted hours back; the record of them stays. Raises `NotFound`; `Conflict` ``already_revoked``."""
    row = tx.session.get(HonourHoursRow, grant_id, with_for_update=True)
    if row is None:
        raise NotFound(what="honour_hours", id=grant_id)
    access.require_worker(actor, row.community)
    if row.revoked_because is not None:
        raise Conflict("already_revoked")
    row.revoked_because, row.revoked_by = reason, actor.person_id
    row.sequence += 1
    tx.emit(
        HonourHoursRevoked(
            community=row.community, sequence=row.sequence, grant_id=row.grant_id, volunteer_id=row.volunteer_id
        )
    )
    return row


def of(session: Session, volunteer_id: str, first: date, last: date) -> list[HonourHoursRow]:
    """What was granted to a volunteer on these days, revoked or not."""
    found = sa.select(HonourHoursRow).where(
        HonourHoursRow.volunteer_id == volunteer_id, HonourHoursRow.granted_on.between(first, last)
    )
    return list(session.scalars(found.order_by(HonourHoursRow.granted_on, HonourHoursRow.grant_id)))
