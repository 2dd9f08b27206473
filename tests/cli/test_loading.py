"""Places kept as data come in through the public API, and again without harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chassis.transaction import new_id
from cli.loading import load_places
from cli.problem import Problem

from tests import web

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_an_example_place_is_loaded_whole_and_once(portal):
    place = json.loads((EXAMPLES / "xiezhuang" / "place.json").read_text())
    begun = []
    for _ in (1, 2):
        people = load_places(portal.url, portal.token, EXAMPLES, begun.append, only=["xiezhuang"])
    steps = ["xiezhuang", "xiezhuang: 25 of 31 activities", "xiezhuang: 31 of 31 activities"]
    assert begun == steps * 2
    assert [person.username for person in people] == [account["username"] for account in place["accounts"]]

    found = portal.get("/volunteers", community="xiezhuang", limit=200)["items"]
    assert len(found) == 98
    assert len(portal.get("/places", community="xiezhuang")["items"]) == 1 + 4 + 139
    by_reference = {one["reference"]: one for one in found}
    duty = {one["volunteer"]: one["buildings"] for one in place["building_duty"]}
    assert {name: one["buildings"] for name, one in by_reference.items() if one["buildings"]} == duty
    [team] = [one for one in portal.get("/teams")["items"] if one["code"] == "xiezhuang-team"]
    assert len(team["members"]) == 98
    for account in place["accounts"]:
        shown = portal.get(f"/accounts/{account['username']}")
        expected = by_reference[account["volunteer"]]["volunteer_id"] if account["volunteer"] else None
        assert (shown["display_name"], shown["volunteer_id"]) == (account["display_name"], expected)

    here = "/communities/xiezhuang"
    stations = portal.get(f"{here}/stations")["items"]
    assert [station["missing"] for station in stations] == [[]] * 5
    assert len(portal.get(f"{here}/series")["items"]) == 7
    held = portal.get(f"{here}/activities", first="2025-01-01", last="2025-12-31", limit=200)["items"]
    assert len(held) == 31
    assert held[0]["title"] == "志愿服务培训"
    attendances = portal.get(f"/activities/{held[0]['activity_id']}")["attendances"]
    assert [(one["minutes"], one["version"]) for one in attendances] == [(120, 1)] * 12


def test_what_has_no_code_is_found_again_however_it_was_changed_since(portal, small):
    """Other contents go under other keys, as the same contents do once their key is forgotten."""
    code = small["place"]
    starts, ends = "2025-03-01T01:00:00Z", "2025-03-01T03:00:00Z"
    small["activities"] = [
        {
            "community": code,
            "kind": "environment",
            "title": "清扫",
            "place": "一区",
            "starts_at": starts,
            "ends_at": ends,
            "attended": [f"{code}-1", f"{code}-2"],
            "left_early": {f"{code}-2": 30},
        }
    ]
    paired = {"community": code, "building": f"{code}-b1", "called": "一户", "delivery": "funds", "every_days": 7}
    small["pairings"] = [{**paired, "volunteer": f"{code}-1", "organisation": None}]
    small["daily_rolls"] = [
        {"community": code, "title": "每日联络", "silence_hour": 20, "callers": [f"{code}-1"], "people": []}
    ]
    rhythm = {"recurrence": {"every": "week", "weekday": 5}, "starts": "09:00", "minutes": 60}
    small["series"] = [{"community": code, "kind": "environment", "title": "周五清扫", "place": "一区", **rhythm}]
    load_places(portal.url, portal.token, small.write())

    def there():
        [activity] = portal.get(f"/communities/{code}/activities", first="2025-03-01", last="2025-03-01")["items"]
        [pairing] = portal.get("/pairings", community=code)["items"]
        [roll] = portal.get("/daily-rolls", community=code)["items"]
        [series] = portal.get(f"/communities/{code}/series")["items"]
        return portal.get(f"/activities/{activity['activity_id']}"), pairing, roll, series

    before = there()
    assert sorted(one["minutes"] for one in before[0]["attendances"]) == [90, 120]
    small["activities"][0] |= {"place": "二区", "left_early": {}}
    small["pairings"][0]["every_days"] = 30
    small["daily_rolls"][0]["silence_hour"] = 12
    small["series"][0]["minutes"] = 90
    load_places(portal.url, portal.token, small.write())
    assert there() == before


def test_attendance_before_which_a_load_broke_off_is_recorded_by_the_next(portal, small):
    code = small["place"]
    first, second = (
        {
            "community": code,
            "kind": "environment",
            "title": title,
            "place": "一区",
            "starts_at": "2025-03-01T01:00:00Z",
            "ends_at": "2025-03-01T03:00:00Z",
        }
        for title in ("清扫", "再清扫")
    )
    small["activities"] = [first]
    load_places(portal.url, portal.token, small.write())
    small["activities"] = [{**first, "attended": [f"{code}-1"]}, {**second, "attended": [f"{code}-2"]}]
    for _ in (1, 2):
        load_places(portal.url, portal.token, small.write())
        found = portal.get(f"/communities/{code}/activities", first="2025-03-01", last="2025-03-01")["items"]
        attended = [portal.get(f"/activities/{one['activity_id']}")["attendances"] for one in found]
        assert [[(one["minutes"], one["version"]) for one in own] for own in attended] == [[(120, 1)]] * 2


def test_what_changed_in_a_file_is_changed_and_the_rest_stays(portal, small):
    folder = small.write()
    load_places(portal.url, portal.token, folder)
    small["volunteers"][0]["name"] = "改了名"
    small["volunteers"].append({**small["volunteers"][0], "reference": f"{small['place']}-3", "phone": None})
    load_places(portal.url, portal.token, small.write())
    names = [one["name"] for one in portal.get("/volunteers", community=small["place"])["items"]]
    assert sorted(names) == sorted(["改了名", "志愿者2", "改了名"])


def test_who_withdrew_meanwhile_stays_withdrawn(portal, small):
    load_places(portal.url, portal.token, small.write())
    left = next(one for one in portal.get("/volunteers", community=small["place"])["items"] if one["name"] == "志愿者2")
    answer = web.call(
        "POST",
        f"{portal.url}/api/v1/volunteers/{left['volunteer_id']}/withdraw",
        headers={"Authorization": f"Bearer {portal.token}", "Idempotency-Key": new_id()},
    )
    assert answer.is_success, answer.text
    small["volunteers"][0]["name"] = "另一个名"
    small["teams"][0]["name"] = "另一组"
    load_places(portal.url, portal.token, small.write())
    assert [one["name"] for one in portal.get("/volunteers", community=small["place"])["items"]] == ["另一个名"]
    [team] = portal.get("/teams", community=small["place"])["items"]
    assert (team["name"], len(team["members"])) == ("另一组", 1)


def test_what_is_refused_in_a_file_is_said_with_the_file(portal, small):
    small["volunteers"][1]["phone"] = "12"
    with pytest.raises(Problem) as refused:
        load_places(portal.url, portal.token, small.write())
    assert "place.json" in refused.value.message
    assert f"{small['place']}-2" in refused.value.message
    assert "not_a_phone" in refused.value.message
    small["places"][1]["parent"] = "nowhere"
    with pytest.raises(Problem, match="places.1.parent unknown"):
        load_places(portal.url, portal.token, small.write())


def test_a_folder_without_places_or_with_half_a_place_is_said_in_a_sentence(portal, small, tmp_path):
    with pytest.raises(Problem, match="no places"):
        load_places(portal.url, portal.token, tmp_path / "empty")
    del small["teams"]
    with pytest.raises(Problem, match="has no teams"):
        load_places(portal.url, portal.token, small.write())
