"""Marks that communities give departments: one for each aspect and quarter, changed until the quarter is published."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district
from contracts.events import DepartmentMarked

from . import department_queries, periods, queries
from .models import Mark, PublishedAppraisal
from .policies import Policies, in_force


def give(tx: Transaction, actor: Actor, own: Policies, request: dict[str, Any]) -> Mark:
    """Give or change a mark. Raises `Forbidden`, `NotFound`, `Invalid`, `Conflict`."""
    require_worker(actor, request["community"])
    quarter, department, aspect = request["quarter"], request["department"], request["aspect"]
    today = district.day_of(tx.now)
    if not queries.is_known_community(tx.session, request["community"]):
        raise NotFound("community", request["community"])
    if not department_queries.is_known_department(tx.session, department):
        raise NotFound("department", department)
    if periods.begins(quarter) > tx.now:
        raise Invalid({"quarter": ["quarter_not_begun"]})
    policy = in_force(own.aspects, quarter, today)
    if aspect not in policy.marked:
        raise Invalid({"aspect": ["not_a_marked_aspect"]})
    if policy.is_extreme(request["mark"]) and not request["reason"]:
        raise Invalid({"reason": ["extreme_mark_needs_reason"]})
    _require_open(tx.session, quarter)
    key = (request["community"], department, quarter, aspect)
    row = tx.session.get(Mark, key, with_for_update=True)
    if row is None:
        row = Mark(community=key[0], department=department, quarter=quarter, aspect=aspect, version=0)
        tx.session.add(row)
    row.mark, row.reason, row.evidence = request["mark"], request["reason"], request["evidence"]
    row.version += 1
    row.marked_at, row.marked_by = tx.now, actor.person_id
    told = {"community": key[0], "department": department, "quarter": quarter, "aspect": aspect}
    tx.emit(DepartmentMarked(**told, sequence=row.version, mark=row.mark))
    return row


def of(session: Session, quarter: str, department: str | None, community: str | None) -> list[Mark]:
    """The marks of a quarter, of one department or given by one community."""
    query = sa.select(Mark).where(Mark.quarter == quarter)
    if department is not None:
        query = query.where(Mark.department == department)
    if community is not None:
        query = query.where(Mark.community == community)
    return list(session.scalars(query.order_by(Mark.department, Mark.aspect, Mark.community)))


def by_department(session: Session, period: str) -> dict[str, dict[str, list[int]]]:
    """The marks of a period, by department and aspect."""
    query = sa.select(Mark.department, Mark.aspect, Mark.mark).where(Mark.quarter.in_(periods.quarters_of(period)))
    found: dict[str, dict[str, list[int]]] = {}
    for department, aspect, mark in session.execute(query):
        found.setdefault(department, {}).setdefault(aspect, []).append(mark)
    return found


def _require_open(session: Session, quarter: str) -> None:
    if session.get(PublishedAppraisal, quarter) is not None:
        raise Conflict("appraisal_published", period=quarter)
