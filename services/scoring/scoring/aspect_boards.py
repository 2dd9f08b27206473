"""Departments appraised on several aspects, as they are shown: worked out when asked for, or as they were published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Invalid
from contracts import district
from contracts.events import AppraisalPublished
from contracts.vocabulary import DISTRICT

from . import aspects, deeds, department_queries, marks, periods
from .aspects import AspectPolicy, Known, Line, Result
from .models import DepartmentClass, PublishedAppraisal
from .policies import Policies, in_force
from .ranking import ranks

USUAL_CLASS = "department"
TREND = 8
"""So many quarters back a trend goes."""


def board(session: Session, own: Policies, today: date, period: str) -> dict[str, Any]:
    """The appraisals of a period: as published, or else as they stand."""
    published = session.get(PublishedAppraisal, period)
    if published is not None:
        about = {"published_at": published.published_at, "published_by": published.published_by}
        return {"period": period, "policy": published.policy, "items": published.items, **about}
    policy, items = _standing(session, own, today, period)
    return {"period": period, "policy": policy, "items": items, "published_at": None, "published_by": None}


def trend(session: Session, own: Policies, today: date, department: str, until: str) -> list[dict[str, Any]]:
    """The department's totals of the last quarters up to one, oldest first."""
    quarters = [until]
    while len(quarters) < TREND:
        quarters.insert(0, periods.quarter_before(quarters[0]))
    signed_off = session.execute(
        sa.select(PublishedAppraisal.period, PublishedAppraisal.items).where(PublishedAppraisal.period.in_(quarters))
    )
    published: dict[str, list[dict[str, Any]]] = dict(map(tuple, signed_off))
    placed = _classes(session)
    points = []
    for quarter in quarters:
        if quarter in published:
            own_item = [item for item in published[quarter] if item["department"] == department]
            total, rank = (own_item[0]["total"], own_item[0]["rank"]) if own_item else (None, None)
        else:
            total, rank = _total_and_rank(session, own, today, department, quarter, placed)
        points.append({"quarter": quarter, "total": total, "rank": rank, "published": quarter in published})
    return points


def _total_and_rank(
    session: Session, own: Policies, today: date, department: str, quarter: str, placed: Mapping[str, str]
) -> tuple[str | None, int | None]:
    """A department's total as it stands, and its place in its class; the others are worked out for the place alone."""
    _, appraise, there = _appraising(session, own, today, quarter)
    total = appraise(department).total if department in there else None
    if total is None:
        return None, None
    comparison_class = placed.get(department, USUAL_CLASS)
    others = [one for one in there if one != department and placed.get(one, USUAL_CLASS) == comparison_class]
    return str(total), ranks([total, *(appraise(one).total for one in others)])[0]


def publish(tx: Transaction, actor: Actor, own: Policies, period: str) -> PublishedAppraisal:
    """Sign off a period that is over: what is shown now stays. Raises `Invalid`, `Conflict`."""
    today = district.day_of(tx.now)
    if periods.last_day(period) >= today:
        raise Invalid({"period": ["period_not_over"]})
    if tx.session.get(PublishedAppraisal, period) is not None:
        raise Conflict("appraisal_published", period=period)
    policy, items = _standing(tx.session, own, today, period)
    row = PublishedAppraisal(
        period=period, policy=policy, items=items, published_at=tx.now, published_by=actor.person_id
    )
    tx.session.add(row)
    tx.emit(AppraisalPublished(community=DISTRICT, sequence=1, period=period, policy=policy, departments=len(items)))
    return row


def put_into_class(tx: Transaction, actor: Actor, department: str, comparison_class: str) -> DepartmentClass:
    """Say with whom a department is compared."""
    row = tx.session.get(DepartmentClass, department, with_for_update=True)
    if row is None:
        row = DepartmentClass(department=department)
        tx.session.add(row)
    row.comparison_class, row.set_at, row.set_by = comparison_class, tx.now, actor.person_id
    return row


def _standing(session: Session, own: Policies, today: date, period: str) -> tuple[str, list[dict[str, Any]]]:
    policy, appraise, there = _appraising(session, own, today, period)
    results = {department: appraise(department) for department in there}
    placed = _classes(session)
    items = []
    for comparison_class, departments in aspects.classes_of(results, placed, USUAL_CLASS).items():
        places = ranks([results[department].total for department in departments])
        for department, place in zip(departments, places, strict=True):
            items.append(_shown(department, comparison_class, place, results[department]))
    items.sort(key=lambda item: (item["comparison_class"], item["rank"] is None, item["rank"] or 0, item["department"]))
    return policy.reference, items


def _appraising(
    session: Session, own: Policies, today: date, period: str
) -> tuple[AspectPolicy, Callable[[str], Result], Sequence[str]]:
    """The policy of a period, what appraises one of its departments by it, and all these departments."""
    policy, rates = in_force(own.aspects, period, today), in_force(own.departments, period, today)
    counts = department_queries.counts_of(session, period)
    given, done = marks.by_department(session, period), deeds.done(session, period)
    quarters = len(periods.quarters_of(period))

    def appraise(department: str) -> Result:
        known = Known(quarters, counts[department], given.get(department, {}), done.get(department, {}))
        return aspects.appraise(policy, rates, known)

    return policy, appraise, sorted(counts)


def _classes(session: Session) -> dict[str, str]:
    return {row.department: row.comparison_class for row in session.scalars(sa.select(DepartmentClass))}


def _shown(department: str, comparison_class: str, place: int | None, result: Result) -> dict[str, Any]:
    return {
        "department": department,
        "comparison_class": comparison_class,
        "rank": place,
        "total": None if result.total is None else str(result.total),
        "not_rated": result.not_rated,
        "aspects": [_line(line) for line in result.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "aspect": line.aspect.code,
        "source": line.aspect.source,
        "weight": str(line.aspect.weight),
        "percent": None if line.percent is None else str(line.percent),
        "points": str(line.points),
        "basis": line.basis,
        "lowest": line.lowest,
        "highest": line.highest,
        "formula": line.formula,
    }
