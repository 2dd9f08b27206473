"""The scoring service's calls on their real database in this process, at times that a test sets."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unittest import mock

import sqlalchemy as sa

from chassis import Actor, migrations
from chassis.database import Database, Work
from chassis.refusals import from_dict
from chassis.settings import Settings
from chassis.transaction import new_id
from contracts import Envelope, Event, district
from contracts.events import VolunteerErased, VolunteerMerged
from scoring.models import Base
from scoring.service import ScoringService

from tests import actors
from tests.bus import Bus
from tests.scoring.facts import community, completed, department, rated, volunteer

PATCHED = ("points", "benefits", "integrity", "aspects", "department_appeals")
"""Modules of calls that ask for the time."""

HERE = "qinglan"


class Clocked:
    """Scoring at `now`, which stands still until it is set, with a community, its worker, and an organisation."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self.now = now
        self.database = Database(Base.metadata, clock=self._utc_now)
        self.database.open("scoring", settings)
        migrations.upgrade(self.database.engine, "scoring")
        self.service = ScoringService()
        self.worker = actors.worker(HERE)
        self._patched = [mock.patch(f"scoring.calls.{name}.utc_now", self._utc_now) for name in PATCHED]
        for patch in self._patched:
            patch.start()
        self.knows(community(HERE), department("clinic"))

    def close(self) -> None:
        for patch in self._patched:
            patch.stop()
        self.database.engine.dispose()

    def on(self, year: int, month: int = 6, day: int = 1) -> None:
        """It is noon of that day."""
        self.now = datetime.combine(date(year, month, day), time(12), district.TIME)

    def person(self, minutes: int = 0, where: str = HERE, **changes: Any) -> Actor:
        """A volunteer who has served so many minutes, and has the points for it."""
        who = new_id()
        self.knows(volunteer(who, where))
        if minutes:
            self.serve(who, minutes, **changes)
        return actors.volunteer(who)

    def serve(self, who: str | None, minutes: int, at: datetime | None = None) -> None:
        """Somebody has served, and their points have followed."""
        assert who is not None
        self.take("record_services", completed(who, minutes, at or self.now, community=HERE))
        self.pass_by("work_out_points")

    def rate(self, who: Actor, stars: int, by: Actor | None = None, at: datetime | None = None, **more: Any) -> str:
        """Somebody has served and was rated; returns the service."""
        assert who.volunteer_id
        done = completed(who.volunteer_id, 60, at or self.now, community=HERE)
        told = {"rated_by": by.person_id, "rater_volunteer": by.volunteer_id} if by else {}
        self.take("record_services", done, rated(done, stars, **told | more))
        return done.service_id

    def stars_of(self, who: Actor) -> dict[str, Any]:
        """The rating of the present year."""
        return self.ask("star_rating", who, volunteer_id=who.volunteer_id, year=self.now.year)

    def merge(self, one: Actor, into: Actor) -> None:
        assert one.volunteer_id and into.volunteer_id
        merged = VolunteerMerged(community=HERE, sequence=2, volunteer_id=one.volunteer_id, into=into.volunteer_id)
        self.take("move_points", merged)
        self.pass_by("work_out_points")

    def erase(self, who: Actor) -> None:
        assert who.volunteer_id
        self.take("move_points", VolunteerErased(community=HERE, sequence=3, volunteer_id=who.volunteer_id))

    def knows(self, *events: Event) -> None:
        self.take("know_district", *events)

    def take(self, handler: str, *events: Event) -> None:
        """The service takes in events."""
        with self.database.transaction() as tx:
            getattr(self.service, handler)(tx, Bus.enveloped(*events, at=self.now))

    def pass_by(self, *timed: str) -> None:
        """Timed handlers run, all by default."""
        usual = ("compare_points", "work_out_points", "expire_points", "run_out_redemptions")
        for handler in timed or usual:
            with self.database.transaction() as tx:
                getattr(self.service, handler)(tx)

    def change(self, statement: Any) -> None:
        """Change the database behind the service's back."""
        with self.database.transaction() as tx:
            tx.session.execute(statement)

    def told(self, *kinds: type[Event]) -> list[Any]:
        """The events of these types that are to leave, in order."""
        outbox = Base.metadata.tables["outbox"]
        with self.database.reading() as session:
            bodies = session.scalars(sa.select(outbox.c.body).order_by(outbox.c.number)).all()
        events = [Envelope.from_json(body).data for body in bodies]
        return [event for event in events if isinstance(event, kinds)]

    def balance(self, who: Actor) -> int:
        return self.points(who)["balance"]

    def points(self, who: Actor, asker: Actor | None = None) -> dict[str, Any]:
        return self.ask("volunteer_points", asker or who, volunteer_id=who.volunteer_id)

    def left(self, who: Actor) -> dict[int, int]:
        """What is left of each year."""
        return {lot["year"]: lot["points"] for lot in self.points(who)["lots"]}

    def history(self, who: Actor) -> list[tuple[str, int, int]]:
        """Kind, year and points of each posting, the oldest first."""
        items = self.ask("points_postings", who, volunteer_id=who.volunteer_id, limit=200)["items"]
        return [(item["kind"], item["year"], item["points"]) for item in reversed(items)]

    def benefit(self, points: int = 2, stock: int = 5, days: int = 30, **changes: Any) -> dict[str, Any]:
        """A package that can be redeemed from today on."""
        today = district.day_of(self.now)
        wanted = {
            "community": HERE,
            "title": "理发一次",
            "description": "凭码到小区理发室",
            "points": points,
            "stock": stock,
            "first_day": today.isoformat(),
            "last_day": (today + timedelta(days=days)).isoformat(),
        }
        return self.ask("make_benefit", self.worker, **wanted | changes)

    def redeem(self, who: Actor, benefit: dict[str, Any], digest: str | None = None) -> dict[str, Any]:
        return self.ask("redeem_benefit", who, benefit_id=benefit["benefit_id"], digest=digest or new_id())

    def in_stock(self, benefit: dict[str, Any]) -> int:
        items = self.ask("benefits", self.worker, community=benefit["community"], limit=200)["items"]
        return next(item["remaining"] for item in items if item["benefit_id"] == benefit["benefit_id"])

    def assert_books_are_right(self) -> None:
        found = self.ask("check_points", actors.admin())
        assert (found["total"], found["unbalanced"], found["differing"]) == (0, [], [])

    def ask(self, call: str, asker: Actor, command_id: str | None = None, **request: Any) -> dict[str, Any]:
        context = {"actor": json.dumps(asker.to_dict())}
        if command_id is not None:
            context["command_id"] = command_id
        self.service.db = Work(self.database, context)  # type: ignore[assignment]
        reply = getattr(self.service, call)(request)
        if "refusal" in reply:
            raise from_dict(reply["refusal"])
        answer: dict[str, Any] = reply["answer"]
        return answer

    def _utc_now(self) -> datetime:
        return self.now.astimezone(UTC)
