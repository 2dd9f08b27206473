"""To whom a need is offered: to all volunteers, or for a time to named ones only (一助一)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid
from contracts.events import NeedOffered, OfferLapsed

from . import queries
from .case import CLOCK, Case
from .models import NeedRow, OfferedToRow, Record

LONGEST = timedelta(days=30)
MOST_LAPSED_AT_ONCE = 200


def faults(to: Sequence[str] | None, until: datetime | None, now: datetime) -> dict[str, list[str]]:
    """What is wrong with the time for which a need is offered to named volunteers, by field: ``required``,
    ``not_allowed`` where nobody is named, ``not_in_future``, ``too_far``."""
    if to is None:
        return {} if until is None else {"until": ["not_allowed"]}
    if until is None:
        return {"until": ["required"]}
    if until <= now:
        return {"until": ["not_in_future"]}
    return {"until": [f"too_far:{LONGEST.days}"]} if until > now + LONGEST else {}


def check(case: Case, request: dict[str, Any]) -> None:
    """Raise `Invalid` for a wrong time, and for who is no volunteer or serves no more (in ``to``, by position)."""
    to = request["to"]
    wrong: dict[str, Any] = dict(faults(to, request["until"], case.tx.now))
    unfit = queries.volunteer_faults(case.tx.session, to or [])
    if unfit:
        wrong["to"] = unfit
    if wrong:
        raise Invalid(wrong)


def to_named(case: Case, to: Sequence[str], until: datetime) -> None:
    """Offer the need to these volunteers only, checked before, in place of whom it was offered to."""
    _clear(case)
    case.need.offered_until = until
    rows = [OfferedToRow(need_id=case.need.need_id, volunteer_id=volunteer_id) for volunteer_id in sorted(to)]
    case.tx.session.add_all(rows)
    case.record.offered_to = rows


def to_all(case: Case) -> None:
    """Offer the need to all volunteers."""
    _clear(case)
    case.need.offered_until = None


def tell(case: Case) -> None:
    """Tell that the need is offered, and to whom."""
    named = [row.volunteer_id for row in case.record.offered_to]
    to = {"to": named, "until": case.need.offered_until} if named else {}
    case.tell(NeedOffered, kind=case.need.kind, urgency=case.need.urgency, **to)


def lapse(case: Case) -> None:
    """Take the need off the named volunteers' list, since none of them claimed it in time."""
    to_all(case)
    case.write("lapse", "offered", "triaged", CLOCK, None)
    case.tell(OfferLapsed)


def lapsed(session: Session, now: datetime) -> list[Record]:
    """Needs that were offered to named volunteers until a moment that has passed, locked; one that is being worked on
    at this moment is left for the next time."""
    late = (
        sa.select(NeedRow)
        .where(NeedRow.offered_until < now, NeedRow.state == "offered")
        .order_by(NeedRow.offered_until)
        .limit(MOST_LAPSED_AT_ONCE)
    )
    return queries.gathered(session, session.scalars(late.with_for_update(skip_locked=True)).all())


def _clear(case: Case) -> None:
    for row in case.record.offered_to:
        case.tx.session.delete(row)
    case.tx.session.flush()
    case.record.offered_to = []
