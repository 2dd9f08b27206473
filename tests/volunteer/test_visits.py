"""Visits: who may log them, what is refused, and what a month of building duty shows of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.refusals import Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import VisitLogged

from tests.actors import actor, volunteer, worker
from tests.days import today


@pytest.fixture
def ids(enrol):
    """Volunteer ids by reference."""
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2)))
    return {row["reference"]: row["volunteer_id"] for row in answer["rows"]}


@pytest.fixture
def visit(neighbourhood) -> dict[str, Any]:
    return {
        "community": neighbourhood.code,
        "volunteer": "xz-1",
        "building": neighbourhood.buildings[0],
        "kind": "door_knock",
        "visited_on": today().isoformat(),
    }


def test_a_visit_is_told_and_shown_in_its_month(neighbourhood, ask, ids, visit, bus):
    first, second = neighbourhood.buildings
    duties = [{"volunteer": "xz-1", "buildings": [first]}]
    ask("assign_building_duty", {"community": neighbourhood.code, "duties": duties})
    logged = ask("log_visit", visit)
    ask("log_visit", {**visit, "kind": "publicity"})
    told = bus.wait_for(VisitLogged, visit_id=logged["visit_id"]).data
    assert (told.volunteer_id, told.building, told.kind, told.visited_on) == (ids["xz-1"], first, "door_knock", today())

    shown = ask("building_duty", {"community": neighbourhood.code})
    assert shown["month"] == f"{today():%Y-%m}"
    assert shown["buildings"] == [
        {
            "building": first,
            "name": first[-1],
            "volunteer_ids": [ids["xz-1"]],
            "visits": {"door_knock": 1, "publicity": 1},
            "last_visit": today().isoformat(),
        },
        {"building": second, "name": second[-1], "volunteer_ids": [], "visits": {}, "last_visit": None},
    ]
    assert shown["volunteers"] == [
        {"volunteer_id": ids["xz-1"], "name": "志愿者1", "buildings": 1, "workload": "light"}
    ]
    assert (shown["unanswered"], shown["unvisited"]) == ([second], [second])


def test_another_month_shows_no_visit_but_when_the_last_was(neighbourhood, ask, ids, visit):
    ask("log_visit", {**visit, "visited_on": "2026-03-01"})
    shown = ask("building_duty", {"community": neighbourhood.code, "month": "2026-02"})
    assert (shown["buildings"][0]["visits"], shown["buildings"][0]["last_visit"]) == ({}, "2026-03-01")
    assert shown["unvisited"] == neighbourhood.buildings
    shown = ask("building_duty", {"community": neighbourhood.code, "month": "2026-03"})
    assert shown["unvisited"] == neighbourhood.buildings[1:]


def test_the_same_command_again_logs_nothing_more(neighbourhood, ask, ids, visit):
    again = new_id()
    assert ask("log_visit", visit, command_id=again) == ask("log_visit", visit, command_id=again)
    assert len(neighbourhood.told(VisitLogged)) == 1


def test_volunteers_log_their_own_and_nobody_elses(neighbourhood, ask, ids, visit):
    own = volunteer(ids["xz-2"])
    del visit["volunteer"]
    assert ask("log_visit", visit, own)["volunteer_id"] == ids["xz-2"]
    assert ask("log_visit", {**visit, "volunteer": ids["xz-2"]}, own)["volunteer_id"] == ids["xz-2"]
    for other in (ids["xz-1"], "xz-1", "nobody"):
        with pytest.raises(Forbidden):
            ask("log_visit", {**visit, "volunteer": other}, own)
    with pytest.raises(Forbidden):
        ask("log_visit", {**visit, "volunteer": ids["xz-1"]}, worker(neighbourhood.other))
    with pytest.raises(Forbidden):
        ask("log_visit", visit, actor())


def test_a_wrong_visit_is_refused_whole(neighbourhood, ask, ids, visit):
    def faults(**wrong: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            ask("log_visit", {**visit, **wrong})
        return refused.value.fields

    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert faults(volunteer="xz-9", building="nowhere", visited_on=tomorrow) == {
        "volunteer": ["unknown"],
        "building": ["unknown"],
        "visited_on": ["in_the_future"],
    }
    assert faults(volunteer=None, building=f"{neighbourhood.other}-b1") == {
        "volunteer": ["required"],
        "building": ["wrong_community"],
    }
    assert faults(building=neighbourhood.compound) == {"building": ["not_a_building"]}
    assert faults(kind="tea", visited_on="20261124")["visited_on"] == ["not_a_date"]
    assert faults(visited_on="2026-02-30") == {"visited_on": ["not_a_date"]}
    ask("withdraw_volunteer", {"volunteer_id": ids["xz-1"]})
    assert faults() == {"volunteer": ["withdrawn"]}
    assert neighbourhood.told(VisitLogged) == []


def test_what_is_asked_of_building_duty_is_checked(neighbourhood, ask, ids):
    with pytest.raises(Invalid) as refused:
        ask("building_duty", {"community": "nowhere"})
    assert refused.value.fields == {"community": ["unknown"]}
    with pytest.raises(Invalid) as refused:
        ask("building_duty", {"community": neighbourhood.code, "month": "2026-13"})
    assert refused.value.fields == {"month": ["not_a_month"]}
    with pytest.raises(Forbidden):
        ask("building_duty", {"community": neighbourhood.code}, actor())
