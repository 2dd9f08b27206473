"""Proposing micro-projects, claiming them first come first served, giving them up, and their milestones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import ProjectAbandoned, ProjectClaimed, ProjectWithdrawn

from tests import actors
from tests.ticketing.project_work import Works, ago, entry_states, refused


def test_a_proposal_taken_back_frees_its_entries(works: Works) -> None:
    here = works.here
    entry = works.entry()
    project = works.proposed(entry)
    with pytest.raises(Invalid) as refusal:
        works.proposed(entry)
    assert refusal.value.fields == {"entries": {"0": ["entry_not_listed"]}}
    gone = works.do("withdraw_project", project)
    assert (gone["state"], gone["ended_on"], gone["possible"]) == ("withdrawn", ago(0), [])
    here.bus.wait_for(ProjectWithdrawn, project_id=project["project_id"])
    assert entry_states(works) == {entry["entry_id"]: "listed"}
    assert works.proposed(entry)["state"] == "proposed"
    assert refused(works, "claim_project", project, here.water).code == "impossible_in_state"


def test_a_wrong_proposal_is_refused_whole(works: Works) -> None:
    here = works.here
    entry = works.entry()
    foreign = works.entry(community=here.elsewhere, actor=here.admin)
    for told, faults in (
        ({"ends_on": ago(111)}, {"ends_on": ["before_first"]}),
        ({"place": "nowhere"}, {"place": ["unknown"]}),
        ({"place": here.community}, {"place": ["not_a_compound_or_building"]}),
        ({"place": here.building_elsewhere}, {"place": ["wrong_community"]}),
        ({"entries": [new_id(), foreign["entry_id"]]}, {"entries": {"0": ["unknown"], "1": ["wrong_community"]}}),
        ({"entries": []}, {"entries": ["too_few:1"]}),
        ({"budget_fen": -1}, {"budget_fen": ["out_of_range:0,1000000000000"]}),
        ({"budget_fen": "100"}, {"budget_fen": ["not_a_number"]}),
        ({"problem": ""}, {"problem": ["empty"]}),
    ):
        with pytest.raises(Invalid) as refusal:
            works.proposed(entry, **told)
        assert refusal.value.fields == faults
    for stranger in (here.water, here.zhou, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            works.proposed(entry, actor=stranger)
    assert entry_states(works) == {entry["entry_id"]: "listed"}
    assert works.ask("projects", {"community": here.community})["items"] == []


def test_milestones_are_reached_once_and_on_a_day_that_was(works: Works) -> None:
    here = works.here
    project = works.claimed()
    planned = works.do("plan_milestone", project, here.water, due_on=ago(1))["milestones"][0]
    assert planned["overdue"] is True
    named = {"milestone_id": planned["milestone_id"]}
    for day, fault in ((ago(-1), "in_the_future"), (ago(111), "before_start")):
        refusal = refused(works, "reach_milestone", project, here.water, **named, reached_on=day)
        assert isinstance(refusal, Invalid) and refusal.fields == {"reached_on": [fault]}
    reached = works.do("reach_milestone", project, here.water, **named, reached_on=ago(2))["milestones"][0]
    assert (reached["reached_on"], reached["overdue"]) == (ago(2), False)
    assert refused(works, "reach_milestone", project, here.water, **named).code == "milestone_reached"
    other = works.claimed()
    assert isinstance(refused(works, "reach_milestone", other, here.water, **named), NotFound)


def test_what_is_given_up_may_be_claimed_again_and_keeps_what_was_spent(works: Works) -> None:
    here = works.here
    project = works.claimed()
    works.do("spend", project, here.water)
    works.do("report_progress", project, here.water)
    assert isinstance(refused(works, "give_up_project", project, here.power), Forbidden)
    given = works.do("give_up_project", project, here.water)
    assert (given["state"], given["organisation"], given["spent_fen"]) == ("proposed", None, 120_000)
    left = here.bus.wait_for(ProjectAbandoned, project_id=project["project_id"])
    assert (left.data.organisation, left.sequence) == (here.water_works, 5)
    again = works.do("claim_project", project, here.power)
    assert [(step["action"], step["organisation"], step["reason"]) for step in again["history"]][-2:] == [
        ("give_up", here.water_works, "施工力量不足"),
        ("claim", here.power_works, None),
    ]
    assert isinstance(refused(works, "spend", project, here.water), Forbidden)


def test_a_worker_claims_by_naming_a_unit_and_an_officer_for_his_own_only(works: Works) -> None:
    here = works.here
    project = works.proposed()
    for actor, told, faults in (
        (here.worker, {}, {"organisation": ["required"]}),
        (here.worker, {"organisation": "nobody"}, {"organisation": ["unknown"]}),
    ):
        refusal = refused(works, "claim_project", project, actor, **told)
        assert isinstance(refusal, Invalid) and refusal.fields == faults
    refusal = refused(works, "claim_project", project, here.water, organisation=here.power_works)
    assert (type(refusal), refusal.code) == (Forbidden, "not_your_organisation")
    for stranger in (here.zhou, here.lin, actors.worker(here.elsewhere)):
        assert isinstance(refused(works, "claim_project", project, stranger), Forbidden)
    claimed = works.do("claim_project", project, organisation=here.school)
    assert (claimed["organisation"], claimed["history"][-1]["actor_role"]) == (here.school, "community_worker")
    told = here.bus.wait_for(ProjectClaimed, project_id=project["project_id"])
    assert (told.data.organisation, told.data.way) == (here.school, "assigned")


def test_of_many_units_that_claim_at_once_one_gets_it(works: Works) -> None:
    here = works.here
    project = works.proposed()

    def claim(actor: Actor) -> str:
        try:
            return works.do("claim_project", project, actor)["organisation"]
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as units:
        outcomes = list(units.map(claim, (here.water, here.power, here.water, here.power)))
    [winner] = [outcome for outcome in outcomes if outcome != "project_already_claimed"]
    assert works.see(project)["organisation"] == winner
    here.bus.wait_for(ProjectClaimed, project_id=project["project_id"], organisation=winner)
    here.bus.settle()
    assert [one.data.way for one in here.bus.seen(ProjectClaimed, project_id=project["project_id"])] == ["claimed"]
