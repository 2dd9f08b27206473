"""Series: recurring activities planned once, made ahead of time by whichever replica comes first, and stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
import sqlalchemy as sa

from chassis import Database, migrations
from chassis import settings as common
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import Envelope, district
from contracts.events import ActivityCancelled, ActivityScheduled, SeriesSilenceNoticed
from contracts.requests.series import NewSeries
from volunteer import activities, attendance, courses, enrolment, registers, series
from volunteer.models import ActivityRow, Base, SeriesRow
from volunteer.phones import Phones

from tests.actors import actor, admin, worker
from tests.bus import eventually
from tests.shared_service import PHONE_KEY, serve
from tests.volunteer.conftest import Neighbourhood

Answer = dict[str, Any]
FRIDAY = {"every": "week", "weekday": 5}
DAILY = {"every": "day"}


def lecture(**otherwise: Any) -> Answer:
    facts = {"kind": "environment", "title": "垃圾分类课", "place": "一区活动室", "recurrence": FRIDAY}
    return {**facts, "starts": "09:30", "minutes": 90, **otherwise}


@pytest.fixture
def schedule(neighbourhood, ask) -> Callable[..., list[Answer]]:
    def schedule(*planned: Answer, by: Any = None) -> list[Answer]:
        return ask("schedule_series", {"community": neighbourhood.code, "series": list(planned)}, by)["items"]

    return schedule


@pytest.fixture
def listed(neighbourhood, ask) -> Callable[[], list[Answer]]:
    def listed() -> list[Answer]:
        asked = {"community": neighbourhood.code, "limit": 200}
        return ask("activities", asked, actor())["items"]

    return listed


def today() -> date:
    return district.day_of(datetime.now(UTC))


def start(one: Answer) -> datetime:
    return datetime.fromisoformat(one["starts_at"]).astimezone(district.TIME)


def test_every_friday_is_planned_for_the_next_weeks_at_the_district_s_time(neighbourhood, schedule, listed, bus):
    (made,) = schedule(lecture(capacity=8, skills=["急救"], withdraw_hours=12))
    assert (made["recurrence"]["every"], made["recurrence"]["weekday"]) == ("week", 5)
    assert (made["rule"], made["health"], made["since"]) == ("FREQ=WEEKLY;BYDAY=FR", "running", None)
    activities = listed()
    assert len(activities) >= 5
    assert {start(one).strftime("%u %H:%M") for one in activities} == {"5 09:30"}
    assert [start(one).date().isoformat() for one in activities][: len(made["next_days"])] == made["next_days"][
        : len(activities)
    ]
    first = activities[0]
    lasts = datetime.fromisoformat(first["ends_at"]) - datetime.fromisoformat(first["starts_at"])
    assert (lasts, first["capacity"], first["skills"]) == (timedelta(minutes=90), 8, ["first-aid"])
    assert datetime.fromisoformat(first["withdraw_until"]) == start(first) - timedelta(hours=12)
    assert {one["series_id"] for one in activities} == {made["series_id"]}
    told = bus.wait_for(ActivityScheduled, activity_id=first["activity_id"])
    assert (told.community, told.data.kind) == (neighbourhood.code, "environment")
    assert len(neighbourhood.told(ActivityScheduled)) == len(activities)


def test_a_rhythm_of_several_series_is_planned_by_one_request(schedule, listed, neighbourhood, ask):
    rhythm = [
        lecture(title="走访", recurrence={"every": "quarter", "month": 2, "day": 6}),
        lecture(title="摆摊", recurrence={"every": "month", "day": 8}),
        lecture(title="摆摊", recurrence={"every": "month", "day": 22}),
        lecture(),
        lecture(title="早督导", recurrence=DAILY, starts="07:00", minutes=60),
        lecture(title="晚督导", recurrence=DAILY, starts="23:30", minutes=60),
    ]
    made = schedule(*rhythm)
    assert [one["title"] for one in made] == [one["title"] for one in rhythm]
    assert all(one["health"] == "running" and one["next_days"] for one in made)
    late = [one for one in listed() if one["title"] == "晚督导"]
    assert {start(one).date() for one in late} >= {today() + timedelta(days=n) for n in range(1, 36)}
    shown = ask("series", {"community": neighbourhood.code}, actor())
    assert (shown["items"], shown["next_cursor"]) == (made, None)


def test_series_are_listed_page_by_page(schedule, ask, neighbourhood):
    wanted = [schedule(lecture(title=str(n)))[0]["series_id"] for n in range(3)]
    found, cursor = [], None
    while True:
        asked = {"community": neighbourhood.code, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = ask("series", asked, actor())
        found += [one["series_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == wanted


def test_what_begins_later_is_planned_when_its_time_comes(schedule, listed):
    begins = today() + timedelta(days=200)
    (made,) = schedule(lecture(first=begins.isoformat(), recurrence=DAILY))
    assert listed() == []
    assert (made["health"], made["next_days"][0]) == ("running", begins.isoformat())


def test_years_whose_holidays_nobody_knows_yet_are_named(schedule):
    known = max(chinese_calendar.constants.holidays).year
    begins = min(max(today(), date(known, 12, 20)), today() + timedelta(days=366))
    yearly = {"recurrence": {"every": "quarter", "month": 2, "day": 6}, "first": begins.isoformat()}
    kept, skipped = schedule(*(lecture(**yearly, holidays=one) for one in ("keep", "skip")))
    assert kept["holidays_unknown"] == []
    assert known + 1 in skipped["holidays_unknown"]
    assert known not in skipped["holidays_unknown"]


def test_a_wrong_plan_is_refused_whole_and_says_where(neighbourhood, schedule, listed):
    def faults(*planned: Answer, **by: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            schedule(*planned, **by)
        return refused.value.fields

    yesterday, tomorrow = (today() + timedelta(days=n) for n in (-1, 1))
    assert faults(
        lecture(),
        lecture(recurrence={"every": "week", "day": 3}),
        lecture(first=yesterday.isoformat()),
        lecture(first=(today() + timedelta(days=400)).isoformat()),
        lecture(first=tomorrow.isoformat(), last=today().isoformat()),
        lecture(recurrence={"every": "month", "day": (today() - timedelta(days=2)).day}, last=tomorrow.isoformat()),
    ) == {
        "series": {
            "1": {"recurrence": {"weekday": ["required"], "day": ["not_allowed"]}},
            "2": {"first": ["in_the_past"]},
            "3": {"first": ["too_far_ahead:366"]},
            "4": {"last": ["before_first"]},
            "5": {"last": ["no_day"]},
        }
    }
    assert faults(lecture(starts="24:00"))["series"]["0"] == {"starts": ["not_a_clock_time"]}
    assert faults(lecture(minutes=1441))["series"]["0"] == {"minutes": ["out_of_range:1,1440"]}
    assert faults(lecture(recurrence={"every": "year"}))["series"]["0"]["recurrence"]["every"]
    assert faults() == {"series": ["too_few:1"]}
    for other in (worker(neighbourhood.other), actor("volunteer")):
        with pytest.raises(Forbidden):
            schedule(lecture(), by=other)
    assert listed() == []


def test_a_series_is_stopped_from_a_day_on_with_its_reason(neighbourhood, schedule, listed, ask, bus):
    (made,) = schedule(lecture(recurrence=DAILY))
    day = today() + timedelta(days=10)
    stop = {"series_id": made["series_id"], "reason": "装修", "first": day.isoformat()}
    with pytest.raises(Forbidden):
        ask("stop_series", stop, worker(neighbourhood.other))
    with pytest.raises(Invalid) as wrong:
        ask("stop_series", {**stop, "first": (today() - timedelta(days=1)).isoformat()})
    assert wrong.value.fields == {"first": ["in_the_past"]}
    with pytest.raises(NotFound):
        ask("stop_series", {**stop, "series_id": new_id()}, admin())

    stopped = ask("stop_series", stop)
    assert (stopped["stopped"], stopped["health"], stopped["since"]) == ("装修", "stopped", day.isoformat())
    assert stopped["last"] == (day - timedelta(days=1)).isoformat()
    off = {start(one).date(): one["cancelled"] for one in listed()}
    assert {at: reason for at, reason in off.items() if at < day and reason} == {}
    assert {reason for at, reason in off.items() if at >= day} == {"装修"}
    assert len(neighbourhood.told(ActivityCancelled)) == sum(reason is not None for reason in off.values())
    with pytest.raises(Conflict) as refused:
        ask("stop_series", stop)
    assert (refused.value.code, refused.value.about["reason"]) == ("series_stopped", "装修")


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


FIRST = date(2026, 10, 9)
"""A Friday after National Day."""

WEEK = timedelta(days=7)


@pytest.fixture
def clockwork(database_url: Callable[[str], str]) -> Iterator[Clockwork]:
    made = Clockwork(database_url("volunteer"), FIRST)
    yield made
    made.close()


def test_as_time_goes_by_each_day_is_made_once_whichever_replica_comes_first(clockwork):
    clockwork.schedule(recurrence=FRIDAY)
    assert clockwork.planned() == [FIRST + n * WEEK for n in range(6)]
    clockwork.pass_days(20)
    assert clockwork.planned() == [FIRST + n * WEEK for n in range(8)]


def test_what_ends_is_made_up_to_its_last_day_and_what_was_missed_is_not_made_up_for(clockwork):
    last = FIRST + timedelta(days=80)
    clockwork.schedule(recurrence=FRIDAY, last=last.isoformat())
    clockwork.now += timedelta(days=70)
    clockwork.tend()
    assert clockwork.planned() == [*(FIRST + n * WEEK for n in range(6)), FIRST + 10 * WEEK, FIRST + 11 * WEEK]
    clockwork.pass_days(15)
    assert clockwork.planned()[-1] == FIRST + 11 * WEEK


def test_what_has_begun_today_is_not_planned_any_more(clockwork):
    clockwork.now = datetime.combine(FIRST, time(9, 30), district.TIME)
    clockwork.schedule(recurrence=FRIDAY)
    assert clockwork.planned()[0] == FIRST + WEEK


def test_a_series_of_which_nobody_says_anything_falls_silent_and_is_told_once(clockwork):
    series_id = clockwork.schedule(recurrence=FRIDAY)
    clockwork.pass_days(1)
    clockwork.attend(FIRST)
    clockwork.pass_days(7)
    assert (clockwork.health(series_id), clockwork.silences()) == (("running", None), [])
    clockwork.pass_days(13)
    assert clockwork.health(series_id) == ("fallen_silent", FIRST + WEEK)
    assert clockwork.silences() == [(2, FIRST + WEEK)]

    clockwork.attend(FIRST + 2 * WEEK)
    clockwork.pass_days(1)
    assert clockwork.health(series_id) == ("running", None)
    assert len(clockwork.silences()) == 1
    clockwork.pass_days(13)
    assert clockwork.silences() == [(2, FIRST + WEEK), (4, FIRST + 3 * WEEK)]


def test_what_is_called_off_is_no_silence_until_nothing_lies_ahead(clockwork):
    series_id = clockwork.schedule(recurrence=FRIDAY)
    for n in range(1, 4):
        clockwork.cancel(FIRST + n * WEEK)
    clockwork.pass_days(1)
    clockwork.attend(FIRST)
    clockwork.pass_days(5)
    assert clockwork.health(series_id) == ("fallen_silent", FIRST)
    assert clockwork.silences()[0][1] == FIRST
    clockwork.pass_days(9)
    assert clockwork.health(series_id) == ("running", None)


def test_a_series_that_ended_or_was_stopped_is_not_silent(clockwork):
    ended = clockwork.schedule(recurrence=FRIDAY, last=(FIRST + timedelta(days=6)).isoformat())
    stopped = clockwork.schedule(recurrence={"every": "week", "weekday": 1})
    with clockwork.replicas[0].transaction() as tx:
        series.stop(tx, clockwork.worker, stopped, "装修", None)
    clockwork.pass_days(30)
    assert clockwork.health(ended) == ("ended", FIRST + WEEK)
    assert clockwork.health(stopped) == ("stopped", FIRST)
    assert clockwork.silences() == []


def test_what_is_to_stop_later_goes_on_until_then(clockwork):
    series_id = clockwork.schedule(recurrence=FRIDAY)
    with clockwork.replicas[0].transaction() as tx:
        series.stop(tx, clockwork.worker, series_id, "装修", FIRST + 8 * WEEK)
    clockwork.pass_days(60)
    assert clockwork.planned() == [FIRST + n * WEEK for n in range(8)]


def test_replicas_that_tend_at_the_same_moment_make_each_day_once(clockwork):
    for weekday in range(1, 8):
        clockwork.schedule(recurrence={"every": "week", "weekday": weekday})
    clockwork.now += timedelta(days=21)

    def tend(database: Database) -> None:
        with database.transaction() as tx:
            series.tend(tx)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(3):
            list(pool.map(tend, clockwork.replicas))
    planned = clockwork.planned()
    assert planned == sorted(set(planned))
    assert planned[-1] == FIRST + timedelta(days=21) + series.AHEAD


def test_stopping_leaves_what_was_attended(clockwork):
    series_id = clockwork.schedule(recurrence=DAILY, starts="00:00", minutes=60, first=FIRST.isoformat())
    clockwork.now += timedelta(days=1)
    clockwork.attend(FIRST + timedelta(days=1))
    with clockwork.replicas[0].transaction() as tx:
        series.stop(tx, clockwork.worker, series_id, "装修", None)
    with clockwork.replicas[0].reading() as session:
        rows = session.scalars(sa.select(ActivityRow).order_by(ActivityRow.starts_at)).all()
    assert [row.planned_day for row in rows if row.cancelled is None] == [FIRST + timedelta(days=1)]
    assert len(rows) > 30


def test_a_service_killed_while_it_works_and_its_replica_make_nothing_twice(
    broker: Any, database_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = database_url("volunteer")
    with serve("volunteer", broker, url, tmp_path) as service, service.bus() as watching:
        neighbourhood = Neighbourhood(service, watching)
        asked = {"community": neighbourhood.code, "series": [lecture(recurrence=DAILY), lecture()]}
        neighbourhood.ask("schedule_series", asked)

        def listed() -> list[Answer]:
            return neighbourhood.ask("activities", {"community": neighbourhood.code, "limit": 200})["items"]

        before = listed()
        lost = [one["activity_id"] for one in before[-3:]]
        service.process.kill()
        database = opened(url)
        with database.transaction() as tx:
            tx.session.execute(sa.delete(ActivityRow).where(ActivityRow.activity_id.in_(lost)))
            tx.session.execute(sa.update(SeriesRow).values(materialised_until=today() - timedelta(days=1)))
        database.engine.dispose()
        replica = service.process.replica()
        try:
            replica.spawn()
            service.process.start()
            again = eventually(lambda: found if len(found := listed()) >= len(before) else None)
            assert [(one["series_id"], one["starts_at"]) for one in again] == [
                (one["series_id"], one["starts_at"]) for one in before
            ]
            kept = {one["activity_id"] for one in before} - set(lost)
            assert {one["activity_id"] for one in again} >= kept
        finally:
            replica.close()
