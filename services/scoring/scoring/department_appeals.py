"""Appeals of departments about single records in their appraisal: a case, a whistle, a mark. Filed at any time, and
decided with reasons by the district, by somebody without part in it. What the record counts stays as it is meanwhile;
one that is allowed is corrected, and a result that is public but not signed off is worked out anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.models import columns
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import DepartmentRecordAppealDecided, DepartmentRecordAppealFiled
from contracts.vocabulary import APPEAL_STATES, DISTRICT

from . import (
    appraisal_closing,
    department_ruling_ledger,
    department_ruling_queries,
    department_rulings,
    marks,
    points_views,
    rulings,
)
from .department_rulings import CASE, MARK, Ruling, Told
from .ledger import COMPLETED, Touched
from .models import DepartmentAppeal
from .policies import Policies

OPEN, ALLOWED, DISMISSED = APPEAL_STATES


def file(tx: Transaction, actor: Actor, kind: str, record_id: str, reason: str) -> tuple[DepartmentAppeal, Touched]:
    """Raises `Forbidden` (``departments_only``, ``not_your_record``), `NotFound`, `Conflict` (``under_appeal``,
    ``record_appealed_already``: nothing else was told of it since that was decided)."""
    if actor.organisation is None:
        raise Forbidden("departments_only")
    told = department_ruling_ledger.find(tx.session, kind, record_id)
    if told is None:
        raise NotFound(kind, record_id)
    if told.department != actor.organisation:
        raise Forbidden("not_your_record")
    held = department_ruling_queries.held(tx.session, kind, [record_id]).get(record_id)
    _require_appealable(tx.session, told, held)
    counts = department_rulings.counted(told, held).counting
    row = DepartmentAppeal(
        appeal_id=new_id(),
        kind=kind,
        record_id=record_id,
        department=told.department,
        quarter=told.quarter,
        community=_community(tx.session, told),
        filed_by=actor.person_id,
        filed_at=tx.now,
        reason=reason,
        decide_by=district.day_of(tx.now) + timedelta(days=rulings.USUAL.decide_within_days),
        state=OPEN,
        before=counts._asdict(),
    )
    tx.session.add(row)
    tx.emit(DepartmentRecordAppealFiled(**_about(row, 1), decide_by=row.decide_by))
    ruling = department_rulings.UNDER_APPEAL
    return row, department_ruling_ledger.rule(tx, told, ruling, counts, row.community)


def decide(tx: Transaction, actor: Actor, request: Mapping[str, Any]) -> tuple[DepartmentAppeal, Touched]:
    """Decide an appeal, as `contracts.requests.department_appeals.DecideDepartmentAppeal` has it. Raises `NotFound`,
    `Forbidden` ``has_part``, `Conflict` ``appeal_decided_already``, `Invalid` (``required``, ``not_of_this_record``,
    ``changes_nothing``, ``of_another_by_now``: then it is dismissed, and counts for that department)."""
    row = tx.session.get(DepartmentAppeal, request["appeal_id"])
    if row is None:
        raise NotFound("appeal", request["appeal_id"])
    told = department_ruling_ledger.find(tx.session, row.kind, row.record_id)
    tx.session.refresh(row, with_for_update=True)
    if row.state != OPEN:
        raise Conflict("appeal_decided_already", state=row.state)
    assert told is not None
    _require_no_part(tx.session, actor, row)
    before = department_ruling_queries.before_last(tx.session, row.kind, row.record_id)
    after = department_rulings.counted(told, before).counting
    if request["allowed"]:
        if told.department != row.department:
            raise Invalid({"allowed": ["of_another_by_now"]})
        correction = {name: request[name] for name in ("outcome", "resolved", "mark")}
        if all(value is None for value in correction.values()):
            raise Invalid({"outcome": ["required"]})
        if wrong := department_rulings.faults(told, **correction):
            raise Invalid(wrong)
        unlike, after = after, department_rulings.corrected(after, **correction)
        if after == unlike:
            raise Invalid({"outcome": ["changes_nothing"]})
    ruling = department_rulings.CORRECTED if request["allowed"] else department_rulings.DISMISSED
    touched = department_ruling_ledger.rule(tx, told, ruling, after, row.community)
    row.state, row.because = (ALLOWED if request["allowed"] else DISMISSED), request["because"]
    row.decided_by, row.decided_at, row.after = actor.person_id, tx.now, after._asdict()
    tx.emit(DepartmentRecordAppealDecided(**_about(row, 2), allowed=request["allowed"]))
    return row, touched


def follow(tx: Transaction, own: Policies, row: DepartmentAppeal) -> None:
    """Work out anew what is public of the department, of the quarter and of the year, by an appeal that is allowed."""
    if row.state != ALLOWED:
        return
    for period in (row.quarter, row.quarter[:4]):
        public = appraisal_closing.still_public(tx.session, period)
        if public is not None:
            appraisal_closing.freeze_anew(tx, own, public, row.department)


def page(session: Session, actor: Actor, request: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The answer to `contracts.requests.department_appeals.DepartmentAppealsQuery`. Raises `Forbidden`
    ``departments_only``."""
    query = sa.select(DepartmentAppeal)
    if not (actor.is_admin or actor.has("community_worker")):
        if actor.organisation is None:
            raise Forbidden("departments_only")
        query = query.where(DepartmentAppeal.department == actor.organisation)
    if request["state"] is not None:
        query = query.where(DepartmentAppeal.state == request["state"])
    rows, cursor = points_views.page(session, query, DepartmentAppeal.appeal_id, dict(request))
    return {"items": [shown(row, today) for row in rows], "next_cursor": cursor}


def shown(row: DepartmentAppeal, today: date) -> dict[str, Any]:
    """An appeal as `contracts.requests.department_appeals.DepartmentAppeal` has it."""
    return columns(row) | {"overdue": row.state == OPEN and today > row.decide_by}


def _require_appealable(session: Session, told: Told, held: Ruling | None) -> None:
    same = DepartmentAppeal.kind == told.kind, DepartmentAppeal.record_id == told.record_id
    query = sa.select(DepartmentAppeal).where(*same).order_by(DepartmentAppeal.appeal_id.desc())
    last = session.scalar(query.limit(1))
    if last is None:
        return
    if last.state == OPEN:
        raise Conflict("under_appeal")
    if department_rulings.holds(told, held):
        raise Conflict("record_appealed_already", state=last.state)


def _require_no_part(session: Session, actor: Actor, row: DepartmentAppeal) -> None:
    """Neither the department's own people nor whoever gave the mark."""
    mark = marks.find(session, row.record_id) if row.kind == MARK else None
    parties = {row.filed_by, mark.marked_by if mark else row.filed_by}
    if actor.organisation == row.department or actor.person_id in parties:
        raise Forbidden("has_part")


def _community(session: Session, told: Told) -> str:
    """Whom a record concerns besides the department, as far as it is known here."""
    if told.kind == MARK:
        return told.record_id.split("/")[0]
    if told.kind != CASE:
        return DISTRICT
    done = sa.select(COMPLETED.c.community).where(COMPLETED.c.service_id == told.record_id)
    return session.scalar(done) or DISTRICT


def _about(row: DepartmentAppeal, sequence: int) -> dict[str, Any]:
    return {
        "community": row.community,
        "sequence": sequence,
        "appeal_id": row.appeal_id,
        "department": row.department,
        "kind": row.kind,
        "record_id": row.record_id,
        "quarter": row.quarter,
    }
