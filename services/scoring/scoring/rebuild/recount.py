"""Recount: sums, and who served where, from facts by a few statements over whole tables, and ratings decided from sums.

A period begins when `scoring.periods` says; here that becomes a tree of comparisons, which both databases understand
and neither needs a time zone for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import upsert
from contracts.events import DepartmentAppraisalChanged, StarRatingChanged

from .. import announcements, appraisal, department_ruling_ledger, merging, periods, recounting
from ..announcements import Announcement
from ..appraisal import Counts
from ..case_ledger import CASES
from ..clauses import Sums
from ..ledger import COMPLETED, DEPARTMENT_QUARTERS, POINTS_DUE, RATED, SERVED_IN, VOLUNTEER_YEARS, WHISTLES, Touched
from ..policies import Policies
from ..record_ledger import RECORDS
from ..ruling_queries import RULINGS
from .replay import Undecided

PAGE = 20_000
FEW = 5_000
WORKING_MEMORY = "64MB"
"""What PostgreSQL may use for one step of a statement: enough to count a district's year without writing parts of it
to disk, which takes twice as long."""


def count(session: Session) -> None:
    """Set who served where, and every sum of every volunteer's year and department's quarter, to what the facts say."""
    merging.move_facts(session)
    if _is_postgresql(session):
        session.execute(sa.text(f"SET LOCAL work_mem = '{WORKING_MEMORY}'"))
    served = _temporary(session, "served", _services(session))
    _note_who_served(session, served)
    _count_volunteers(session, served)
    served.drop(session.connection())
    _count_as_ruled(session)
    _count_departments(session)


def _count_as_ruled(session: Session) -> None:
    """Few volunteers have records about which something was ruled."""
    ruled = iter(session.scalars(sa.select(RULINGS.c.volunteer_id).distinct().order_by(RULINGS.c.volunteer_id)).all())
    while some := list(islice(ruled, FEW)):
        recounting.recount(session, some)


def _services(session: Session) -> sa.Select[Any]:
    """How many services of how many minutes each volunteer completed in each community and year."""
    year = sa.cast(_period(session, COMPLETED.c.completed_at, periods.years_between), sa.Integer).label("year")
    key = (COMPLETED.c.community, year, COMPLETED.c.provider.label("volunteer_id"))
    minutes = sa.cast(sa.func.sum(COMPLETED.c.minutes), sa.BigInteger).label("minutes")
    rows = sa.select(*key, sa.func.count().label("services"), minutes).group_by(*key)
    return rows.where(COMPLETED.c.provider_kind == "volunteer")


def _note_who_served(session: Session, served: sa.Table) -> None:
    key = [column.name for column in SERVED_IN.primary_key]
    with _written_anew(session, SERVED_IN):
        session.execute(SERVED_IN.insert().from_select(key, sa.select(*(served.c[name] for name in key))))


def _count_volunteers(session: Session, served: sa.Table) -> None:
    """The table is written anew, which costs half of what changing each row would, and in the order of its keys, in
    which it is read. Whose points are due, the live one knows until it is replaced."""
    announced = _temporary(session, "announced", sa.select(VOLUNTEER_YEARS))
    counted = _temporary(session, "counted", _volunteers_sums(session, served))
    key = ("volunteer_id", "year")
    sums = tuple(counted.c[name] for name in Sums._fields)
    kept = [column.name for column in VOLUNTEER_YEARS.c if column.name not in (*key, *Sums._fields, POINTS_DUE)]
    same = sa.and_(*(counted.c[name] == announced.c[name] for name in key))
    with_facts = (
        sa.select(*(counted.c[name] for name in key), *sums, *(_kept(announced, name) for name in kept))
        .select_from(counted.outerjoin(announced, same))
        .order_by(*(counted.c[name] for name in key))
    )
    nothing = [sa.literal(0) for _ in sums]
    without = (
        sa.select(*(announced.c[name] for name in key), *nothing, *(announced.c[name] for name in kept))
        .select_from(announced.outerjoin(counted, same))
        .where(counted.c.year.is_(None))
    )
    with _written_anew(session, VOLUNTEER_YEARS):
        for rows in (with_facts, without):
            session.execute(VOLUNTEER_YEARS.insert().from_select([*key, *Sums._fields, *kept], rows))
    for table in (announced, counted):
        table.drop(session.connection())


def _volunteers_sums(session: Session, served: sa.Table) -> sa.Select[Any]:
    """The sums of each kind of fact by itself first: most of them are of one kind."""

    def summed(whose: sa.ColumnElement[Any], year: Any, *where: Any, **sums: Any) -> sa.Select[Any]:
        values = [sa.cast(sums.get(name, sa.literal_column("0")), sa.BigInteger).label(name) for name in Sums._fields]
        key = (whose.label("volunteer_id"), year.label("year"))
        return sa.select(*key, *values).where(*where).group_by(*key)

    def recorded(kind: str, **sums: Any) -> sa.Select[Any]:
        year = sa.cast(sa.extract("year", RECORDS.c.day), sa.Integer)
        return summed(RECORDS.c.volunteer_id, year, RECORDS.c.kind == kind, RECORDS.c.counts, **sums)

    number, total = sa.func.count(), sa.func.sum
    rated_in = sa.cast(_period(session, RATED.c.completed_at, periods.years_between), sa.Integer)
    of_volunteer = RATED.c.provider_kind == "volunteer"
    every = sa.union_all(
        summed(
            served.c.volunteer_id,
            served.c.year,
            services=total(served.c.services),
            minutes=total(served.c.minutes),
        ),
        summed(RATED.c.provider, rated_in, of_volunteer, ratings=number, rating_stars=total(RATED.c.stars)),
        recorded("attendance", attendances=number, attended_minutes=total(RECORDS.c.minutes)),
        recorded("training", trainings=number),
        recorded("honour_hours", honour_minutes=total(RECORDS.c.minutes)),
        recorded("no_show", no_shows=number),
    ).subquery()
    sums = [sa.cast(total(every.c[name]), sa.BigInteger).label(name) for name in Sums._fields]
    return sa.select(every.c.volunteer_id, every.c.year, *sums).group_by(every.c.volunteer_id, every.c.year)


def _temporary(session: Session, name: str, rows: sa.Select[Any]) -> sa.Table:
    """The rows as a table of this connection; PostgreSQL lets several processes work on such a query."""
    statement = rows.into(name, temporary=True)
    session.execute(statement)
    return statement.table


@contextmanager
def _written_anew(session: Session, table: sa.Table) -> Iterator[None]:
    """The table, empty, for all its rows to be written. PostgreSQL makes the index of its keys afterwards, in half of
    the time that entering each row by itself takes."""
    if not _is_postgresql(session):
        session.execute(table.delete())
        yield
        return
    session.execute(sa.text(f"TRUNCATE {table.name}"))
    session.execute(sa.text(f"ALTER TABLE {table.name} DROP CONSTRAINT {table.name}_pkey"))
    yield
    key = ", ".join(column.name for column in table.primary_key)
    session.execute(sa.text(f"ALTER TABLE {table.name} ADD CONSTRAINT {table.name}_pkey PRIMARY KEY ({key})"))


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _kept(announced: sa.FromClause, name: str) -> sa.ColumnElement[Any]:
    column = announced.c[name]
    return column if VOLUNTEER_YEARS.c[name].nullable else sa.func.coalesce(column, 0)


def _count_departments(session: Session) -> None:
    """Few departments have few quarters, so that what counts as what may be said where it is said already."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    quarter = _period(session, CASES.c.completed_at, periods.quarters_between).label("quarter")
    said = sa.select(CASES.c.department, quarter, CASES.c.answer, CASES.c.resolved)
    for department, period, answer, resolved, number in session.execute(_counted(said)):
        found = counts.setdefault((department, period), Counter())
        found[answer] += number
        found["resolved"] += number * resolved
    quarter = _period(session, WHISTLES.c.report_in_by, periods.quarters_between).label("quarter")
    escalated = WHISTLES.c.escalated_event.is_not(None).label("escalated")
    excused = WHISTLES.c.excused_event.is_not(None).label("excused")
    whistled = sa.select(WHISTLES.c.department, quarter, WHISTLES.c.in_time, escalated, excused)
    dated = whistled.where(WHISTLES.c.report_in_by.is_not(None))
    for department, period, in_time, late, none_owed, number in session.execute(_counted(dated)):
        outcome = appraisal.outcome(in_time, bool(late), bool(none_owed))
        if outcome:
            counts.setdefault((department, period), Counter())[outcome] += number
    for of_quarter, difference in department_ruling_ledger.differences(session).items():
        counts.setdefault(of_quarter, Counter()).update(difference)
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
    """The period that `moment` lies in, sought by halves among those between the first and the last."""
    first, last = session.execute(sa.select(sa.func.min(moment), sa.func.max(moment))).one()
    if first is None:
        return sa.null()
    there = between(first, last)
    names = [sa.literal_column(f"'{period}'", sa.String) for period in there]

    def among(low: int, high: int) -> sa.ColumnElement[Any]:
        if high - low == 1:
            return names[low]
        middle = (low + high) // 2
        later = moment >= periods.begins(there[middle])
        return sa.case((later, among(middle, high)), else_=among(low, middle))

    return among(0, len(there))


def settle_quietly(
    session: Session, own: Policies, today: date, progress: Callable[[int], None] = lambda rows: None
) -> Undecided:
    """Decide, page by page, all ratings of which nothing new is to be announced. Returns the others, left as they are.

    Commits what was done before, and each page.
    """
    session.commit()
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
