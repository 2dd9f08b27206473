"""Patrols: who logs rounds for whom, who reads what was found, and which areas lack rounds today."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import district

from tests.actors import actor, admin, officer, volunteer, worker

NOW = datetime.now(UTC)
NOON_BEFORE = district.midnight(district.day_of(NOW)) - timedelta(hours=12)
"""Noon of the day before today, by the district's clock: all of a test's rounds lie well within a day."""

DAY = district.day_of(NOON_BEFORE).isoformat()


def at(minutes: float) -> str:
    return (NOON_BEFORE + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def ids(enrol) -> list[str]:
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2)))
    return [row["volunteer_id"] for row in answer["rows"]]


@pytest.fixture
def area(neighbourhood, ask):
    """Registers an area and returns its code."""

    def register(number: int = 1, by: Any = None, **facts: Any) -> str:
        asked = {
            "code": f"{neighbourhood.code}-a{number}",
            "community": neighbourhood.code,
            "name": f"责任区{number}",
            "place": "菜市场一带",
        }
        return ask("register_patrol_area", {**asked, **facts}, by)["code"]

    return register


@pytest.fixture
def walk(ask):
    def log(area: str, came: float, left: float | None = None, by: Any = None, **facts: Any) -> dict[str, Any]:
        times = {"came_at": at(came), "left_at": None if left is None else at(left)}
        return ask("log_round", {"area": area, **times, **facts}, by)

    return log


def test_a_day_shows_the_rounds_and_which_areas_lack_some(neighbourhood, ask, ids, area, walk):
    market, gate = (
        area(1),
        area(2, name="校门", key=True, rounds_a_day=2, buildings=neighbourhood.buildings, place=None),
    )
    square = area(3, rounds_a_day=0)
    first = walk(market, 0, 30, volunteer(ids[0]), finding="路灯不亮")
    walk(gate, 40, by=volunteer(ids[1]))
    assert (first["volunteer_id"], first["name"], first["finding"]) == (ids[0], "志愿者1", "路灯不亮")
    found = ask("patrols", {"community": neighbourhood.code, "day": DAY})
    assert [(one["code"], one["rounds_a_day"], len(one["rounds"]), one["missing"]) for one in found["areas"]] == [
        (market, 1, 1, 0),
        (gate, 2, 1, 1),
        (square, 0, 0, 0),
    ]
    assert found["areas"][0]["rounds"] == [first]
    assert (found["areas"][1]["buildings"], found["areas"][1]["key"]) == (neighbourhood.buildings, True)
    assert found["lacking"] == [gate]
    today = ask("patrols", {"community": neighbourhood.code})
    assert today["lacking"] == [gate, market]


def test_what_was_found_is_read_by_workers_and_whoever_found_it(neighbourhood, ask, ids, area, walk):
    walk(area(), 0, by=volunteer(ids[0]), finding="路灯不亮")

    def read(reader: Any) -> str | None:
        asked = {"community": neighbourhood.code, "day": DAY}
        return ask("patrols", asked, reader)["areas"][0]["rounds"][0]["finding"]

    for reader in (neighbourhood.worker, admin(), volunteer(ids[0])):
        assert read(reader) == "路灯不亮"
    for reader in (volunteer(ids[1]), officer("school"), worker(neighbourhood.other)):
        assert read(reader) is None
    with pytest.raises(Forbidden):
        read(actor())


def test_volunteers_log_their_own_rounds_and_workers_anyone_s(neighbourhood, ids, area, walk):
    code = area()
    assert walk(code, 0, volunteer="xz-2")["volunteer_id"] == ids[1]
    for other in (volunteer(ids[1]), worker(neighbourhood.other), actor()):
        with pytest.raises(Forbidden):
            walk(code, 10, by=other, volunteer=ids[0])
    with pytest.raises(NotFound):
        walk("nowhere", 0, volunteer="xz-1")


def test_nobody_is_on_two_rounds_at_once_even_at_the_same_moment(neighbourhood, ask, ids, area, walk):
    codes, own = [area(1), area(2)], volunteer(ids[0])

    def attempt(code: str) -> None:
        with suppress(Conflict):
            walk(code, 0, 30, own)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, codes))
    found = ask("patrols", {"community": neighbourhood.code, "day": DAY})["areas"]
    [made] = [one for one in found if one["rounds"]]
    for came, left in ((0, None), (10, None), (-10, 10), (29, 60), (10, 20)):
        with pytest.raises(Conflict) as refused:
            walk(codes[0], came, left, own)
        assert (refused.value.code, refused.value.about) == ("patrolled_then", {"area": made["name"]})
    assert walk(codes[0], 30, 40, own)["left_at"] is not None
    assert walk(codes[0], -10, 0, own)["left_at"] is not None
    assert walk(codes[0], 10, 20, volunteer(ids[1]))["volunteer_id"] == ids[1]


def test_a_wrong_area_or_round_is_refused_whole(neighbourhood, ask, ids, area, walk):
    def faults(call: Any, *args: Any, **wrong: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            call(*args, **wrong)
        return refused.value.fields

    assert faults(area, place=None) == {"place": ["required"]}
    assert faults(area, buildings=[neighbourhood.compound, "nowhere"], key=True, rounds_a_day=1) == {
        "buildings": {"0": ["not_a_building"], "1": ["unknown"]},
        "rounds_a_day": ["key_area_more_often:2"],
    }
    assert faults(area, by=admin(), community="nowhere") == {"community": ["unknown"]}
    for other in (volunteer(ids[0]), worker(neighbourhood.other)):
        with pytest.raises(Forbidden):
            area(by=other)
    code = area()
    assert faults(area, by=admin(), community=neighbourhood.other) == {"community": [f"fixed:{neighbourhood.code}"]}
    assert faults(walk, code, 0, -1, volunteer="xz-1") == {"left_at": ["not_after_start"]}
    assert faults(walk, code, -1500, 0, volunteer="xz-1") == {"left_at": ["longer_than_a_day"]}
    assert faults(walk, code, 60 * 48, volunteer="xz-1") == {"came_at": ["in_the_future"]}
    assert faults(walk, code, 12 * 60, 36 * 60, volunteer="xz-1") == {"left_at": ["in_the_future"]}
    assert faults(walk, code, 0, volunteer="xz-9") == {"volunteer": ["unknown"]}
    ancient = {"area": code, "volunteer": "xz-1", "came_at": "0001-01-01T00:00:00Z"}
    assert ask("log_round", ancient)["came_at"].startswith("0001-01-01")
    tomorrow = (district.day_of(NOW) + timedelta(days=1)).isoformat()
    assert faults(ask, "patrols", {"community": neighbourhood.code, "day": tomorrow}) == {"day": ["in_the_future"]}
    assert faults(ask, "patrols", {"community": "nowhere"}) == {"community": ["unknown"]}


def test_a_changed_area_keeps_its_rounds(neighbourhood, ask, ids, area, walk):
    walk(area(), 0, by=volunteer(ids[0]))
    area(name="老街", key=True)
    [found] = ask("patrols", {"community": neighbourhood.code, "day": DAY})["areas"]
    assert (found["name"], found["rounds_a_day"], len(found["rounds"]), found["missing"]) == ("老街", 4, 1, 3)
