"""Series as time goes by: made ahead by whichever replica comes first, silent where nobody says anything, stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import Database
from contracts import district
from volunteer import series
from volunteer.models import ActivityRow, SeriesRow

from tests.bus import eventually
from tests.days import today
from tests.shared_service import serve
from tests.volunteer.clockwork import DAILY, FRIDAY, Answer, Clockwork, lecture, opened
from tests.volunteer.conftest import Neighbourhood

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
