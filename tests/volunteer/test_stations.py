"""Stations: who registers and checks them, what a community sees of them, and which buildings are near one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import vocabulary
from contracts.events import StationChecked, StationRegistered

from tests.actors import actor, admin, worker
from tests.days import today


@pytest.fixture
def general(neighbourhood) -> dict[str, Any]:
    """A general station of the neighbourhood."""
    return {
        "code": f"{neighbourhood.code}-s0",
        "community": neighbourhood.code,
        "kind": "general",
        "name": "和协一家亲总站",
        "amenities": ["umbrellas", "hot_water"],
        "rooms": ["棋室", "书画室"],
        "opening": [{"weekday": day, "opens": "00:00", "closes": "24:00"} for day in range(1, 8)],
    }


@pytest.fixture
def in_compound(neighbourhood) -> dict[str, Any]:
    """A station of the neighbourhood's one compound, near its first building only."""
    return {
        "code": f"{neighbourhood.code}-s1",
        "community": neighbourhood.code,
        "kind": "compound",
        "name": "一区站点",
        "compound": neighbourhood.compound,
        "serves": [neighbourhood.buildings[0]],
    }


def seen(ask: Any, neighbourhood: Any, reader: Any = None) -> list[dict[str, Any]]:
    return ask("stations", {"community": neighbourhood.code}, reader or actor())["items"]


def test_a_registered_station_is_told_and_everybody_sees_it(neighbourhood, ask, general, in_compound, bus):
    ask("register_station", in_compound)
    ask("register_station", general)
    told = bus.wait_for(StationRegistered, station=general["code"]).data
    assert (told.community, told.kind, told.name) == (neighbourhood.code, "general", general["name"])
    first, second = seen(ask, neighbourhood)
    assert {name: first[name] for name in general} == general
    assert (first["open_now"], first["next_opening"], first["on_duty"], first["roster"]) == (True, None, [], [])
    assert (second["code"], second["compound"], second["serves"]) == (
        in_compound["code"],
        neighbourhood.compound,
        neighbourhood.buildings[:1],
    )
    assert (second["open_now"], second["next_opening"]) == (False, None)
    assert second["missing"] == list(vocabulary.STATION_HAVES)


def test_a_changed_record_is_told_again_and_the_same_record_is_not(neighbourhood, ask, general):
    ask("register_station", general)
    ask("register_station", general)
    ask("register_station", {**general, "name": "总站"})
    assert [(event.sequence, event.data.name) for event in neighbourhood.told(StationRegistered)] == [
        (1, general["name"]),
        (2, "总站"),
    ]


def test_a_community_has_one_general_station(neighbourhood, ask, general):
    ask("register_station", general)
    with pytest.raises(Conflict) as refused:
        ask("register_station", {**general, "code": f"{neighbourhood.code}-s9"})
    assert refused.value.code == "general_station_exists"
    assert refused.value.about == {"station": general["code"], "name": general["name"]}
    elsewhere = {**general, "community": neighbourhood.other, "code": f"{neighbourhood.other}-s0"}
    assert ask("register_station", elsewhere, admin())["kind"] == "general"


def test_of_two_general_stations_at_the_same_moment_one_is_registered(neighbourhood, ask, general):
    def attempt(number: int) -> None:
        with suppress(Conflict):
            ask("register_station", {**general, "code": f"{neighbourhood.code}-g{number}"})

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(attempt, range(3)))
    assert len(seen(ask, neighbourhood)) == 1


def test_a_wrong_station_is_refused_whole(neighbourhood, ask, general, in_compound):
    def faults(station: dict[str, Any], by: Any = None, **wrong: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            ask("register_station", {**station, **wrong}, by)
        return refused.value.fields

    assert faults(in_compound, compound=None) == {"compound": ["required"]}
    assert faults(general, compound=neighbourhood.compound) == {"compound": ["not_allowed"]}
    assert faults(in_compound, compound=neighbourhood.buildings[0]) == {"compound": ["not_a_compound"]}
    served = [neighbourhood.compound, "nowhere", neighbourhood.code, f"{neighbourhood.other}-b1"]
    assert faults(in_compound, serves=served) == {
        "serves": {"1": ["unknown"], "2": ["not_a_compound_or_building"], "3": ["wrong_community"]}
    }
    backwards = [{"weekday": 1, "opens": "12:00", "closes": "08:00"}]
    assert faults(general, opening=backwards) == {"opening": {"0": {"closes": ["not_after_start"]}}}
    never = [{"weekday": 8, "opens": "25:00", "closes": "8:00"}]
    assert faults(general, opening=never) == {
        "opening": {
            "0": {"weekday": ["out_of_range:1,7"], "opens": ["not_a_clock_time"], "closes": ["not_a_clock_time"]}
        }
    }
    assert "amenities" in faults(general, amenities=["swimming_pool"])
    assert faults(general, by=admin(), community="nowhere") == {"community": ["unknown"]}
    ask("register_station", general)
    assert faults(general, by=admin(), community=neighbourhood.other, kind="compound", compound="nowhere") == {
        "community": [f"fixed:{neighbourhood.code}"],
        "kind": ["fixed:general"],
        "compound": ["unknown"],
    }
    assert len(neighbourhood.told(StationRegistered)) == 1


def test_only_workers_of_the_community_register_and_check(neighbourhood, ask, general):
    for other in (worker(neighbourhood.other), actor(), actor("volunteer")):
        with pytest.raises(Forbidden):
            ask("register_station", general, other)
    ask("register_station", general)
    check = {
        "station": general["code"],
        "have": "sign",
        "had": True,
        "seen_on": today().isoformat(),
        "evidence": "门口",
    }
    for other in (worker(neighbourhood.other), actor(), actor("volunteer")):
        with pytest.raises(Forbidden):
            ask("check_station", check, other)
    with pytest.raises(NotFound):
        ask("check_station", {**check, "station": "nowhere"}, admin())


def test_checks_show_what_a_station_has_since_when_and_what_it_lacks(neighbourhood, ask, general, bus):
    ask("register_station", general)

    def check(have: str, had: bool, day: str) -> dict[str, Any]:
        sent = {"station": general["code"], "have": have, "had": had, "seen_on": day, "evidence": f"{day}所见"}
        return ask("check_station", sent)

    check("sign", True, "2026-03-01")
    check("sign", True, "2026-04-01")
    check("rules", True, "2026-04-01")
    check("rules", False, "2026-05-01")
    check("rules", True, "2026-02-01")
    told = bus.wait_for(StationChecked, station=general["code"], seen_on=datetime(2026, 5, 1).date()).data
    assert (told.have, told.had) == ("rules", False)
    [station] = seen(ask, neighbourhood)
    assert station["haves"][:3] == [
        {
            "have": "sign",
            "had": True,
            "since": "2026-03-01",
            "seen_on": "2026-04-01",
            "evidence": "2026-04-01所见",
        },
        {
            "have": "rules",
            "had": False,
            "since": "2026-05-01",
            "seen_on": "2026-05-01",
            "evidence": "2026-05-01所见",
        },
        {"have": "staff", "had": None, "since": None, "seen_on": None, "evidence": None},
    ]
    assert station["missing"] == ["rules", "staff", "facilities", "projects", "records"]

    with pytest.raises(Invalid) as refused:
        check("sign", True, (today() + timedelta(days=1)).isoformat())
    assert refused.value.fields == {"seen_on": ["in_the_future"]}


def test_the_five_minute_circle_shows_who_has_no_station_near(neighbourhood, ask, in_compound):
    first, second = neighbourhood.buildings
    building = {"code": second, "kind": "building", "name": "2", "parent": neighbourhood.compound, "households": 36}
    ask("register_places", {"places": [building]}, admin())
    ask("register_station", in_compound)
    found = ask("five_minute_circle", {"community": neighbourhood.code}, actor())
    assert [(one["building"], one["households"], one["stations"]) for one in found["buildings"]] == [
        (first, None, [in_compound["code"]]),
        (second, 36, []),
    ]
    assert found["within"] == {"buildings": 1, "households": 0, "without_figure": 1}
    assert found["outside"] == {"buildings": 1, "households": 36, "without_figure": 0}

    ask("register_station", {**in_compound, "serves": [neighbourhood.compound]})
    found = ask("five_minute_circle", {"community": neighbourhood.code}, actor())
    assert found["within"] == {"buildings": 2, "households": 36, "without_figure": 1}
    for question in ("stations", "five_minute_circle"):
        with pytest.raises(Invalid) as refused:
            ask(question, {"community": "nowhere"}, actor())
        assert refused.value.fields == {"community": ["unknown"]}
