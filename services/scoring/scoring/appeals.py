"""Appeals against a frozen rating: filed by the volunteer while it is public, decided by somebody without part in it.

An appeal that is allowed has the rating frozen anew from what is known by then: whoever keeps the record in question
corrects it first, by an event.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import AppealDecided, AppealFiled
from contracts.vocabulary import APPEAL_STATES, DISTRICT

from . import closing
from .closing import PUBLIC
from .models import FinalRating, StarAppeal

OPEN, ALLOWED, DISMISSED = APPEAL_STATES


def file(tx: Transaction, actor: Actor, year: int, reason: str) -> StarAppeal:
    """Raises `Forbidden`, `NotFound`, `Conflict`."""
    volunteer_id = actor.volunteer_id
    if volunteer_id is None:
        raise Forbidden("volunteers_only")
    closed = closing.of(tx.session, year, locked=True)
    if closed.state != PUBLIC or district.day_of(tx.now) > closed.publicity_until:
        raise Conflict("not_public", year=year, state=closed.state)
    rating = tx.session.get(FinalRating, (year, volunteer_id))
    if rating is None:
        raise NotFound("star_rating", volunteer_id)
    waiting = StarAppeal.year == year, StarAppeal.volunteer_id == volunteer_id, StarAppeal.state == OPEN
    if tx.session.scalar(sa.select(StarAppeal.appeal_id).where(*waiting)):
        raise Conflict("appeal_open_already", year=year)
    row = StarAppeal(
        appeal_id=new_id(),
        year=year,
        volunteer_id=volunteer_id,
        filed_by=actor.person_id,
        filed_at=tx.now,
        reason=reason,
        state=OPEN,
        stars=rating.stars,
    )
    tx.session.add(row)
    tx.emit(AppealFiled(**_told(row, rating, 1)))
    return row


def decide(tx: Transaction, actor: Actor, appeal_id: str, allowed: bool, because: str) -> StarAppeal:
    """Raises `NotFound`, `Forbidden`, `Conflict`."""
    row = tx.session.get(StarAppeal, appeal_id, with_for_update=True)
    if row is None:
        raise NotFound("appeal", appeal_id)
    if row.state != OPEN:
        raise Conflict("appeal_decided_already", state=row.state)
    if actor.person_id == row.filed_by or actor.volunteer_id == row.volunteer_id:
        raise Forbidden("own_appeal")
    rating = tx.session.get_one(FinalRating, (row.year, row.volunteer_id), with_for_update=True)
    if allowed:
        closing.freeze_anew(tx, rating)
    row.state, row.because = (ALLOWED if allowed else DISMISSED), because
    row.decided_by, row.decided_at, row.stars_after = actor.person_id, tx.now, rating.stars
    tx.emit(AppealDecided(**_told(row, rating, 2), allowed=allowed))
    return row


def of_year(session: Session, year: int, volunteer_id: str | None) -> list[StarAppeal]:
    """The appeals of a year, the latest first; `volunteer_id`: one volunteer's."""
    query = sa.select(StarAppeal).where(StarAppeal.year == year)
    if volunteer_id is not None:
        query = query.where(StarAppeal.volunteer_id == volunteer_id)
    return list(session.scalars(query.order_by(StarAppeal.filed_at.desc(), StarAppeal.appeal_id).limit(1000)))


def _told(row: StarAppeal, rating: FinalRating, sequence: int) -> dict[str, Any]:
    return {
        "community": rating.community or DISTRICT,
        "sequence": sequence,
        "appeal_id": row.appeal_id,
        "volunteer_id": row.volunteer_id,
        "year": row.year,
    }
