"""Departments appraised on several aspects, as they are shown: worked out when asked for, or as they were published."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Invalid
from contracts import district
from contracts.events import AppraisalPublished
from contracts.vocabulary import DISTRICT

from . import aspects, deeds, marks, periods, queries
from .aspects import Known, Line, Result
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
    quarters, quarter = [], until
    for _ in range(TREND):
        quarters.append(quarter)
        quarter = periods.quarter_before(quarter)
    points = []
    for one in reversed(quarters):
        shown = board(session, own, today, one)
        item = next((item for item in shown["items"] if item["department"] == department), None)
        points.append(
            {
                "quarter": one,
                "total": item and item["total"],
                "rank": item and item["rank"],
                "published": shown["published_at"] is not None,
            }
        )
    return points


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
    policy, rates = in_force(own.aspects, period, today), in_force(own.departments, period, today)
    counts = queries.counts_of(session, period)
    given, done = marks.by_department(session, period), deeds.done(session, period)
    quarters = len(periods.quarters_of(period))
    results = {
        department: aspects.appraise(
            policy, rates, Known(quarters, counts[department], given.get(department, {}), done.get(department, {}))
        )
        for department in sorted(counts)
    }
    placed = {row.department: row.comparison_class for row in session.scalars(sa.select(DepartmentClass))}
    items = []
    for comparison_class, departments in aspects.classes_of(results, placed, USUAL_CLASS).items():
        places = ranks([results[department].total for department in departments])
        for department, place in zip(departments, places, strict=True):
            items.append(_shown(department, comparison_class, place, results[department]))
    items.sort(key=lambda item: (item["comparison_class"], item["rank"] is None, item["rank"] or 0, item["department"]))
    return policy.reference, items


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
