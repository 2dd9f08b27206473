from __future__ import annotations

import pytest

from chassis.refusals import Forbidden, Invalid
from contracts.events import OrganisationRegistered, PlaceRegistered

from tests.actors import actor, admin, worker


@pytest.fixture
def fire(neighbourhood):
    """An organisation of the community, not yet registered."""
    return {
        "code": f"{neighbourhood.code}-fire",
        "kind": "department",
        "name": "消防",
        "community": neighbourhood.code,
        "paired_with": [neighbourhood.code],
        "appraised": True,
    }


def test_each_place_registered_is_told_and_told_again_only_when_changed(neighbourhood, bus):
    last = neighbourhood.places[-1]
    told = bus.wait_for(PlaceRegistered, place=last["code"])
    assert (told.community, told.sequence, told.data.parent) == (neighbourhood.other, 1, neighbourhood.other)
    assert bus.wait_for(PlaceRegistered, place=neighbourhood.district).community == "district"
    before = len(neighbourhood.told())

    renamed = [*neighbourhood.places[:-1], {**last, "name": "壹号楼"}]
    answer = neighbourhood.ask("register_places", {"places": renamed}, admin())

    assert answer == {"added": 0, "changed": 1, "unchanged": 7}
    again = bus.wait_for(PlaceRegistered, place=last["code"], name="壹号楼")
    assert again.sequence == 2
    assert len(neighbourhood.told()) == before + 1


def test_places_are_found_by_community_and_kind_from_the_top_down(neighbourhood):
    items = neighbourhood.ask("places", {"community": neighbourhood.code}, actor())["items"]
    assert [place["code"] for place in items] == [
        neighbourhood.code,
        neighbourhood.compound,
        *neighbourhood.buildings,
    ]
    assert items[0]["households"] == 7218
    items = neighbourhood.ask("places", {"kind": "community"}, actor())["items"]
    assert {neighbourhood.code, neighbourhood.other} <= {place["code"] for place in items}
    assert {place["kind"] for place in items} == {"community"}


def test_a_place_tells_how_many_of_its_households_are_the_communitys_own(neighbourhood):
    code = f"{neighbourhood.code}-c8"
    estate = {"code": code, "kind": "compound", "name": "八区", "parent": neighbourhood.code, "households": 858}
    neighbourhood.ask("register_places", {"places": [{**estate, "own_households": 96}]}, admin())
    items = neighbourhood.ask("places", {"community": neighbourhood.code}, actor())["items"]
    [found] = [place for place in items if place["code"] == code]
    assert (found["households"], found["own_households"]) == (858, 96)


def test_a_wrong_place_refuses_all_and_says_which(neighbourhood):
    before = len(neighbourhood.told())
    rows = [
        {"code": f"{neighbourhood.code}-c9", "kind": "compound", "name": "九区", "parent": neighbourhood.code},
        {"code": f"{neighbourhood.code}-b", "kind": "building", "name": "1号楼", "parent": "nowhere"},
    ]
    with pytest.raises(Invalid) as refused:
        neighbourhood.ask("register_places", {"places": rows}, admin())
    assert refused.value.fields == {"places": {"1": {"parent": ["unknown"]}}}
    assert len(neighbourhood.told()) == before
    items = neighbourhood.ask("places", {"community": neighbourhood.code})["items"]
    assert rows[0]["code"] not in [place["code"] for place in items]


def test_a_dry_run_says_how_many_or_what_is_wrong_and_stores_nothing(neighbourhood, fire):
    known, told = neighbourhood.places[-1], len(neighbourhood.told())
    rows = [{**known, "name": "壹号楼"}, {**known, "code": f"{known['code']}-9", "name": "9号楼"}]
    answer = neighbourhood.ask("register_places", {"places": rows, "dry_run": True}, admin())
    assert answer == {"added": 1, "changed": 1, "unchanged": 0}
    answer = neighbourhood.ask("register_organisations", {"organisations": [fire], "dry_run": True}, admin())
    assert answer == {"added": 1, "changed": 0, "unchanged": 0}
    for method, request in (
        ("register_places", {"places": [{**known, "parent": "nowhere"}]}),
        ("register_organisations", {"organisations": [{**fire, "community": "nowhere"}]}),
    ):
        with pytest.raises(Invalid):
            neighbourhood.ask(method, {**request, "dry_run": True}, admin())
    found = neighbourhood.ask("places", {"community": neighbourhood.other}, actor())["items"]
    assert [place["name"] for place in found] == ["邻近社区", "1号楼"]
    assert neighbourhood.ask("organisations", {"paired_with": neighbourhood.code}, actor())["items"] == []
    assert len(neighbourhood.told()) == told


def test_only_the_district_registers_places_and_organisations(neighbourhood, fire):
    local = worker(neighbourhood.code)
    with pytest.raises(Forbidden):
        neighbourhood.ask("register_places", {"places": neighbourhood.places}, local)
    with pytest.raises(Forbidden):
        neighbourhood.ask("register_organisations", {"organisations": [fire]}, local)


def test_an_organisation_is_told_once_for_each_change(neighbourhood, fire, bus):
    def register(organisation):
        return neighbourhood.ask("register_organisations", {"organisations": [organisation]}, admin())

    assert register(fire)["added"] == 1
    assert register(fire)["unchanged"] == 1
    pairs = sorted([neighbourhood.code, neighbourhood.other])
    assert register({**fire, "paired_with": pairs})["changed"] == 1
    assert register({**fire, "paired_with": pairs[::-1]})["unchanged"] == 1

    told = bus.wait_for(OrganisationRegistered, organisation=fire["code"], paired_with=pairs)
    assert (told.sequence, told.community, told.data.appraised) == (2, neighbourhood.code, True)
    assert len(neighbourhood.told(OrganisationRegistered)) == 2
    found = neighbourhood.ask("organisations", {"paired_with": neighbourhood.other}, actor())["items"]
    assert [one["name"] for one in found] == ["消防"]
    schools = neighbourhood.ask("organisations", {"kind": "school"}, actor())["items"]
    assert fire["code"] not in [one["code"] for one in schools]


def test_an_organisation_of_the_whole_district_is_told_to_the_district(neighbourhood, fire, bus):
    neighbourhood.ask("register_organisations", {"organisations": [{**fire, "community": None}]}, admin())
    assert bus.wait_for(OrganisationRegistered, organisation=fire["code"]).community == "district"


def test_an_organisation_is_paired_with_communities_only(neighbourhood, fire):
    wrong = {**fire, "paired_with": [neighbourhood.other, neighbourhood.compound]}
    with pytest.raises(Invalid) as refused:
        neighbourhood.ask("register_organisations", {"organisations": [wrong]}, admin())
    assert refused.value.fields == {"organisations": {"0": {"paired_with": {"1": ["unknown"]}}}}
