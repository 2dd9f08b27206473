"""Activities: planned, listed in order and called off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import ActivityCancelled, ActivityScheduled

from tests.actors import actor, admin, worker
from tests.volunteer.conftest import in_hours


def test_an_activity_is_planned_told_and_read(neighbourhood, ask, plan, bus):
    made = plan(capacity=8, skills=["急救"])
    told = bus.wait_for(ActivityScheduled, activity_id=made["activity_id"])
    assert (told.community, told.sequence, told.data.kind) == (neighbourhood.code, 1, "environment")
    read = ask("activity", {"activity_id": made["activity_id"]}, actor())
    assert (read["title"], read["capacity"], read["skills"]) == ("清扫一区", 8, ["first-aid"])
    assert (read["going"], read["waiting"], read["own"], read["cancelled"]) == (0, 0, None, None)
    with pytest.raises(NotFound):
        ask("activity", {"activity_id": new_id()}, actor())


def test_a_wrong_plan_is_refused_whole(neighbourhood, plan):
    def faults(**wrong: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            plan(**wrong)
        return refused.value.fields

    moment = in_hours(3)
    assert faults(starts_at=moment, ends_at=moment) == {"ends_at": ["not_after_start"]}
    assert faults(ends=25.1, withdraw_until=in_hours(2)) == {
        "ends_at": ["longer_than_a_day"],
        "withdraw_until": ["after_start"],
    }
    assert faults(capacity=0)["capacity"]
    assert faults(community="nowhere", by=admin()) == {"community": ["unknown"]}
    with pytest.raises(Forbidden):
        plan(by=worker(neighbourhood.other))
    with pytest.raises(Forbidden):
        plan(by=actor("volunteer"))
    assert neighbourhood.told(ActivityScheduled) == []


def test_activities_are_listed_in_order_page_by_page(neighbourhood, ask, plan):
    wanted = [plan(starts=hours, ends=hours + 1)["activity_id"] for hours in (30, 28, 29, 29)]
    wanted = [wanted[1], *sorted(wanted[2:]), wanted[0]]
    found: list[str] = []
    cursor = None
    while True:
        asked = {"community": neighbourhood.code, "limit": 3} | ({"cursor": cursor} if cursor else {})
        page = ask("activities", asked, actor())
        found += [one["activity_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == wanted
    with pytest.raises(Invalid):
        ask("activities", {"community": neighbourhood.code, "cursor": new_id()}, actor())


def test_a_list_may_begin_and_end_on_any_day(neighbourhood, ask, plan):
    yesterday, tomorrow = plan(starts=-26, ends=-25), plan(starts=26, ends=27)
    days = [district.day_of(datetime.fromisoformat(one["starts_at"])).isoformat() for one in (yesterday, tomorrow)]

    def listed(**between: str) -> list[str]:
        asked = {"community": neighbourhood.code, **between}
        return [one["activity_id"] for one in ask("activities", asked, actor())["items"]]

    assert listed() == [tomorrow["activity_id"]]
    assert listed(first=days[0]) == [yesterday["activity_id"], tomorrow["activity_id"]]
    assert listed(first=days[0], last=days[0]) == [yesterday["activity_id"]]


def test_an_activity_is_called_off_once_with_its_reason(neighbourhood, ask, plan, bus):
    activity_id = plan()["activity_id"]
    off = {"activity_id": activity_id, "reason": "大雨"}
    with pytest.raises(Forbidden):
        ask("cancel_activity", off, worker(neighbourhood.other))
    assert ask("cancel_activity", off)["cancelled"] == "大雨"
    assert bus.wait_for(ActivityCancelled, activity_id=activity_id).sequence == 2
    with pytest.raises(Conflict) as refused:
        ask("cancel_activity", off)
    assert (refused.value.code, refused.value.about["reason"]) == ("activity_cancelled", "大雨")
