"""What was ruled about departments' records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contracts.vocabulary import LEFT_OUT

from . import periods
from .department_rulings import MARK, Counting, Ruling
from .explanations import MOST_RULINGS
from .models import DepartmentRulingRow

RULINGS: sa.Table = DepartmentRulingRow.__table__  # type: ignore[assignment]

COUNTING = (
    "told_outcome",
    "told_resolved",
    "told_mark",
    "outcome",
    "resolved",
    "mark",
)
COLUMNS = ("kind", "record_id", "department", "ruling", "quarter", *COUNTING)

_COLUMNS = [RULINGS.c[name] for name in COLUMNS]

Held = dict[str, Ruling]
"""By id of the record."""


def flat(ruling: Ruling) -> dict[str, Any]:
    """A ruling in the columns of its table, and the fields of its event."""
    return dict(zip(COLUMNS, (*ruling[:5], *ruling.told, *ruling.counts), strict=True))


def held(session: Session, kind: str, record_ids: Collection[str]) -> Held:
    """The last ruling about each of the records."""
    if not record_ids:
        return {}
    return _held(session, RULINGS.c.kind == kind, RULINGS.c.record_id.in_(list(record_ids)))


def before_last(session: Session, kind: str, record_id: str) -> Ruling | None:
    """The last ruling but one about a record."""
    those = RULINGS.c.kind == kind, RULINGS.c.record_id == record_id
    last = sa.select(sa.func.max(RULINGS.c.version)).where(*those).scalar_subquery()
    return _held(session, *those, RULINGS.c.version < last).get(record_id)


def all_held(session: Session, kind: str) -> Held:
    """The last ruling about each record of a kind."""
    return _held(session, RULINGS.c.kind == kind)


def held_in(session: Session, kind: str, departments: Iterable[str], period: str) -> Held:
    """The last ruling about each of the departments' records of a kind that counted in the period when it was ruled."""
    quarters = periods.quarters_of(period)
    return _held(
        session,
        RULINGS.c.kind == kind,
        RULINGS.c.department.in_(list(departments)),
        RULINGS.c.quarter.in_(quarters),
    )


def shown(session: Session, departments: Iterable[str], period: str) -> dict[str, list[dict[str, Any]]]:
    """Every step about each department's cases and whistles of a period, the earliest first, as
    `contracts.requests.scoring.RecordRuling` has it; of each department the latest."""
    query = sa.select(RULINGS).where(
        RULINGS.c.kind != MARK,
        RULINGS.c.department.in_(list(departments)),
        RULINGS.c.quarter.in_(periods.quarters_of(period)),
    )
    found: dict[str, list[dict[str, Any]]] = {}
    order = RULINGS.c.told_at, RULINGS.c.record_id, RULINGS.c.version
    for row in session.execute(query.order_by(*order)):
        item = {name: getattr(row, name) for name in ("kind", "record_id", "ruling", "outcome", "resolved")}
        item |= {"at": row.told_at, "event": row.event_id, "counts": row.outcome != LEFT_OUT, "minutes": None}
        found.setdefault(row.department, []).append(item | {"doubts": []})
    return {department: steps[-MOST_RULINGS:] for department, steps in found.items()}


def _held(session: Session, *those: Any) -> Held:
    rows = session.execute(sa.select(*_COLUMNS).where(*those).order_by(RULINGS.c.version))
    return {row[1]: Ruling._make((*row[:5], Counting(*row[5:8]), Counting(*row[8:]))) for row in rows}
