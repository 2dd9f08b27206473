"""One-to-one pairing (一助一): a volunteer or an organisation helps one household, and is to be in touch regularly.

What the served are called and what is written of them is kept sealed. A volunteer's record is locked before the
pairing's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import PairingLapsed

from . import registers, rhythm, volunteers
from .models import ContactRow, OrganisationRow, PairingRow, VolunteerRow
from .phones import Phones

MOST_TOLD_AT_ONCE = 200


def pair(tx: Transaction, phones: Phones, actor: Actor, request: dict[str, Any]) -> PairingRow:
    """Pair a household with whoever will help it.

    Raises `Invalid`: ``unknown``, ``withdrawn``, ``choose_one`` (a volunteer or an organisation, not both),
    ``not_a_building``, ``wrong_community``, ``in_the_future``.
    """
    community, building, organisation = request["community"], request["building"], request["organisation"]
    registers.require_community(tx.session, community)
    faults: dict[str, Any] = {}
    volunteer_id = None
    if (request["volunteer"] is None) == (organisation is None):
        faults["volunteer"] = ["choose_one"]
    elif organisation is None:
        try:
            volunteer_id = volunteers.meant(tx.session, actor, community, request["volunteer"]).volunteer_id
        except Invalid as refused:
            faults.update(refused.fields)
    elif tx.session.get(OrganisationRow, organisation) is None:
        faults["organisation"] = ["unknown"]
    place = registers.places_among(tx.session, [building]).get(building)
    if wrong := registers.wrong_building(place, community):
        faults["building"] = [wrong]
    today = district.day_of(tx.now)
    started_on = request["started_on"] or today
    if started_on > today:
        faults["started_on"] = ["in_the_future"]
    if faults:
        raise Invalid(faults)
    made = PairingRow(
        pairing_id=new_id(),
        community=community,
        volunteer_id=volunteer_id,
        organisation=organisation,
        building=building,
        called_sealed=phones.seal(request["called"]),
        delivery=request["delivery"],
        every_days=request["every_days"],
        started_on=started_on,
        due_on=rhythm.due_on(started_on, None, request["every_days"]),
        lapse_told=False,
        paired_by=actor.person_id,
        sequence=1,
    )
    tx.session.add(made)
    return made


def log_contact(tx: Transaction, phones: Phones, actor: Actor, request: dict[str, Any]) -> PairingRow:
    """Log a contact: a worker of the community anyone's, others the own.

    Raises `NotFound`, `Forbidden`, `Conflict` ``pairing_ended``, and `Invalid`: ``in_the_future``, ``before_start``.
    """
    pairing = _of_own_or_worker(tx.session, actor, request["pairing_id"])
    today = district.day_of(tx.now)
    day = request["day"] or today
    if day > today:
        raise Invalid({"day": ["in_the_future"]})
    if day < pairing.started_on:
        raise Invalid({"day": ["before_start"]})
    tx.session.add(
        ContactRow(
            contact_id=new_id(),
            pairing_id=pairing.pairing_id,
            day=day,
            kind=request["kind"],
            note_sealed=phones.seal(request["note"]) if request["note"] else None,
            logged_by=actor.person_id,
            logged_at=tx.now,
        )
    )
    pairing.last_contact = max(day, pairing.last_contact or day)
    pairing.due_on = rhythm.due_on(pairing.started_on, pairing.last_contact, pairing.every_days)
    if rhythm.lapsed_days(pairing.due_on, today) is None:
        pairing.lapse_told = False
    pairing.sequence += 1
    return pairing


def end(tx: Transaction, phones: Phones, actor: Actor, pairing_id: str, reason: str) -> PairingRow:
    """End a pairing. Raises `NotFound`, `Forbidden`, `Conflict` ``pairing_ended``."""
    pairing = _found(tx.session, pairing_id, lock=True)
    access.require_worker(actor, pairing.community)
    _require_standing(pairing)
    pairing.ended_on = district.day_of(tx.now)
    pairing.end_reason_sealed = phones.seal(reason)
    pairing.sequence += 1
    return pairing


def tell_lapsed(tx: Transaction) -> None:
    """Tell of pairings that have lapsed, each once; one that is being worked on is left for the next time."""
    lapsed = sa.select(PairingRow).where(
        PairingRow.ended_on.is_(None),
        PairingRow.lapse_told.is_(False),
        PairingRow.due_on < district.day_of(tx.now),
    )
    oldest = lapsed.order_by(PairingRow.due_on).limit(MOST_TOLD_AT_ONCE).with_for_update(skip_locked=True)
    for pairing in tx.session.scalars(oldest).all():
        pairing.lapse_told = True
        pairing.sequence += 1
        tx.emit(
            PairingLapsed(
                community=pairing.community,
                sequence=pairing.sequence,
                pairing_id=pairing.pairing_id,
                due_on=pairing.due_on,
                volunteer_id=pairing.volunteer_id,
                organisation=pairing.organisation,
            )
        )


def page(session: Session, actor: Actor, today: date, request: dict[str, Any]) -> tuple[list[PairingRow], str | None]:
    """One page of the pairings that the actor may see, those due the longest first, and the cursor of the next page.
    Raises `Invalid` for a cursor that no page gave."""
    community, limit = request["community"], request["limit"]
    wanted = sa.select(PairingRow).order_by(PairingRow.due_on, PairingRow.pairing_id).limit(limit + 1)
    if community is not None:
        wanted = wanted.where(PairingRow.community == community)
    if community is None or not actor.works_in(community):
        wanted = wanted.where(_readable_by(session, actor))
    if request["ended"]:
        wanted = wanted.where(PairingRow.ended_on.is_not(None))
    else:
        wanted = wanted.where(PairingRow.ended_on.is_(None))
    if request["lapsed"]:
        wanted = wanted.where(PairingRow.due_on < today)
    if request["cursor"] is not None:
        last = session.get(PairingRow, request["cursor"])
        if last is None:
            raise Invalid({"cursor": ["unknown"]})
        later = (PairingRow.due_on == last.due_on) & (PairingRow.pairing_id > last.pairing_id)
        wanted = wanted.where((PairingRow.due_on > last.due_on) | later)
    rows = list(session.scalars(wanted))
    return rows[:limit], rows[limit - 1].pairing_id if len(rows) > limit else None


def in_full(session: Session, phones: Phones, actor: Actor, pairing_id: str, today: date) -> dict[str, Any]:
    """A pairing with its contacts. Raises `NotFound`, and `Forbidden` for whoever may not read it."""
    pairing = _found(session, pairing_id)
    own = sa.select(PairingRow).where(PairingRow.pairing_id == pairing_id, _readable_by(session, actor))
    if not actor.works_in(pairing.community) and session.scalars(own).first() is None:
        raise Forbidden("not_your_pairing")
    logged = sa.select(ContactRow).where(ContactRow.pairing_id == pairing_id)
    contacts = [
        {
            "contact_id": row.contact_id,
            "day": row.day,
            "kind": row.kind,
            "note": phones.open(row.note_sealed) if row.note_sealed else None,
        }
        for row in session.scalars(logged.order_by(ContactRow.day.desc(), ContactRow.contact_id.desc()))
    ]
    return {**readable(session, phones, [pairing], today)[0], "contacts": contacts}


def shown(session: Session, rows: Sequence[PairingRow], today: date) -> list[dict[str, Any]]:
    """Pairings as answers that say nothing of the served."""
    ids = [row.volunteer_id for row in rows if row.volunteer_id is not None]
    gone = set(
        session.scalars(
            sa.select(VolunteerRow.volunteer_id).where(
                VolunteerRow.volunteer_id.in_(ids), VolunteerRow.active.is_(False)
            )
        )
    )
    answers = []
    for row in rows:
        facts = columns(row)
        lapsed = rhythm.lapsed_days(row.due_on, today) if row.ended_on is None else None
        unread = {"called": None, "end_reason": None}
        answers.append({**facts, **unread, "lapsed_days": lapsed, "withdrawn": row.volunteer_id in gone})
    return answers


def readable(session: Session, phones: Phones, rows: Sequence[PairingRow], today: date) -> list[dict[str, Any]]:
    """Pairings as answers for who may read of the served."""
    return [
        {
            **answer,
            "called": phones.open(row.called_sealed),
            "end_reason": phones.open(row.end_reason_sealed) if row.end_reason_sealed else None,
        }
        for row, answer in zip(rows, shown(session, rows, today), strict=True)
    ]


def _of_own_or_worker(session: Session, actor: Actor, pairing_id: str) -> PairingRow:
    """The pairing, which stands and is locked."""
    pairing = _found(session, pairing_id)
    if pairing.volunteer_id is not None:
        volunteers.require_own_or_worker(session, actor, pairing.community, pairing.volunteer_id)
    elif not actor.works_in(pairing.community) and pairing.organisation != _officer_of(actor):
        raise Forbidden("not_your_pairing")
    pairing = _found(session, pairing_id, lock=True)
    _require_standing(pairing)
    return pairing


def _found(session: Session, pairing_id: str, *, lock: bool = False) -> PairingRow:
    pairing = session.get(PairingRow, pairing_id, with_for_update=True if lock else None, populate_existing=lock)
    if pairing is None:
        raise NotFound(what="pairing", id=pairing_id)
    return pairing


def _require_standing(pairing: PairingRow) -> None:
    if pairing.ended_on is not None:
        raise Conflict("pairing_ended")


def _officer_of(actor: Actor) -> str | None:
    return actor.organisation if actor.has("officer") else None


def _readable_by(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """What holds of the pairings that the actor may read as the one who is paired, as long as they stand."""
    own: sa.ColumnElement[bool] = sa.false()
    if (volunteer_id := volunteers.serving_as(session, actor)) is not None:
        own = own | (PairingRow.volunteer_id == volunteer_id)
    if (organisation := _officer_of(actor)) is not None:
        own = own | (PairingRow.organisation == organisation)
    return own & PairingRow.ended_on.is_(None)
