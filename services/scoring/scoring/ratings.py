"""Ratings of volunteers' years by the policy in force for each: the sums that a policy looks at, and what they earn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contracts import district

from . import periods, queries, stars, sums
from .clauses import Sums, added
from .explanations import MOST_EVENTS, Behind
from .ledger import VOLUNTEER_COLUMNS, VOLUNTEER_YEARS
from .policies import Policies
from .stars import StarPolicy
from .sums import Days

_FIRST = VOLUNTEER_COLUMNS.index(Sums._fields[0])
_LAST = _FIRST + len(Sums._fields)


class Rated(NamedTuple):
    """What a row of `volunteer_years` earns now. `tenths`: the score times ten, None while not rated; `rated_on`: the
    day up to which its policy looked back, where that matters."""

    row: Any
    policy: StarPolicy
    tenths: int | None
    stars: int
    rated_on: date | None


def of_rows(session: Session, own: Policies, today: date, rows: Sequence[Any]) -> Iterable[Rated]:
    """Rate rows of `VOLUNTEER_COLUMNS`; by cumulative and rolling policies also those of later years of the same
    volunteers, whose ratings look back at these. Years that are frozen stay as they are."""
    rows = [row for row in rows if row.year not in own.frozen] if own.frozen else rows
    communities: Mapping[str, str] = {}
    if own.communities:
        communities = queries.communities_of(session, [row.volunteer_id for row in rows])
    if own.looks_back:
        yield from _looking_back(session, own, today, rows, communities) if rows else ()
        return
    known: dict[tuple[int, str | None], StarPolicy] = {}
    for row in rows:
        # Taken out together: by name each would cost as much as a clause does.
        volunteer_id, year, *counted = row[:_LAST]
        place = (year, communities.get(volunteer_id))
        policy = known.get(place)
        if policy is None:
            policy = known[place] = own.stars_of(year, today, place[1])
        tenths, earned = stars.rate(policy, Sums._make(counted))
        yield Rated(row, policy, tenths, earned, None)


def _looking_back(
    session: Session, own: Policies, today: date, rows: Sequence[Any], communities: Mapping[str, str]
) -> Iterable[Rated]:
    touched = {(row.volunteer_id, row.year) for row in rows}
    earliest: dict[str, int] = {}
    for volunteer_id, year in touched:
        earliest[volunteer_id] = min(year, earliest.get(volunteer_id, year))
    query = sa.select(*(VOLUNTEER_YEARS.c[name] for name in VOLUNTEER_COLUMNS)).where(
        VOLUNTEER_YEARS.c.volunteer_id.in_(list(earliest))
    )
    years: dict[str, list[Any]] = {}
    for row in session.execute(query.order_by(*VOLUNTEER_YEARS.primary_key).with_for_update()):
        years.setdefault(row.volunteer_id, []).append(row)
    for volunteer_id, theirs in years.items():
        for row in theirs:
            if row.year < earliest[volunteer_id] or row.year in own.frozen:
                continue
            policy = own.stars_of(row.year, today, communities.get(volunteer_id))
            if policy.period == "year" and (volunteer_id, row.year) not in touched:
                continue
            if policy.period == "rolling":
                counted = sums.within(session, [volunteer_id], days_of(policy, row.year, today))[volunteer_id]
            else:
                counted = _up_to(policy, row.year, theirs)
            tenths, earned = stars.rate(policy, counted)
            yield Rated(row, policy, tenths, earned, _looked_back_from(policy, row.year, today))


def _up_to(policy: StarPolicy, year: int, rows: Sequence[Any]) -> Sums:
    """Of a volunteer's years what a policy for one of them, or for all time up to then, looks at."""
    every = policy.period == "cumulative"
    return added([Sums(*row[_FIRST:_LAST]) for row in rows if row.year == year or (every and row.year < year)])


def _looked_back_from(policy: StarPolicy, year: int, today: date) -> date | None:
    """The last day that a rolling policy looks at for a year's rating."""
    return min(today, date(year, 12, 31)) if policy.period == "rolling" else None


def days_of(policy: StarPolicy, year: int, today: date) -> Days:
    """The days that a policy looks at for a year's rating."""
    if policy.period == "year":
        return Days.of_year(year)
    if policy.period == "cumulative":
        return Days(periods.FIRST_DAY, date(year, 12, 31))
    last = min(today, date(year, 12, 31))
    return Days(periods.months_before(last, policy.months or 0) + timedelta(days=1), last)


class Counted(NamedTuple):
    """The policy by which a volunteer is rated, the sums that it looks at, and the stars that were frozen where they
    are fewer than those earned, for a quota."""

    policy: StarPolicy
    sums: Sums
    frozen: int | None = None


def of_people(
    session: Session, own: Policies, today: date, year: int, of_year: Mapping[str, Sums]
) -> dict[str, Counted]:
    """By what the volunteers are rated for a year, of which `of_year` has their sums."""
    if not own.communities:
        policy = own.stars_of(year, today, None)
        looked_at = looked_at_by(session, policy, year, today, of_year)
        return {one: Counted(policy, looked_at[one]) for one in of_year}
    communities = queries.communities_of(session, list(of_year))
    policies = {home: own.stars_of(year, today, home) for home in {None, *communities.values()}}
    by_reference = {policy.reference: policy for policy in policies.values()}
    groups: dict[str, list[str]] = {}
    for volunteer_id in of_year:
        groups.setdefault(policies[communities.get(volunteer_id)].reference, []).append(volunteer_id)
    counted: dict[str, Counted] = {}
    for reference, people in groups.items():
        policy = by_reference[reference]
        looked_at = looked_at_by(session, policy, year, today, {one: of_year[one] for one in people})
        counted.update((one, Counted(policy, looked_at[one])) for one in people)
    return counted


def looked_at_by(
    session: Session, policy: StarPolicy, year: int, today: date, of_year: Mapping[str, Sums]
) -> Mapping[str, Sums]:
    """What a policy looks at to rate volunteers for a year, of which `of_year` has their sums."""
    if policy.period == "year":
        return of_year
    if policy.period == "cumulative":
        return queries.sums_up_to(session, list(of_year), year)
    return sums.within(session, list(of_year), days_of(policy, year, today))


def as_known(session: Session, own: Policies, day: date, year: int, volunteer_id: str) -> Counted:
    """By what one volunteer was rated for a year as was known at the end of a `day`."""
    community = queries.communities_of(session, [volunteer_id]).get(volunteer_id)
    policy = own.stars_of(year, day, community)
    looked_at = sums.within(session, [volunteer_id], days_of(policy, year, day), end_of(day))
    return Counted(policy, looked_at[volunteer_id])


def behind_as_known(session: Session, policy: StarPolicy, day: date, year: int, volunteer_id: str) -> dict[str, Behind]:
    """The events behind that rating, by what clauses count."""
    found: dict[str, list[str]] = {}
    known = sums.facts(session, [volunteer_id], days_of(policy, year, day), end_of(day))
    for fact in sorted(known, key=lambda fact: (fact.day, fact.event_id), reverse=True):
        found.setdefault(fact.kind, []).append(fact.event_id)
        if fact.kind in ("services", "attendance"):
            found.setdefault("hours", []).append(fact.event_id)
    return {kind: Behind(tuple(ids[:MOST_EVENTS]), len(ids)) for kind, ids in found.items()}


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return district.midnight(day + timedelta(days=1)) - timedelta(microseconds=1)
