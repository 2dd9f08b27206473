"""Marks that communities give departments: one for each aspect and quarter, changed until the quarter is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.models import columns
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district
from contracts.events import DepartmentMarked

from . import department_queries, department_ruling_queries, department_rulings, periods, queries
from .department_rulings import MARK, Counting, Told
from .models import Mark, PublishedAppraisal
from .policies import Policies, in_force

_KEY = ("community", "department", "quarter", "aspect")


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
    about = dict(zip(_KEY, key, strict=True))
    tx.emit(DepartmentMarked(**about, sequence=row.version, mark=row.mark))
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
    """The marks of a period as they count, by department and aspect."""
    query = sa.select(Mark).where(Mark.quarter.in_(periods.quarters_of(period)))
    found: dict[str, dict[str, list[int]]] = {}
    for row, counts, _ in _counted(session, session.scalars(query).all()):
        if counts.counting.outcome is None and counts.counting.mark is not None:
            found.setdefault(row.department, {}).setdefault(row.aspect, []).append(counts.counting.mark)
    return found


def shown(session: Session, rows: Sequence[Mark]) -> list[dict[str, Any]]:
    """Marks as `contracts.requests.aspects.Mark` has them."""
    items = []
    for row, counts, ruling in _counted(session, rows):
        left_out = counts.counting.outcome is not None
        items.append(columns(row) | {"ruling": ruling, "counted": None if left_out else counts.counting.mark})
    return items


def find(session: Session, record_id: str) -> Mark | None:
    """The mark of an id as rulings have it, locked."""
    key = record_id.split("/")
    return session.get(Mark, key, with_for_update=True) if len(key) == len(_KEY) else None


def told(row: Mark) -> Told:
    """A mark as rulings see it."""
    record_id = "/".join(getattr(row, name) for name in _KEY)
    return Told(MARK, record_id, row.department, row.quarter, Counting(mark=row.mark))


def _counted(session: Session, rows: Sequence[Mark]) -> list[tuple[Mark, Told, str | None]]:
    """Each mark, how it counts, and the ruling by which it does."""
    by_quarter: dict[str, list[Mark]] = {}
    for row in rows:
        by_quarter.setdefault(row.quarter, []).append(row)
    found = []
    for quarter, theirs in by_quarter.items():
        held = department_ruling_queries.held_in(session, MARK, {row.department for row in theirs}, quarter)
        for row in theirs:
            one = told(row)
            ruling = held.get(one.record_id)
            holding = ruling.ruling if ruling and department_rulings.holds(one, ruling) else None
            found.append((row, department_rulings.counted(one, ruling), holding))
    return found


def _require_open(session: Session, quarter: str) -> None:
    if session.get(PublishedAppraisal, quarter) is not None:
        raise Conflict("appraisal_published", period=quarter)
