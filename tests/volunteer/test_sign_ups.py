"""Signing up: who comes first is going, who comes later waits and moves up, and nobody is in two places at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid

from tests.actors import actor, volunteer, worker
from tests.volunteer.conftest import Plan, in_hours


@pytest.fixture
def ids(enrol) -> list[str]:
    """Six volunteers, the first of whom knows first aid."""
    first = {"reference": "xz-1", "name": "志愿者1", "skills": ["急救"]}
    answer = enrol(first, *({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in range(2, 7)))
    return [row["volunteer_id"] for row in answer["rows"]]


def sign_up(ask: Any, made: dict[str, Any], volunteer_id: str) -> dict[str, Any]:
    return ask("sign_up", {"activity_id": made["activity_id"]}, volunteer(volunteer_id))


def refused(what: Any) -> Conflict:
    with pytest.raises(Conflict) as found:
        what()
    return found.value


def test_who_comes_first_is_going_and_the_first_who_waits_moves_up(ask, ids, plan: Plan):
    made = plan(capacity=2)
    assert [sign_up(ask, made, one)["own"] for one in ids[:4]] == ["going", "going", "waiting", "waiting"]
    full = ask("activity", {"activity_id": made["activity_id"]})
    assert (full["going_ids"], full["waiting_ids"]) == (ids[:2], ids[2:4])

    left = ask("withdraw_sign_up", {"activity_id": made["activity_id"]}, volunteer(ids[0]))
    assert (left["going"], left["waiting"], left["own"]) == (2, 1, None)
    full = ask("activity", {"activity_id": made["activity_id"]})
    assert (full["going_ids"], full["waiting_ids"]) == (ids[1:3], ids[3:4])
    assert sign_up(ask, made, ids[0])["own"] == "waiting"


def test_others_see_how_many_go_but_not_who(ask, ids, plan: Plan, neighbourhood):
    made = plan()
    sign_up(ask, made, ids[0])
    sign_up(ask, made, ids[1])
    for reader, seen in ((volunteer(ids[0]), ids[:1]), (actor(), []), (worker(neighbourhood.other), [])):
        full = ask("activity", {"activity_id": made["activity_id"]}, reader)
        assert (full["going"], full["going_ids"]) == (2, seen)


def test_of_many_at_the_same_moment_no_more_are_going_than_there_is_room_for(ask, ids, plan: Plan):
    made = plan(capacity=3)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: sign_up(ask, made, one), ids))
    full = ask("activity", {"activity_id": made["activity_id"]})
    assert (full["going"], full["waiting"]) == (3, 3)
    assert sorted([*full["going_ids"], *full["waiting_ids"]]) == sorted(ids)


def test_nobody_signs_up_for_two_activities_at_once_even_at_the_same_moment(ask, ids, plan: Plan):
    made = [plan(starts=1, ends=3, title="清扫"), plan(starts=2, ends=4, title="义诊")]

    def attempt(one: dict[str, Any]) -> None:
        with suppress(Conflict):
            sign_up(ask, one, ids[0])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, made))
    own = [ask("activity", {"activity_id": one["activity_id"]}, volunteer(ids[0]))["own"] for one in made]
    assert sorted(own, key=str) == [None, "going"]
    taken, other = (made[0], made[1]) if own[0] else (made[1], made[0])
    found = refused(lambda: sign_up(ask, other, ids[0]))
    assert (found.code, found.about) == (
        "overlaps",
        {"activity_id": taken["activity_id"], "title": taken["title"]},
    )
    assert sign_up(ask, plan(starts=4, ends=5), ids[0])["own"] == "going"

    ask("cancel_activity", {"activity_id": taken["activity_id"], "reason": "大雨"})
    assert sign_up(ask, other, ids[0])["own"] == "going"


def test_what_an_activity_does_not_allow_is_refused(ask, ids, plan: Plan):
    skilled = plan(skills=["first-aid"])
    assert sign_up(ask, skilled, ids[0])["own"] == "going"
    assert refused(lambda: sign_up(ask, skilled, ids[0])).code == "already_signed_up"
    lacking = refused(lambda: sign_up(ask, skilled, ids[1]))
    assert (lacking.code, lacking.about) == ("skills_missing", {"skills": ["first-aid"]})
    assert refused(lambda: sign_up(ask, plan(starts=-3, ends=-1), ids[1])).code == "activity_over"
    withdraw = {"activity_id": skilled["activity_id"]}
    assert refused(lambda: ask("withdraw_sign_up", withdraw, volunteer(ids[1]))).code == "not_signed_up"
    ask("cancel_activity", {**withdraw, "reason": "大雨"})
    assert refused(lambda: sign_up(ask, skilled, ids[1])).code == "activity_cancelled"


def test_after_the_deadline_only_a_worker_takes_a_sign_up_back(ask, ids, plan: Plan):
    made = plan(withdraw_until=in_hours(-1))
    sign_up(ask, made, ids[0])
    withdraw = {"activity_id": made["activity_id"]}
    assert refused(lambda: ask("withdraw_sign_up", withdraw, volunteer(ids[0]))).code == "too_late_to_withdraw"
    assert ask("withdraw_sign_up", {**withdraw, "volunteer": "xz-1"})["going"] == 0


def test_a_worker_signs_anyone_up_and_others_only_themselves(ask, ids, plan: Plan, neighbourhood):
    made = plan()
    asked = {"activity_id": made["activity_id"], "volunteer": "xz-2"}
    assert ask("sign_up", asked)["going"] == 1
    for other in (volunteer(ids[0]), worker(neighbourhood.other), actor()):
        with pytest.raises(Forbidden):
            ask("sign_up", {**asked, "volunteer": ids[2]}, other)
    for wrong, fault in (("xz-9", "unknown"), (None, "required")):
        with pytest.raises(Invalid) as found:
            ask("sign_up", {**asked, "volunteer": wrong})
        assert found.value.fields == {"volunteer": [fault]}


def test_a_volunteer_who_withdraws_leaves_room_at_activities_to_come(ask, ids, plan: Plan):
    made = plan(capacity=1)
    sign_up(ask, made, ids[0])
    sign_up(ask, made, ids[1])
    ask("withdraw_volunteer", {"volunteer_id": ids[0]})
    full = ask("activity", {"activity_id": made["activity_id"]})
    assert (full["going_ids"], full["waiting_ids"]) == (ids[1:2], [])
