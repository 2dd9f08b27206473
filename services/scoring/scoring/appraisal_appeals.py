"""Appeals of departments against their result of a period: filed while it is public, decided by somebody without part
in it.

An appeal that is allowed has the result worked out anew from what is known by then: whoever keeps the record in
question corrects it first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import AppraisalAppealDecided, AppraisalAppealFiled
from contracts.vocabulary import APPEAL_STATES, DISTRICT

from . import appraisal_closing, periods
from .models import AppraisalAppeal, Mark, PublicAppraisal, PublishedAppraisal
from .policies import Policies

OPEN, ALLOWED, DISMISSED = APPEAL_STATES


def file(tx: Transaction, actor: Actor, period: str, reason: str) -> AppraisalAppeal:
    """Raises `Forbidden` ``departments_only``, `NotFound`, `Conflict` ``appraisal_published``,
    ``appraisal_not_public``, ``appraisal_appeal_open``."""
    department = actor.organisation
    if department is None:
        raise Forbidden("departments_only")
    public = appraisal_closing.of(tx.session, period)
    if tx.session.get(PublishedAppraisal, period) is not None:
        raise Conflict("appraisal_published", period=period)
    if district.day_of(tx.now) > public.publicity_until:
        raise Conflict("appraisal_not_public", period=period, until=public.publicity_until.isoformat())
    item = _item(public, department)
    waiting = sa.select(AppraisalAppeal.appeal_id).where(*_same(period, department), AppraisalAppeal.state == OPEN)
    if tx.session.scalar(waiting):
        raise Conflict("appraisal_appeal_open", period=period)
    row = AppraisalAppeal(
        appeal_id=new_id(),
        period=period,
        department=department,
        filed_by=actor.person_id,
        filed_at=tx.now,
        reason=reason,
        state=OPEN,
        total=item["total"],
        rank=item["rank"],
    )
    tx.session.add(row)
    tx.emit(AppraisalAppealFiled(**_told(row, 1)))
    return row


def decide(
    tx: Transaction, actor: Actor, own: Policies, appeal_id: str, allowed: bool, because: str
) -> AppraisalAppeal:
    """Raises `NotFound`, `Conflict` ``appeal_decided_already``, `Forbidden` ``has_part``."""
    row = tx.session.get(AppraisalAppeal, appeal_id, with_for_update=True)
    if row is None:
        raise NotFound("appeal", appeal_id)
    if row.state != OPEN:
        raise Conflict("appeal_decided_already", state=row.state)
    _require_no_part(tx.session, actor, row)
    public = appraisal_closing.of(tx.session, row.period)
    if allowed:
        appraisal_closing.freeze_anew(tx, own, public, row.department)
    item = _item(public, row.department)
    row.state, row.because = (ALLOWED if allowed else DISMISSED), because
    row.decided_by, row.decided_at = actor.person_id, tx.now
    row.total_after, row.rank_after = item["total"], item["rank"]
    tenths = None if item["total"] is None else int(Decimal(item["total"]) * 10)
    tx.emit(AppraisalAppealDecided(**_told(row, 2), allowed=allowed, total_tenths=tenths))
    return row


def of_period(session: Session, period: str, department: str | None) -> list[AppraisalAppeal]:
    """The appeals of a period, the latest first; `department`: one department's."""
    query = sa.select(AppraisalAppeal).where(AppraisalAppeal.period == period)
    if department is not None:
        query = query.where(AppraisalAppeal.department == department)
    latest = AppraisalAppeal.filed_at.desc(), AppraisalAppeal.appeal_id
    return list(session.scalars(query.order_by(*latest).limit(1000)))


def _item(public: PublicAppraisal, department: str) -> dict[str, Any]:
    for item in public.items:
        if item["department"] == department:
            return item
    raise NotFound("department", department)


def _same(period: str, department: str) -> tuple[Any, Any]:
    return AppraisalAppeal.period == period, AppraisalAppeal.department == department


def _require_no_part(session: Session, actor: Actor, row: AppraisalAppeal) -> None:
    """Neither the department's own people nor whoever gave a mark that is in the result."""
    given = sa.select(Mark.marked_by).where(
        Mark.department == row.department,
        Mark.quarter.in_(periods.quarters_of(row.period)),
        Mark.marked_by == actor.person_id,
    )
    own = actor.organisation == row.department or actor.person_id == row.filed_by
    if own or session.scalar(given.limit(1)):
        raise Forbidden("has_part")


def _told(row: AppraisalAppeal, sequence: int) -> dict[str, Any]:
    return {
        "community": DISTRICT,
        "sequence": sequence,
        "appeal_id": row.appeal_id,
        "department": row.department,
        "period": row.period,
    }
