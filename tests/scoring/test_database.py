"""Scoring's database: its migrations, its sums whatever the order and the batches, and replicas working at once."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from chassis.testing import assert_migrations_match
from chassis.transaction import new_id
from contracts import Envelope
from contracts.events import StarRatingChanged
from scoring import announcements, ledger, policies, stars
from scoring.clauses import Sums
from scoring.models import Base
from scoring.stars import Level

from tests.bus import Bus, eventually
from tests.scoring import recount
from tests.scoring.facts import completed, escalated, rated, reported_in

OWN, TODAY = policies.own(), date(2026, 6, 1)


def test_models_and_migrations_agree(database_url: Callable[[str], str]) -> None:
    url = database_url("scoring").replace("postgresql:", "postgresql+psycopg2:")
    assert_migrations_match(Base.metadata, "scoring", sa.create_engine(url))


@st.composite
def piles(draw: st.DrawFn) -> list[Any]:
    """Events of a few volunteers, departments and whistles, some of them about the same thing twice."""
    people, events = [new_id() for _ in range(3)], []
    for _ in range(draw(st.integers(0, 12))):
        at = datetime(2026, draw(st.integers(1, 12)), 3, tzinfo=UTC)
        kind = draw(st.sampled_from(("volunteer", "department")))
        provider = draw(st.sampled_from(people if kind == "volunteer" else ["housing", "water"]))
        where = draw(st.sampled_from(("xiezhuang", "yijiang")))
        service = completed(provider, draw(st.integers(0, 1440)), at, provider_kind=kind, community=where)
        events += [service, rated(service, draw(st.integers(1, 5)), draw(st.booleans()))][: draw(st.integers(1, 2))]
    for _ in range(draw(st.integers(0, 5))):
        whistle_id, in_time = new_id(), draw(st.booleans())
        pair = [reported_in("housing", in_time, whistle_id=whistle_id), escalated("housing", whistle_id=whistle_id)]
        events += pair[draw(st.integers(0, 1)) : draw(st.integers(1, 2))]
    return events


def standing(batches: list[list[Any]]) -> dict[str, list[Any]]:
    """The sums, the announced ratings and who served where after recording the batches one after another."""
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    tables = (ledger.SERVED_IN, ledger.VOLUNTEER_YEARS, ledger.DEPARTMENT_QUARTERS)
    with Session(engine) as session:
        for batch in batches:
            envelopes = [Envelope(id=new_id(), time=datetime.now(UTC), data=event) for event in batch]
            services = [envelope for envelope in envelopes if hasattr(envelope.data, "service_id")]
            whistles = [envelope for envelope in envelopes if hasattr(envelope.data, "whistle_id")]
            # Each is announced before the next is recorded, as in the service, which does both in one transaction.
            for record, told in ((ledger.record_services, services), (ledger.record_whistles, whistles)):
                list(announcements.due(session, OWN, TODAY, record(session, told)))
        return {
            table.name: [
                {name: value for name, value in row._mapping.items() if name != "version"}
                for row in session.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in tables
        }


@settings(max_examples=40, deadline=None)
@given(piles(), st.randoms(use_true_random=False), st.data())
def test_order_doubling_and_batches_make_no_difference(events: list[Any], chance: random.Random, data: Any) -> None:
    once = standing([events])
    pile = [event for event in events for _ in range(data.draw(st.integers(1, 3)))]
    chance.shuffle(pile)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(pile)), max_size=6)))
    batches = [pile[start:end] for start, end in zip([0, *cuts], [*cuts, len(pile)], strict=True)]
    assert standing(batches) == once
    for row in once["volunteer_years"]:
        _, earned = stars.rate(OWN.stars[0], Sums._make(row[name] for name in Sums._fields))
        assert row["stars"] == earned


def test_replicas_working_at_once_lose_nothing(running: Any, bus: Bus, database_url: Callable[[str], str]) -> None:
    chance = random.Random(7)
    people = [new_id() for _ in range(40)]
    events: list[Any] = []
    for _ in range(1500):
        where = chance.choice(("xiezhuang", "yijiang"))
        service = completed(chance.choice(people), chance.randint(1, 100), community=where)
        events += [service, rated(service, chance.randint(1, 5))]
    chance.shuffle(events)
    for _ in range(2):
        running("scoring")
    bus.publish(*events)
    engine = sa.create_engine(database_url("scoring").replace("postgresql:", "postgresql+psycopg2:"))
    columns = ledger.VOLUNTEER_YEARS.c

    def rows() -> list[Any]:
        with engine.connect() as connection:
            return list(connection.execute(sa.select(ledger.VOLUNTEER_YEARS).order_by(columns.volunteer_id)))

    eventually(lambda: sum(row.services + row.ratings for row in rows()) == len(events), what="all events counted")
    assert {row.volunteer_id: row.stars for row in rows()} == {
        who: earned for who, (_, earned) in recount.stars(events, 2026).items()
    }
    with engine.connect() as connection:
        served = connection.execute(sa.select(ledger.SERVED_IN)).all()
    assert set(served) == {(each.community, 2026, each.provider) for each in events}


def test_a_policy_that_comes_into_force_rates_open_periods_again_and_leaves_closed_ones() -> None:
    who = new_id()
    levels = tuple(Level(score=Decimal(least)) for least in (50, 60, 70, 80, 90))
    strict = dataclasses.replace(OWN.stars[0], version="2", effective_from=date(2026, 5, 1), levels=levels)
    stricter = dataclasses.replace(OWN, stars=(OWN.stars[0], strict))
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    events = [completed(who, 60, datetime(year, 3, 1, tzinfo=UTC)) for year in (2025, 2026)]
    with Session(engine) as session:
        envelopes = [Envelope(id=new_id(), time=datetime.now(UTC), data=event) for event in events]
        list(announcements.due(session, OWN, date(2026, 4, 30), ledger.record_services(session, envelopes)))
        changes = []
        for today in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 2)):
            touched = ledger.rated_otherwise(session, stricter, today)
            changes.append([event for event, _ in announcements.due(session, stricter, today, touched)])
    before, (change,), after = changes
    assert before == after == []
    assert isinstance(change, StarRatingChanged)
    assert (change.year, change.previous_stars, change.stars, change.policy) == (2026, 1, 0, "yearly-stars/2")
    assert change.sequence == 2
