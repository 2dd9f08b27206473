"""Who lives with whom: households as workers of a community record them, each volunteer and person in at most one.

Volunteers' records are locked before the household's. Only ids are kept here and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Invalid, NotFound
from chassis.sql import Rows, insert_new
from contracts.events import HouseholdRecorded

from . import household_members, registers, service_records
from .household_members import Known
from .models import HouseholdPersonRow, HouseholdRow, HouseholdVolunteerRow, VolunteerRow

_VOLUNTEERS: sa.Table = HouseholdVolunteerRow.__table__  # type: ignore[assignment]
_PERSONS: sa.Table = HouseholdPersonRow.__table__  # type: ignore[assignment]
_MEMBERS = (("volunteers", _VOLUNTEERS, _VOLUNTEERS.c.volunteer_id), ("persons", _PERSONS, _PERSONS.c.person))
"""By field of a request: the table, and its column that names the member."""


def record(tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
    """Record a household. Raises `Invalid`: ``unknown``, ``withdrawn``, ``too_few_members``, ``too_many_members``,
    ``nobody_of_community``, ``in_another_household``."""
    community = request["community"]
    registers.require_community(tx.session, community)
    _require_good(tx.session, community, request["volunteers"], request["persons"], [])
    row = HouseholdRow(
        household_id=tx.new_id(),
        community=community,
        recorded_by=actor.person_id,
        recorded_at=tx.now,
        sequence=0,
    )
    tx.session.add(row)
    tx.session.flush()
    _fill(tx.session, row, request["volunteers"], request["persons"])
    return _told(tx, row)


def change(
    tx: Transaction, actor: Actor, household_id: str, volunteers: list[str], persons: list[str]
) -> dict[str, Any]:
    """Put these members in the place of those before; nobody ends the household. Raises `NotFound`, `Forbidden`,
    `Conflict` ``household_ended``, and `Invalid` as `record`."""
    row = tx.session.get(HouseholdRow, household_id)
    if row is None:
        raise NotFound(what="household", id=household_id)
    access.require_worker(actor, row.community)
    before = _members(tx.session, household_id)["volunteers"]
    if volunteers or persons:
        _require_good(tx.session, row.community, volunteers, persons, before)
    tx.session.refresh(row, with_for_update=True)
    if not any(_members(tx.session, household_id).values()):
        raise Conflict("household_ended")
    for _, table, _ in _MEMBERS:
        tx.session.execute(table.delete().where(table.c.household_id == household_id))
    _fill(tx.session, row, volunteers, persons)
    return _told(tx, row)


def of_volunteer(session: Session, actor: Actor, volunteer_id: str) -> dict[str, Any] | None:
    """The household of a volunteer, for themselves or a worker of the community. Raises `NotFound`, `Forbidden`."""
    service_records.require_own(session, actor, volunteer_id)
    lives = session.get(HouseholdVolunteerRow, volunteer_id)
    return None if lives is None else _shown(session, session.get_one(HouseholdRow, lives.household_id))


def replace(tx: Transaction, volunteer_id: str, by: str) -> None:
    """Put the volunteer `by` in the place of another in their household; who lives in one already stays there, and the
    other only leaves."""
    for row in _living(tx.session, volunteer_id, None):
        lives = _VOLUNTEERS.c.volunteer_id == volunteer_id
        if tx.session.get(HouseholdVolunteerRow, by) is None:
            tx.session.execute(_VOLUNTEERS.update().where(lives).values(volunteer_id=by))
        else:
            tx.session.execute(_VOLUNTEERS.delete().where(lives))
        _told(tx, row)


def forget(tx: Transaction, volunteer_id: str, person: str | None) -> None:
    """Take a volunteer, and the person who signs in as them, out of their households."""
    for row in _living(tx.session, volunteer_id, person):
        for (_, table, member), one in zip(_MEMBERS, (volunteer_id, person), strict=True):
            tx.session.execute(table.delete().where(table.c.household_id == row.household_id, member == one))
        _told(tx, row)


def _require_good(
    session: Session, community: str, volunteers: Sequence[str], persons: Sequence[str], already: Sequence[str]
) -> None:
    found = sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(volunteers)).order_by(VolunteerRow.volunteer_id)
    locked = found.with_for_update().execution_options(populate_existing=True)
    known = {row.volunteer_id: Known(row.community, row.active) for row in session.scalars(locked)}
    if wrong := household_members.faults(community, volunteers, persons, known, already):
        raise Invalid(wrong)


def _fill(session: Session, row: HouseholdRow, volunteers: Sequence[str], persons: Sequence[str]) -> None:
    faults: dict[str, dict[int, list[str]]] = {}
    for (field, table, member), ids in zip(_MEMBERS, (volunteers, persons), strict=True):
        rows = Rows((member.key, "household_id"), [(one, row.household_id) for one in ids])
        new = {key for (key,) in insert_new(session, table, rows, [member.key])}
        if elsewhere := {place: ["in_another_household"] for place, one in enumerate(ids) if one not in new}:
            faults[field] = elsewhere
    if faults:
        raise Invalid(faults)


def _living(session: Session, volunteer_id: str, person: str | None) -> list[HouseholdRow]:
    """The households in which one of the two is a member, locked in the order of their ids."""
    named = sa.union(
        sa.select(_VOLUNTEERS.c.household_id).where(_VOLUNTEERS.c.volunteer_id == volunteer_id),
        sa.select(_PERSONS.c.household_id).where(_PERSONS.c.person == person),
    )
    found = sa.select(HouseholdRow).where(HouseholdRow.household_id.in_(named.subquery().select()))
    return list(session.scalars(found.order_by(HouseholdRow.household_id).with_for_update()))


def _told(tx: Transaction, row: HouseholdRow) -> dict[str, Any]:
    """Count a change of the household, and tell who lives in it now."""
    row.sequence += 1
    tx.session.flush()
    shown = _shown(tx.session, row)
    told = ("community", "sequence", "household_id", "volunteers", "persons")
    tx.emit(HouseholdRecorded(**{name: shown[name] for name in told}))
    return shown


def _shown(session: Session, row: HouseholdRow) -> dict[str, Any]:
    return {**columns(row), **_members(session, row.household_id)}


def _members(session: Session, household_id: str) -> dict[str, list[str]]:
    return {
        field: list(session.scalars(sa.select(member).where(table.c.household_id == household_id).order_by(member)))
        for field, table, member in _MEMBERS
    }
