"""Rebuilding scoring from the log, while the service runs, on both databases."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.transaction import new_id
from contracts.events import StarRatingChanged, VolunteerWithdrawn
from scoring import ledger
from scoring.models import Base
from scoring.rebuild.beside import DERIVED, KEPT
from scoring.rebuild.replay import DISTRICT, SERVICES, WHISTLES, subscriptions

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
    """Who is there, and what they did, in no order."""
    events: list[Any] = [community("xiezhuang"), community("yijiang"), department("housing"), department("water")]
    events += [volunteer(who, chance.choice(("xiezhuang", "yijiang"))) for who in PEOPLE]
    events += [VolunteerWithdrawn(community="xiezhuang", sequence=2, volunteer_id=who) for who in PEOPLE[:3]]
    events += happenings(chance, services)
    chance.shuffle(events)
    return events


def happenings(chance: random.Random, services: int) -> list[Any]:
    """Services and their ratings, whistles and their answers."""
    events: list[Any] = []
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
    """Every version of a rating is told by one event, which may come again, and goes on from the one before."""
    events = {event.id: event for event in bus.seen(StarRatingChanged)}.values()
    last: dict[Any, Any] = {}
    for event in sorted(events, key=lambda event: event.sequence):
        rating: Any = event.data
        key = (rating.volunteer_id, rating.year)
        assert (rating.sequence - 1, rating.previous_stars) == last.get(key, (0, 0))
        last[key] = (rating.sequence, rating.stars)


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


def test_nothing_is_lost_or_said_twice_while_the_service_consumes(running: Any, bus: Bus, place: Place) -> None:
    chance = random.Random(3)
    events = history(chance, 300)
    for _ in range(2):
        running("scoring")
    sent = bus.publish(*events)
    enough = threading.Event()

    def go_on() -> None:
        while not enough.wait(0.1):
            more = happenings(chance, 10)
            sent.extend(bus.publish(*more))
            events.extend(more)
            bus.publish_again(*chance.sample(sent, 10))

    busy = threading.Thread(target=go_on)
    busy.start()
    try:
        for _ in range(3):
            place.rebuilt()
        checked = place.rebuilt("--check")
    finally:
        enough.set()
        busy.join()
    assert checked["equal"], "a check is exact while the service consumes"
    taken_in(bus, place, events)
    bus.settle()
    assert_as_the_referee_says(place, events)
    assert_nothing_said_twice(bus)
    assert place.rebuilt("--check")["equal"]


def test_a_tampered_sum_is_found_by_a_check_and_mended_by_a_rebuild(running: Any, bus: Bus, place: Place) -> None:
    who, other = new_id(), new_id()
    events = [completed(who, 1440), completed(other, 10)]
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    service.stop()
    years, facts = ledger.VOLUNTEER_YEARS, ledger.COMPLETED
    place.execute(years.update().where(years.c.volunteer_id == who).values(minutes=0, stars=0))
    place.execute(facts.update().where(facts.c.provider == other).values(minutes=11))
    status, ended, _ = place.rebuild("--check")
    tables = {table["table"]: table for table in ended["tables"]}
    assert (status, ended["equal"]) == (1, False)
    assert {name for name, table in tables.items() if not table["equal"]} == {"completed_services", "volunteer_years"}
    assert tables["volunteer_years"]["differing"] == [f"{who} 2026"]
    assert tables["volunteer_years"]["live"]["rows"] == tables["volunteer_years"]["rebuilt"]["rows"] == 2
    assert {row["minutes"] for row in place.rows("volunteer_years")} == {0, 10}, "a check changes nothing"
    assert place.rebuilt()["announced"] == 0
    assert {row["minutes"] for row in place.rows("volunteer_years")} == {1440, 10}
    assert place.rebuilt("--check")["equal"]
    assert_as_the_referee_says(place, events)


def test_what_was_announced_wrongly_is_announced_rightly_after_a_rebuild(running: Any, bus: Bus, place: Place) -> None:
    who = new_id()
    events = [volunteer(who), completed(who, 1440)]
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    (right,) = bus.seen(StarRatingChanged, volunteer_id=who)
    wrong = dataclasses.replace(right.data, sequence=2, stars=5, previous_stars=right.data.stars)  # type: ignore[type-var]
    bus.publish(wrong)
    years = ledger.VOLUNTEER_YEARS
    place.execute(years.update().values(stars=5, version=2))
    assert not place.rebuild("--check")[1]["equal"]
    assert place.rebuilt()["announced"] == 1
    corrected = bus.wait_for(StarRatingChanged, volunteer_id=who, sequence=3)
    assert (corrected.data.stars, corrected.data.previous_stars) == (right.data.stars, 5)  # type: ignore[attr-defined]
    assert corrected.community == "xiezhuang"
    service.stop()
    assert place.rebuilt("--check")["equal"]


def test_a_database_that_was_lost_is_rebuilt_with_its_versions_and_without_saying_anything_again(
    running: Any, bus: Bus, place: Place
) -> None:
    events = history(random.Random(5), 150)
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    service.stop()
    before = {name: place.rows(name) for name in DERIVED if name != "inbox"}
    for name in Base.metadata.tables:
        place.execute(Base.metadata.tables[name].delete())
    assert place.rebuilt()["announced"] == 0
    assert {name: place.rows(name) for name in DERIVED if name != "inbox"} == before
    assert_as_the_referee_says(place, events)


def test_a_log_without_an_event_that_was_taken_in_is_refused(running: Any, bus: Bus, place: Place) -> None:
    events = [completed(new_id(), 60)]
    running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    lost = {"subscription": "scoring.record_services", "event_id": "an-event-of-another-broker"}
    place.execute(Base.metadata.tables["inbox"].insert().values(**lost, received_at=datetime.now(UTC)))
    before = place.rows("volunteer_years")
    for arguments in ([], ["--check"]):
        status, ended, complaint = place.rebuild(*arguments)
        assert (status, ended) == (1, {})
        assert "lacks 1 of the 2 events" in complaint and lost["event_id"] in complaint, complaint
    assert place.rows("volunteer_years") == before
