"""Recount: sums from facts by a few statements over whole tables, and ratings decided from sums.

A period begins and ends when `scoring.periods` says; here that becomes a ladder of comparisons, which both databases
understand and neither needs a time zone for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from chassis.sql import upsert
from contracts.events import DepartmentAppraisalChanged, StarRatingChanged

from .. import announcements, appraisal, periods
from ..announcements import Announcement
from ..appraisal import Counts
from ..ledger import COMPLETED, DEPARTMENT_QUARTERS, RATED, VOLUNTEER_YEARS, WHISTLES, Touched
from ..policies import Policies
from ..stars import Sums
from .replay import Undecided

PAGE = 20_000
FEW = 5_000


def count(session: Session) -> None:
    """Set every sum of every volunteer's year and department's quarter to what the facts say."""
    _count_volunteers(session)
    _count_departments(session)


def _count_volunteers(session: Session) -> None:
    def mine(facts: sa.Table, **sums: Any) -> sa.Select[Any]:
        year = _period(session, facts.c.completed_at, periods.years_between)
        rows = sa.select(facts, year.label("year")).where(facts.c.provider_kind == "volunteer").subquery()
        columns = [sums.get(name, lambda facts: sa.literal_column("0"))(rows).label(name) for name in Sums._fields]
        return sa.select(rows.c.provider, rows.c.year, *columns).group_by(rows.c.provider, rows.c.year)

    services = mine(COMPLETED, services=lambda rows: sa.func.count(), minutes=lambda rows: sa.func.sum(rows.c.minutes))
    ratings = mine(RATED, ratings=lambda rows: sa.func.count(), rating_stars=lambda rows: sa.func.sum(rows.c.stars))
    both = sa.union_all(services, ratings).subquery()
    sums = [sa.cast(sa.func.sum(both.c[name]), sa.BigInteger).label(name) for name in Sums._fields]
    counted = sa.select(both.c.provider, sa.cast(both.c.year, sa.Integer), *sums)
    counted = counted.group_by(both.c.provider, both.c.year)
    _forget(session, VOLUNTEER_YEARS, Sums._fields)
    insert: Any = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(VOLUNTEER_YEARS)
    insert = insert.from_select(["volunteer_id", "year", *Sums._fields], counted)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["volunteer_id", "year"], set_={name: insert.excluded[name] for name in Sums._fields}
        )
    )


def _count_departments(session: Session) -> None:
    """Few departments have few quarters, so that what counts as what may be said where it is said already."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    quarter = _period(session, RATED.c.completed_at, periods.quarters_between).label("quarter")
    rated = sa.select(RATED.c.provider, quarter, RATED.c.stars, RATED.c.resolved)
    rated = rated.where(RATED.c.provider_kind != "volunteer")
    for department, period, stars, resolved, number in session.execute(_counted(rated)):
        found = counts.setdefault((department, period), Counter())
        found[f"rated_{stars}"] += number
        found["resolved"] += number * resolved
    quarter = _period(session, WHISTLES.c.report_in_by, periods.quarters_between).label("quarter")
    escalated = WHISTLES.c.escalated_event.is_not(None).label("escalated")
    whistled = sa.select(WHISTLES.c.department, quarter, WHISTLES.c.in_time, escalated)
    for department, period, in_time, late, number in session.execute(_counted(whistled)):
        outcome = appraisal.outcome(in_time, bool(late))
        if outcome:
            counts.setdefault((department, period), Counter())[outcome] += number
    _forget(session, DEPARTMENT_QUARTERS, Counts._fields)
    rows = [
        {"department": department, "quarter": period, **{name: found[name] for name in Counts._fields}}
        for (department, period), found in counts.items()
    ]
    upsert(session, DEPARTMENT_QUARTERS, rows, ["department", "quarter"], set=Counts._fields)


def _counted(rows: sa.Select[Any]) -> sa.Select[Any]:
    """Every different row, with how often it occurs."""
    found = rows.subquery()
    return sa.select(*found.c, sa.func.count()).group_by(*found.c)


def _forget(session: Session, table: sa.Table, sums: Sequence[str]) -> None:
    some = sa.or_(*(table.c[name] != 0 for name in sums))
    session.execute(table.update().where(some).values(dict.fromkeys(sums, 0)))


def _period(
    session: Session, moment: sa.Column[datetime], between: Callable[[datetime, datetime], list[str]]
) -> sa.ColumnElement[Any]:
    """The period that `moment` lies in, by the periods that there are between the first and the last."""
    first, last = session.execute(sa.select(sa.func.min(moment), sa.func.max(moment))).one()
    if first is None:
        return sa.null()
    there = between(first, last)
    names = {period: sa.literal_column(f"'{period}'", sa.String) for period in there}
    steps: list[Any] = [(moment >= periods.bounds(period)[0], names[period]) for period in reversed(there[1:])]
    return sa.case(*steps, else_=names[there[0]]) if steps else names[there[0]]


def settle_quietly(
    session: Session, own: Policies, today: date, progress: Callable[[int], None] = lambda rows: None
) -> Undecided:
    """Decide, page by page, all ratings of which nothing new is to be announced. Returns the others, left as they are.

    Commits each page.
    """
    undecided = Undecided()
    for volunteers, departments in _pages(session):
        announced = list(announcements.due(session, own, today, Touched(volunteers, departments, {})))
        if announced:
            session.rollback()
            news = _keys(announced)
            volunteers = [row for row in volunteers if (row[0], row[1]) not in news]
            departments = [row for row in departments if (row[0], row[1]) not in news]
            list(announcements.due(session, own, today, Touched(volunteers, departments, {})))
            undecided.add(*(([key for key in news if isinstance(key[1], kind)]) for kind in (int, str)))
        session.commit()
        progress(len(volunteers) + len(departments))
    return undecided


def settle(session: Session, own: Policies, today: date, undecided: Undecided) -> list[Announcement]:
    """Decide what is undecided, and return what is to be announced."""
    due: list[Announcement] = []
    for rows in _rows(session, VOLUNTEER_YEARS, undecided.volunteers):
        due += announcements.due(session, own, today, Touched(rows, [], {}))
    for rows in _rows(session, DEPARTMENT_QUARTERS, undecided.departments):
        due += announcements.due(session, own, today, Touched([], rows, {}))
    return due


def _keys(announced: Iterable[Announcement]) -> set[tuple[str, Any]]:
    """The ratings that announcements are about."""
    events = [announcement.event for announcement in announced]
    stars = {(event.volunteer_id, event.year) for event in events if isinstance(event, StarRatingChanged)}
    totals = {(event.department, event.period) for event in events if isinstance(event, DepartmentAppraisalChanged)}
    return stars | totals


def _pages(session: Session) -> Iterator[tuple[Sequence[Any], Sequence[Any]]]:
    for table in (VOLUNTEER_YEARS, DEPARTMENT_QUARTERS):
        key = sa.tuple_(*table.primary_key)
        query = sa.select(table).order_by(*table.primary_key).limit(PAGE)
        rows = session.execute(query).all()
        while rows:
            last = (rows[-1][0], rows[-1][1])
            yield (rows, []) if table is VOLUNTEER_YEARS else ([], rows)
            rows = session.execute(query.where(key > last)).all()


def _rows(session: Session, table: sa.Table, keys: set[tuple[str, Any]]) -> Iterator[Sequence[Any]]:
    """The rows of these keys, found by the first column alone: of pairs, PostgreSQL may compare each with each."""
    of_whom = list(table.primary_key)[0]
    waiting = iter(sorted({key[0] for key in keys}))
    while some := list(islice(waiting, FEW)):
        rows = session.execute(sa.select(table).where(of_whom.in_(some)).order_by(*table.primary_key))
        yield [row for row in rows if (row[0], row[1]) in keys]
