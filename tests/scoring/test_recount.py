"""Sums counted anew from the facts, beside sums that grew event by event."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts import Envelope, district
from contracts.events import (
    CallBackFailed,
    CallBackMade,
    DepartmentExcused,
    DepartmentReportedIn,
    NeedEscalated,
    ServiceCompleted,
    ServiceRated,
)
from scoring import announcements, ledger, policies
from scoring.models import Base
from scoring.rebuild import recount

from tests.scoring.facts import called_back, completed, escalated, excused, not_reached, rated, reported_in

OWN, TODAY = policies.own(), district.day_of(datetime(2026, 6, 1, tzinfo=UTC))
PEOPLE, DEPARTMENTS = (
    ("01985d00-0000-7000-8000-000000000001", "01985d00-0000-7000-8000-000000000002"),
    ("housing", "water"),
)

RECORDED = (
    (ledger.record_services, (ServiceCompleted, ServiceRated)),
    (ledger.record_call_backs, (CallBackMade, CallBackFailed)),
    (ledger.record_whistles, (DepartmentReportedIn, NeedEscalated, DepartmentExcused)),
)

moments = st.one_of(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC)),
    # The turn of the district's years and quarters, to the microsecond.
    st.builds(
        lambda year, month, microseconds: (
            datetime(year, month, 1, 15, 59, 59, microseconds, tzinfo=UTC)
            if month in (1, 4, 7, 10)
            else datetime(year, 12, 31, 16, 0, 0, microseconds, tzinfo=UTC)
        ),
        st.integers(2024, 2027),
        st.integers(1, 12),
        st.sampled_from((0, 1, 999_999)),
    ),
)


@st.composite
def facts(draw: st.DrawFn) -> list[Any]:
    """Services of volunteers and departments, rated or only rated or asked about, and whistles however answered."""
    events: list[Any] = []
    for at in draw(st.lists(moments, max_size=8)):
        kind = draw(st.sampled_from(("volunteer", "department")))
        provider = draw(st.sampled_from(PEOPLE if kind == "volunteer" else DEPARTMENTS))
        where = draw(st.sampled_from(("xiezhuang", "yijiang")))
        service = completed(provider, draw(st.integers(0, 1440)), at, provider_kind=kind, community=where)
        both = [service, rated(service, draw(st.integers(1, 5)), draw(st.booleans()))]
        events += draw(st.sampled_from((both, both[:1], both[1:])))
        events += draw(st.sampled_from(([], [called_back(service, "satisfied")], [not_reached(service)])))
    for by in draw(st.lists(moments, max_size=4)):
        whistle_id, department = new_id(), draw(st.sampled_from(DEPARTMENTS))
        both = [reported_in(department, draw(st.booleans()), by, whistle_id), escalated(department, by, whistle_id)]
        events += draw(st.sampled_from((both, both[:1], both[1:])))
        events += draw(st.sampled_from(([], [excused(department, by, whistle_id)])))
    return events


def standing(session: Session) -> list[list[Any]]:
    """What facts add up to, and was announced of it."""
    counted = [
        [column for column in table.c if column.name != ledger.POINTS_DUE]
        for table in (ledger.SERVED_IN, ledger.VOLUNTEER_YEARS, ledger.DEPARTMENT_QUARTERS)
    ]
    return [list(session.execute(sa.select(*columns).order_by(*columns))) for columns in counted]


@settings(max_examples=60, deadline=None)
@given(facts(), st.randoms(use_true_random=False))
def test_sums_counted_anew_are_the_sums_that_grew(events: list[Any], chance: random.Random) -> None:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        told = [Envelope(id=new_id(), time=datetime.now(UTC), data=event) for event in events]
        for record, kinds in RECORDED:
            about = [envelope for envelope in told if isinstance(envelope.data, kinds)]
            list(announcements.due(session, OWN, TODAY, record(session, about)))
        grown = standing(session)
        years = ledger.VOLUNTEER_YEARS
        session.execute(years.update().values(minutes=chance.randrange(9), ratings=chance.randrange(9)))
        session.execute(ledger.DEPARTMENT_QUARTERS.update().values(rated_3=chance.randrange(9)))
        served = ledger.SERVED_IN
        session.execute(served.delete().where(served.c.community == chance.choice(("xiezhuang", "yijiang"))))
        session.execute(served.insert().values(community="nowhere", year=2026, volunteer_id=PEOPLE[0]))
        recount.count(session)
        assert standing(session) == grown
        undecided = recount.settle_quietly(session, OWN, TODAY)
        assert (undecided.volunteers, undecided.departments) == (set(), set())
        assert standing(session) == grown


def test_a_date_of_no_sense_is_counted_where_it_belongs() -> None:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    events = [completed(PEOPLE[0], 60, datetime(year, 6, 1, tzinfo=UTC)) for year in (1, 2026, 9999)]
    with Session(engine) as session:
        told = [Envelope(id=new_id(), time=datetime.now(UTC), data=event) for event in events]
        ledger.record_services(session, told)
        grown = standing(session)
        recount.count(session)
        assert standing(session) == grown


def test_a_rating_announced_without_any_fact_keeps_its_version() -> None:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    years = ledger.VOLUNTEER_YEARS
    with Session(engine) as session:
        session.execute(years.insert().values(volunteer_id=PEOPLE[0], year=2026, services=3, stars=2, version=7))
        recount.count(session)
        (row,) = session.execute(sa.select(years))
        assert (row.services, row.stars, row.version) == (0, 2, 7)
        undecided = recount.settle_quietly(session, OWN, TODAY)
        assert undecided.volunteers == {(PEOPLE[0], 2026)}
        (due,) = recount.settle(session, OWN, TODAY, undecided)
        assert (due.event.stars, due.event.sequence) == (0, 8)  # type: ignore[attr-defined]
