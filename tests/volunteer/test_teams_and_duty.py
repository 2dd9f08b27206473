from __future__ import annotations

import pytest

from chassis.refusals import Forbidden, Invalid
from contracts.events import TeamFormed

from tests.actors import actor, admin, worker


@pytest.fixture
def ids(enrol):
    """Volunteer ids by reference."""
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2, 3)))
    return {row["reference"]: row["volunteer_id"] for row in answer["rows"]}


@pytest.fixture
def team(neighbourhood):
    """A team of the community, not yet formed."""
    return {
        "code": f"{neighbourhood.code}-team",
        "kind": "community_team",
        "name": "和协一家亲",
        "community": neighbourhood.code,
        "leader": "xz-1",
        "members": ["xz-2", "xz-1"],
    }


def test_a_team_is_formed_once_and_told_when_its_members_change(neighbourhood, ask, ids, team, bus):
    assert ask("form_teams", {"teams": [team]}) == {"added": 1, "changed": 0, "unchanged": 0}
    told = bus.wait_for(TeamFormed, team=team["code"])
    assert (told.sequence, told.data.leader, told.data.members) == (1, ids["xz-1"], [ids["xz-2"], ids["xz-1"]])
    assert ask("form_teams", {"teams": [{**team, "members": [ids["xz-2"], "xz-1"]}]})["unchanged"] == 1
    assert ask("form_teams", {"teams": [{**team, "members": ["xz-3"]}]})["changed"] == 1
    assert bus.wait_for(TeamFormed, members=[ids["xz-3"]]).sequence == 2
    assert len(neighbourhood.told(TeamFormed)) == 2

    [found] = ask("teams", {"community": neighbourhood.code}, actor())["items"]
    assert (found["name"], found["leader"], found["members"]) == ("和协一家亲", ids["xz-1"], [ids["xz-3"]])
    assert ask("teams", {"community": neighbourhood.other}, actor())["items"] == []
    assert ask("volunteer", {"volunteer_id": ids["xz-3"]}, actor())["teams"] == [team["code"]]


def test_a_dry_run_forms_no_team_and_says_what_would_be_wrong(neighbourhood, ask, ids, team):
    assert ask("form_teams", {"teams": [team], "dry_run": True}) == {"added": 1, "changed": 0, "unchanged": 0}
    assert ask("teams", {"community": neighbourhood.code})["items"] == []
    with pytest.raises(Invalid) as refused:
        ask("form_teams", {"teams": [{**team, "members": ["nobody"]}], "dry_run": True})
    assert refused.value.fields == {"teams": {"0": {"members": {"0": ["unknown"]}}}}
    assert neighbourhood.told(TeamFormed) == []


def test_a_team_may_be_converted_and_keeps_its_members(neighbourhood, ask, ids, team):
    ask("form_teams", {"teams": [{**team, "kind": "survey_team"}]})
    ask("form_teams", {"teams": [{**team, "kind": "service_team", "name": "改造服务队"}]})
    [found] = ask("teams", {"community": neighbourhood.code})["items"]
    assert (found["kind"], found["members"]) == ("service_team", [ids["xz-2"], ids["xz-1"]])


def test_a_large_team_is_told_whole(neighbourhood, ask, enrol, team, bus):
    added = enrol(*({"reference": f"m-{n}", "name": "志愿者"} for n in range(1200)))
    ids = [row["volunteer_id"] for row in added["rows"]]
    ask("form_teams", {"teams": [{**team, "leader": None, "members": ids}]})
    assert bus.wait_for(TeamFormed, team=team["code"]).data.members == ids


def test_a_wrong_member_refuses_all_teams(neighbourhood, ask, ids, team):
    ask("withdraw_volunteer", {"volunteer_id": ids["xz-3"]})
    wrong = {**team, "code": f"{team['code']}-2", "leader": "nobody", "members": ["xz-1", "xz-9", "xz-3"]}
    with pytest.raises(Invalid) as refused:
        ask("form_teams", {"teams": [team, wrong, team]})
    assert refused.value.fields == {
        "teams": {
            "1": {"leader": ["unknown"], "members": {"1": ["unknown"], "2": ["withdrawn"]}},
            "2": {"code": ["repeated"]},
        }
    }
    assert neighbourhood.told(TeamFormed) == []
    assert ask("teams", {"community": neighbourhood.code})["items"] == []


def test_a_worker_forms_teams_in_the_own_community_only(neighbourhood, ask, ids, team):
    elsewhere = {**team, "community": neighbourhood.other, "leader": None, "members": []}
    with pytest.raises(Forbidden):
        ask("form_teams", {"teams": [team, elsewhere]})
    ask("form_teams", {"teams": [team]})
    with pytest.raises(Invalid) as refused:
        ask("form_teams", {"teams": [elsewhere]}, admin())
    assert refused.value.fields == {"teams": {"0": {"community": [f"fixed:{neighbourhood.code}"]}}}


def test_a_volunteer_answers_for_the_buildings_named_last(neighbourhood, ask, ids):
    first, second = neighbourhood.buildings

    def assign(volunteer: str, *buildings: str):
        duties = [{"volunteer": volunteer, "buildings": list(buildings)}]
        return ask("assign_building_duty", {"community": neighbourhood.code, "duties": duties})

    assert assign("xz-1", first, second)["added"] == 1
    assert assign(ids["xz-1"], second, first)["unchanged"] == 1
    assert assign("xz-1", second)["changed"] == 1
    assert ask("volunteer", {"volunteer_id": ids["xz-1"]})["buildings"] == [second]


def test_wrong_duties_are_refused_whole(neighbourhood, ask, ids):
    duties = [
        {"volunteer": "xz-1", "buildings": [neighbourhood.buildings[0]]},
        {"volunteer": "xz-9", "buildings": ["nowhere", neighbourhood.compound, f"{neighbourhood.other}-b1"]},
        {"volunteer": ids["xz-1"], "buildings": []},
    ]
    request = {"community": neighbourhood.code, "duties": duties}
    with pytest.raises(Invalid) as refused:
        ask("assign_building_duty", request)
    assert refused.value.fields == {
        "duties": {
            "1": {
                "volunteer": ["unknown"],
                "buildings": {"0": ["unknown"], "1": ["not_a_building"], "2": ["wrong_community"]},
            },
            "2": {"volunteer": ["repeated"]},
        }
    }
    assert ask("volunteer", {"volunteer_id": ids["xz-1"]})["buildings"] == []
    with pytest.raises(Forbidden):
        ask("assign_building_duty", request, worker(neighbourhood.other))
