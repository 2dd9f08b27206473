"""Points follow the hours: what a year's sums are worth now is compared with what was posted for it, and the difference
posted. The sums and nothing else decide, so it can be done again at any time and in any order.

Whoever changes sums marks them (`VolunteerYear.points_due`). Whoever works out what they are worth locks none of them,
so no batch of services waits for it, and takes back the marks of those alone that still are at the end what they were
when they were read: the others are worked out anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.sql import Rows, held, upsert
from contracts.vocabulary import DISTRICT

from . import points
from .ledger import POINTS_DUE, VOLUNTEER_YEARS, YEAR
from .models import Volunteer
from .points_ledger import ACCOUNTS, HOLDERS, Book
from .policies import Policies

VOLUNTEERS: sa.Table = Volunteer.__table__  # type: ignore[assignment]

_COMMUNITY = sa.func.coalesce(sa.func.nullif(ACCOUNTS.c.community, DISTRICT), VOLUNTEERS.c.community, DISTRICT)
"""Whose rule holds for a lot, as a `Book` finds it: the community that it was first posted for, or the volunteer's."""

AT_ONCE = 20
"""Years of volunteers worked out in one transaction: so few that what comes meanwhile does not wait long."""

EXPIRED_AT_ONCE = 1_000
"""Volunteers whose lots expire in one transaction. Sums are not locked, and to find them all accounts are looked at."""

_YEARS = VOLUNTEER_YEARS.c
_IDS: sa.BindParameter[Any] = sa.bindparam("volunteer_ids", expanding=True)
_OF: sa.BindParameter[Any] = sa.bindparam("years", expanding=True)
# Made once, and executed by the connection and not the session: else they would be a third of a small part's work.
_DUE = (
    sa.select(*(_YEARS[name] for name in YEAR))
    .where(_YEARS.points_due)
    .order_by(*VOLUNTEER_YEARS.primary_key)
    .limit(AT_ONCE)
)
_READ = (*YEAR, *points.CREDITED, POINTS_DUE)
_SUMS = sa.union_all(
    sa.select(_YEARS.volunteer_id.label("person"), *(_YEARS[name] for name in _READ)).where(
        _YEARS.volunteer_id.in_(_IDS), _YEARS.year.in_(_OF)
    ),
    sa.select(HOLDERS.c.merged_into, *(_YEARS[name] for name in _READ))
    .join_from(HOLDERS, VOLUNTEER_YEARS, _YEARS.volunteer_id == HOLDERS.c.volunteer_id)
    .where(HOLDERS.c.merged_into.in_(_IDS), _YEARS.year.in_(_OF)),
)


def note(session: Session, volunteer_years: Iterable[Any]) -> None:
    """Mark that these may be worth other points now: rows that begin with the volunteer's id and the year."""
    rows = Rows((*YEAR, POINTS_DUE), [(row[0], row[1], True) for row in volunteer_years])
    upsert(session, VOLUNTEER_YEARS, rows, YEAR, set=[POINTS_DUE])


def work_out(tx: Transaction, own: Policies) -> bool:
    """Post what the years marked are worth, a part of them at a time; returns whether there may be more."""
    connection = tx.session.connection()
    due = connection.execute(_DUE).all()
    if not due:
        return False
    tx.give_way()
    book = Book(tx, own, {row.volunteer_id for row in due})
    tx.give_way()
    whose = {(book.person(row.volunteer_id), row.year) for row in due}
    worked_out = _sums(connection, whose)
    tx.give_way()
    for volunteer_id, year in sorted(whose):
        per_hour = book.policy(volunteer_id, year).per_hour
        minutes = sum(points.credit_minutes(row) for row in worked_out[volunteer_id, year])
        book.earn(volunteer_id, year, points.worth(per_hour, minutes))
    for volunteer_id in sorted({volunteer_id for volunteer_id, _ in whose}):
        book.settle(volunteer_id)
    tx.give_way()
    book.close()
    marked = [row for rows in worked_out.values() for row in rows if row.points_due]
    done = Rows((*YEAR, *points.CREDITED, POINTS_DUE), [(*row[1:-1], False) for row in marked])
    with held(tx.session):
        upsert(tx.session, VOLUNTEER_YEARS, done, YEAR, set=[POINTS_DUE], where_same=points.CREDITED)
    return len(due) == AT_ONCE


def note_differing(session: Session, own: Policies, today: date) -> None:
    """Note every year that is worth other points than were posted for it, because a rule has changed or sums have."""
    years = VOLUNTEER_YEARS.c
    person = sa.func.coalesce(HOLDERS.c.merged_into, years.volunteer_id).label("volunteer_id")
    minutes = sa.cast(sa.func.sum(points.credit_minutes(years)), sa.BigInteger).label("minutes")
    sums = (
        sa.select(person, years.year, minutes)
        .select_from(VOLUNTEER_YEARS.outerjoin(HOLDERS, HOLDERS.c.volunteer_id == years.volunteer_id))
        .group_by(person, years.year)
        .subquery()
    )
    same = sa.and_(ACCOUNTS.c.volunteer_id == sums.c.volunteer_id, ACCOUNTS.c.year == sums.c.year)
    both = sums.outerjoin(ACCOUNTS, same).outerjoin(VOLUNTEERS, VOLUNTEERS.c.volunteer_id == sums.c.volunteer_id)
    there = session.scalars(sa.select(years.year).distinct()).all()
    worth = points.worth(_per_hour(own, there, today, sums.c.year), sums.c.minutes)
    posted = sa.func.coalesce(ACCOUNTS.c.earned, 0)
    differing = sa.select(sums.c.volunteer_id, sums.c.year).select_from(both).where(worth != posted)
    note(session, session.execute(differing).all())
    own_sums = sa.exists().where(years.volunteer_id == ACCOUNTS.c.volunteer_id, years.year == ACCOUNTS.c.year)
    merged = sa.exists().where(
        HOLDERS.c.merged_into == ACCOUNTS.c.volunteer_id,
        years.volunteer_id == HOLDERS.c.volunteer_id,
        years.year == ACCOUNTS.c.year,
    )
    without_sums = sa.select(ACCOUNTS.c.volunteer_id, ACCOUNTS.c.year).where(
        ACCOUNTS.c.volunteer_id.is_not(None), ACCOUNTS.c.earned != 0, ~own_sums, ~merged
    )
    note(session, session.execute(without_sums).all())


def expire(tx: Transaction, own: Policies, today: date) -> bool:
    """Settle lots whose last day is over, a part of them at a time; returns whether there may be more."""
    community = _COMMUNITY.label("community")
    unsettled = (
        sa.select(ACCOUNTS.c.volunteer_id, ACCOUNTS.c.year, community)
        .select_from(ACCOUNTS.outerjoin(VOLUNTEERS, VOLUNTEERS.c.volunteer_id == ACCOUNTS.c.volunteer_id))
        .where(ACCOUNTS.c.volunteer_id.is_not(None))
        .where(sa.or_(ACCOUNTS.c.points > 0, sa.and_(ACCOUNTS.c.points < 0, ACCOUNTS.c.expired > 0)))
        .subquery()
    )
    places = tx.session.execute(sa.select(unsettled.c.year, unsettled.c.community).distinct())
    over = []
    for year, owner in places:
        last_day = own.points_of(owner, year, today).last_day(year)
        if last_day is not None and last_day < today:
            over.append((year, owner))
    if not over:
        return False
    found = sa.select(unsettled.c.volunteer_id).where(sa.tuple_(unsettled.c.year, unsettled.c.community).in_(over))
    some = found.distinct().order_by(unsettled.c.volunteer_id).limit(EXPIRED_AT_ONCE)
    volunteer_ids = tx.session.scalars(some).all()
    book = Book(tx, own, volunteer_ids)
    for volunteer_id in sorted(book.volunteer_ids):
        book.settle(volunteer_id)
    return book.close() and len(volunteer_ids) == EXPIRED_AT_ONCE


def _sums(connection: sa.Connection, whose: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Sequence[Any]]:
    """The sums of each year of these people, under whichever record of theirs."""
    found: dict[tuple[str, int], list[Any]] = {place: [] for place in whose}
    people, years = zip(*whose, strict=True)
    for row in connection.execute(_SUMS, {"volunteer_ids": list(set(people)), "years": list(set(years))}):
        if (row.person, row.year) in found:
            found[row.person, row.year].append(row)
    return found


def _per_hour(own: Policies, years: Iterable[int], today: date, year: Any) -> Any:
    """How many points an hour gives in the `year` of a row (a column), in whichever community."""
    owners = sorted({policy.owner for policy in own.points} - {DISTRICT})
    rates = [
        (sa.and_(year == one, _COMMUNITY.in_([owner])), own.points_of(owner, one, today).per_hour)
        for one in years
        for owner in owners
    ]
    rates += [(year == one, own.points_of(DISTRICT, one, today).per_hour) for one in years]
    return sa.case(*rates, else_=0) if rates else sa.literal(0)
