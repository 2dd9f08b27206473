"""Rating by a link: whoever was given it rates once, without an account, by the rules of every rating."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import ServiceRated

from tests import actors
from tests.ticketing.clocked import Clocked

VISITOR = Actor(person_id="00000000-0000-0000-0000-000000000000")


def make(clocked: Clocked, need: dict[str, Any], by: Actor | None = None, digest: str = "a1") -> dict[str, Any]:
    asked = {"need_id": need["need_id"], "digest": digest}
    return clocked.rpc("ticketing", "make_rating_link", asked, actor=by or clocked.worker)


def read(clocked: Clocked, digest: str = "a1") -> dict[str, Any]:
    return clocked.rpc("ticketing", "rating_link", {"digest": digest}, actor=VISITOR)


def rate(clocked: Clocked, digest: str = "a1", by: Actor = VISITOR, **more: Any) -> dict[str, Any]:
    asked = {"digest": digest, "stars": 2, "resolved": False, "comment": "还在漏", **more}
    return clocked.rpc("ticketing", "rate_by_link", asked, actor=by, command_id=new_id())


def refused(clocked: Clocked, digest: str = "a1") -> list[tuple[str, dict[str, Any]]]:
    """What is answered to reading and to rating by a link that does not hold."""
    found = []
    for ask in (read, rate):
        with pytest.raises(Forbidden) as answered:
            ask(clocked, digest)
        found.append((answered.value.code, answered.value.about))
    return found


NOT_VALID: list[tuple[str, dict[str, Any]]] = [("link_not_valid", {})] * 2


def test_who_has_the_link_sees_what_was_done_and_rates_it_once(clocked: Clocked) -> None:
    need = clocked.confirmed()
    made = make(clocked, need)
    assert (made["need_id"], made["number"]) == (need["need_id"], need["number"])
    shown = read(clocked)
    assert shown == {
        "community": clocked.community,
        "number": need["number"],
        "kind": "convenience",
        "completed_at": shown["completed_at"],
        "provider_kind": "volunteer",
        "department": None,
        "valid_until": made["valid_until"],
    }
    assert rate(clocked)["number"] == need["number"]
    seen = clocked.see(need, clocked.worker)
    assert (seen["rating"]["stars"], seen["rating"]["resolved"], seen["rating"]["comment"]) == (2, False, "还在漏")
    last = seen["history"][-1]
    assert (last["action"], last["actor_role"], last["by_link"]) == ("rate", "resident", True)
    assert not any(step["by_link"] for step in seen["history"][:-1])
    (told,) = clocked.told(ServiceRated)
    assert (told.data.stars, told.data.resolved, told.data.provider) == (2, False, clocked.lin.volunteer_id)
    assert (told.data.rated_by, told.data.rater_volunteer, told.data.on_behalf) == (None, None, False)
    assert refused(clocked) == NOT_VALID


def test_a_department_is_named_and_a_closed_need_can_still_be_rated(clocked: Clocked) -> None:
    need = clocked.do("report_in", clocked.whistled(), clocked.water)
    need = clocked.do("confirm", clocked.do("complete", need, clocked.water), clocked.zhou)
    make(clocked, clocked.do("close", need, clocked.worker))
    assert (read(clocked)["provider_kind"], read(clocked)["department"]) == ("department", clocked.water_works)
    assert rate(clocked)["number"] == need["number"]


def test_a_link_is_valid_until_fourteen_days_have_passed(clocked: Clocked) -> None:
    make(clocked, clocked.confirmed())
    clocked.wait(timedelta(days=14) - timedelta(microseconds=1))
    assert read(clocked)
    clocked.wait(timedelta(microseconds=1))
    assert refused(clocked) == NOT_VALID


def test_used_replaced_expired_and_unknown_are_all_answered_alike(clocked: Clocked) -> None:
    need = clocked.confirmed()
    make(clocked, need, digest="first")
    make(clocked, need, digest="second")
    assert refused(clocked, "first") == refused(clocked, "never made") == NOT_VALID
    rate(clocked, "second")
    assert refused(clocked, "second") == NOT_VALID


def test_it_ends_with_its_round_and_with_a_rating_given_otherwise(clocked: Clocked) -> None:
    need = clocked.confirmed()
    make(clocked, need)
    need = clocked.do("reopen", need, clocked.worker)
    assert refused(clocked) == NOT_VALID
    need = clocked.do("claim", clocked.do("offer", need, clocked.worker), clocked.mei)
    need = clocked.do("confirm", clocked.do("complete", need, clocked.mei), clocked.zhou)
    assert refused(clocked) == NOT_VALID
    make(clocked, need, digest="again")
    assert read(clocked, "again")["number"] == need["number"]
    clocked.do("rate", need, clocked.zhou)
    assert refused(clocked, "again") == NOT_VALID


def test_what_cannot_be_rated_gets_no_link(clocked: Clocked) -> None:
    need = clocked.completed()
    with pytest.raises(Conflict) as early:
        make(clocked, need)
    assert early.value.code == "impossible_in_state"
    need = clocked.do("rate", clocked.do("confirm", need, clocked.zhou), clocked.zhou)
    with pytest.raises(Conflict) as late:
        make(clocked, need)
    assert late.value.code == "already_rated"
    assert refused(clocked) == NOT_VALID


def test_only_a_worker_of_the_community_who_did_not_serve_makes_one(clocked: Clocked) -> None:
    need = clocked.confirmed()
    elsewhere = actors.worker(clocked.elsewhere)
    who_served = Actor(
        person_id=clocked.lin.person_id,
        roles=frozenset({"volunteer", "community_worker"}),
        communities=frozenset({clocked.community}),
        volunteer_id=clocked.lin.volunteer_id,
    )
    for actor, code in (
        (clocked.zhou, "role_required"),
        (clocked.lin, "role_required"),
        (clocked.water, "role_required"),
        (elsewhere, "not_your_need"),
        (who_served, "own_service"),
    ):
        with pytest.raises(Forbidden) as answered:
            make(clocked, need, actor)
        assert answered.value.code == code
    assert make(clocked, need, clocked.admin)["number"] == need["number"]


def test_who_served_does_not_rate_by_it_either(clocked: Clocked) -> None:
    make(clocked, clocked.confirmed())
    with pytest.raises(Forbidden) as answered:
        rate(clocked, by=clocked.lin)
    assert answered.value.code == "own_service"
    # Anybody else who is signed in speaks for the person served all the same.
    assert rate(clocked, by=clocked.mei)


def test_a_wrong_rating_leaves_the_link_as_it_was(clocked: Clocked) -> None:
    need = clocked.confirmed()
    make(clocked, need)
    with pytest.raises(Invalid) as wrong:
        rate(clocked, stars=6, resolved="yes")
    assert wrong.value.fields == {"stars": ["out_of_range:1,5"], "resolved": ["not_true_or_false"]}
    assert rate(clocked)["number"] == need["number"]
