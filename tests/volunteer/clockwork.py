"""Series whose days go by as a test turns the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from chassis import Database, migrations
from chassis import settings as common
from contracts import Envelope, district
from contracts.events import SeriesSilenceNoticed
from contracts.requests.series import NewSeries
from volunteer import activities, attendance, courses, enrolment, registers, series
from volunteer.models import ActivityRow, Base, SeriesRow
from volunteer.phones import Phones

from tests.actors import worker
from tests.shared_service import PHONE_KEY

Answer = dict[str, Any]
FRIDAY = {"every": "week", "weekday": 5}
DAILY = {"every": "day"}


def lecture(**otherwise: Any) -> Answer:
    facts = {"kind": "environment", "title": "垃圾分类课", "place": "一区活动室", "recurrence": FRIDAY}
    return {**facts, "starts": "09:30", "minutes": 90, **otherwise}


def opened(url: str, **clock: Any) -> Database:
    database = Database(Base.metadata, **clock)
    database.open("volunteer", replace(common.read(), database_url=url))
    return database


class Clockwork:
    """A volunteer service's database with a clock of its own, at which a test can turn. Replicas tend what is there."""

    community = "xiezhuang"

    def __init__(self, url: str, today: date) -> None:
        self.now = datetime.combine(today, time(8), district.TIME)
        self.worker = worker(self.community)
        self.replicas = [opened(url, clock=lambda: self.now) for _ in range(2)]
        migrations.upgrade(self.replicas[0].engine, "volunteer")
        with self.replicas[0].transaction() as tx:
            place = {"kind": "community", "name": "协庄社区", "code": self.community, "community": self.community}
            above = {"kind": "district", "name": "新泰市", "code": "district-1", "community": None}
            counts = {"households": None, "residents": None, "party_members": None}
            registers.register_places(
                tx, [{**above, "parent": None, **counts}, {**place, "parent": "district-1", **counts}]
            )
            rows = [{"reference": "xz-1", "name": "志愿者1"}]
            enrolment.import_roll(tx, Phones(PHONE_KEY), self.community, rows, dry_run=False)

    def close(self) -> None:
        for database in self.replicas:
            database.engine.dispose()

    def schedule(self, **otherwise: Any) -> str:
        checked = NewSeries().load(lecture(**otherwise))
        with self.replicas[0].transaction() as tx:
            return series.schedule(tx, self.worker, self.community, [checked])[0].series_id

    def tend(self) -> None:
        """Both replicas, one after the other, until neither finds anything to do."""
        for database in self.replicas * 2:
            with database.transaction() as tx:
                series.tend(tx)

    def pass_days(self, days: int) -> None:
        """Day after day, each tended."""
        for _ in range(days):
            self.now += timedelta(days=1)
            self.tend()

    def planned(self) -> list[date]:
        with self.replicas[0].reading() as session:
            return list(session.scalars(sa.select(ActivityRow.planned_day).order_by(ActivityRow.starts_at)))

    def attend(self, day: date) -> None:
        """Somebody was there from the beginning to the end."""
        with self.replicas[0].transaction() as tx:
            activity = tx.session.scalars(sa.select(ActivityRow).where(ActivityRow.planned_day == day)).one()
            row = {"volunteer": "xz-1", "came_at": activity.starts_at, "left_at": activity.ends_at}
            attendance.record(tx, self.worker, activity.activity_id, [row])

    def cancel(self, day: date) -> None:
        with self.replicas[0].transaction() as tx:
            activity = tx.session.scalars(sa.select(ActivityRow).where(ActivityRow.planned_day == day)).one()
            activities.cancel(tx, self.worker, activity.activity_id, "大雨")

    def health(self, series_id: str) -> tuple[str, date | None]:
        with self.replicas[0].reading() as session:
            (shown,) = courses.shown(session, [session.get_one(SeriesRow, series_id)], self.now)
            return shown["health"], shown["since"]

    def silences(self) -> list[tuple[int, date]]:
        """What was told of silence: the sequence, and since which day."""
        outbox = Base.metadata.tables["outbox"]
        with self.replicas[0].reading() as session:
            bodies = session.scalars(sa.select(outbox.c.body).order_by(outbox.c.number)).all()
        told = [Envelope.from_json(body).data for body in bodies]
        return [(one.sequence, one.since) for one in told if isinstance(one, SeriesSilenceNoticed)]
