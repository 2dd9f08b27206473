"""Points follow the hours: what a year's sums are worth now is compared with what was posted for it, and the difference
posted. The sums and nothing else decide, so it can be done again at any time and in any order.

Taking in services only notes whose points may have changed. Whoever works that out locks the sums first: what a batch
in hand adds is waited for, and what comes later is noted anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.sql import Rows, insert_new
from contracts.vocabulary import DISTRICT

from . import points
from .ledger import VOLUNTEER_YEARS
from .models import PointsDue, Volunteer
from .points_ledger import ACCOUNTS, HOLDERS, Book
from .policies import Policies

DUE: sa.Table = PointsDue.__table__  # type: ignore[assignment]
VOLUNTEERS: sa.Table = Volunteer.__table__  # type: ignore[assignment]
_KEY = ("volunteer_id", "year")

_COMMUNITY = sa.func.coalesce(sa.func.nullif(ACCOUNTS.c.community, DISTRICT), VOLUNTEERS.c.community, DISTRICT)
"""Whose rule holds for a lot, as a `Book` finds it: the community that it was first posted for, or the volunteer's."""

AT_ONCE = 1_000
"""Years of volunteers worked out in one transaction: so few that nobody waits long for the sums that it locks."""


def note(session: Session, volunteer_years: Iterable[Any]) -> None:
    """Note that these may be worth other points now: rows that begin with the volunteer's id and the year."""
    insert_new(session, DUE, Rows(_KEY, [(row[0], row[1]) for row in volunteer_years]), _KEY)


def work_out(tx: Transaction, own: Policies) -> None:
    """Post what the years noted are worth, a part of them at a time. Other replicas take others."""
    some = sa.select(DUE).order_by(*DUE.primary_key).limit(AT_ONCE).with_for_update(skip_locked=True)
    due = tx.session.execute(some).all()
    if not due:
        return
    book = Book(tx, own, {row.volunteer_id for row in due})
    whose = {(book.person(row.volunteer_id), row.year) for row in due}
    minutes = _locked_minutes(tx.session, whose)
    for volunteer_id, year in sorted(whose):
        per_hour = book.policy(volunteer_id, year).per_hour
        book.earn(volunteer_id, year, points.worth(per_hour, minutes[volunteer_id, year]))
    for volunteer_id in sorted({volunteer_id for volunteer_id, _ in whose}):
        book.settle(volunteer_id)
    book.close()
    # Last, when every lock is had: who notes one of these waits for the commit, and for nothing else.
    done = defaultdict(list)
    for row in due:
        done[row.year].append(row.volunteer_id)
    for year, volunteer_ids in done.items():
        tx.session.execute(DUE.delete().where(DUE.c.year == year, DUE.c.volunteer_id.in_(volunteer_ids)))


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


def expire(tx: Transaction, own: Policies, today: date) -> None:
    """Settle lots whose last day is over, a part of them at a time."""
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
        return
    found = sa.select(unsettled.c.volunteer_id).where(sa.tuple_(unsettled.c.year, unsettled.c.community).in_(over))
    volunteer_ids = tx.session.scalars(found.distinct().order_by(unsettled.c.volunteer_id).limit(AT_ONCE)).all()
    book = Book(tx, own, volunteer_ids)
    for volunteer_id in sorted(book.volunteer_ids):
        book.settle(volunteer_id)
    book.close()


def _locked_minutes(session: Session, whose: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The credit minutes of each year of these people, under whichever record of theirs."""
    people = {volunteer_id for volunteer_id, _ in whose}
    merged = sa.select(HOLDERS.c.volunteer_id, HOLDERS.c.merged_into).where(HOLDERS.c.merged_into.in_(people))
    person = {volunteer_id: volunteer_id for volunteer_id in people}
    person |= {row.volunteer_id: row.merged_into for row in session.execute(merged)}
    wanted = sa.select(VOLUNTEER_YEARS).where(
        VOLUNTEER_YEARS.c.volunteer_id.in_(person), VOLUNTEER_YEARS.c.year.in_({year for _, year in whose})
    )
    minutes = dict.fromkeys(whose, 0)
    for row in session.execute(wanted.order_by(*VOLUNTEER_YEARS.primary_key).with_for_update()):
        place = (person[row.volunteer_id], row.year)
        if place in minutes:
            minutes[place] += points.credit_minutes(row)
    return minutes


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
