"""The volunteer service's rules on their real database in this process, at times that a test sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from chassis import Transaction, migrations
from chassis.database import Database
from chassis.settings import Settings
from contracts import Envelope, Event, district
from volunteer import activities, enrolment, registers
from volunteer.models import ActivityRow, Base, VolunteerRow
from volunteer.phones import Phones

from tests.actors import admin, volunteer, worker
from tests.shared_service import PHONE_KEY

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=district.TIME)

Told = TypeVar("Told", bound=Event)


class Clocked:
    """A community `here` with volunteers `ids`, and one next to it. `at(hours)` is a transaction so many hours after
    nine o'clock on 20 November 2026."""

    here, next = "xiezhuang", "qinglan"

    def __init__(self, settings: Settings, people: int = 3) -> None:
        self._now = NINE
        self.database = Database(Base.metadata, clock=lambda: self._now.astimezone(UTC))
        self.database.open("volunteer", settings)
        migrations.upgrade(self.database.engine, "volunteer")
        places = [
            {"code": "xintai", "kind": "district", "name": "新泰市"},
            {"code": "xiaoxie", "kind": "subdistrict", "name": "小协镇", "parent": "xintai"},
            {"code": self.here, "kind": "community", "name": "协庄社区", "parent": "xiaoxie"},
            {"code": self.next, "kind": "community", "name": "晴岚家园", "parent": "xiaoxie"},
        ]
        optional = {"parent": None, "community": None, "households": None, "residents": None, "party_members": None}
        rows = [{"reference": f"xz-{number}", "name": f"志愿者{number}"} for number in range(1, people + 1)]
        with self.at(-24 * 30) as tx:
            registers.register_places(tx, [{**optional, **place} for place in places])
            enrolment.import_roll(tx, Phones(PHONE_KEY), self.here, rows, False)
        with self.database.reading() as session:
            self.ids = list(session.scalars(sa.select(VolunteerRow.volunteer_id).order_by(VolunteerRow.serial)))
        self.worker, self.other_worker, self.admin = worker(self.here), worker(self.here), admin()
        self.people = [volunteer(one) for one in self.ids]

    @contextmanager
    def at(self, hours: float) -> Iterator[Transaction]:
        self._now = time_at(hours)
        with self.database.transaction() as tx:
            yield tx

    def plan(self, starts: float, ends: float, community: str | None = None, **facts: Any) -> str:
        """Plans an activity a day before; its id."""
        asked = {
            "community": community or self.here,
            "kind": "environment",
            "title": "清扫一区",
            "place": "一区广场",
            "starts_at": time_at(starts),
            "ends_at": time_at(ends),
            "capacity": None,
            "skills": [],
            "withdraw_until": None,
            "training": None,
        }
        with self.at(starts - 24) as tx:
            row: ActivityRow = activities.schedule(tx, self.admin, {**asked, **facts})
            return row.activity_id

    def told(self, kind: type[Told]) -> list[Told]:
        """The events of this type that are to leave, in their order."""
        outbox = Base.metadata.tables["outbox"]
        with self.database.reading() as session:
            bodies = session.scalars(sa.select(outbox.c.body).order_by(outbox.c.number)).all()
        events = [Envelope.from_json(body).data for body in bodies]
        return [event for event in events if isinstance(event, kind)]


def time_at(hours: float) -> datetime:
    """So many hours after nine o'clock."""
    return (NINE + timedelta(hours=hours)).astimezone(UTC)
