"""What stands on the agenda of a joint meeting, and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import vocabulary
from ticketing import agenda
from ticketing.agenda import DecisionStanding, Item, MilestoneStanding, ProjectStanding, build, concerns

QUARTER, ENDS, HELD = "2026-Q1", date(2026, 3, 31), date(2026, 4, 10)
DAY = timedelta(days=1)


def project(**known: Any) -> ProjectStanding:
    usual = {
        "project_id": "p",
        "title": "楼道照明",
        "state": "in_hand",
        "organisation": "water",
        "begun_on": date(2026, 1, 5),
        "starts_on": date(2026, 1, 5),
        "ended_on": None,
        "reported": False,
    }
    return ProjectStanding(**{**usual, **known})


def milestone(due_on: date, reached_on: date | None = None) -> MilestoneStanding:
    return MilestoneStanding("m", "p", "完成施工", "water", due_on, reached_on)


def decision(quarter: str, done: bool = False) -> DecisionStanding:
    return DecisionStanding("d", "加装扶手", "power", quarter, date(2026, 2, 1), done)


def kinds(*projects: ProjectStanding) -> list[str]:
    return [item.kind for item in build(QUARTER, HELD, projects, [], [])]


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ({}, ["report_missing"]),
        ({"reported": True}, []),
        ({"begun_on": ENDS}, ["report_missing"]),
        ({"begun_on": ENDS + DAY}, []),
        ({"state": "proposed", "organisation": None}, ["project_unclaimed"]),
        ({"state": "finished"}, ["project_to_confirm"]),
        ({"state": "confirmed"}, []),
        ({"state": "withdrawn", "organisation": None}, []),
    ],
)
def test_a_project_stands_on_it_for_what_is_due_of_it(known: dict[str, Any], due: list[str]) -> None:
    assert kinds(project(**known)) == due


def test_a_milestone_is_overdue_from_the_day_after_its_own_until_it_is_reached() -> None:
    for standing, due in (
        (milestone(HELD - DAY), True),
        (milestone(HELD), False),
        (milestone(HELD - DAY, reached_on=HELD), False),
    ):
        items = build(QUARTER, HELD, [], [standing], [])
        overdue = Item("milestone_overdue", "完成施工", "water", HELD - DAY, "p", "m")
        assert items == ([overdue] if due else [])


def test_open_decisions_of_earlier_meetings_come_up_again() -> None:
    for standing, due in (
        (decision("2025-Q4"), True),
        (decision("2025-Q4", done=True), False),
        (decision(QUARTER), False),
        (decision("2026-Q2"), False),
    ):
        items = build(QUARTER, HELD, [], [], [standing])
        assert [item.decision_id for item in items] == (["d"] if due else [])


def test_kinds_follow_each_other_and_the_earliest_due_comes_first() -> None:
    items = build(
        QUARTER,
        HELD,
        [
            project(project_id="c", state="finished", ended_on=date(2026, 3, 1)),
            project(project_id="b", state="proposed", starts_on=date(2026, 5, 1)),
            project(project_id="a", state="proposed", starts_on=date(2026, 4, 1)),
            project(project_id="r"),
        ],
        [milestone(HELD - DAY)],
        [decision("2025-Q4")],
    )
    assert [item.kind for item in items] == [
        "report_missing",
        "milestone_overdue",
        "decision_open",
        "project_unclaimed",
        "project_unclaimed",
        "project_to_confirm",
    ]
    assert [item.project_id for item in items if item.kind == "project_unclaimed"] == ["a", "b"]


@given(st.lists(st.sampled_from(vocabulary.PROJECT_STATES)), st.randoms())
def test_the_order_of_what_is_known_makes_no_difference(states: list[str], shuffle: Any) -> None:
    projects = [project(project_id=f"p{place}", state=state) for place, state in enumerate(states)]
    mixed = list(projects)
    shuffle.shuffle(mixed)
    assert build(QUARTER, HELD, mixed, [], []) == build(QUARTER, HELD, projects, [], [])


def test_an_officer_sees_what_is_of_his_unit_or_may_be_claimed() -> None:
    own = agenda.Item("report_missing", "照明", "water", ENDS, "p")
    free = agenda.Item("project_unclaimed", "扶手", None, ENDS, "q")
    community = agenda.Item("decision_open", "清扫", None, ENDS, decision_id="d")
    assert [concerns(item, "water") for item in (own, free, community)] == [True, True, False]
    assert [concerns(item, "power") for item in (own, free, community)] == [False, True, False]
    assert [concerns(item, None) for item in (own, free, community)] == [False, True, False]
