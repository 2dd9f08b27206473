"""Daily rolls: people who must be heard from every day, so that nobody is lost touch with.

A volunteer's record is locked before the roll's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import RollSilenceNoticed

from . import naming, registers, roll_days, roll_silence, volunteers
from .models import RollCallerRow, RollEntryRow, RollReportRow, RollRow
from .phones import Phones

MOST_JUDGED_AT_ONCE = 100


def open_roll(tx: Transaction, phones: Phones, actor: Actor, request: dict[str, Any]) -> tuple[RollRow, list[str]]:
    """Open a roll; it, and the ids of the people's entries.

    Raises `Invalid`: ``unknown``, ``withdrawn``, ``not_a_building``, ``wrong_community``, ``before_start``.
    """
    community = request["community"]
    registers.require_community(tx.session, community)
    callers, wrong_callers = naming.find_all(tx.session, community, request["callers"])
    faults: dict[str, Any] = _wrong_people(tx.session, community, request["people"])
    if wrong_callers:
        faults["callers"] = wrong_callers
    first_day = request["first_day"] or district.day_of(tx.now)
    if request["last_day"] is not None and request["last_day"] < first_day:
        faults["last_day"] = ["before_start"]
    if faults:
        raise Invalid(faults)
    roll = RollRow(
        roll_id=new_id(),
        community=community,
        title=request["title"],
        first_day=first_day,
        last_day=request["last_day"],
        silence_hour=request["silence_hour"],
        opened_by=actor.person_id,
        sequence=1,
    )
    tx.session.add(roll)
    tx.session.flush()
    _set_callers(tx.session, roll, callers)
    return roll, _put_on(tx.session, phones, roll, request["people"], first_day)


def add(
    tx: Transaction, phones: Phones, actor: Actor, roll_id: str, people: list[dict[str, Any]]
) -> tuple[RollRow, list[str]]:
    """Put more people on a roll; it, and the ids of their entries. Raises `Invalid` as `open_roll`."""
    roll = _open(tx.session, actor, roll_id)
    if faults := _wrong_people(tx.session, roll.community, people):
        raise Invalid(faults)
    roll.sequence += 1
    return roll, _put_on(tx.session, phones, roll, people, max(roll.first_day, district.day_of(tx.now)))


def take_off(tx: Transaction, actor: Actor, roll_id: str, entry_id: str) -> RollRow:
    """Take somebody off a roll, from today on. Raises `NotFound`, `Conflict` ``left_roll``."""
    roll = _open(tx.session, actor, roll_id)
    entry = _entry(tx.session, roll, entry_id)
    if entry.left_on is not None:
        raise Conflict("left_roll")
    entry.left_on = district.day_of(tx.now)
    roll.sequence += 1
    return roll


def name_callers(tx: Transaction, actor: Actor, roll_id: str, named: list[str]) -> RollRow:
    """Set the callers of a roll. Raises `Invalid`: ``unknown``, ``withdrawn``."""
    roll = _open(tx.session, actor, roll_id)
    callers, wrong = naming.find_all(tx.session, roll.community, named)
    if wrong:
        raise Invalid({"callers": wrong})
    tx.session.execute(sa.delete(RollCallerRow).where(RollCallerRow.roll_id == roll_id))
    _set_callers(tx.session, roll, callers)
    roll.sequence += 1
    return roll


def close(tx: Transaction, actor: Actor, roll_id: str) -> RollRow:
    """Close a roll. Raises `NotFound`, `Forbidden`, `Conflict` ``roll_closed``."""
    roll = _open(tx.session, actor, roll_id)
    roll.closed_on = district.day_of(tx.now)
    roll.sequence += 1
    return roll


def heard_from(tx: Transaction, actor: Actor, request: dict[str, Any]) -> RollReportRow:
    """Record how somebody was found: a worker of the community, or a caller of the roll.

    Raises `NotFound`, `Forbidden`, `Conflict` ``roll_closed``, and `Invalid`: ``in_the_future``, ``not_on_roll`` (that
    day), ``unknown``, ``withdrawn``, ``not_a_caller``.
    """
    community = found(tx.session, request["roll_id"]).community
    volunteer_id = None
    if not actor.works_in(community) or request["volunteer"] is not None:
        volunteer_id = volunteers.meant(tx.session, actor, community, request["volunteer"]).volunteer_id
    roll = found(tx.session, request["roll_id"], lock=True)
    if volunteer_id is not None and tx.session.get(RollCallerRow, (roll.roll_id, volunteer_id)) is None:
        if not actor.works_in(community):
            raise Forbidden("not_a_caller")
        raise Invalid({"volunteer": ["not_a_caller"]})
    _require_open(roll)
    entry = _entry(tx.session, roll, request["entry_id"])
    today = district.day_of(tx.now)
    day = request["day"] or today
    if day > today:
        raise Invalid({"day": ["in_the_future"]})
    after_last = roll.last_day is not None and day > roll.last_day
    if after_last or day < entry.added_on or (entry.left_on is not None and day >= entry.left_on):
        raise Invalid({"day": ["not_on_roll"]})
    report = RollReportRow(
        report_id=new_id(),
        roll_id=roll.roll_id,
        entry_id=entry.entry_id,
        day=day,
        state=request["state"],
        volunteer_id=volunteer_id,
        reported_by=actor.person_id,
        reported_at=tx.now,
    )
    tx.session.add(report)
    return report


def tell_silence(tx: Transaction) -> None:
    """Look, once a day from its hour on, who of each open roll was not heard from; one that is being worked on is left
    for the next time, and so is one that nobody is on."""
    today = district.day_of(tx.now)
    due = sa.select(RollRow).where(
        RollRow.closed_on.is_(None),
        RollRow.first_day <= today,
        RollRow.last_day.is_(None) | (RollRow.last_day >= today),
        RollRow.judged_on.is_(None) | (RollRow.judged_on < today),
        RollRow.silence_hour <= roll_silence.hour_of(tx.now),
        sa.exists().where(RollEntryRow.roll_id == RollRow.roll_id, *roll_days.on_roll(today)),
    )
    for roll in tx.session.scalars(due.limit(MOST_JUDGED_AT_ONCE).with_for_update(skip_locked=True)).all():
        counts = roll_days.counted(tx.session, roll.roll_id, today)
        roll.judged_on = today
        roll.sequence += 1
        if counts["unheard"]:
            told = {name: counts[name] for name in ("on_roll", "unheard", "not_reached", "needs_help")}
            tx.emit(
                RollSilenceNoticed(
                    community=roll.community, sequence=roll.sequence, roll_id=roll.roll_id, day=today, **told
                )
            )


def found(session: Session, roll_id: str, *, lock: bool = False) -> RollRow:
    """The roll; as it is now and locked to the end of the transaction. Raises `NotFound`."""
    roll = session.get(RollRow, roll_id, with_for_update=True if lock else None, populate_existing=lock)
    if roll is None:
        raise NotFound(what="roll", id=roll_id)
    return roll


def _open(session: Session, actor: Actor, roll_id: str) -> RollRow:
    """The roll, open and locked, for a worker of its community."""
    roll = found(session, roll_id, lock=True)
    access.require_worker(actor, roll.community)
    _require_open(roll)
    return roll


def _require_open(roll: RollRow) -> None:
    if roll.closed_on is not None:
        raise Conflict("roll_closed")


def _entry(session: Session, roll: RollRow, entry_id: str) -> RollEntryRow:
    entry = session.get(RollEntryRow, entry_id)
    if entry is None or entry.roll_id != roll.roll_id:
        raise NotFound(what="entry", id=entry_id)
    return entry


def _wrong_people(session: Session, community: str, people: list[dict[str, Any]]) -> dict[str, Any]:
    places = registers.places_among(session, {person["building"] for person in people})
    faults = {
        position: {"building": [wrong]}
        for position, person in enumerate(people)
        if (wrong := registers.wrong_building(places.get(person["building"]), community))
    }
    return {"people": faults} if faults else {}


def _put_on(session: Session, phones: Phones, roll: RollRow, people: list[dict[str, Any]], day: date) -> list[str]:
    entries = [
        RollEntryRow(
            entry_id=new_id(),
            roll_id=roll.roll_id,
            called_sealed=phones.seal(person["called"]),
            building=person["building"],
            added_on=day,
        )
        for person in people
    ]
    session.add_all(entries)
    return [entry.entry_id for entry in entries]


def _set_callers(session: Session, roll: RollRow, callers: list[str]) -> None:
    session.add_all(RollCallerRow(roll_id=roll.roll_id, volunteer_id=one) for one in dict.fromkeys(callers))
