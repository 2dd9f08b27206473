"""Micro-projects from the proposal to the award: who takes which step, what others see and hear of it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.transaction import new_id
from contracts.events import (
    ProjectAwarded,
    ProjectClaimed,
    ProjectFinished,
    ProjectProgressReported,
    ProjectProposed,
    ProjectResultRefused,
    ProjectResultReported,
)

from tests import actors
from tests.days import today
from tests.ticketing.project_work import BUDGET, QUARTER, Works, ago, entry_states, refused

CALLS = {
    "withdraw": "withdraw_project",
    "claim": "claim_project",
    "give_up": "give_up_project",
    "raise_budget": "raise_project_budget",
    "plan_milestone": "plan_milestone",
    "reach_milestone": "reach_milestone",
    "spend": "spend",
    "correct_spending": "correct_spending",
    "report_progress": "report_progress",
    "correct_report": "correct_report",
    "finish": "finish_project",
    "send_back": "send_back_project",
    "confirm": "confirm_project",
    "award": "award_project",
}
NEEDED: dict[str, dict[str, Any]] = {
    "reach_milestone": {"milestone_id": new_id()},
    "correct_spending": {"spending_id": new_id()},
}


def test_a_project_goes_from_the_need_list_to_the_award_and_each_step_is_told(works: Works) -> None:
    here, bus = works.here, works.here.bus
    entry = works.entry()
    project = works.proposed(entry, place=here.building)
    assert (project["state"], project["organisation"], project["begun_on"]) == ("proposed", None, ago(110))
    assert [one["entry_id"] for one in project["entries"]] == [entry["entry_id"]]
    assert entry_states(works) == {entry["entry_id"]: "in_project"}
    claimed = works.do("claim_project", project, here.water)
    assert (claimed["state"], claimed["organisation"]) == ("in_hand", here.water_works)
    planned = works.do("plan_milestone", project, here.water)
    milestone = planned["milestones"][0]["milestone_id"]
    reached = works.do("reach_milestone", project, here.water, milestone_id=milestone, note="提前完成")
    assert [(one["reached_on"], one["note"]) for one in reached["milestones"]] == [(ago(0), "提前完成")]
    works.do("spend", project, here.water)
    reported = works.do("report_progress", project, here.water)
    assert (reported["percent"], reported["reported_quarter"], reported["problems_solved"]) == (60, QUARTER, 2)
    finished = works.do("finish_project", project, here.water)
    assert (finished["state"], finished["ended_on"], finished["problems_solved"]) == ("finished", ago(0), 2)
    confirmed = works.do("confirm_project", project)
    assert (confirmed["problems_solved"], confirmed["person_times"], confirmed["possible"]) == (3, 120, [])
    assert entry_states(works) == {entry["entry_id"]: "settled"}
    awarded = works.do("award_project", project, here.admin)
    assert (awarded["award_fen"], awarded["award_reason"]) == (500_000, "居民自筹参与，可推广")
    assert [(step["action"], step["to_state"], step["actor_role"]) for step in awarded["history"]] == [
        ("propose", "proposed", "community_worker"),
        ("claim", "in_hand", "officer"),
        ("plan_milestone", "in_hand", "officer"),
        ("reach_milestone", "in_hand", "officer"),
        ("spend", "in_hand", "officer"),
        ("report_progress", "in_hand", "officer"),
        ("finish", "finished", "officer"),
        ("confirm", "confirmed", "community_worker"),
        ("award", "confirmed", "district_admin"),
    ]

    named = {"project_id": project["project_id"]}
    told = bus.wait_for(ProjectFinished, **named)
    assert told.data == ProjectFinished(
        community=here.community,
        sequence=8,
        project_id=project["project_id"],
        organisation=here.water_works,
        finished_on=today(),
        budget_fen=BUDGET,
        spent_fen=120_000,
        problems_solved=3,
        person_times=120,
    )
    bus.wait_for(ProjectAwarded, **named, organisation=here.water_works, award_fen=500_000)
    kinds = (
        ProjectProposed,
        ProjectClaimed,
        ProjectProgressReported,
        ProjectResultReported,
        ProjectFinished,
        ProjectAwarded,
    )
    assert [(type(one.data), one.sequence) for one in bus.seen(*kinds, **named)] == [
        (ProjectProposed, 1),
        (ProjectClaimed, 2),
        (ProjectProgressReported, 6),
        (ProjectResultReported, 7),
        (ProjectFinished, 8),
        (ProjectAwarded, 9),
    ]
    progress = bus.wait_for(ProjectProgressReported, **named).data
    assert (progress.quarter, progress.version, progress.percent, progress.person_times) == (QUARTER, 1, 60, 80)


def test_the_unit_hears_that_its_result_was_sent_back(works: Works) -> None:
    here = works.here
    project = works.finished()
    named = {"project_id": project["project_id"], "organisation": here.water_works}
    here.bus.wait_for(ProjectResultReported, **named, finished_on=today())
    works.do("send_back_project", project)
    here.bus.wait_for(ProjectResultRefused, **named)


def test_no_words_of_a_project_are_in_what_others_hear(works: Works) -> None:
    project = works.finished(title="秘密标题", problem="秘密问题")
    works.do("send_back_project", project, reason="秘密原因")
    works.do("finish_project", project, works.here.water)
    works.do("confirm_project", project)
    works.do("award_project", project, works.here.admin, reason="秘密理由")
    works.here.bus.wait_for(ProjectAwarded, project_id=project["project_id"])
    heard = [seen.to_json().decode() for seen in works.here.bus.seen() if seen.community == works.here.community]
    assert any(project["project_id"] in text for text in heard)
    assert not any("秘密" in text or "亮灯" in text for text in heard)


def test_what_is_possible_is_what_is_done_and_everything_else_is_refused(works: Works) -> None:
    here = works.here
    project = works.proposed()
    people = [here.worker, here.admin, here.water, here.power, here.zhou, actors.worker(here.elsewhere)]
    states = []
    for step, actor in (
        ("claim_project", here.water),
        ("finish_project", here.water),
        ("confirm_project", here.worker),
        ("award_project", here.admin),
        (None, None),
    ):
        states.append(works.see(project)["state"])
        for person in people:
            possible = works.see(project, person)["possible"]
            for action in CALLS.keys() - set(possible):
                refusal = refused(works, CALLS[action], project, person, **NEEDED.get(action, {}))
                assert isinstance(refusal, (Conflict, Forbidden)), (states[-1], action, refusal)
                if isinstance(refusal, Conflict):
                    assert refusal.about["state"] == states[-1]
                    assert refusal.about["possible"] == possible
        if step:
            works.do(step, project, actor)
    assert states == ["proposed", "in_hand", "finished", "confirmed", "confirmed"]
    assert len(works.see(project)["history"]) == 5


def test_a_result_is_confirmed_by_somebody_else_or_sent_back(works: Works) -> None:
    here = works.here
    project = works.claimed()
    works.do("finish_project", project, here.worker)
    assert refused(works, "confirm_project", project, here.worker).code == "own_result"
    assert isinstance(refused(works, "confirm_project", project, here.water), Forbidden)
    back = works.do("send_back_project", project)
    assert (back["state"], back["ended_on"], back["problems_solved"]) == ("in_hand", None, 0)
    works.do("finish_project", project, here.water, problems_solved=4)
    assert works.do("confirm_project", project, here.worker)["problems_solved"] == 4
    assert here.bus.wait_for(ProjectFinished, project_id=project["project_id"]).data.problems_solved == 4


def test_only_an_administrator_awards_and_only_once_what_is_confirmed(works: Works) -> None:
    here = works.here
    project = works.finished()
    assert refused(works, "award_project", project, here.admin).code == "impossible_in_state"
    works.do("confirm_project", project)
    for other in (here.worker, here.water, here.zhou):
        assert isinstance(refused(works, "award_project", project, other), Forbidden)
    works.do("award_project", project, here.admin)
    assert refused(works, "award_project", project, here.admin).code == "already_awarded"


def test_everybody_reads_the_list_and_only_those_concerned_the_words(works: Works) -> None:
    here = works.here
    project = works.proposed()
    offered = works.see(project, here.power)
    assert (offered["problem"], offered["history"]) == ("三栋楼道无灯，老人夜间出行不便", [])
    works.do("claim_project", project, here.water)
    works.do("spend", project, here.water)
    works.do("finish_project", project, here.water)
    for reader in (here.worker, here.admin, here.water):
        full = works.see(project, reader)
        assert (full["result"], len(full["spending"]), len(full["history"])) == ("三栋楼道全部亮灯", 1, 4)
    for reader in (here.zhou, here.lin, here.power, actors.worker(here.elsewhere)):
        public = works.see(project, reader)
        assert (public["title"], public["spent_fen"], public["organisation"]) == ("楼道照明", 120_000, here.water_works)
        assert (public["problem"], public["result"], public["award_reason"]) == (None, None, None)
        assert public["entries"] == public["spending"] == public["history"] == public["reports"] == []
        listed = works.ask("projects", {"community": here.community}, reader)["items"]
        assert [one["project_id"] for one in listed] == [project["project_id"]]
        assert {"problem", "result", "history"}.isdisjoint(listed[0])
    with pytest.raises(NotFound):
        works.see({"project_id": new_id()})


def test_the_list_is_paged_and_filtered(works: Works) -> None:
    here = works.here
    made = [works.proposed()["project_id"] for _ in range(3)]
    works.do("claim_project", {"project_id": made[1]}, here.water)

    def listed(**asked: Any) -> list[str]:
        found = works.ask("projects", {"community": here.community, **asked}, here.zhou)
        return [one["project_id"] for one in found["items"]]

    assert listed() == made[::-1]
    assert listed(state="in_hand") == listed(organisation=here.water_works) == [made[1]]
    page = works.ask("projects", {"community": here.community, "limit": 2}, here.zhou)
    assert [one["project_id"] for one in page["items"]] == made[:0:-1]
    assert listed(limit=2, cursor=page["next_cursor"]) == made[:1]
