"""The demonstration day in 协庄社区 holds everything that a day should show, and only what may be done."""

from __future__ import annotations

from collections import Counter

import pytest

from contracts import vocabulary
from contracts.requests.ticketing import ReportNeed


@pytest.fixture(scope="module")
def needs(day):
    return day["needs"]


def served_by(needs, route):
    return [need["script"] for need in needs if need["script"]["route"] == route]


def test_thirty_needs_of_all_eight_kinds_that_the_api_takes(needs, day):
    assert [need["number"] for need in needs] == list(range(1, 31))
    assert {need["kind"] for need in needs} == set(vocabulary.NEED_KINDS)
    assert {need["urgency"] for need in needs} == set(vocabulary.URGENCIES)
    assert len({need["description"] for need in needs}) == 30
    for need in needs:
        report = {key: need[key] for key in ("description", "kind", "urgency", "building")}
        assert ReportNeed().validate(report | {"community": day["community"]}) == {}


def test_everybody_and_everything_named_is_of_xiezhuang(needs, places):
    place = places["xiezhuang"]
    usernames = {
        role: {one["username"] for one in place["accounts"] if one["roles"] == [role]}
        for role in ("resident", "volunteer")
    }
    buildings = {row["code"] for row in place["places"] if row["kind"] == "building"}
    officers_of = {one["organisation"] for one in place["accounts"]}
    assert {need["reporter"] for need in needs} == usernames["resident"]
    assert {need["building"] for need in needs} <= buildings
    assert {script["volunteer"] for script in served_by(needs, "volunteer")} <= usernames["volunteer"]
    assert {script["department"] for script in served_by(needs, "department")} <= officers_of - {None}


def test_nobody_confirms_or_rates_his_own_service(needs, places):
    names = {one["username"]: one["display_name"] for one in places["xiezhuang"]["accounts"]}
    for need in needs:
        if need["script"]["volunteer"]:
            assert names[need["reporter"]] != names[need["script"]["volunteer"]]


def test_twelve_needs_go_to_four_departments_one_late_one_never(needs):
    whistled = served_by(needs, "department")
    assert sorted(Counter(script["department"] for script in whistled).values()) == [3, 3, 3, 3]
    assert Counter(script["report_in"] for script in whistled) == {"in_time": 10, "late": 1, "never": 1}
    late, never = ({s["department"] for s in whistled if s["report_in"] == how} for how in ("late", "never"))
    assert late != never


def test_eighteen_needs_go_to_volunteers_each_of_whom_serves_at_least_twice(needs):
    scripts = served_by(needs, "volunteer")
    assert len(scripts) == 18
    assert {script["how"] for script in scripts} == {"claim", "assign"}
    assert min(Counter(script["volunteer"] for script in scripts).values()) >= 2


def test_what_is_served_has_minutes_and_a_rating_and_what_is_not_has_neither(needs):
    stars = set()
    for script in (need["script"] for need in needs):
        if script["report_in"] == "never":
            steps = ("minutes", "rating", "dispute", "reopen")
            assert [script[step] for step in steps] == [None] * 4
            continue
        rounds = [script] + [script[step] for step in ("dispute", "reopen") if script[step]]
        assert all(20 <= one["minutes"] <= 180 for one in rounds)
        for rated in [script["rating"]] + ([script["reopen"]["rating"]] if script["reopen"] else []):
            assert rated["resolved"] in (True, False) and rated["comment"]
            stars.add(rated["stars"])
    assert stars == {1, 2, 3, 4, 5}


def test_one_is_disputed_and_completed_again_and_one_reopened(needs):
    assert [need for need in needs if need["script"]["dispute"]]
    assert [need for need in needs if need["script"]["reopen"]]
    for need in needs:
        for step in ("dispute", "reopen"):
            assert need["script"][step] is None or need["script"][step]["reason"]
