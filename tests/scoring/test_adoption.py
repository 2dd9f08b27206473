"""Adopting star policies as the district does, over remote calls, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts import district
from contracts.events import StarPolicyAdopted, StarRatingChanged
from scoring import policies

from tests.actors import actor
from tests.bus import Bus, eventually
from tests.scoring.facts import community, completed

Rpc = Callable[..., dict[str, Any]]
DISTRICT = actor("district_admin")


def tomorrow() -> date:
    """The district's: a run may go on past its midnight."""
    return district.day_of(datetime.now(UTC)) + timedelta(days=1)


def hours(**changes: Any) -> dict[str, Any]:
    return policies.ready()["hours"] | {"effective_from": tomorrow().isoformat()} | changes


def test_a_policy_is_adopted_from_a_day_to_come_and_changes_nothing_before(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    who = new_id()
    bus.publish(completed(who, 600, datetime.now(UTC)))

    def rating() -> Any:
        return rpc("scoring", "star_rating", {"volunteer_id": who}, actor=DISTRICT)

    bus.wait_for(StarRatingChanged, volunteer_id=who)
    before = rating()
    adopted = rpc("scoring", "adopt_star_policy", {"document": hours()}, actor=DISTRICT)
    assert (adopted["policy"], adopted["owner"], adopted["comes_with_linli"]) == ("hours/1", "district", False)
    assert adopted["adopted_by"] == DISTRICT.person_id
    told = bus.wait_for(StarPolicyAdopted, policy="hours/1").data
    assert (told.owner, told.effective_from) == ("district", tomorrow())  # type: ignore[attr-defined]
    assert rating() == before
    known = rpc("scoring", "star_policies", {}, actor=actor())["items"]
    assert [item["policy"] for item in known] == ["yearly-stars/1", "hours/1"]
    assert known[1]["document"] == hours()


def test_what_cannot_be_a_policy_is_refused_and_nothing_is_stored(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    bus.publish(community("xiezhuang"))
    today = (tomorrow() - timedelta(days=1)).isoformat()

    def refusal(document: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            rpc("scoring", "adopt_star_policy", {"document": document}, actor=DISTRICT)
        return refused.value.fields["document"]

    assert refusal(hours(version="!", colour="red")) == ["unusable_policy:2"]
    assert refusal(hours(effective_from=today)) == ["policy_begins_in_the_past"]
    assert refusal(hours(owner="nowhere")) == refusal(hours(owner="national")) == ["unknown_policy_owner"]
    assert refusal({}) == ["unusable_policy:1"]
    with pytest.raises(Forbidden):
        rpc("scoring", "adopt_star_policy", {"document": hours()}, actor=actor("community_worker"))
    eventually(lambda: adopt(rpc, hours(owner="xiezhuang")), what="the community is known")
    for again in (hours(effective_from=str(tomorrow() + timedelta(days=1))), hours(owner="xiezhuang", version="2")):
        with pytest.raises(Conflict):
            rpc("scoring", "adopt_star_policy", {"document": again}, actor=DISTRICT)
    adopt(rpc, hours(version="3"))  # the district's own may begin on the same day
    known = rpc("scoring", "star_policies", {}, actor=actor())["items"]
    assert {item["policy"] for item in known} == {"yearly-stars/1", "hours/1", "hours/3"}


def adopt(rpc: Rpc, document: dict[str, Any]) -> bool:
    try:
        rpc("scoring", "adopt_star_policy", {"document": document}, actor=DISTRICT)
    except Invalid:
        return False
    return True


def test_a_check_names_each_fault_and_says_what_a_sound_policy_means(running: Any, rpc: Rpc) -> None:
    running("scoring")

    def checked(document: Any) -> dict[str, Any]:
        return rpc("scoring", "check_star_policy", {"document": document}, actor=DISTRICT)

    wrong = checked(hours(period="rolling", barred_from=0))
    assert not wrong["usable"]
    assert {fault["place"] for fault in wrong["faults"]} == {"barred_from"}
    wrong = checked(hours(period="rolling"))
    assert wrong["faults"] == [{"place": "months", "code": "months_with_rolling"}]
    assert checked(policies.documents()["hourly-points/1"])["faults"] == [{"place": "decides", "code": "not_for_stars"}]
    named = checked(hours(**{"x" * 2000: 1}))["faults"]
    assert [(len(fault["place"]), fault["code"]) for fault in named] == [(300, "unknown_field")]
    sound = checked(hours())
    assert (sound["usable"], sound["faults"]) == (True, [])
    assert "100 hours; 300 hours" in sound["rule"]
