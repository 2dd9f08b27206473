"""Copies of who lives in one household, and the ratings within it, noted to be looked at for doubts.

A volunteer is known here by any of the records merged into one, and by the persons who sign in as them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert
from contracts import Envelope

from . import raters
from .ledger import RATED
from .models import Household, HouseholdMember
from .raters import PERSONS, RATERS

_HOUSEHOLDS: sa.Table = Household.__table__  # type: ignore[assignment]
_MEMBERS: sa.Table = HouseholdMember.__table__  # type: ignore[assignment]


def record(session: Session, envelopes: Iterable[Envelope]) -> list[str]:
    """Keep who lives where, by the newest version of each household; returns the households of which that is new."""
    newest: dict[str, Any] = {}
    for envelope in sorted(envelopes, key=lambda envelope: envelope.sequence):
        event: Any = envelope.data
        newest[event.household_id] = event
    rows = Rows(("household_id", "sequence"), [(one, event.sequence) for one, event in newest.items()])
    key = ["household_id"]
    touched = upsert(session, _HOUSEHOLDS, rows, key, set=["sequence"], newer="sequence", returning=key)
    changed = sorted(household_id for (household_id,) in touched)
    session.execute(_MEMBERS.delete().where(_MEMBERS.c.household_id.in_(changed)))
    living = [
        (household_id, member)
        for household_id in changed
        for member in dict.fromkeys((*newest[household_id].volunteers, *newest[household_id].persons))
    ]
    names = ("household_id", "member")
    insert_new(session, _MEMBERS, Rows(names, living), names)
    return changed


def members(session: Session, household_ids: Collection[str]) -> set[str]:
    """The volunteers and persons who live in these households."""
    if not household_ids:
        return set()
    return set(session.scalars(sa.select(_MEMBERS.c.member).where(_MEMBERS.c.household_id.in_(household_ids))))


def note(session: Session, household_ids: Iterable[str]) -> None:
    """Note the ratings that members of one of these households gave each other."""
    for household_id in household_ids:
        living = members(session, [household_id])
        volunteers = living.union(*raters.volunteers_of(session, living).values())
        records = raters.merged_into(session, set(raters.standing_for(session, volunteers).values()))
        signing_in = sa.select(PERSONS.c.person).where(PERSONS.c.volunteer_id.in_(records))
        persons = living | set(session.scalars(signing_in)) - {None}
        by_one = sa.or_(RATERS.c.rater.in_(persons), RATERS.c.rater_volunteer.in_(records))
        within = sa.and_(by_one, RATED.c.provider.in_(records), RATED.c.provider_kind == "volunteer")
        raters.note(session, [row.service_id for row in raters.ratings(session, within)])


def note_of(session: Session, volunteer_ids: Collection[str]) -> None:
    """As `note`, for the households of these volunteers, of whom something new is known."""
    if volunteer_ids:
        households = of(session, set(raters.standing_for(session, volunteer_ids).values()))
        note(session, sorted(set().union(*households.values())))


def of(session: Session, ids: Collection[str]) -> Mapping[str, set[str]]:
    """The households of those among `ids` that live in any: volunteers by the record that stands for them, and
    persons."""
    records = raters.merged_into(session, ids)
    known = sa.select(PERSONS.c.person, PERSONS.c.volunteer_id).where(PERSONS.c.volunteer_id.in_(records))
    as_whom = [(person, who) for person, who in session.execute(known) if person is not None]
    named = records | {person for person, _ in as_whom}
    living = session.execute(sa.select(_MEMBERS.c.member, _MEMBERS.c.household_id).where(_MEMBERS.c.member.in_(named)))
    by_member: dict[str, set[str]] = {}
    for member, household_id in living:
        by_member.setdefault(member, set()).add(household_id)
    if not by_member:
        return {}
    stands = raters.standing_for(session, records)
    found: dict[str, set[str]] = {}
    for member, who in (*((one, one) for one in records), *as_whom):
        found.setdefault(stands[who], set()).update(by_member.get(member, ()))
    return {one: households for one, households in found.items() if households}
