"""Reading the needs that are open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid, NotFound

from . import clocks, redaction, timekeeping
from .models import ClockRow, NeedRow, PlaceRow, Record, StepRow
from .time_limits import ANSWER, DISPATCH

_OPEN = sa.and_(NeedRow.kind.in_(redaction.OPEN_KINDS), NeedRow.anonymous.is_(False))
"""`redaction.is_open`, as the database asks it."""


def by_number(session: Session, number: str, now: datetime) -> dict[str, Any]:
    """The need as everybody may see it. Raises `NotFound` for one that is not open as for one that is not there."""
    need = session.scalar(sa.select(NeedRow).where(NeedRow.number == number.strip().upper(), _OPEN))
    if need is None:
        raise NotFound("need", number)
    (shown,) = _shown(session, [need], now)
    return shown


def page(session: Session, wanted: dict[str, Any], now: datetime) -> tuple[list[dict[str, Any]], str | None]:
    """A page of a community's open needs, newest first, and the cursor of the next: the number of the last one given,
    since an id would tell the moment in which it was made. Raises `NotFound` for an unknown community, and `Invalid`
    ``unknown`` for a cursor that is no open need's number."""
    place = session.get(PlaceRow, wanted["community"])
    if place is None or place.kind != "community":
        raise NotFound("community", wanted["community"])
    listed = NeedRow.reported_at >= redaction.listed_from(now)
    query = sa.select(NeedRow).where(NeedRow.community == wanted["community"], _OPEN, listed)
    if wanted["cursor"] is not None:
        last = session.scalar(sa.select(NeedRow.need_id).where(NeedRow.number == wanted["cursor"], _OPEN))
        if last is None:
            raise Invalid({"cursor": ["unknown"]})
        query = query.where(NeedRow.need_id < last)
    limit = wanted["limit"]
    needs = list(session.scalars(query.order_by(NeedRow.need_id.desc()).limit(limit + 1)))
    cursor = needs[limit - 1].number if len(needs) > limit else None
    return _shown(session, needs[:limit], now), cursor


def _shown(session: Session, needs: Sequence[NeedRow], now: datetime) -> list[dict[str, Any]]:
    records = {need.need_id: Record(need) for need in needs}
    for clock in session.scalars(sa.select(ClockRow).where(ClockRow.need_id.in_(records))):
        records[clock.need_id].clocks.append(clock)
    steps = sa.select(StepRow).where(StepRow.need_id.in_(records)).order_by(StepRow.need_id, StepRow.position)
    for step in session.scalars(steps):
        records[step.need_id].steps.append(step)
    return [redaction.redacted(_facts(record, now)) for record in records.values()]


def _facts(record: Record, now: datetime) -> redaction.Facts:
    need = record.need
    row = record.clock(ANSWER) or record.clock(DISPATCH)
    clock = None if row is None else timekeeping.read(row)
    return redaction.Facts(
        number=need.number,
        community=need.community,
        kind=need.kind,
        state=need.state,
        changes=[(step.to_state, step.at) for step in record.steps if step.to_state != step.from_state],
        due_at=clock.due_at if clock else None,
        late=clock is not None and clocks.is_overdue(clock, now),
        anonymous=need.anonymous,
    )
