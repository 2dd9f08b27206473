"""A project's account and its reports: never above the budget, never rewritten, never falling."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import ProjectProgressReported

from tests.ticketing.project_work import BEFORE, BUDGET, NEXT, QUARTER, Works, ago, refused


def faults(works: Works, call: str, project: dict[str, Any], actor: Actor | None = None, **told: Any) -> Any:
    refusal = refused(works, call, project, actor or works.here.water, **told)
    assert isinstance(refusal, Invalid)
    return refusal.fields


def test_spending_stays_within_the_budget_until_a_worker_raises_it(works: Works) -> None:
    here = works.here
    project = works.claimed()
    works.do("spend", project, here.water, amount_fen=BUDGET - 1000)
    refusal = refused(works, "spend", project, here.water, amount_fen=1001)
    assert (type(refusal), refusal.code, refusal.about["left_fen"]) == (Conflict, "over_budget", 1000)
    assert isinstance(refused(works, "raise_project_budget", project, here.water), Forbidden)
    assert faults(works, "raise_project_budget", project, here.worker, budget_fen=BUDGET) == {
        "budget_fen": ["not_more"]
    }
    raised = works.do("raise_project_budget", project, budget_fen=BUDGET + 1)
    assert (raised["budget_fen"], raised["history"][-1]["reason"]) == (BUDGET + 1, "增加一栋")
    full = works.do("spend", project, here.water, amount_fen=1001)
    assert (full["spent_fen"], len(full["spending"])) == (BUDGET + 1, 2)
    assert refused(works, "spend", project, here.water, amount_fen=1).about["left_fen"] == 0


def test_what_is_spent_at_once_is_within_the_budget_together(works: Works) -> None:
    project = works.claimed(budget_fen=250_000)

    def spend(number: int) -> bool:
        try:
            works.do("spend", project, works.here.water, amount_fen=100_000, receipt=f"NO-{number}")
        except Conflict as refusal:
            assert refusal.code == "over_budget"
            return False
        return True

    with ThreadPoolExecutor(4) as offices:
        assert list(offices.map(spend, range(4))).count(True) == 2
    assert works.see(project)["spent_fen"] == 200_000


def test_a_wrong_entry_is_taken_back_by_another_and_both_stay(works: Works) -> None:
    here = works.here
    project = works.claimed()
    entered = works.do("spend", project, here.water, spent_on=ago(5))["spending"][0]
    named = {"spending_id": entered["spending_id"]}
    assert isinstance(refused(works, "correct_spending", project, here.power, **named), Forbidden)
    corrected = works.do("correct_spending", project, here.water, **named)
    assert corrected["spent_fen"] == 0
    first, second = corrected["spending"]
    assert first == entered
    assert (second["amount_fen"], second["corrects"], second["spent_on"], second["purpose"]) == (
        -120_000,
        entered["spending_id"],
        ago(5),
        "金额录错",
    )
    assert refused(works, "correct_spending", project, here.water, **named).code == "already_reversed"
    again = {"spending_id": second["spending_id"]}
    assert refused(works, "correct_spending", project, here.water, **again).code == "is_a_correction"
    assert isinstance(refused(works, "correct_spending", works.claimed(), here.water, **named), NotFound)
    assert isinstance(refused(works, "correct_spending", project, here.water, spending_id=new_id()), NotFound)
    assert works.do("spend", project, here.water, amount_fen=BUDGET)["spent_fen"] == BUDGET


def test_the_same_amount_of_a_receipt_is_entered_once_unless_it_was_taken_back(works: Works) -> None:
    project, water = works.claimed(), works.here.water
    first = works.do("spend", project, water, amount_fen=100, receipt="NO-7")["spending"][0]
    twice = refused(works, "spend", project, water, amount_fen=100, receipt="NO-7")
    assert (twice.code, twice.about["receipt"]) == ("receipt_entered_already", "NO-7")
    works.do("spend", project, water, amount_fen=50, receipt="NO-7")
    works.do("spend", project, water, amount_fen=100, receipt="NO-8")
    works.do("correct_spending", project, water, spending_id=first["spending_id"])
    assert works.do("spend", project, water, amount_fen=100, receipt="NO-7")["spent_fen"] == 250


def test_a_wrong_entry_is_refused_whole(works: Works) -> None:
    project = works.claimed()
    for told, fault in (
        ({"spent_on": ago(-1)}, {"spent_on": ["in_the_future"]}),
        ({"spent_on": ago(111)}, {"spent_on": ["before_start"]}),
        ({"amount_fen": 0}, {"amount_fen": ["out_of_range:1,1000000000000"]}),
        ({"amount_fen": 1.5}, {"amount_fen": ["not_a_number"]}),
        ({"receipt": "\x00"}, {"receipt": ["unprintable"]}),
        ({"purpose": " "}, {"purpose": ["empty"]}),
    ):
        assert faults(works, "spend", project, **told) == fault
    assert works.see(project)["spending"] == []


def test_a_quarter_is_reported_once_and_corrected_by_further_versions(works: Works) -> None:
    here = works.here
    project = works.claimed()
    works.do("report_progress", project, here.water)
    refusal = refused(works, "report_progress", project, here.water)
    assert (type(refusal), refusal.code, refusal.about["quarter"]) == (Conflict, "already_reported", QUARTER)
    corrected = works.do("correct_report", project, here.water, problems_solved=1, words="只有一栋")
    assert [(one["version"], one["words"], one["problems_solved"]) for one in corrected["reports"]] == [
        (1, "完成两栋", 2),
        (2, "只有一栋", 1),
    ]
    assert corrected["problems_solved"] == 1
    told = here.bus.wait_for(ProjectProgressReported, project_id=project["project_id"], version=2)
    assert (told.data.problems_solved, told.sequence) == (1, 4)
    assert faults(works, "correct_report", project, quarter=BEFORE) == {"quarter": ["not_reported"]}
    for other in (here.power, here.zhou):
        assert isinstance(refused(works, "report_progress", project, other, quarter=BEFORE), Forbidden)


def test_what_was_reached_so_far_never_falls(works: Works) -> None:
    here = works.here
    project = works.claimed()
    works.do("report_progress", project, here.water, quarter=BEFORE, problems_solved=5, person_times=50)
    assert faults(works, "report_progress", project, problems_solved=4, person_times=50) == {
        "problems_solved": ["less_than_before:5"]
    }
    works.do("report_progress", project, here.water, problems_solved=6, person_times=60)
    assert faults(works, "correct_report", project, quarter=BEFORE, problems_solved=6, person_times=61) == {
        "person_times": ["more_than_after:60"]
    }
    works.do("correct_report", project, here.water, quarter=BEFORE, problems_solved=4, person_times=50)
    assert faults(works, "finish_project", project, problems_solved=5, person_times=60) == {
        "problems_solved": ["less_than_before:6"]
    }
    assert works.do("finish_project", project, here.water, problems_solved=6)["state"] == "finished"


def test_reports_are_for_quarters_that_have_begun_and_that_the_project_was_in(works: Works) -> None:
    project = works.claimed()
    for told, fault in (
        ({"quarter": NEXT}, {"quarter": ["quarter_to_come"]}),
        ({"quarter": "2020-Q1"}, {"quarter": ["before_start"]}),
        ({"quarter": "2026-Q5"}, {"quarter": ["not_a_quarter"]}),
        ({"percent": 101}, {"percent": ["out_of_range:0,100"]}),
        ({"person_times": -1}, {"person_times": ["out_of_range:0,1000000000"]}),
    ):
        assert faults(works, "report_progress", project, **told) == fault
    assert works.see(project)["reports"] == []


def test_a_project_ends_neither_in_the_future_nor_before_it_began_or_was_last_reported(works: Works) -> None:
    here = works.here
    project = works.claimed()
    for day, fault in ((ago(-1), "in_the_future"), (ago(111), "before_start")):
        assert faults(works, "finish_project", project, finished_on=day) == {"finished_on": [fault]}
    works.do("report_progress", project, here.water)
    assert faults(works, "finish_project", project, finished_on=ago(100)) == {"finished_on": ["before_last_report"]}
    assert works.see(project)["state"] == "in_hand"


def test_a_late_bill_is_entered_after_the_end_and_none_after_it_is_confirmed(works: Works) -> None:
    here = works.here
    project = works.finished()
    assert works.do("spend", project, here.water)["spent_fen"] == 120_000
    works.do("confirm_project", project)
    assert refused(works, "spend", project, here.water).code == "impossible_in_state"
