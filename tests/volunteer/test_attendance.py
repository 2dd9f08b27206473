"""Attendances: what is recorded counts by the rules of hours, is told, and is corrected without being rewritten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from contracts import district
from contracts.events import AttendanceRecorded

from tests.actors import volunteer, worker
from tests.volunteer.conftest import Plan

NINE = datetime.combine(
    district.day_of(datetime.now(UTC)) - timedelta(days=3), datetime.min.time(), district.TIME
) + timedelta(hours=9)
"""Nine o'clock, three days ago."""


def at(hours: float) -> str:
    return (NINE + timedelta(hours=hours)).isoformat()


@pytest.fixture
def ids(enrol) -> list[str]:
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2, 3)))
    return [row["volunteer_id"] for row in answer["rows"]]


@pytest.fixture
def held(plan: Plan) -> Any:
    """An activity that was held, from so many hours after nine."""

    def hold(starts: float, ends: float) -> str:
        return plan(starts_at=at(starts), ends_at=at(ends))["activity_id"]

    return hold


def sent(came: float, left: float, who: str = "xz-1") -> dict[str, Any]:
    return {"volunteer": who, "came_at": at(came), "left_at": at(left)}


def record(ask: Any, activity_id: str, *rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    answer = ask("record_attendance", {"activity_id": activity_id, "rows": list(rows)})
    return [(one["minutes"], one["reasons"], one["version"]) for one in answer["attendances"]]


def test_what_was_attended_counts_and_is_told(ask, ids, held, bus):
    activity_id = held(0, 2)
    found = record(ask, activity_id, sent(-0.5, 2.5), sent(0.5, 2, "xz-2"), sent(1.5, 2, ids[2]))
    assert found == [(120, [], 1), (90, [], 1), (0, ["too_short"], 1)]
    told = bus.wait_for(AttendanceRecorded, volunteer_id=ids[1], activity_id=activity_id)
    assert (told.sequence, told.data.minutes, told.data.kind) == (1, 90, "environment")
    assert told.data.starts_at == NINE

    everybody = ask("activity", {"activity_id": activity_id})["attendances"]
    assert {one["volunteer_id"] for one in everybody} == set(ids)
    own = ask("activity", {"activity_id": activity_id}, volunteer(ids[1]))["attendances"]
    assert [(one["volunteer_id"], one["minutes"]) for one in own] == [(ids[1], 90)]


def test_a_correction_is_a_further_version_and_the_same_again_is_none(ask, ids, held, neighbourhood):
    activity_id = held(0, 2)
    assert record(ask, activity_id, sent(0, 1.5)) == [(90, [], 1)]
    assert record(ask, activity_id, sent(0, 1.5)) == [(90, [], 1)]
    assert record(ask, activity_id, sent(0, 2)) == [(120, [], 2)]
    told = [(seen.sequence, seen.data.minutes) for seen in neighbourhood.told(AttendanceRecorded)]
    assert told == [(1, 90), (2, 120)]
    [last] = ask("activity", {"activity_id": activity_id})["attendances"]
    assert (last["minutes"], last["version"]) == (120, 2)


def test_a_minute_counts_once_however_late_the_earlier_one_is_recorded(ask, ids, held, neighbourhood):
    first, second = held(0, 2), held(1, 3)
    assert record(ask, second, sent(1, 3)) == [(120, [], 1)]
    assert record(ask, first, sent(0, 2)) == [(120, [], 1)]
    [other] = ask("activity", {"activity_id": second})["attendances"]
    assert (other["minutes"], other["reasons"], other["version"]) == (60, ["overlap"], 2)
    last = {seen.data.activity_id: seen.data.minutes for seen in neighbourhood.told(AttendanceRecorded)}
    assert last == {first: 120, second: 60}


def test_a_day_has_a_cap_over_all_activities_and_a_night_belongs_to_both_days(ask, ids, held):
    morning, afternoon, night = held(0, 5), held(5, 10), held(14, 17)
    assert record(ask, morning, sent(0, 5)) == [(300, [], 1)]
    assert record(ask, afternoon, sent(5, 10)) == [(180, ["daily_cap"], 1)]
    assert record(ask, night, sent(14, 17)) == [(120, ["daily_cap"], 1)]
    assert record(ask, morning, sent(0, 3)) == [(180, [], 2)]
    found = {name: ask("activity", {"activity_id": name})["attendances"][0] for name in (afternoon, night)}
    assert (found[afternoon]["minutes"], found[afternoon]["version"]) == (300, 2)
    assert (found[night]["minutes"], found[night]["version"]) == (120, 1)


def test_wrong_attendances_are_refused_whole(ask, ids, held, neighbourhood):
    activity_id = held(0, 2)
    rows = [sent(0, 2), sent(2, 1, "xz-2"), sent(0, 2, "nobody"), sent(0, 24 * 9, ids[0])]
    with pytest.raises(Invalid) as refused:
        ask("record_attendance", {"activity_id": activity_id, "rows": rows})
    assert refused.value.fields == {
        "rows": {
            "1": {"left_at": ["not_after_start"]},
            "2": {"volunteer": ["unknown"]},
            "3": {"volunteer": ["repeated"], "left_at": ["in_the_future"]},
        }
    }
    for other in (volunteer(ids[0]), worker(neighbourhood.other)):
        with pytest.raises(Forbidden):
            ask("record_attendance", {"activity_id": activity_id, "rows": rows[:1]}, other)
    assert neighbourhood.told(AttendanceRecorded) == []


def test_an_activity_that_was_called_off_has_no_attendance_and_one_that_was_held_is_not_called_off(ask, ids, held):
    off, on = held(0, 2), held(3, 4)
    ask("cancel_activity", {"activity_id": off, "reason": "大雨"})
    with pytest.raises(Conflict) as refused:
        record(ask, off, sent(0, 2))
    assert refused.value.code == "activity_cancelled"
    record(ask, on, sent(3, 4))
    with pytest.raises(Conflict) as refused:
        ask("cancel_activity", {"activity_id": on, "reason": "大雨"})
    assert refused.value.code == "attendance_recorded"
