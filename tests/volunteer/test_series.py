"""Series: recurring activities planned once, listed, refused whole where wrong, and stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar
import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import ActivityCancelled, ActivityScheduled

from tests.actors import actor, admin, worker
from tests.days import today
from tests.volunteer.clockwork import DAILY, Answer, lecture


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
