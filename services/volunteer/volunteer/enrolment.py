"""Who is on a community's roll: volunteers imported, registering, coming back and withdrawing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, NotFound
from chassis.sql import upsert
from contracts.events import VolunteerRegistered, VolunteerUpdated, VolunteerWithdrawn
from contracts.requests.volunteer import VolunteerRow as ImportedRow

from . import roll, roster, skills, teams
from .models import ActivityRow, DutyRow, SerialRow, SignUpRow, SkillRow, VolunteerRow
from .phones import Phones
from .registers import require_community


def import_roll(
    tx: Transaction, phones: Phones, community: str, rows: list[dict[str, Any]], dry_run: bool, by: str | None = None
) -> dict[str, Any]:
    """Take the good rows of an import, or with `dry_run` only say what would become of them. Whom the community puts on
    its roll it has verified; `by`: the person who does."""
    require_community(tx.session, community, lock=not dry_run)
    on_roll = _on_roll(tx.session, community)
    sent = [_checked(number, row) for number, row in enumerate(rows, 1)]
    known = (_known(row) for row in on_roll.values())
    planned = roll.plan(sent, known, phones.mark)
    taken: dict[int, str] = {}
    if not dry_run:
        taken = _take(tx, phones, community, on_roll, planned, by)
    counts = dict.fromkeys(("added", "changed", "unchanged", "refused"), 0)
    for one in planned:
        counts[one.outcome] += 1
    return {"dry_run": dry_run, "counts": counts, "rows": [_reported(one, taken) for one in planned]}


def register(tx: Transaction, phones: Phones, actor: Actor, request: dict[str, Any]) -> VolunteerRow:
    """Register a volunteer: a worker of the community somebody else, who is verified thereby, anyone else themselves,
    who then wait to be.

    Who withdrew and registers again keeps the number. Raises `Conflict` already_registered, and phone_taken when
    the telephone number is another volunteer's of the community.
    """
    community = request["community"]
    require_community(tx.session, community, lock=True)
    own = None if actor.works_in(community) else actor
    earlier = registered_as(tx.session, own) if own else None
    if earlier is not None and earlier.active:
        raise Conflict("already_registered", volunteer_id=earlier.volunteer_id, community=earlier.community)
    holder = _with_phone(tx.session, phones, community, request["phone"])
    if holder is not None and holder is not earlier:
        raise Conflict("phone_taken", community=community)
    facts = {
        "name": request["name"],
        "group": request["group"],
        "party_member": request["party_member"],
        "skills": skills.settle(request["skills"]),
        "home_community": community,
    }
    row = earlier
    if row is None:
        row = _new(tx, community, _take_serials(tx.session, 1), facts)
        row.person_id = own.person_id if own else None
    else:
        _come_back(tx, row, community, facts)
    row.verified_at, row.verified_by = (None, None) if own else (tx.now, actor.person_id)
    _set_phone(row, phones, request["phone"])
    _store(tx, [row], [row])
    tx.emit(VolunteerRegistered(**_told(row)))
    return row


def withdraw(tx: Transaction, actor: Actor, volunteer_id: str) -> VolunteerRow:
    """Withdraw a volunteer, who leaves teams, building duty, and activities and duty at stations to come too. Only the
    volunteer, or a worker of the community; raises `Conflict` already_withdrawn."""
    row = tx.session.get(VolunteerRow, volunteer_id, with_for_update=True)
    if row is None:
        raise NotFound(what="volunteer", id=volunteer_id)
    if not is_own(row, actor):
        access.require_worker(actor, row.community)
    if not row.active:
        raise Conflict("already_withdrawn", state="withdrawn", possible=[])
    leave(tx, row)
    return row


def leave(tx: Transaction, row: VolunteerRow) -> None:
    """Withdraw an active volunteer, locked."""
    volunteer_id = row.volunteer_id
    row.active = False
    _changed(tx, row)
    teams.leave_all(tx, volunteer_id)
    tx.session.execute(sa.delete(DutyRow).where(DutyRow.volunteer_id == volunteer_id))
    to_come = sa.select(ActivityRow.activity_id).where(ActivityRow.starts_at > tx.now)
    tx.session.execute(
        sa.delete(SignUpRow).where(SignUpRow.volunteer_id == volunteer_id, SignUpRow.activity_id.in_(to_come))
    )
    roster.leave_to_come(tx.session, volunteer_id, tx.now)
    tx.emit(VolunteerWithdrawn(community=row.community, sequence=row.sequence, volunteer_id=volunteer_id))


def tell_change(tx: Transaction, row: VolunteerRow) -> None:
    """Count a change of what is kept of a volunteer, and tell that there was one."""
    _changed(tx, row)
    tx.emit(VolunteerUpdated(**_told(row)))


def is_own(row: VolunteerRow, actor: Actor) -> bool:
    """Whether the record is the actor's own. An erased one is nobody's."""
    if row.erased_at is not None:
        return False
    return actor.volunteer_id == row.volunteer_id or actor.person_id == row.person_id


def _checked(number: int, row: dict[str, Any]) -> roll.SentRow:
    try:
        checked = ImportedRow().load(row)
    except ValidationError as error:
        return roll.SentRow(number, {}, error.normalized_messages())
    sent = {name: value for name, value in checked.items() if name in row}
    if "skills" in sent:
        sent["skills"] = skills.settle(sent["skills"])
    return roll.SentRow(number, sent)


def _on_roll(session: Session, community: str) -> dict[str, VolunteerRow]:
    found = sa.select(VolunteerRow).where(VolunteerRow.community == community).order_by(VolunteerRow.serial)
    return {row.volunteer_id: row for row in session.scalars(found)}


def _known(row: VolunteerRow) -> roll.Known:
    facts = {name: getattr(row, name) for name in roll.FACTS}
    return roll.Known(row.volunteer_id, row.reference, row.phone_mark, facts, row.active)


def _take(
    tx: Transaction,
    phones: Phones,
    community: str,
    on_roll: dict[str, VolunteerRow],
    planned: list[roll.PlannedRow],
    by: str | None,
) -> dict[int, str]:
    """Store what is planned; returns the volunteer id of each row added."""
    added = [one for one in planned if one.outcome == "added"]
    changed = [(one, on_roll[one.known.volunteer_id]) for one in planned if one.outcome == "changed" and one.known]
    _free_phones(tx.session, [row for one, row in changed if "phone" in one.changes])
    for one, row in changed:
        for name in one.changes.keys() - {"phone"}:
            setattr(row, name, one.row.sent[name])
        if "phone" in one.changes:
            _set_phone(row, phones, one.row.sent["phone"])
        _changed(tx, row)
    for waiting in (on_roll[one.known.volunteer_id] for one in planned if one.known):
        if waiting.verified_at is None:
            waiting.verified_at, waiting.verified_by = tx.now, by
    serial = _take_serials(tx.session, len(added))
    new = []
    for offset, one in enumerate(added):
        facts = {name: one.row.sent.get(name, default) for name, default in roll.FACTS.items()}
        row = _new(tx, community, serial + offset, {**facts, "skills": list(facts["skills"])})
        row.reference, row.verified_at, row.verified_by = one.row.sent.get("reference"), tx.now, by
        _set_phone(row, phones, one.row.sent.get("phone"))
        new.append(row)
    reskilled = [row for one, row in changed if "skills" in one.changes]
    _store(tx, new, new + reskilled)
    for row in new:
        tx.emit(VolunteerRegistered(**_told(row)))
    for _, row in changed:
        tx.emit(VolunteerUpdated(**_told(row)))
    return {one.row.number: row.volunteer_id for one, row in zip(added, new, strict=True)}


def _reported(one: roll.PlannedRow, taken: dict[int, str]) -> dict[str, Any]:
    reference = one.row.sent.get("reference") or (one.known.reference if one.known else None)
    return {
        "number": one.row.number,
        "outcome": one.outcome,
        "volunteer_id": one.known.volunteer_id if one.known else taken.get(one.row.number),
        "reference": reference,
        "changes": one.changes,
        "faults": one.faults,
    }


def registered_as(session: Session, actor: Actor) -> VolunteerRow | None:
    """The actor's own record, locked; where it was merged, the one in which it goes on. None: they have none."""
    own = VolunteerRow.person_id == actor.person_id
    if actor.volunteer_id is not None:
        own = own | (VolunteerRow.volunteer_id == actor.volunteer_id)
    standing = VolunteerRow.erased_at.is_(None)
    row = session.scalars(sa.select(VolunteerRow).where(own, standing).with_for_update()).first()
    if row is not None and row.merged_into is not None:
        return session.get_one(VolunteerRow, row.merged_into, with_for_update=True)
    return row


def _with_phone(session: Session, phones: Phones, community: str, phone: str | None) -> VolunteerRow | None:
    if phone is None:
        return None
    held = sa.select(VolunteerRow).where(
        VolunteerRow.community == community, VolunteerRow.phone_mark == phones.mark(phone)
    )
    return session.scalars(held).first()


def _new(tx: Transaction, community: str, serial: int, facts: dict[str, Any]) -> VolunteerRow:
    return VolunteerRow(
        volunteer_id=tx.new_id(),
        serial=serial,
        community=community,
        active=True,
        sequence=1,
        registered_at=tx.now,
        changed_at=tx.now,
        **facts,
    )


def _come_back(tx: Transaction, row: VolunteerRow, community: str, facts: dict[str, Any]) -> None:
    if row.community != community:
        # A reference is one community's own mark.
        row.community, row.reference = community, None
    for name, value in facts.items():
        setattr(row, name, value)
    row.active = True
    _changed(tx, row)


def _changed(tx: Transaction, row: VolunteerRow) -> None:
    row.sequence += 1
    row.changed_at = tx.now


def _set_phone(row: VolunteerRow, phones: Phones, phone: str | None) -> None:
    row.phone_sealed = phones.seal(phone) if phone else None
    row.phone_mark = phones.mark(phone) if phone else None


def _free_phones(session: Session, rows: list[VolunteerRow]) -> None:
    # Two volunteers may swap numbers in one import, and neither database waits for the end to check a unique key.
    for row in rows:
        row.phone_sealed = row.phone_mark = None
    session.flush()


def _store(tx: Transaction, new: list[VolunteerRow], skilled: list[VolunteerRow]) -> None:
    tx.session.add_all(new)
    tx.session.flush()
    ids = [row.volunteer_id for row in skilled]
    tx.session.execute(sa.delete(SkillRow).where(SkillRow.volunteer_id.in_(ids)))
    tx.session.add_all(SkillRow(volunteer_id=row.volunteer_id, skill=skill) for row in skilled for skill in row.skills)


def _take_serials(session: Session, count: int) -> int:
    """The first of `count` serial numbers that nobody else gets."""
    if count == 0:
        return 0
    [taken] = upsert(
        session,
        SerialRow.metadata.tables[SerialRow.__tablename__],
        [{"name": "volunteer", "last": count}],
        ["name"],
        add=["last"],
        returning=["last"],
    )
    return taken.last - count + 1


def _told(row: VolunteerRow) -> dict[str, Any]:
    return {
        "community": row.community,
        "sequence": row.sequence,
        "volunteer_id": row.volunteer_id,
        "group": row.group,
        "skills": skills.codes(row.skills),
        "party_member": row.party_member,
        "person": row.person_id,
    }
