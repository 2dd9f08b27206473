"""Needs as anybody may follow them: by number and by community, without whose they are, where, or in which words."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Invalid, NotFound
from contracts import district

from tests.ticketing.clocked import Clocked

VISITOR = Actor(person_id="00000000-0000-0000-0000-000000000000")


def follow(clocked: Clocked, number: str) -> dict[str, Any]:
    return clocked.rpc("ticketing", "public_need", {"number": number}, actor=VISITOR)


def listed(clocked: Clocked, **asked: Any) -> dict[str, Any]:
    asked = {"community": clocked.community, **asked}
    return clocked.rpc("ticketing", "public_needs", asked, actor=VISITOR)


def report(clocked: Clocked, **about: Any) -> dict[str, Any]:
    return clocked.report(**{"kind": "environment", **about})


def test_a_visitor_follows_a_need_by_its_days(clocked: Clocked) -> None:
    need = report(clocked, building=clocked.building, place_words="三单元门口", description="垃圾没人清")
    need = clocked.do("triage", need, clocked.worker, kind="environment")
    clocked.wait(timedelta(days=1))
    need = clocked.do("claim", need, clocked.lin)
    need = clocked.do("hand_back", need, clocked.lin, reason="家里有事")
    shown = follow(clocked, need["number"])
    assert shown == {
        "number": need["number"],
        "community": clocked.community,
        "kind": "environment",
        "state": "offered",
        "steps": [
            {"state": "reported", "day": "2026-09-29"},
            {"state": "offered", "day": "2026-09-29"},
            {"state": "assigned", "day": "2026-09-30"},
            {"state": "offered", "day": "2026-09-30"},
        ],
        "due_on": "2026-09-30",
        "late": False,
    }
    assert listed(clocked) == {"items": [shown], "next_cursor": None}
    told = json.dumps(shown, ensure_ascii=False)
    for secret in ("垃圾", "单元", "家里", clocked.building, need["need_id"], clocked.zhou.person_id, "T0"):
        assert secret not in told
    assert str(clocked.lin.volunteer_id) not in told


def test_what_is_late_is_said_to_be_also_when_it_was_done_late(clocked: Clocked) -> None:
    need = clocked.do("triage", report(clocked), clocked.worker, kind="environment")
    clocked.wait(timedelta(days=2))
    assert follow(clocked, need["number"])["late"] is True
    need = clocked.do("complete", clocked.do("claim", need, clocked.lin), clocked.lin)
    clocked.do("confirm", need, clocked.zhou)
    shown = follow(clocked, need["number"])
    assert (shown["state"], shown["late"], shown["due_on"]) == ("confirmed", True, "2026-09-30")


def test_a_number_is_read_as_people_type_it(clocked: Clocked) -> None:
    need = report(clocked)
    assert follow(clocked, f" {need['number'].lower()} ")["number"] == need["number"]


@pytest.mark.parametrize(
    "about",
    [
        *({"kind": kind} for kind in ("hardship_relief", "health_care", None)),
        {"kind": "environment", "anonymous": True},
    ],
)
def test_a_withheld_need_is_answered_like_one_that_does_not_exist(clocked: Clocked, about: dict[str, Any]) -> None:
    need = clocked.report(**about)
    refused = []
    for number in (need["number"], "NOWHERE-20260929-1"):
        with pytest.raises(NotFound) as answered:
            follow(clocked, number)
        refused.append((answered.value.code, answered.value.about["what"]))
    assert refused[0] == refused[1]
    assert listed(clocked)["items"] == []
    with pytest.raises(Invalid) as cursor:
        listed(clocked, cursor=need["number"])
    assert cursor.value.fields == {"cursor": ["unknown"]}


def test_a_need_is_withheld_from_the_moment_that_its_kind_is_known_to_be(clocked: Clocked) -> None:
    need = report(clocked)
    assert follow(clocked, need["number"])
    clocked.do("triage", need, clocked.worker, kind="health_care")
    with pytest.raises(NotFound):
        follow(clocked, need["number"])


def test_the_list_goes_by_page_newest_first_and_no_cursor_tells_more_than_a_number(clocked: Clocked) -> None:
    numbers = []
    for place in range(7):
        clocked.now += timedelta(seconds=1)
        numbers.append(report(clocked, kind="health_care" if place == 3 else "environment")["number"])
    opened = [number for number in reversed(numbers) if number != numbers[3]]
    found: list[str] = []
    asked: dict[str, Any] = {"limit": 2}
    while True:
        page = listed(clocked, **asked)
        found += [need["number"] for need in page["items"]]
        if page["next_cursor"] is None:
            break
        assert page["next_cursor"] == found[-1]
        asked["cursor"] = page["next_cursor"]
    assert found == opened
    with pytest.raises(Invalid):
        listed(clocked, cursor="no such number")


def test_ninety_days_are_listed_and_older_needs_are_still_found_by_number(clocked: Clocked) -> None:
    clocked.now = datetime(2026, 9, 29, 23, 0, tzinfo=district.TIME)
    need = report(clocked)
    clocked.now = datetime(2026, 12, 27, 23, 59, tzinfo=district.TIME)
    assert [one["number"] for one in listed(clocked)["items"]] == [need["number"]]
    clocked.now += timedelta(minutes=1)
    assert listed(clocked)["items"] == []
    assert follow(clocked, need["number"])["number"] == need["number"]


def test_another_community_s_needs_are_not_in_the_list_and_an_unknown_one_is_not_found(clocked: Clocked) -> None:
    report(clocked)
    assert listed(clocked, community=clocked.elsewhere)["items"] == []
    for community in ("nowhere", clocked.building):
        with pytest.raises(NotFound) as refused:
            listed(clocked, community=community)
        assert refused.value.about["what"] == "community"
