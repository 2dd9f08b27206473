"""Open forums: announced, held, their minutes kept once, and each agreed point followed until it is done."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.door_to_door import day
from tests.ticketing.neighbourhood import Neighbourhood


@pytest.fixture
def resident(here: Neighbourhood) -> Actor:
    return actors.actor(communities=[here.community])


def proposed(here: Neighbourhood, by: Actor, **facts: Any) -> dict[str, Any]:
    asked = {"community": here.community, "title": "停车", "words": "消防通道常被占", **facts}
    return here.rpc("ticketing", "propose_topic", asked, actor=by)


def taken_up(here: Neighbourhood, by: Actor, **facts: Any) -> str:
    """The id of a topic that may be put on the table."""
    topic = {"topic_id": proposed(here, by, **facts)["topic_id"]}
    return here.rpc("ticketing", "take_up_topic", topic, actor=here.admin)["topic_id"]


def call(here: Neighbourhood, by: Actor | None = None, **facts: Any) -> dict[str, Any]:
    asked = {"community": here.community, "day": day(0), "place_words": "议事亭", **facts}
    return here.rpc("ticketing", "call_forum", asked, actor=by or here.worker)


def keep(here: Neighbourhood, forum: dict[str, Any], by: Actor | None = None, **facts: Any) -> dict[str, Any]:
    asked = {"forum_id": forum["forum_id"], "came": 31, "minutes": "大家谈了停车", **facts}
    return here.rpc("ticketing", "keep_minutes", asked, actor=by or here.worker)


def settle(here: Neighbourhood, point: dict[str, Any], by: Actor, **facts: Any) -> dict[str, Any]:
    return here.rpc("ticketing", "settle_point", {"point_id": point["point_id"], **facts}, actor=by)


def read(here: Neighbourhood, forum: dict[str, Any], by: Actor) -> dict[str, Any]:
    return here.rpc("ticketing", "forum", {"forum_id": forum["forum_id"]}, actor=by)


def test_a_forum_is_held_and_what_it_agreed_on_is_done(here: Neighbourhood, resident: Actor) -> None:
    topic = taken_up(here, resident)
    forum = call(here, topics=[topic])
    assert (forum["came"], forum["minutes"], forum["agreed"]) == (None, None, [])
    kept = keep(
        here,
        forum,
        agreed=[
            {"words": "疏通下水", "organisation": here.water_works, "due_on": day(10)},
            {"words": "社区出面登记车辆"},
        ],
    )
    assert (kept["came"], kept["minutes"], kept["topics"]) == (31, "大家谈了停车", [topic])
    drains, cars = kept["agreed"]
    assert (drains["organisation"], drains["due_on"], drains["done_on"], drains["late"]) == (
        here.water_works,
        day(10),
        None,
        False,
    )
    assert (cars["words"], cars["organisation"], cars["late"]) == ("社区出面登记车辆", None, False)
    assert settle(here, drains, here.water)["agreed"][0]["done_on"] == day(0)
    settle(here, cars, here.worker, done_on=day(0))
    seen = read(here, forum, resident)
    assert [point["done_on"] for point in seen["agreed"]] == [day(0), day(0)]
    assert here.rpc("ticketing", "forums", {"community": here.community}, actor=resident)["items"] == [seen]
    with pytest.raises(Conflict) as again:
        settle(here, drains, here.worker)
    assert (again.value.code, again.value.about) == ("point_settled", {"day": day(0)})


def test_a_point_that_is_not_done_by_its_day_is_late_and_stays_so(here: Neighbourhood) -> None:
    kept = keep(
        here,
        call(here, day=day(-9)),
        agreed=[{"words": f"第{number}件", "due_on": day(due)} for number, due in ((1, -2), (2, 0), (3, -2))],
    )
    assert [point["late"] for point in kept["agreed"]] == [True, False, True]
    settle(here, kept["agreed"][0], here.worker, done_on=day(-1))
    after = settle(here, kept["agreed"][2], here.worker, done_on=day(-2))
    assert [point["late"] for point in after["agreed"]] == [True, False, False]


def test_an_officer_settles_what_the_own_organisation_is_responsible_for(here: Neighbourhood) -> None:
    agreed = [{"words": "疏通下水", "organisation": here.water_works}, {"words": "登记车辆"}]
    forum = call(here)
    kept = keep(here, forum, agreed=agreed)
    assert read(here, forum, here.water) == kept
    with pytest.raises(Forbidden) as hidden:
        read(here, forum, here.power)
    assert hidden.value.code == "not_of_community"
    for point, person in ((0, here.power), (1, here.water), (0, actors.worker(here.elsewhere))):
        with pytest.raises(Forbidden) as refused:
            settle(here, kept["agreed"][point], person)
        assert refused.value.code == "not_your_community"
    with pytest.raises(Forbidden) as role:
        settle(here, kept["agreed"][1], actors.actor(communities=[here.community]))
    assert role.value.code == "role_required"


def test_minutes_are_kept_once_and_only_of_what_was_held(here: Neighbourhood, resident: Actor) -> None:
    ahead, held = call(here, day=day(1)), call(here)
    with pytest.raises(Conflict) as early:
        keep(here, ahead)
    assert (early.value.code, early.value.about) == ("forum_to_come", {"day": day(1)})
    kept = keep(here, held)
    with pytest.raises(Conflict) as again:
        keep(here, held, minutes="改写")
    assert again.value.code == "minutes_kept"
    assert read(here, held, resident) == kept
    for person in (resident, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            call(here, person)
        with pytest.raises(Forbidden):
            keep(here, ahead, person)
    with pytest.raises(NotFound):
        keep(here, {"forum_id": new_id()})


def test_wrong_input_is_refused_by_field(here: Neighbourhood, resident: Actor) -> None:
    waiting = proposed(here, resident)["topic_id"]
    abroad = taken_up(here, here.admin, community=here.elsewhere)
    topics = [taken_up(here, resident), waiting, abroad, new_id()]
    with pytest.raises(Invalid) as refused:
        call(here, topics=topics)
    assert refused.value.fields == {"topics": {"1": ["not_taken_up"], "2": ["wrong_community"], "3": ["unknown"]}}
    forum = call(here, day=day(-2))
    with pytest.raises(Invalid) as agreed:
        keep(
            here,
            forum,
            agreed=[{"words": "好"}, {"words": "办", "organisation": f"none-{new_id()[-8:]}", "due_on": day(-3)}],
        )
    assert agreed.value.fields == {"agreed": {"1": {"organisation": ["unknown"], "due_on": ["before_forum"]}}}
    assert read(here, forum, here.worker)["minutes"] is None
    [point] = keep(here, forum, agreed=[{"words": "好"}])["agreed"]
    for done_on, code in ((day(1), "in_the_future"), (day(-3), "before_forum")):
        with pytest.raises(Invalid) as wrong:
            settle(here, point, here.worker, done_on=done_on)
        assert wrong.value.fields == {"done_on": [code]}
