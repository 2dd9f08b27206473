"""Joining somebody else's need instead of reporting it anew."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.transaction import new_id
from contracts.events import NeedClosed, NeedFollowed, NeedUnfollowed

from tests import actors
from tests.ticketing.clocked import Clocked


def join(here: Clocked, need: dict[str, Any], actor: Actor, call: str = "join_need", **how: Any) -> dict[str, Any]:
    return here.rpc("ticketing", call, {"need_id": need["need_id"]}, actor=actor, **how)


def leave(here: Clocked, need: dict[str, Any], actor: Actor) -> dict[str, Any]:
    return join(here, need, actor, "leave_need")


def test_a_follower_sees_where_the_need_stands_and_when_it_is_due_and_not_a_word_of_it(clocked: Clocked) -> None:
    need = clocked.report(
        building=clocked.building,
        place_words="门口",
        kind="environment",
    )
    wang = actors.actor()
    told = join(clocked, need, wang)
    assert (told["following"], told["followers"], told["state"]) == (True, 1, "reported")
    seen = clocked.see(need, wang)
    assert (seen["number"], seen["kind"], seen["state"]) == (need["number"], "environment", "reported")
    assert [(one["kind"], one["due_at"]) for one in seen["clocks"]] == [("dispatch", need["clocks"][0]["due_at"])]
    assert (seen["following"], seen["mine"], seen["possible"]) == (True, False, [])
    for name in ("description", "building", "place_words", "on_behalf_of", "origin", "provider"):
        assert seen[name] is None
    assert (seen["answers"], seen["history"], seen["whistles"]) == ([], [], [])
    assert clocked.needs(wang) == clocked.needs(wang, followed=True) == [seen]
    assert clocked.needs(wang, mine=True) == []


def test_everybody_who_sees_the_need_sees_how_many_follow_it(clocked: Clocked) -> None:
    need = clocked.offered()
    for _ in range(3):
        join(clocked, need, actors.actor())
    for person in (clocked.zhou, clocked.worker, clocked.lin):
        seen = clocked.see(need, person)
        assert (seen["followers"], seen["following"]) == (3, False)


def test_a_volunteer_who_follows_sees_what_is_offered_as_any_volunteer(clocked: Clocked) -> None:
    need = clocked.offered()
    join(clocked, need, clocked.lin)
    seen = clocked.see(need, clocked.lin)
    assert (seen["description"], seen["possible"]) == (need["description"], ["claim"])
    assert [one["kind"] for one in seen["clocks"]] == ["dispatch", "answer"]
    clocked.do("claim", need, clocked.mei)
    assert clocked.see(need, clocked.lin)["description"] is None


def test_one_joins_once_and_may_leave_and_come_back(clocked: Clocked) -> None:
    need, wang = clocked.report(), actors.actor()
    join(clocked, need, wang)
    with pytest.raises(Conflict) as refused:
        join(clocked, need, wang)
    assert refused.value.code == "already_followed"
    left = leave(clocked, need, wang)
    assert (left["following"], left["followers"]) == (False, 0)
    with pytest.raises(Forbidden):
        clocked.see(need, wang)
    with pytest.raises(Conflict) as refused:
        leave(clocked, need, wang)
    assert refused.value.code == "not_followed"
    assert join(clocked, need, wang)["followers"] == 1
    told = [type(event.data) for event in clocked.told(NeedFollowed, NeedUnfollowed)]
    assert told == [NeedFollowed, NeedUnfollowed, NeedFollowed]
    assert {event.data.follower for event in clocked.told(NeedFollowed)} == {wang.person_id}


def test_sent_again_with_the_same_key_one_has_joined_once(clocked: Clocked) -> None:
    need, wang, key = clocked.report(), actors.actor(), new_id()
    assert join(clocked, need, wang, command_id=key) == join(clocked, need, wang, command_id=key)
    assert len(clocked.told(NeedFollowed)) == 1


def test_ones_own_need_one_that_is_over_and_one_that_is_not_there_cannot_be_joined(clocked: Clocked) -> None:
    need = clocked.report()
    with pytest.raises(Conflict) as refused:
        join(clocked, need, clocked.zhou)
    assert refused.value.code == "own_need"
    clocked.do("decline", need, clocked.worker)
    with pytest.raises(Conflict) as refused:
        join(clocked, need, actors.actor())
    assert (refused.value.code, refused.value.about["state"]) == ("need_over", "declined")
    with pytest.raises(NotFound):
        join(clocked, {"need_id": new_id()}, actors.actor())


def test_somebody_elses_own_affair_cannot_be_joined(clocked: Clocked) -> None:
    need = clocked.report(kind="hardship_relief")
    with pytest.raises(Forbidden) as refused:
        join(clocked, need, actors.actor())
    assert refused.value.code == "not_your_need"
    assert join(clocked, need, clocked.worker)["followers"] == 1


def test_followers_may_take_no_step_and_hear_of_the_end(clocked: Clocked) -> None:
    need, wang = clocked.report(), actors.actor()
    join(clocked, need, wang)
    for action in ("withdraw", "close", "confirm"):
        with pytest.raises(Forbidden) as refused:
            clocked.do(action, need, wang)
        assert refused.value.code == "not_your_step"
    clocked.do("withdraw", need, clocked.zhou)
    [closed] = [event.data for event in clocked.told(NeedClosed)]
    assert closed.followers == [wang.person_id]
    assert clocked.see(need, wang)["state"] == "withdrawn"
    assert leave(clocked, need, wang)["following"] is False
