"""What projects come to, read back from records like those of 蒙阳街道 (domain.md, B)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chassis.refusals import Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.project_work import BEFORE, BUDGET, NEXT, QUARTER, Works, ago

PROJECTS, BUDGET_FEN, PROBLEMS, PERSON_TIMES = 49, 154_100_000, 132, 10_430
ESTATE_FEN, STATION_FEN, ATTENDANCES = 10_120_000, 36_000_000, 8_475
HOUSEHOLDS = 34
NO_STATES = {"proposed": 0, "in_hand": 0, "finished": 0, "confirmed": 0, "withdrawn": 0}


def shares(total: int, parts: int) -> list[int]:
    """`total` in whole parts that differ by one at most."""
    return [total // parts + (1 if place < total % parts else 0) for place in range(parts)]


def complete(works: Works, fen: int, problems: int, people: int, **told: Any) -> dict[str, Any]:
    """A project that was proposed, claimed, paid, finished and confirmed, each by whoever may."""
    here = works.here
    project = works.proposed(actor=here.admin, budget_fen=fen, starts_on="2023-01-09", ends_on="2023-12-20", **told)
    works.do("claim_project", project, here.water)
    works.do("spend", project, here.water, amount_fen=fen, spent_on="2023-05-10")
    result = {"problems_solved": problems, "person_times": people, "finished_on": "2023-12-15"}
    works.do("finish_project", project, here.water, **result)
    return works.do("confirm_project", project, here.admin)


def test_the_figures_of_mengyang_come_out_of_its_reports(works: Works) -> None:
    here = works.here
    others = PROJECTS - 2
    fen = shares(BUDGET_FEN - ESTATE_FEN - STATION_FEN, others)
    problems = shares(PROBLEMS - 2, others)
    people = shares(PERSON_TIMES - HOUSEHOLDS - ATTENDANCES, others)
    for place in range(others):
        community = here.community if place % 2 else here.elsewhere
        complete(works, fen[place], problems[place], people[place], community=community)
    estate = complete(works, ESTATE_FEN, 1, HOUSEHOLDS, title="三十四户小区改造", place=here.building)
    station = works.proposed(title="儿童之家", budget_fen=STATION_FEN, starts_on="2020-01-06", ends_on="2030-12-31")
    works.do("claim_project", station, here.power)
    works.do("spend", station, here.power, amount_fen=STATION_FEN, spent_on="2021-03-01")
    for quarter, attendances in (("2020-Q4", 1200), ("2021-Q4", 3000), ("2022-Q4", ATTENDANCES)):
        told = {"problems_solved": 1, "person_times": attendances, "percent": 50}
        works.do("report_progress", station, here.power, quarter=quarter, **told)

    total = works.figures(here.zhou, communities=f"{here.community},{here.elsewhere}")
    assert total["projects"] == PROJECTS
    assert total["budget_fen"] == total["spent_fen"] == BUDGET_FEN
    assert (total["problems_solved"], total["person_times"]) == (PROBLEMS, PERSON_TIMES)
    assert total["by_state"] == {**NO_STATES, "confirmed": PROJECTS - 1, "in_hand": 1}
    parts = total["communities"]
    assert {part["community"] for part in parts} == {here.community, here.elsewhere}
    for name in ("projects", "budget_fen", "spent_fen", "problems_solved", "person_times"):
        assert sum(part[name] for part in parts) == total[name]
    [here_only] = works.figures()["communities"]
    assert here_only in parts
    assert works.figures(communities=None)["projects"] >= PROJECTS

    rebuilt = works.figures(communities=None, project_id=estate["project_id"])
    assert (rebuilt["projects"], rebuilt["spent_fen"], rebuilt["person_times"]) == (1, ESTATE_FEN, HOUSEHOLDS)
    children = {"communities": None, "project_id": station["project_id"]}
    since = works.figures(**children)
    assert (since["spent_fen"], since["person_times"]) == (STATION_FEN, ATTENDANCES)
    year = works.figures(**children, first_quarter="2021-Q1", last_quarter="2021-Q4")
    assert (year["spent_fen"], year["person_times"], year["problems_solved"]) == (STATION_FEN, 1800, 0)
    assert works.figures(**children, last_quarter="2019-Q4")["projects"] == 0


def test_a_time_counts_what_was_under_way_and_what_it_brought(works: Works) -> None:
    here = works.here
    project = works.claimed()
    works.do("spend", project, here.water, amount_fen=700, spent_on=ago(100))
    works.do("spend", project, here.water, amount_fen=50)
    works.do("report_progress", project, here.water, quarter=BEFORE, problems_solved=1, person_times=10)
    works.do("report_progress", project, here.water, problems_solved=3, person_times=25)

    def brought(**period: Any) -> tuple[int, ...]:
        found = works.figures(**period)
        return tuple(found[name] for name in ("projects", "budget_fen", "spent_fen", "problems_solved", "person_times"))

    assert brought() == brought(first_quarter=BEFORE, last_quarter=QUARTER) == (1, BUDGET, 750, 3, 25)
    assert brought(last_quarter=BEFORE) == (1, BUDGET, 700, 1, 10)
    assert brought(first_quarter=QUARTER) == (1, BUDGET, 50, 2, 15)
    assert brought(last_quarter="2020-Q4") == (0, 0, 0, 0, 0)
    assert brought(first_quarter=NEXT) == (1, BUDGET, 0, 0, 0)
    works.do("finish_project", project, here.water, problems_solved=4, person_times=40)
    assert brought() == (1, BUDGET, 750, 3, 25)
    works.do("confirm_project", project)
    assert brought(first_quarter=QUARTER, last_quarter=QUARTER) == (1, BUDGET, 50, 3, 30)
    assert brought(first_quarter=NEXT) == (0, 0, 0, 0, 0)


def test_awards_are_counted_and_what_was_withdrawn_has_no_budget(works: Works) -> None:
    project = works.finished()
    works.do("confirm_project", project)
    works.do("award_project", project, works.here.admin)
    works.do("withdraw_project", works.proposed())
    works.proposed()
    found = works.figures()
    assert (found["awards"], found["awarded_fen"]) == (1, 500_000)
    assert (found["projects"], found["budget_fen"]) == (2, 2 * BUDGET)
    assert found["by_state"] == {**NO_STATES, "confirmed": 1, "proposed": 1, "withdrawn": 1}
    assert works.figures(last_quarter=BEFORE)["awards"] == 0


def test_what_was_taken_back_counts_in_no_time(works: Works) -> None:
    here = works.here
    project = works.claimed()
    entered = works.do("spend", project, here.water, spent_on=ago(100))["spending"][0]
    works.do("correct_spending", project, here.water, spending_id=entered["spending_id"])
    assert works.figures(last_quarter=BEFORE)["spent_fen"] == 0
    assert works.figures(first_quarter=QUARTER)["spent_fen"] == 0


def test_a_community_without_projects_comes_to_nothing(works: Works) -> None:
    found = works.figures(actors.actor())
    assert (found["projects"], found["by_state"], found["communities"]) == (0, NO_STATES, [])


def test_wrong_questions_are_refused(works: Works) -> None:
    here = works.here
    for asked, faults in (
        ({"communities": f"{here.community},nowhere"}, {"communities": ["unknown"]}),
        ({"communities": here.building}, {"communities": ["unknown"]}),
        ({"communities": f"{here.community},"}, {"communities": ["not_codes"]}),
        ({"first_quarter": QUARTER, "last_quarter": BEFORE}, {"last_quarter": ["before_first"]}),
        ({"first_quarter": date(2026, 1, 1).isoformat()}, {"first_quarter": ["not_a_quarter"]}),
    ):
        with pytest.raises(Invalid) as refused:
            works.figures(**asked)
        assert refused.value.fields == faults
    with pytest.raises(NotFound):
        works.figures(project_id=new_id())
