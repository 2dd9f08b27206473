"""The resource list: who offers and sees what, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.project_work import Works, ago


def listed(works: Works, actor: Any = None, **asked: Any) -> list[str]:
    found = works.ask("resource_list", {"community": works.here.community, **asked}, actor)
    return [one["resource_id"] for one in found["items"]]


def test_units_and_the_community_itself_offer_and_each_sees_its_own(works: Works) -> None:
    here = works.here
    own = works.resource(quantity=30)
    funds = works.resource(
        here.water, organisation=here.water_works, kind="funds", title="专项资金", amount_fen=5_000_000
    )
    school = works.resource(organisation=here.school, kind="people", until_day=ago(-30), quantity=8)
    assert (own["organisation"], own["quantity"], own["amount_fen"], own["withdrawn_at"]) == (None, 30, None, None)
    assert (funds["organisation"], funds["amount_fen"]) == (here.water_works, 5_000_000)
    assert listed(works) == [one["resource_id"] for one in (school, funds, own)]
    assert listed(works, here.admin, kind="funds") == [funds["resource_id"]]
    assert listed(works, here.water) == [funds["resource_id"]]
    assert listed(works, here.power) == []
    for stranger in (here.zhou, here.lin, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            listed(works, stranger)


def test_an_officer_offers_for_his_own_unit_only_and_residents_not_at_all(works: Works) -> None:
    here = works.here
    for actor, organisation, code in (
        (here.water, here.power_works, "not_your_organisation"),
        (here.water, None, "not_your_organisation"),
        (here.zhou, None, "role_required"),
        (actors.worker(here.elsewhere), None, "not_your_community"),
    ):
        with pytest.raises(Forbidden) as refused:
            works.resource(actor, organisation=organisation)
        assert refused.value.code == code
    assert listed(works) == []


def test_what_is_withdrawn_leaves_the_list_once_and_keeps_its_reason(works: Works) -> None:
    here = works.here
    made = works.resource(here.water, organisation=here.water_works)
    named = {"resource_id": made["resource_id"], "reason": "另有安排"}
    for stranger in (here.power, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            works.ask("withdraw_resource", named, stranger)
    gone = works.ask("withdraw_resource", named, here.water)
    assert (gone["withdraw_reason"], gone["withdrawn_at"] is not None) == ("另有安排", True)
    assert (listed(works), listed(works, withdrawn=True)) == ([], [made["resource_id"]])
    with pytest.raises(Conflict) as refused:
        works.ask("withdraw_resource", named)
    assert refused.value.code == "resource_withdrawn"
    with pytest.raises(NotFound):
        works.ask("withdraw_resource", {**named, "resource_id": new_id()})


def test_a_wrong_offer_is_refused_whole(works: Works) -> None:
    here = works.here
    for told, faults in (
        ({"organisation": "nobody"}, {"organisation": ["unknown"]}),
        ({"until_day": ago(31)}, {"until_day": ["before_first"]}),
        ({"kind": "funds"}, {"amount_fen": ["required"]}),
        ({"kind": "funds", "amount_fen": 1, "quantity": 1}, {"quantity": ["not_allowed"]}),
        ({"kind": "goods", "amount_fen": 1}, {"amount_fen": ["not_allowed"]}),
        ({"kind": "funds", "amount_fen": 0}, {"amount_fen": ["out_of_range:1,1000000000000"]}),
        ({"description": " "}, {"description": ["empty"]}),
        ({"from_day": "today"}, {"from_day": ["not_a_date"]}),
    ):
        with pytest.raises(Invalid) as refused:
            works.resource(**told)
        assert refused.value.fields == faults
    with pytest.raises(Invalid) as refused:
        works.resource(here.admin, community="nowhere")
    assert refused.value.fields == {"community": ["unknown"]}
    with pytest.raises(Invalid) as refused:
        works.resource(kind="magic")
    assert list(refused.value.fields) == ["kind"]
    assert listed(works) == []


def test_pages_follow_one_another(works: Works) -> None:
    made = [works.resource()["resource_id"] for _ in range(3)]
    asked = {"community": works.here.community, "limit": 2}
    first = works.ask("resource_list", asked)
    rest = works.ask("resource_list", {**asked, "cursor": first["next_cursor"]})
    assert [one["resource_id"] for one in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    with pytest.raises(Invalid) as refused:
        works.ask("resource_list", {**asked, "cursor": "yesterday"})
    assert refused.value.fields == {"cursor": ["not_an_id"]}
