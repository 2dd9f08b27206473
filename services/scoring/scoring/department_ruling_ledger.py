"""Rulings about departments' records, kept and told, and the counts that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.sql import Rows, insert_new
from contracts import Envelope
from contracts.events import DepartmentRecordRuled

from . import case_ledger, department_ruling_queries, department_rulings, ledger, marks, whistles
from .department_ruling_queries import COLUMNS, RULINGS, Held
from .department_rulings import CASE, MARK, WHISTLE, Counting, Ruling, Told
from .ledger import WHISTLES, Touched

_NAMES = (*COLUMNS, "version", "event_id", "told_at")
_KEY = ("kind", "record_id", "version")


def find(session: Session, kind: str, record_id: str) -> Told | None:
    """A department's record that counts in a quarter, locked: whoever rules about it waits for whoever tells of it."""
    return _locked(session, kind, [record_id]).get(record_id)


def rule(tx: Transaction, told: Told, ruling: str, counts: Counting, community: str) -> Touched:
    """Keep and tell a ruling about a record that was found, and count what follows."""
    session = tx.session
    before = department_ruling_queries.held(session, told.kind, [told.record_id]).get(told.record_id)
    # Under appeal it is kept whose it was and when, though since then something else may have been told.
    pinned = department_rulings.counted(told, before)
    after = Ruling(told.kind, told.record_id, pinned.department, ruling, pinned.quarter, told.counting, counts)
    if ruling != department_rulings.UNDER_APPEAL:
        after = after._replace(department=told.department, quarter=told.quarter)
    version = 1 + (session.scalar(_versions(told)) or 0)
    flat = department_ruling_queries.flat(after)
    event_id = tx.emit(DepartmentRecordRuled(community=community, sequence=version, **flat))
    insert_new(session, RULINGS, Rows(_NAMES, [(*flat.values(), version, event_id, tx.now)]), _KEY)
    return _count(session, {told.record_id: told}, {told.record_id: before} if before else {}, {told.record_id: after})


def enter(session: Session, envelopes: Iterable[Envelope], counting: bool) -> Touched:
    """Keep rulings that were told by scoring itself; `counting`: the counts of quarters follow."""
    told = [envelope for envelope in envelopes if isinstance(envelope.data, DepartmentRecordRuled)]
    touched: list[Any] = []
    for kind in (CASE, WHISTLE, MARK):
        rows = {}
        for envelope in told:
            event: Any = envelope.data
            if event.kind == kind:
                flat = tuple(getattr(event, name) for name in COLUMNS)
                rows[event.record_id, event.sequence] = (*flat, event.sequence, envelope.id, envelope.time)
        ids = {record_id for record_id, _ in rows}
        found = _locked(session, kind, ids) if counting and kind != MARK else {}
        before = department_ruling_queries.held(session, kind, list(found))
        insert_new(session, RULINGS, Rows(_NAMES, list(rows.values())), _KEY)
        after = department_ruling_queries.held(session, kind, list(found))
        touched += _count(session, found, before, after).departments
    return Touched([], touched, {})


def differences(session: Session) -> dict[tuple[str, str], Any]:
    """What all rulings make of the counts that follow from what was told."""
    found: dict[tuple[str, str], Any] = {}
    for kind in (CASE, WHISTLE):
        held = department_ruling_queries.all_held(session, kind)
        _add(found, _locked(session, kind, held), {}, held)
    return found


def _count(session: Session, told: dict[str, Told], before: Held, after: Held) -> Touched:
    found: dict[tuple[str, str], Any] = {}
    _add(found, told, before, after)
    changed = {quarter: counter for quarter, counter in found.items() if any(counter.values())}
    return Touched([], ledger.add_to_departments(session, changed), {})


def _add(found: dict[tuple[str, str], Any], told: dict[str, Told], before: Held, after: Held) -> None:
    for record_id, one in told.items():
        was = department_rulings.counted(one, before.get(record_id))
        counts = department_rulings.counted(one, after.get(record_id))
        for quarter, counter in department_rulings.difference(was, counts).items():
            known = found.setdefault(quarter, type(counter)())
            known.update(counter)


def _versions(told: Told) -> Any:
    same = RULINGS.c.kind == told.kind, RULINGS.c.record_id == told.record_id
    return sa.select(sa.func.max(RULINGS.c.version)).where(*same)


def _locked(session: Session, kind: str, record_ids: Collection[str]) -> dict[str, Told]:
    if not record_ids:
        return {}
    if kind == MARK:
        found = {record_id: marks.find(session, record_id) for record_id in sorted(record_ids)}
        return {record_id: marks.told(mark) for record_id, mark in found.items() if mark is not None}
    if kind == CASE:
        return {case.service_id: case.told for case in case_ledger.locked(session, record_ids)}
    query = sa.select(WHISTLES).where(WHISTLES.c.whistle_id.in_(list(record_ids))).order_by(WHISTLES.c.whistle_id)
    rows = session.execute(query.with_for_update())
    return {row.whistle_id: one for row in rows if (one := whistles.told(row._asdict())) is not None}
