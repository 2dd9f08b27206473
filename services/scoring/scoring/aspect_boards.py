"""Departments appraised on several aspects, as they are shown: worked out when asked for, or as they were made public
and published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction

from . import aspects, deeds, department_queries, marks, periods
from .aspects import AspectPolicy, Known, Line, Result
from .models import AppraisalAppeal, DepartmentAppeal, DepartmentClass, PublicAppraisal, PublishedAppraisal
from .policies import Policies, in_force
from .ranking import ranks

USUAL_CLASS = "department"
PROVISIONAL, PUBLIC, FINAL = "provisional", "public", "final"
TREND = 8
"""So many quarters back a trend goes."""


def board(session: Session, own: Policies, today: date, period: str) -> dict[str, Any]:
    """The appraisals of a period: as published, or as public until then, or else as they stand."""
    public, published = session.get(PublicAppraisal, period), session.get(PublishedAppraisal, period)
    closed = published or public
    policy, items = (closed.policy, closed.items) if closed else worked_out(session, own, today, period)
    appeals, records = _last_appeals(session, period), _records_under_appeal(session, period)
    return {
        "period": period,
        "policy": policy,
        "items": [
            item | {"appeal": appeals.get(item["department"]), "under_appeal": records.get(item["department"], 0)}
            for item in items
        ],
        "least_weight": _least_weight(own, policy),
        "standing": FINAL if published else PUBLIC if public else PROVISIONAL,
        "publicity_until": public.publicity_until if public else None,
        "published_at": published.published_at if published else None,
        "published_by": published.published_by if published else None,
    }


def trend(session: Session, own: Policies, today: date, department: str, until: str) -> list[dict[str, Any]]:
    """The department's totals of the last quarters up to one, oldest first."""
    quarters = [until]
    while len(quarters) < TREND:
        quarters.insert(0, periods.quarter_before(quarters[0]))
    public, published = (_closed(session, table, quarters) for table in (PublicAppraisal, PublishedAppraisal))
    closed = public | published
    placed = _classes(session)
    points = []
    for quarter in quarters:
        if quarter in closed:
            own_item = [item for item in closed[quarter] if item["department"] == department]
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


def put_into_class(tx: Transaction, actor: Actor, department: str, comparison_class: str) -> DepartmentClass:
    """Say with whom a department is compared."""
    row = tx.session.get(DepartmentClass, department, with_for_update=True)
    if row is None:
        row = DepartmentClass(department=department)
        tx.session.add(row)
    row.comparison_class, row.set_at, row.set_by = comparison_class, tx.now, actor.person_id
    return row


def worked_out(session: Session, own: Policies, today: date, period: str) -> tuple[str, list[dict[str, Any]]]:
    """The policy of a period, and the appraisals as they stand by what is known now."""
    policy, appraise, there = _appraising(session, own, today, period)
    classes = _classes(session)
    return policy.reference, placed(
        [shown(department, classes.get(department, USUAL_CLASS), appraise(department)) for department in there]
    )


def placed(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results by class, best first, each with its place there."""
    totals: dict[str, list[Decimal | None]] = {}
    for item in items:
        total = None if item["total"] is None else Decimal(item["total"])
        totals.setdefault(item["comparison_class"], []).append(total)
    places = {compared: iter(ranks(theirs)) for compared, theirs in totals.items()}
    found = [item | {"rank": next(places[item["comparison_class"]])} for item in items]
    return sorted(
        found,
        key=lambda item: (item["comparison_class"], item["rank"] is None, item["rank"] or 0, item["department"]),
    )


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


def _least_weight(own: Policies, reference: str) -> str | None:
    return next((str(policy.least_weight) for policy in own.aspects if policy.reference == reference), None)


def _closed(session: Session, table: Any, quarters: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    rows = session.execute(sa.select(table.period, table.items).where(table.period.in_(quarters)))
    return dict(map(tuple, rows))


def _last_appeals(session: Session, period: str) -> dict[str, str]:
    """The state of each department's last appeal against its result."""
    query = sa.select(AppraisalAppeal.department, AppraisalAppeal.state).where(AppraisalAppeal.period == period)
    return {row.department: row.state for row in session.execute(query.order_by(AppraisalAppeal.appeal_id))}


def _records_under_appeal(session: Session, period: str) -> dict[str, int]:
    """How many of each department's records of a period are under appeal."""
    those = DepartmentAppeal.quarter.in_(periods.quarters_of(period)), DepartmentAppeal.state == "open"
    query = sa.select(DepartmentAppeal.department, sa.func.count()).where(*those)
    return {row[0]: row[1] for row in session.execute(query.group_by(DepartmentAppeal.department))}


def shown(department: str, comparison_class: str, result: Result) -> dict[str, Any]:
    """One result as the board has it, without its place."""
    return {
        "department": department,
        "comparison_class": comparison_class,
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
        "reached": str(line.reached),
        "out_of": line.out_of,
        "least": line.aspect.least,
        "lowest": line.lowest,
        "highest": line.highest,
        "formula": line.formula,
    }
