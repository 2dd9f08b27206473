"""A scoring that is rebuilt: what may happen to it, and what must hold afterwards."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from chassis.transaction import new_id
from contracts.events import StarRatingChanged, VolunteerWithdrawn
from contracts.vocabulary import SATISFACTIONS
from scoring.models import Base
from scoring.rebuild.beside import DERIVED, Beside, beside
from scoring.rebuild.replay import subscriptions

from tests.bus import Bus, eventually
from tests.scoring import recount
from tests.scoring.facts import (
    called_back,
    community,
    completed,
    department,
    escalated,
    excused,
    not_reached,
    rated,
    reported_in,
    volunteer,
)

PEOPLE = [new_id() for _ in range(15)]


class Place:
    """One broker and one database of scoring, and what can be done with them."""

    def __init__(self, amqp_url: str, database_url: str) -> None:
        self._environment = {"LINLI_AMQP_URL": amqp_url, "LINLI_DATABASE_URL": database_url}
        self.url = database_url.replace("postgresql:", "postgresql+psycopg2:")
        self.engine = sa.create_engine(self.url)

    def beside(self) -> Beside:
        """What a rebuild works with, for a test to hold."""
        return beside(self.url)

    def start_rebuild(self, *arguments: str) -> subprocess.Popen[str]:
        """Run it as operators do."""
        return subprocess.Popen(
            [sys.executable, "-m", "scoring.rebuild", *arguments],
            env=os.environ | self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def rebuild(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        """Run it to its end; returns exit status, what came of it, and what it complained of."""
        running = self.start_rebuild(*arguments)
        printed, complaint = running.communicate(timeout=180)
        lines = [json.loads(line) for line in printed.splitlines()]
        ended = lines[-1].get("ended", {}) if lines else {}
        return running.returncode, ended, complaint

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

    def derived(self) -> dict[str, list[dict[str, Any]]]:
        """All that follows from the log, but when it came; whose points are due follows from postings, too."""
        found = {name: self.rows(name) for name in DERIVED}
        for row in found["inbox"]:
            del row["received_at"]
        for row in found["volunteer_years"]:
            del row["points_due"]
        return found

    def left_over(self) -> bool:
        """Whether anything of a copy is there."""
        if self.engine.dialect.name == "sqlite":
            folder = Path(str(self.engine.url.database)).parent
            return any("rebuild" in file.name for file in folder.iterdir())
        return "rebuild" in sa.inspect(self.engine).get_schema_names()

    def stars(self, year: int) -> dict[str, int]:
        return {row["volunteer_id"]: row["stars"] for row in self.rows("volunteer_years") if row["year"] == year}


def history(chance: random.Random, services: int) -> list[Any]:
    """Who is there, and what they did, in no order."""
    events: list[Any] = [community("xiezhuang"), community("yijiang"), department("housing"), department("water")]
    events += [volunteer(who, chance.choice(("xiezhuang", "yijiang"))) for who in PEOPLE]
    events += [VolunteerWithdrawn(community="xiezhuang", sequence=2, volunteer_id=who) for who in PEOPLE[:3]]
    events += happenings(chance, services)
    chance.shuffle(events)
    return events


def happenings(chance: random.Random, services: int) -> list[Any]:
    """Services and their ratings and call-backs, whistles and their answers."""
    events: list[Any] = []
    for _ in range(services):
        at = datetime(chance.choice((2025, 2026)), chance.randint(1, 12), chance.randint(1, 28), 16, 30, tzinfo=UTC)
        kind = chance.choice(("volunteer", "volunteer", "volunteer", "department"))
        provider = chance.choice(PEOPLE if kind == "volunteer" else ["housing", "water"])
        where = chance.choice(("xiezhuang", "yijiang"))
        service = completed(provider, chance.randint(0, 400), at, provider_kind=kind, community=where)
        events.append(service)
        if chance.random() < 0.7:
            events.append(rated(service, chance.randint(1, 5), chance.random() < 0.8))
        if kind == "department" and chance.random() < 0.5:
            asked = called_back(service, chance.choice(SATISFACTIONS), chance.random() < 0.8)
            events.append(chance.choice((asked, not_reached(service))))
    for _ in range(services // 10):
        whistle_id, by = new_id(), datetime(2026, chance.randint(1, 12), 5, tzinfo=UTC)
        pair = [reported_in("housing", chance.random() < 0.7, by, whistle_id), escalated("housing", by, whistle_id)]
        events += chance.sample(pair, chance.randint(1, 2))
        if chance.random() < 0.3:
            events.append(excused("housing", by, whistle_id))
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
