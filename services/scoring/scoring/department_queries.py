"""What is read of departments: their counts of a period, the events behind them, and what counts nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import appraisal, periods
from .appraisal import Counts
from .cases import NOT_REACHED
from .explanations import MOST_EVENTS, Behind, LeftOut
from .models import DepartmentCase, DepartmentQuarter, Organisation, Whistle

CASES: sa.Table = DepartmentCase.__table__  # type: ignore[assignment]


def _newest_cases() -> sa.Select[Any]:
    at = CASES.c.completed_at
    order = at.desc(), CASES.c.service_id.desc()
    place = sa.func.row_number().over(partition_by=CASES.c.department, order_by=order).label("place")
    numbered = (
        sa.select(CASES.c.department, CASES.c.event_id, place)
        .where(
            CASES.c.department.in_(sa.bindparam("who", expanding=True, type_=CASES.c.department.type)),
            at >= sa.bindparam("begins", type_=at.type),
            at < sa.bindparam("ends", type_=at.type),
            CASES.c.answer != NOT_REACHED,
        )
        .subquery()
        .c
    )
    newest = sa.select(numbered.department, numbered.event_id).where(numbered.place <= MOST_EVENTS)
    return newest.order_by(numbered.department, numbered.place)


# Put together once: that costs more than to execute it.
_NEWEST_CASES = _newest_cases()


def is_known_department(session: Session, department: str) -> bool:
    """Whether it takes or may take part in the appraisal, or was counted already."""
    registered = sa.and_(
        Organisation.organisation == department, sa.or_(Organisation.appraised, Organisation.kind == "department")
    )
    counted = DepartmentQuarter.department == department
    return any(session.scalar(sa.select(sa.literal(1)).where(one).limit(1)) for one in (registered, counted))


def counts_of(session: Session, period: str, department: str | None = None) -> dict[str, Counts]:
    """The counts of a period, pooled over its quarters, of one department or of all that take part or were counted."""
    registered = sa.select(Organisation.organisation).where(Organisation.appraised)
    columns = [getattr(DepartmentQuarter, name) for name in Counts._fields]
    counted = sa.select(DepartmentQuarter.department, *columns).where(
        DepartmentQuarter.quarter.in_(periods.quarters_of(period))
    )
    if department is not None:
        registered = registered.where(Organisation.organisation == department)
        counted = counted.where(DepartmentQuarter.department == department)
    quarters: dict[str, list[Counts]] = {code: [] for code in session.scalars(registered)}
    for code, *numbers in session.execute(counted):
        quarters.setdefault(code, []).append(Counts(*numbers))
    return {code: appraisal.pooled(parts) for code, parts in quarters.items()}


def behind_appraisals(
    session: Session, departments: Iterable[str], period: str, counts: Mapping[str, Counts]
) -> dict[str, dict[str, Behind]]:
    """The events behind each department's rates, by clause."""
    codes = list(departments)
    begins, ends = periods.bounds(period)
    said: dict[str, list[str]] = defaultdict(list)
    for code, event_id in session.execute(_NEWEST_CASES, {"who": codes, "begins": begins, "ends": ends}):
        said[code].append(event_id)
    answered, unanswered = _newest_whistles(session, codes, period)
    return {
        code: {
            "response": Behind(tuple(answered[code][:MOST_EVENTS]), counts[code].whistles),
            "satisfaction": (
                cases := Behind(
                    (*unanswered[code], *said[code])[:MOST_EVENTS],
                    counts[code].cases,
                )
            ),
            "resolution": cases,
        }
        for code in codes
    }


def left_out(session: Session, departments: Iterable[str], period: str) -> dict[str, dict[str, LeftOut]]:
    """What counts nowhere in each department's appraisal, by reason."""
    codes, bounds = list(departments), periods.bounds(period)
    excused = (
        sa.select(Whistle.department, Whistle.whistle_id, Whistle.excused_event)
        .where(Whistle.department.in_(codes), Whistle.excused_event.is_not(None), _within(Whistle.report_in_by, bounds))
        .order_by(Whistle.report_in_by.desc(), Whistle.whistle_id.desc())
    )
    cases = DepartmentCase
    not_reached = (
        sa.select(cases.department, cases.service_id, cases.event_id)
        .where(cases.department.in_(codes), cases.answer == NOT_REACHED, _within(cases.completed_at, bounds))
        .order_by(cases.completed_at.desc(), cases.service_id.desc())
    )
    found: dict[str, dict[str, LeftOut]] = {code: {} for code in codes}
    for reason, query in (("excused", excused), (NOT_REACHED, not_reached)):
        rows = session.execute(query).all()
        ids, events = _grouped(row[:2] for row in rows), _grouped((row[0], row[2]) for row in rows)
        for code in ids:
            found[code][reason] = LeftOut(tuple(ids[code]), tuple(events[code]))
    return found


def _newest_whistles(
    session: Session, departments: Sequence[str], period: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The events that decided whistles to which an answer was owed: all of them, and those of whistles never
    answered."""
    decisive = sa.func.coalesce(Whistle.reported_event, Whistle.escalated_event)
    query = (
        sa.select(Whistle.department, decisive, Whistle.in_time)
        .where(
            Whistle.department.in_(departments),
            decisive.is_not(None),
            Whistle.excused_event.is_(None),
            _within(Whistle.report_in_by, periods.bounds(period)),
        )
        .order_by(Whistle.report_in_by.desc(), Whistle.whistle_id.desc())
    )
    rows = session.execute(query).all()
    return _grouped(row[:2] for row in rows), _grouped(row[:2] for row in rows if row[2] is None)


def _grouped(pairs: Iterable[Any]) -> dict[Any, list[str]]:
    groups: dict[Any, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _within(moment: Any, bounds: tuple[datetime, datetime]) -> Any:
    begins, ends = bounds
    return sa.and_(moment >= begins, moment < ends)
