"""The close of an appraisal of departments: it is frozen and public for some days, appeals are decided, and what then
stands is signed off. What arrives meanwhile changes only the results whose appeals are allowed, later nothing at all.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district
from contracts.events import AppraisalFrozen, AppraisalPublished
from contracts.vocabulary import APPEAL_STATES, DISTRICT

from . import aspect_boards, periods
from .models import AppraisalAppeal, DepartmentAppeal, PublicAppraisal, PublishedAppraisal
from .policies import Policies

OPEN = APPEAL_STATES[0]


def freeze(tx: Transaction, actor: Actor, own: Policies, period: str, publicity_days: int) -> PublicAppraisal:
    """Freeze a period that is over, as it is shown now. Raises `Invalid`, `Conflict`."""
    today = district.day_of(tx.now)
    if periods.last_day(period) >= today:
        raise Invalid({"period": ["period_not_over"]})
    _require_unpublished(tx.session, period)
    if tx.session.get(PublicAppraisal, period) is not None:
        raise Conflict("appraisal_frozen_already", period=period)
    policy, items = aspect_boards.worked_out(tx.session, own, today, period)
    row = PublicAppraisal(
        period=period,
        policy=policy,
        items=items,
        publicity_until=today + timedelta(days=publicity_days),
        frozen_at=tx.now,
        frozen_by=actor.person_id,
    )
    tx.session.add(row)
    told: dict[str, Any] = {"period": period, "policy": policy, "departments": len(items)}
    tx.emit(AppraisalFrozen(community=DISTRICT, sequence=1, **told, publicity_until=row.publicity_until))
    return row


def publish(tx: Transaction, actor: Actor, period: str) -> PublishedAppraisal:
    """Sign off what was public for its days, once every appeal is decided. Raises `NotFound`, `Conflict`."""
    _require_unpublished(tx.session, period)
    public = of(tx.session, period)
    if district.day_of(tx.now) <= public.publicity_until:
        raise Conflict("still_public", until=public.publicity_until.isoformat())
    if number := _open_appeals(tx.session, public):
        raise Conflict("appeals_open", number=number)
    row = PublishedAppraisal(
        period=period,
        policy=public.policy,
        items=public.items,
        published_at=tx.now,
        published_by=actor.person_id,
    )
    tx.session.add(row)
    told: dict[str, Any] = {"period": period, "policy": row.policy, "departments": len(row.items)}
    tx.emit(AppraisalPublished(community=DISTRICT, sequence=2, **told))
    return row


def of(session: Session, period: str) -> PublicAppraisal:
    """What is public, or was before it was signed off, locked: appeals and the signing off wait for each other. Raises
    `NotFound`."""
    row = session.get(PublicAppraisal, period, with_for_update=True)
    if row is None:
        raise NotFound("public_appraisal", period)
    return row


def still_public(session: Session, period: str) -> PublicAppraisal | None:
    """What is public and not signed off, locked."""
    if session.get(PublicAppraisal, period) is None:
        return None
    row = of(session, period)
    return row if session.get(PublishedAppraisal, period) is None else None


def freeze_anew(tx: Transaction, own: Policies, row: PublicAppraisal, department: str) -> None:
    """Work out a department's result anew from what is known by now; the places in its class follow. It stays in the
    class in which it was frozen."""
    _, items = aspect_boards.worked_out(tx.session, own, district.day_of(tx.now), row.period)
    anew = {item["department"]: item for item in items}

    def result(item: dict[str, Any]) -> dict[str, Any]:
        if item["department"] != department:
            return item
        return anew.get(department, item) | {"comparison_class": item["comparison_class"]}

    row.items = aspect_boards.placed([result(item) for item in row.items])


def _open_appeals(session: Session, row: PublicAppraisal) -> int:
    """How many appeals are open against results of the period, or were filed in time about records in them."""
    over = district.midnight(row.publicity_until + timedelta(days=1))
    of_results = AppraisalAppeal.period == row.period, AppraisalAppeal.state == OPEN
    of_records = (
        DepartmentAppeal.quarter.in_(periods.quarters_of(row.period)),
        DepartmentAppeal.state == OPEN,
        DepartmentAppeal.filed_at < over,
    )
    return sum(session.scalar(sa.select(sa.func.count()).where(*those)) or 0 for those in (of_results, of_records))


def _require_unpublished(session: Session, period: str) -> None:
    if session.get(PublishedAppraisal, period) is not None:
        raise Conflict("appraisal_published", period=period)
