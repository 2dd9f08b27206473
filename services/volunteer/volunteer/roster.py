"""The duty roster of stations: who stands duty when, and nobody in two places at once.

As for signing up, a volunteer's own record is locked before it is looked at what they do at that time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Invalid, NotFound
from chassis.transaction import new_id

from . import engagements, volunteers
from .models import StationDutyRow, StationRow

LONGEST = timedelta(days=1)
SHOWN_AHEAD = timedelta(days=14)


def put_on(tx: Transaction, actor: Actor, station: StationRow, request: dict[str, Any]) -> StationDutyRow:
    """Put on the roster oneself, or as a worker of the station's community anyone.

    Raises `Forbidden` for somebody else, `Invalid`: ``unknown``, ``withdrawn``, ``required`` (volunteer),
    ``not_after_start``, ``longer_than_a_day``, ``in_the_past``; `Conflict`: ``stands_duty`` and ``overlaps``, which
    name the other duty and the activity at the same time.
    """
    volunteer = volunteers.meant(tx.session, actor, station.community, request["volunteer"])
    starts, ends = request["starts_at"], request["ends_at"]
    if ends <= starts:
        raise Invalid({"ends_at": ["not_after_start"]})
    if ends - starts > LONGEST:
        raise Invalid({"ends_at": ["longer_than_a_day"]})
    if ends <= tx.now:
        raise Invalid({"ends_at": ["in_the_past"]})
    engagements.require_free(tx.session, volunteer.volunteer_id, starts, ends)
    made = StationDutyRow(
        duty_id=new_id(),
        station=station.code,
        volunteer_id=volunteer.volunteer_id,
        starts_at=starts,
        ends_at=ends,
    )
    tx.session.add(made)
    return made


def cancel(tx: Transaction, actor: Actor, duty_id: str) -> StationDutyRow:
    """Take a duty off the roster: the own, or as a worker of the station's community anyone's. What it was.

    Raises `NotFound`, `Forbidden`, and `Conflict` ``duty_begun``.
    """
    duty = _found(tx.session, duty_id)
    station = tx.session.get_one(StationRow, duty.station)
    volunteers.require_own_or_worker(tx.session, actor, station.community, duty.volunteer_id)
    duty = _found(tx.session, duty_id, lock=True)
    if tx.now >= duty.starts_at:
        raise Conflict("duty_begun")
    tx.session.delete(duty)
    return duty


def leave_to_come(session: Session, volunteer_id: str, now: datetime) -> None:
    """Take a volunteer off all duties that have not begun."""
    to_come = (StationDutyRow.volunteer_id == volunteer_id, StationDutyRow.starts_at > now)
    session.execute(sa.delete(StationDutyRow).where(*to_come))


def shown(session: Session, stations: list[str], now: datetime) -> list[StationDutyRow]:
    """The duties at `stations` that are not over and begin within `SHOWN_AHEAD`, the earliest first."""
    found = sa.select(StationDutyRow).where(
        StationDutyRow.station.in_(stations),
        StationDutyRow.ends_at > now,
        StationDutyRow.starts_at < now + SHOWN_AHEAD,
    )
    return list(session.scalars(found.order_by(StationDutyRow.starts_at, StationDutyRow.duty_id)))


def _found(session: Session, duty_id: str, *, lock: bool = False) -> StationDutyRow:
    duty = session.get(StationDutyRow, duty_id, with_for_update=True if lock else None, populate_existing=lock)
    if duty is None:
        raise NotFound(what="duty", id=duty_id)
    return duty
