"""Rebuilding scoring from the log, while the service runs, on both databases."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts.events import StarRatingChanged, VolunteerWithdrawn
from scoring import ledger
from scoring.models import Base
from scoring.rebuild.beside import DERIVED, KEPT
from scoring.rebuild.replay import DISTRICT, SERVICES, WHISTLES, subscriptions

from tests.actors import actor
from tests.bus import Bus, eventually
from tests.scoring import recount
from tests.scoring.facts import community, completed, department, escalated, rated, reported_in, volunteer

PEOPLE = [new_id() for _ in range(15)]


class Place:
    """One broker and one database of scoring, and what can be done with them."""

    def __init__(self, amqp_url: str, database_url: str) -> None:
        self._environment = {"LINLI_AMQP_URL": amqp_url, "LINLI_DATABASE_URL": database_url}
        self.engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg2:"))

    def rebuild(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        """Run it; returns exit status, what came of it, and what it complained of."""
        done = subprocess.run(
            [sys.executable, "-m", "scoring.rebuild", *arguments],
            env=os.environ | self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        ended = lines[-1].get("ended", {}) if lines else {}
        return done.returncode, ended, done.stderr

    def rebuilt(self, *arguments: str) -> dict[str, Any]:
        """What came of a rebuild that went well."""
        status, ended, complaint = self.rebuild(*arguments)
        assert (status, complaint) == (0, ""), (status, ended, complaint)
        return ended

    def rows(self, name: str) -> list[dict[str, Any]]:
        table = Base.metadata.tables[name]
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(table).order_by(*table.primary_key))
            return [dict(row._mapping) for row in rows]

    def execute(self, statement: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(statement)

    def stars(self, year: int) -> dict[str, int]:
        return {row["volunteer_id"]: row["stars"] for row in self.rows("volunteer_years") if row["year"] == year}


@pytest.fixture
def place(amqp_url: str, database_url: Callable[[str], str]) -> Any:
    found = Place(amqp_url, database_url("scoring"))
    yield found
    found.engine.dispose()


def history(chance: random.Random, services: int) -> list[Any]:
    """What may happen in a district, in no order."""
    events: list[Any] = [community("xiezhuang"), community("yijiang"), department("housing"), department("water")]
    events += [volunteer(who, chance.choice(("xiezhuang", "yijiang"))) for who in PEOPLE]
    events += [VolunteerWithdrawn(community="xiezhuang", sequence=2, volunteer_id=who) for who in PEOPLE[:3]]
    for _ in range(services):
        at = datetime(chance.choice((2025, 2026)), chance.randint(1, 12), chance.randint(1, 28), 16, 30, tzinfo=UTC)
        kind = chance.choice(("volunteer", "volunteer", "volunteer", "department"))
        provider = chance.choice(PEOPLE if kind == "volunteer" else ["housing", "water"])
        service = completed(provider, chance.randint(0, 400), at, provider_kind=kind)
        events.append(service)
        if chance.random() < 0.7:
            events.append(rated(service, chance.randint(1, 5), chance.random() < 0.8))
    for _ in range(services // 10):
        whistle_id, by = new_id(), datetime(2026, chance.randint(1, 12), 5, tzinfo=UTC)
        pair = [reported_in("housing", chance.random() < 0.7, by, whistle_id), escalated("housing", by, whistle_id)]
        events += chance.sample(pair, chance.randint(1, 2))
    chance.shuffle(events)
    return events


def taken_in(bus: Bus, place: Place, events: list[Any]) -> None:
    """Wait until the service has taken in all the events, and told what follows."""
    kinds = tuple(subscriptions())
    wanted = sum(isinstance(event, kinds) for event in events)
    eventually(lambda: len(place.rows("inbox")) == wanted, 60, f"all of {wanted} events taken in")
    eventually(lambda: all(row["sent_at"] for row in place.rows("outbox")), 30, "all announcements sent")


def assert_as_the_referee_says(place: Place, events: list[Any]) -> None:
    for year in (2025, 2026, 2027):
        expected = {who: stars for who, (_, stars) in recount.stars(events, year).items()}
        assert {who: stars for who, stars in place.stars(year).items() if stars or who in expected} == expected


def assert_nothing_said_twice(bus: Bus) -> None:
    said = [(event.data.volunteer_id, event.data.year, event.sequence) for event in bus.seen(StarRatingChanged)]
    assert len(said) == len(set(said)), "a version was announced twice"
    last: dict[Any, Any] = {}
    for event in sorted(bus.seen(StarRatingChanged), key=lambda event: event.sequence):
        key = (event.data.volunteer_id, event.data.year)
        assert event.sequence == last.get(key, (0, 0))[0] + 1, "a version was left out"
        assert event.data.previous_stars == last.get(key, (0, 0))[1]
        last[key] = (event.sequence, event.data.stars)


def test_every_table_of_scoring_and_every_event_it_subscribes_to_is_rebuilt_or_kept() -> None:
    assert sorted((*DERIVED, *KEPT)) == sorted(Base.metadata.tables)
    assert set(subscriptions()) == {*SERVICES, *WHISTLES, *DISTRICT}


def test_a_rebuild_of_a_healthy_database_changes_nothing_and_says_nothing(running: Any, bus: Bus, place: Place) -> None:
    events = history(random.Random(1), 200)
    running("scoring")
    sent = bus.publish(*events)
    bus.publish_again(*random.Random(2).sample(sent, 100))
    taken_in(bus, place, events)
    before = {name: place.rows(name) for name in DERIVED if name != "inbox"}
    inbox = {(row["subscription"], row["event_id"]) for row in place.rows("inbox")}
    said = len(bus.settle())
    checked = place.rebuilt("--check")
    assert checked["equal"], checked
    ended = place.rebuilt()
    assert (ended["announced"], ended["unreadable"]) == (0, 0)
    assert {name: place.rows(name) for name in DERIVED if name != "inbox"} == before
    assert {(row["subscription"], row["event_id"]) for row in place.rows("inbox")} == inbox
    assert_as_the_referee_says(place, events)
    more = [completed(who, 600) for who in PEOPLE for _ in range(5)]
    bus.publish_again(*sent)
    bus.publish(*more)
    taken_in(bus, place, events + more)
    assert len(bus.settle()) > said
    assert_as_the_referee_says(place, events + more)
    assert_nothing_said_twice(bus)
