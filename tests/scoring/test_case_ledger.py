"""Departments' cases in their table and sums: whoever told what first, and in two replicas at once."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts import Envelope
from scoring import adoption, boards, department_queries, ledger
from scoring.appraisal import Counts
from scoring.models import Base
from scoring.rebuild import recount as scoring_recount

from tests.bus import eventually
from tests.scoring import recount
from tests.scoring.facts import SPRING, called_back, completed, escalated, excused, not_reached, rated, reported_in

SUMMER = SPRING + timedelta(days=70)
RECORDED_BY: dict[str, Callable[..., Any]] = {
    "ServiceRated": ledger.record_services,
    "CallBackMade": ledger.record_call_backs,
    "CallBackFailed": ledger.record_call_backs,
}


def told(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=datetime.now(UTC), data=event) for event in events]


def take(session: Session, *events: Any) -> None:
    """Each handler takes in those of the events that it is subscribed to."""
    for record in (ledger.record_services, ledger.record_call_backs, ledger.record_whistles):
        record(session, told(*(event for event in events if _recorder(event) is record)))


def _recorder(event: Any) -> Callable[..., Any]:
    return RECORDED_BY.get(type(event).__name__, ledger.record_whistles)


def counted(session: Session) -> dict[tuple[str, str], dict[str, int]]:
    rows = session.execute(sa.select(ledger.DEPARTMENT_QUARTERS))
    found = {
        (row.department, row.quarter): {name: row._mapping[name] for name in Counts._fields if row._mapping[name]}
        for row in rows
    }
    return {quarter: numbers for quarter, numbers in found.items() if numbers}


@pytest.mark.parametrize("turned", [False, True])
def test_a_service_is_one_case_and_the_rating_stands_whichever_came_first(session: Session, turned: bool) -> None:
    service = completed("housing", provider_kind="department")
    said = [called_back(service, "satisfied"), rated(service, 1, resolved=False), not_reached(service)]
    for event in reversed(said) if turned else said:
        take(session, event)
        take(session, event)
    assert counted(session) == {("housing", "2026-Q2"): {"rated_1": 1}}


def test_a_call_back_counts_until_the_rating_says_otherwise_even_of_another_quarter(session: Session) -> None:
    disputed = completed("housing", provider_kind="department")
    take(session, not_reached(disputed))
    assert counted(session) == {("housing", "2026-Q2"): {"not_reached": 1}}
    take(session, called_back(disputed, "basically_satisfied"))
    assert counted(session) == {("housing", "2026-Q2"): {"called_basically_satisfied": 1, "resolved": 1}}
    again = completed("water", at=SUMMER, provider_kind="department", service_id=disputed.service_id)
    take(session, rated(again, 4))
    assert counted(session) == {("water", "2026-Q3"): {"rated_4": 1, "resolved": 1}}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("answer", [reported_in("housing", True), escalated("housing")])
def test_an_excused_whistle_leaves_cases_and_response_whenever_the_excuse_arrives(
    session: Session, answer: Any, first: bool
) -> None:
    excuse = excused("housing", whistle_id=answer.whistle_id)
    for event in (excuse, answer) if first else (answer, excuse):
        take(session, event)
    assert counted(session) == {("housing", "2026-Q2"): {"excused": 1}}


def test_an_excuse_that_names_no_deadline_counts_in_the_quarter_that_another_event_tells(session: Session) -> None:
    blown = escalated("housing")
    take(session, excused("housing", by=None, whistle_id=blown.whistle_id))
    assert counted(session) == {}
    take(session, blown)
    assert counted(session) == {("housing", "2026-Q2"): {"excused": 1}}


def test_a_whistle_that_was_kept_to_counts_by_its_last_deadline(session: Session) -> None:
    missed = escalated("housing")
    take(session, missed)
    take(session, reported_in("housing", True, SUMMER, missed.whistle_id))
    take(session, missed)
    assert counted(session) == {("housing", "2026-Q3"): {"in_time": 1}}


def test_what_counts_nowhere_is_shown_with_its_reason(session: Session) -> None:
    services = [completed("housing", provider_kind="department") for _ in range(5)]
    unreached, whistle = services[4], escalated("housing")
    excuse, failure = told(excused("housing", whistle_id=whistle.whistle_id), not_reached(unreached))
    take(session, rated(services[0], 5), *(called_back(one, "satisfied") for one in services[1:4]), whistle)
    ledger.record_whistles(session, [excuse])
    ledger.record_call_backs(session, [failure])
    (shown,) = boards.appraisals(session, adoption.OWN, date(2026, 6, 1), "2026-Q2", "housing")
    assert (shown["total"], shown["response_rate"], shown["resolution_rate"]) == ("100.0", None, "100.0")
    counts = shown["counts"]
    assert (counts["cases"], counts["call_backs"], counts["called_back"], counts["whistles"]) == (4, 4, 3, 0)
    assert shown["explanation"]["exclusions"] == [
        {"reason": "excused", "total": 1, "ids": [whistle.whistle_id], "events": [excuse.id]},
        {"reason": "not_reached", "total": 1, "ids": [unreached.service_id], "events": [failure.id]},
    ]
    lines = {line["clause"]: line for line in shown["explanation"]["clauses"]}
    assert (lines["satisfaction"]["events_total"], len(lines["satisfaction"]["events"])) == (4, 4)
    assert failure.id not in lines["satisfaction"]["events"]
    assert (lines["response"]["events_total"], lines["response"]["events"]) == (0, [])
    assert "1次吹哨已同意退出" in shown["explanation"]["words"]["zh"]
    _, left_out = department_queries.evidence(session, ["housing"], "2026-Q3", {"housing": Counts()})
    assert left_out == {"housing": {}}


@pytest.mark.parametrize("rating_first", [True, False])
def test_two_replicas_told_of_one_service_at_once_count_it_once(
    database_url: Callable[[str], str], session: Session, rating_first: bool
) -> None:
    engine = session.get_bind()
    if engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    session.rollback()
    services = [completed("housing", provider_kind="department") for _ in range(3)]
    ratings = [rated(one, 2, resolved=False) for one in services]
    calls = [called_back(one, "satisfied") for one in reversed(services)]
    one, other = (ratings, calls) if rating_first else (calls, ratings)
    with Session(engine) as first, Session(engine) as second, ThreadPoolExecutor(1) as replica:
        take(first, *one)
        asked = second.scalar(sa.text("SELECT pg_backend_pid()"))
        waiting = replica.submit(take, second, *other)
        blocked = sa.text("SELECT cardinality(pg_blocking_pids(:pid)) > 0").bindparams(pid=asked)
        eventually(lambda: session.scalar(blocked), what="the second waiting for the first")
        first.commit()
        waiting.result()
        second.commit()
    session.rollback()
    assert counted(session) == {("housing", "2026-Q2"): {"rated_2": 3}}


moments = st.sampled_from((SPRING, SUMMER, datetime(2026, 6, 30, 16, tzinfo=UTC)))
codes = st.sampled_from(("housing", "water"))


@st.composite
def piles(draw: st.DrawFn) -> list[Any]:
    """What is said of a few services, some of them disputed and done by another, and whistles however they went."""
    events: list[Any] = []
    for _ in range(draw(st.integers(0, 6))):
        rating, call, *others = (completed(draw(codes), at=draw(moments), provider_kind="department") for _ in range(4))
        said = [
            rated(rating, draw(st.integers(1, 5)), draw(st.booleans())),
            called_back(call, draw(st.sampled_from(("satisfied", "basically_satisfied", "not_satisfied")))),
        ]
        # Failures about the same completion agree on whose it was.
        done = {one.completed_at: one for one in others}
        said += [not_reached(one) for one in done.values()]
        service_id = new_id()
        chosen = draw(st.lists(st.sampled_from(said), unique_by=id))
        events += [dataclasses.replace(one, service_id=service_id) for one in chosen]
    for _ in range(draw(st.integers(0, 4))):
        whistle_id, code = new_id(), draw(codes)
        went = [
            reported_in(code, draw(st.booleans()), draw(moments), whistle_id),
            escalated(code, draw(moments), whistle_id),
            escalated(code, draw(moments), whistle_id),
            excused(code, draw(st.none() | moments), whistle_id),
        ]
        events += draw(st.lists(st.sampled_from(went), unique_by=id))
    return events


@pytest.fixture(scope="module")
def engine() -> sa.Engine:
    made = sa.create_engine("sqlite://")
    Base.metadata.create_all(made)
    return made


@settings(max_examples=50, deadline=None)
@given(piles(), st.randoms(use_true_random=False), st.data())
def test_order_doubling_and_batches_give_what_a_plain_recount_gives(
    engine: sa.Engine, events: list[Any], chance: random.Random, data: Any
) -> None:
    pile = [event for event in events for _ in range(data.draw(st.integers(1, 3)))]
    chance.shuffle(pile)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(pile)), max_size=6)))
    with Session(engine) as session:
        for start, end in zip([0, *cuts], [*cuts, len(pile)], strict=True):
            take(session, *pile[start:end])
        assert counted(session) == recount.departments(events)
        session.execute(ledger.DEPARTMENT_QUARTERS.update().values(rated_3=7, excused=2))
        scoring_recount.count(session)
        assert counted(session) == recount.departments(events)
        session.rollback()
