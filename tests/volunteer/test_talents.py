"""The talent pool: people found by what they can do, when they are free, what they wish and where."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Forbidden, Invalid
from contracts import district

from tests.actors import actor, admin, volunteer, worker
from tests.volunteer.conftest import Plan, in_hours

FRIDAY = datetime(2030, 11, 22, tzinfo=district.TIME)
FRIDAYS = {"weekday": 5, "starts": "18:00", "ends": "24:00"}
SATURDAYS = {"weekday": 6, "starts": "00:00", "ends": "02:00"}


def at(hours: float) -> str:
    """So many hours after a Friday's midnight."""
    return (FRIDAY + timedelta(hours=hours)).isoformat()


@pytest.fixture
def ids(neighbourhood, ask, enrol) -> dict[str, str]:
    """Volunteer ids by name: 甲 knows first aid until 2030, 乙 and 丙 say so, 丁 has told nothing."""
    rows = [{"reference": f"xz-{n}", "name": name, "skills": ["急救", "缝补"]} for n, name in enumerate("甲乙丙")]
    answer = enrol(*rows, {"reference": "xz-9", "name": "丁"})
    ids = dict(zip("甲乙丙丁", (row["volunteer_id"] for row in answer["rows"]), strict=True))

    def describe(name: str, **said: Any) -> None:
        nothing: dict[str, Any] = {"languages": [], "availability": [], "wishes": [], "credentials": []}
        ask("describe_volunteer", {"volunteer_id": ids[name], **nothing, **said})

    first_aid = {"skill": "急救", "evidence": "救护员证", "valid_until": "2030-11-22"}
    describe("甲", languages=["English"], credentials=[first_aid], availability=[FRIDAYS], wishes=["health_care"])
    describe("乙", languages=["四川话"], availability=[FRIDAYS, SATURDAYS], wishes=["health_care", "environment"])
    describe("丙", credentials=[{"skill": "缝补", "evidence": "居委会"}], languages=["ENGLISH", "四川话"])
    first, second = neighbourhood.buildings
    duties = [{"volunteer": "xz-0", "buildings": [first]}, {"volunteer": "xz-1", "buildings": [first, second]}]
    ask("assign_building_duty", {"community": neighbourhood.code, "duties": duties})
    return ids


@pytest.fixture
def names(neighbourhood, ask, ids):
    """The names of those found."""

    def find(**wanted: Any) -> str:
        items = ask("talents", {"community": neighbourhood.code, **wanted})["items"]
        return "".join(item["name"] for item in items)

    return find


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "甲乙丙丁"),
        ({"skill": "急救"}, "甲乙丙"),
        ({"skill": "first-aid", "language": "english"}, "甲丙"),
        ({"language": " 四川话"}, "乙丙"),
        ({"language": "四川"}, ""),
        ({"kind": "health_care"}, "甲乙"),
        ({"kind": "public_order"}, ""),
        ({"valid_on": "2030-11-22"}, "甲丙"),
        ({"valid_on": "2030-11-23"}, "丙"),
        ({"valid_on": "2030-11-22", "skill": "first-aid"}, "甲"),
        ({"free_from": at(18)}, "甲乙"),
        ({"free_from": at(17.99)}, ""),
        ({"free_from": at(24 + 1.99)}, "乙"),
        ({"free_from": at(18), "free_until": at(24)}, "甲乙"),
        ({"free_from": at(23), "free_until": at(26)}, "乙"),
        ({"free_from": at(23), "free_until": at(26.01)}, ""),
    ],
)
def test_people_are_found_by_all_that_is_asked(names, wanted, found):
    assert names(**wanted) == found


def test_people_are_found_by_the_building_or_compound_they_answer_for(neighbourhood, names):
    first, second = neighbourhood.buildings
    assert (names(place=first), names(place=second), names(place=neighbourhood.compound)) == ("甲乙", "乙", "甲乙")

    def fault(place: str) -> str:
        with pytest.raises(Invalid) as refused:
            names(place=place)
        return refused.value.fields["place"][0]

    assert fault("nowhere") == "unknown"
    assert fault(neighbourhood.code) == "not_a_building_or_compound"
    assert fault(f"{neighbourhood.other}-b1") == "wrong_community"


def test_who_is_signed_up_for_something_at_the_time_is_not_free_unless_it_was_called_off(ask, ids, names, plan: Plan):
    made = plan(starts_at=at(19), ends_at=at(20))
    ask("sign_up", {"activity_id": made["activity_id"]}, volunteer(ids["甲"]))
    assert names(free_from=at(18), free_until=at(19.01)) == "乙"
    assert names(free_from=at(18), free_until=at(19)) == "甲乙"
    assert names(free_from=at(20)) == "甲乙"
    ask("cancel_activity", {"activity_id": made["activity_id"], "reason": "大雨"})
    assert names(free_from=at(19)) == "甲乙"


def test_who_withdrew_is_no_longer_in_the_pool(ask, ids, names):
    ask("withdraw_volunteer", {"volunteer_id": ids["甲"]})
    assert names(skill="急救") == "乙丙"


def test_each_is_shown_with_all_that_is_known_of_them(neighbourhood, ask, ids):
    [found] = ask("talents", {"community": neighbourhood.code, "language": "English", "kind": "health_care"})["items"]
    assert found.pop("number").startswith("V-")
    assert found == {
        "volunteer_id": ids["甲"],
        "name": "甲",
        "group": None,
        "skills": ["first-aid", "sewing"],
        "languages": ["English"],
        "availability": [FRIDAYS],
        "wishes": ["health_care"],
        "credentials": [
            {
                "skill": "first-aid",
                "evidence": "救护员证",
                "valid_until": "2030-11-22",
                "valid": True,
                "activity_id": None,
            },
        ],
        "buildings": neighbourhood.buildings[:1],
    }


def test_the_pool_comes_page_by_page(neighbourhood, ask, ids):
    first = ask("talents", {"community": neighbourhood.code, "skill": "急救", "limit": 2})
    asked = {"community": neighbourhood.code, "skill": "急救", "limit": 2, "cursor": first["next_cursor"]}
    second = ask("talents", asked)
    assert [[one["name"] for one in page["items"]] for page in (first, second)] == [["甲", "乙"], ["丙"]]
    assert second["next_cursor"] is None
    with pytest.raises(Invalid):
        ask("talents", {**asked, "cursor": "V-000001-Z"})


def test_the_pool_is_for_workers_of_the_community(neighbourhood, ask, ids):
    asked = {"community": neighbourhood.code}
    for stranger in (worker(neighbourhood.other), actor(), volunteer(ids["甲"])):
        with pytest.raises(Forbidden):
            ask("talents", asked, stranger)
    assert len(ask("talents", asked, admin())["items"]) == 4
    assert ask("talents", {"community": neighbourhood.other}, worker(neighbourhood.other))["items"] == []


@pytest.mark.parametrize(
    ("wanted", "faults"),
    [
        ({"free_until": in_hours(1)}, {"free_from": ["required"]}),
        ({"free_from": in_hours(1), "free_until": in_hours(0)}, {"free_until": ["not_after_start"]}),
        ({"free_from": in_hours(1), "free_until": in_hours(26)}, {"free_until": ["longer_than_a_day"]}),
        ({"free_from": "9999-12-31T23:59:59Z"}, {"free_from": ["out_of_range:2000,2999"]}),
        ({"free_from": "2030-11-22T18:00:00"}, {"free_from": ["not_a_time"]}),
        ({"community": "nowhere"}, {"community": ["unknown"]}),
    ],
)
def test_what_cannot_be_searched_for_is_refused(neighbourhood, ask, wanted, faults):
    with pytest.raises(Invalid) as refused:
        ask("talents", {"community": neighbourhood.code, **wanted}, admin())
    assert refused.value.fields == faults
