"""What is read of departments: their counts of a period, the events behind them, and what counts nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contracts.vocabulary import LEFT_OUT

from . import appraisal, department_ruling_queries, department_rulings, periods, whistles
from .appraisal import Counts
from .cases import NOT_REACHED, Case
from .department_rulings import CASE, WHISTLE
from .explanations import MOST_EVENTS, Behind, LeftOut
from .models import DepartmentCase, DepartmentQuarter, Organisation, Whistle

CASES: sa.Table = DepartmentCase.__table__  # type: ignore[assignment]
WHISTLES: sa.Table = Whistle.__table__  # type: ignore[assignment]

EXCUSED, UNANSWERED = "excused", "unanswered"


LeftOutCase = tuple[str, str, str]
"""Department, service and deciding event."""

CountedWhistle = tuple[str, str, str, str]
"""Department, whistle, the event that decided it, and how it counts."""


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
            CASES.c.service_id.not_in(sa.bindparam("left_out", expanding=True, type_=CASES.c.service_id.type)),
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


def evidence(
    session: Session, departments: Iterable[str], period: str, counts: Mapping[str, Counts]
) -> tuple[dict[str, dict[str, Behind]], dict[str, dict[str, LeftOut]]]:
    """The events behind each department's rates, by clause; and what counts nowhere in its appraisal, by reason."""
    codes = list(departments)
    by_appeal, blown = _left_out_cases(session, codes, period), _whistles(session, codes, period)
    behind = _behind(session, codes, period, counts, by_appeal, blown)
    return behind, _left_out(session, codes, period, by_appeal, blown)


def _behind(
    session: Session,
    codes: Sequence[str],
    period: str,
    counts: Mapping[str, Counts],
    by_appeal: Sequence[LeftOutCase],
    blown: Sequence[CountedWhistle],
) -> dict[str, dict[str, Behind]]:
    begins, ends = periods.bounds(period)
    said: dict[str, list[str]] = defaultdict(list)
    asked = {"who": codes, "begins": begins, "ends": ends, "left_out": [row[1] for row in by_appeal]}
    for code, event_id in session.execute(_NEWEST_CASES, asked):
        said[code].append(event_id)
    owed = [row for row in blown if row[3] != EXCUSED]
    answered = _grouped((row[0], row[2]) for row in owed)
    unanswered = _grouped((row[0], row[2]) for row in owed if row[3] == UNANSWERED)
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


def _left_out(
    session: Session,
    codes: Sequence[str],
    period: str,
    by_appeal: Sequence[LeftOutCase],
    blown: Sequence[CountedWhistle],
) -> dict[str, dict[str, LeftOut]]:
    bounds, cases = periods.bounds(period), DepartmentCase
    not_reached = (
        sa.select(cases.department, cases.service_id, cases.event_id)
        .where(cases.department.in_(codes), cases.answer == NOT_REACHED, _within(cases.completed_at, bounds))
        .order_by(cases.completed_at.desc(), cases.service_id.desc())
    )
    ruled = {service_id for _, service_id, _ in by_appeal}
    rows_of: dict[str, Sequence[tuple[Any, ...]]] = {
        EXCUSED: [row[:3] for row in blown if row[3] == EXCUSED],
        NOT_REACHED: [tuple(row) for row in session.execute(not_reached) if row.service_id not in ruled],
        LEFT_OUT: by_appeal,
    }
    found: dict[str, dict[str, LeftOut]] = {code: {} for code in codes}
    for reason, rows in rows_of.items():
        ids, events = _grouped(row[:2] for row in rows), _grouped((row[0], row[2]) for row in rows)
        for code in ids:
            found[code][reason] = LeftOut(tuple(ids[code]), tuple(events[code]))
    return found


def _left_out_cases(session: Session, departments: Sequence[str], period: str) -> list[LeftOutCase]:
    """Each case that does not count by an appeal, the newest first."""
    held = department_ruling_queries.held_in(session, CASE, departments, period)
    ids = [record_id for record_id, ruling in held.items() if ruling.counts.outcome == LEFT_OUT]
    if not ids:
        return []
    query = sa.select(*(CASES.c[name] for name in Case._fields)).where(CASES.c.service_id.in_(ids))
    rows = session.execute(query.order_by(CASES.c.completed_at.desc(), CASES.c.service_id.desc()))
    cases = [(Case(*row), held[row.service_id]) for row in rows]
    return [
        (case.department, case.service_id, case.event_id)
        for case, ruling in cases
        if department_rulings.counted(case.told, ruling).counting.outcome == LEFT_OUT
    ]


def _whistles(session: Session, departments: Sequence[str], period: str) -> list[CountedWhistle]:
    """The whistles that count in a period, the newest first."""
    query = (
        sa.select(WHISTLES)
        .where(WHISTLES.c.department.in_(departments), _within(WHISTLES.c.report_in_by, periods.bounds(period)))
        .order_by(WHISTLES.c.report_in_by.desc(), WHISTLES.c.whistle_id.desc())
    )
    held = department_ruling_queries.held_in(session, WHISTLE, departments, period)
    found = []
    for row in session.execute(query):
        told = whistles.told(row._asdict())
        if told is None:
            continue
        counted = department_rulings.counted(told, held.get(row.whistle_id))
        told_by_excuse = counted.counting.outcome == EXCUSED and row.excused_event
        decisive = told_by_excuse or row.reported_event or row.escalated_event or row.excused_event
        found.append((row.department, row.whistle_id, decisive, str(counted.counting.outcome)))
    return found


def _grouped(pairs: Iterable[Any]) -> dict[Any, list[str]]:
    groups: dict[Any, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _within(moment: Any, bounds: tuple[datetime, datetime]) -> Any:
    begins, ends = bounds
    return sa.and_(moment >= begins, moment < ends)
