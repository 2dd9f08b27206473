"""Verification: who registers by themselves waits for it, whom the community puts on its roll does not."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.transaction import new_id

from tests.actors import actor, worker


def registered(neighbourhood: Any, by: Any, **values: Any) -> dict[str, Any]:
    request = {"community": neighbourhood.code, "name": "孟庆和", **values}
    return neighbourhood.ask("register_volunteer", request, by)


def names(neighbourhood: Any, **filters: Any) -> list[str]:
    found = neighbourhood.ask("volunteers", {"community": neighbourhood.code, **filters})
    return [one["name"] for one in found["items"]]


def test_who_registers_by_themselves_waits_and_is_verified_by_a_worker(neighbourhood: Any) -> None:
    resident = actor()
    made = registered(neighbourhood, resident)
    neighbourhood.enrol({"name": "何平", "reference": "xz-1"})
    registered(neighbourhood, neighbourhood.worker, name="李芳")
    assert made["verified"] is False
    assert names(neighbourhood, verified=False) == ["孟庆和"]
    assert names(neighbourhood, verified=True) == ["何平", "李芳"]

    for _ in range(2):
        seen = neighbourhood.ask("verify_volunteer", {"volunteer_id": made["volunteer_id"]})
        assert seen["verified"] is True
    assert names(neighbourhood, verified=False) == []
    assert names(neighbourhood) == ["孟庆和", "何平", "李芳"]


def test_who_registered_and_is_then_on_the_community_s_list_is_verified(neighbourhood: Any) -> None:
    registered(neighbourhood, actor(), phone="13900002001")
    rows = [{"name": "孟庆和", "phone": "13900002001"}, {"name": "何平"}]
    neighbourhood.enrol(*rows, dry_run=True)
    assert names(neighbourhood, verified=False) == ["孟庆和"]
    assert neighbourhood.enrol(*rows)["counts"]["refused"] == 1
    assert names(neighbourhood, verified=False) == []
    assert names(neighbourhood, verified=True) == ["孟庆和"]


def test_who_waits_may_serve(neighbourhood: Any, plan: Any) -> None:
    resident = actor()
    registered(neighbourhood, resident)
    assert neighbourhood.ask("sign_up", {"activity_id": plan()["activity_id"]}, resident)["going"] == 1


def test_who_comes_back_waits_again(neighbourhood: Any) -> None:
    resident = actor()
    who = {"volunteer_id": registered(neighbourhood, resident)["volunteer_id"]}
    neighbourhood.ask("verify_volunteer", who)
    neighbourhood.ask("withdraw_volunteer", who, resident)
    with pytest.raises(Conflict) as refused:
        neighbourhood.ask("verify_volunteer", who)
    assert refused.value.code == "already_withdrawn"
    assert registered(neighbourhood, resident)["verified"] is False


def test_only_a_worker_of_the_community_verifies_and_nobody_themselves(neighbourhood: Any) -> None:
    stranger = worker(neighbourhood.other)
    made = registered(neighbourhood, stranger)
    who = {"volunteer_id": made["volunteer_id"]}
    for other in (stranger, actor()):
        with pytest.raises(Forbidden):
            neighbourhood.ask("verify_volunteer", who, other)
    own = actor("district_admin", volunteer_id=made["volunteer_id"])
    with pytest.raises(Conflict) as refused:
        neighbourhood.ask("verify_volunteer", who, own)
    assert refused.value.code == "own_verification"
    with pytest.raises(NotFound):
        neighbourhood.ask("verify_volunteer", {"volunteer_id": new_id()})
    assert names(neighbourhood, verified=False) == ["孟庆和"]
