"""Service certificates: what a record said when it was certified, under a number that nobody can guess."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.models import columns
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district, vocabulary

from . import service_records, volunteers
from .models import CertificateRow, PlaceRow, VolunteerRow
from .numbers import number_of

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is read for something else: 0 and O, 1 and I and L."""

_LENGTH = 12
"""Of 31 characters: a guess among a million certificates is right once in 10^11."""


def issue(tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
    """Certify a volunteer's days, for themselves or for the community.

    Raises `NotFound`, `Forbidden`, `Invalid`: ``in_the_future``, ``not_after_start``; `Conflict`:
    ``nothing_to_certify``, ``already_merged``, ``already_erased``.
    """
    volunteer = service_records.require_own(tx.session, actor, request["volunteer_id"])
    tx.session.refresh(volunteer, with_for_update=True)
    volunteers.require_standing(volunteer)
    today = district.day_of(tx.now)
    if request["last"] > today:
        raise Invalid({"last": ["in_the_future"]})
    record = service_records.record(tx.session, volunteer, request["first"], request["last"])
    if not record["credit_minutes"] + record["honour_minutes"]:
        raise Conflict("nothing_to_certify")
    row = CertificateRow(
        number="".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)),
        volunteer_id=volunteer.volunteer_id,
        community=volunteer.community,
        first=request["first"],
        last=request["last"],
        credit_minutes=record["credit_minutes"],
        honour_minutes=record["honour_minutes"],
        kinds=by_kind(record["attendances"]),
        issued_on=today,
        issued_by=actor.person_id,
    )
    tx.session.add(row)
    return _in_full(tx.session, row, volunteer)


def certificate(session: Session, actor: Actor, number: str) -> dict[str, Any]:
    """A certificate with the name, for whom it concerns. Raises `NotFound`, `Forbidden`."""
    row = _found(session, number)
    return _in_full(session, row, service_records.require_own(session, actor, row.volunteer_id))


def verify(session: Session, number: str) -> dict[str, Any]:
    """What anybody may see of a certificate. Raises `NotFound`."""
    row = _found(session, number)
    return _verified(session, row, session.get_one(VolunteerRow, row.volunteer_id))


def by_kind(attendances: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How often and how long by kind of service, without what does not count, in the kinds' usual order."""
    counted = [one for one in attendances if one["minutes"]]
    times = Counter(one["kind"] for one in counted)
    minutes: Counter[str] = Counter()
    for one in counted:
        minutes[one["kind"]] += one["minutes"]
    return [
        {"kind": kind, "attendances": times[kind], "minutes": minutes[kind]}
        for kind in vocabulary.NEED_KINDS
        if times[kind]
    ]


def masked(name: str) -> str:
    """Only the first character of a name, so that who knows the person can tell and nobody else learns it; of who was
    erased not even that."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def _found(session: Session, number: str) -> CertificateRow:
    written = "".join(number.split()).replace("-", "").upper()
    row = session.get(CertificateRow, written)
    if row is None:
        raise NotFound(what="certificate", id=number)
    return row


def _verified(session: Session, row: CertificateRow, volunteer: VolunteerRow) -> dict[str, Any]:
    record = service_records.record(session, volunteer, row.first, row.last)
    facts = columns(row)
    return {
        **facts,
        "number": "-".join(row.number[start : start + 4] for start in range(0, _LENGTH, 4)),
        "masked_name": masked(volunteer.name),
        "issuer": session.get_one(PlaceRow, row.community).name,
        "stands": all(record[name] >= facts[name] for name in ("credit_minutes", "honour_minutes")),
    }


def _in_full(session: Session, row: CertificateRow, volunteer: VolunteerRow) -> dict[str, Any]:
    own = {"name": volunteer.name or masked(volunteer.name), "volunteer_number": number_of(volunteer.serial)}
    return {**_verified(session, row, volunteer), **own}
