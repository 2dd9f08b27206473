"""The steps against a hazard: whatever is tried in whatever order, none is done before those that it waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.hazard_steps import DONE, OPEN, WAIVED, Step, changing, doing, is_closed, since, turns, waits_for

NOW = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Step]:
    """Steps of which each waits for some of the earlier ones."""
    steps: dict[str, Step] = {}
    for number in range(draw(st.integers(1, 6))):
        after = draw(st.lists(st.sampled_from(sorted(steps)), unique=True)) if steps else []
        steps[f"step{number}"] = Step(tuple(after))
    return steps


commands = st.lists(st.tuples(st.sampled_from(("assign", "do", "waive")), st.integers(0, 5)), max_size=40)


def attempt(steps: dict[str, Step], action: str, code: str, moment: datetime) -> dict[str, Step]:
    """The steps after the action, or as they were where it is refused."""
    refused = doing(steps, code) if action == "do" else changing(steps, code)
    if refused is not None:
        return steps
    changes = {
        "assign": {"assigned_at": moment},
        "do": {"state": DONE, "settled_at": moment},
        "waive": {"state": WAIVED, "settled_at": moment},
    }
    return {**steps, code: replace(steps[code], **changes[action])}


def tried(steps: dict[str, Step], attempts: list[tuple[str, int]]) -> dict[str, Step]:
    codes = sorted(steps)
    for minute, (action, number) in enumerate(attempts):
        steps = attempt(steps, action, codes[number % len(codes)], at(minute))
    return steps


@given(plans(), commands)
def test_no_step_is_done_before_those_that_it_waits_for(plan: dict[str, Step], attempts: list[tuple[str, int]]) -> None:
    steps = tried(plan, attempts)
    for step in steps.values():
        if step.state == DONE:
            assert step.settled_at is not None and step.assigned_at is not None
            for earlier in step.after:
                settled_at = steps[earlier].settled_at
                assert settled_at is not None and settled_at < step.settled_at


@given(plans(), commands)
def test_a_closed_case_has_no_open_step_and_takes_nothing_more(
    plan: dict[str, Step], attempts: list[tuple[str, int]]
) -> None:
    steps = tried(plan, attempts)
    assert is_closed(steps) == all(step.state in (DONE, WAIVED) for step in steps.values())
    for code, step in steps.items():
        for refused in (changing(steps, code), doing(steps, code)):
            assert (refused is not None and refused.code == "step_settled") == (step.state != OPEN)


@given(plans(), commands)
def test_from_wherever_a_case_stands_it_can_be_brought_to_its_end(
    plan: dict[str, Step], attempts: list[tuple[str, int]]
) -> None:
    steps = tried(plan, attempts)
    for number, code in enumerate(plan):
        steps = attempt(steps, "assign", code, at(100 + number))
        steps = attempt(steps, "do", code, at(100 + number))
    assert is_closed(steps)


@given(plans(), commands)
def test_a_refused_step_names_the_open_ones_that_it_waits_for(
    plan: dict[str, Step], attempts: list[tuple[str, int]]
) -> None:
    steps = tried(plan, attempts)
    for code, step in steps.items():
        if step.state == OPEN:
            still_open = [earlier for earlier in step.after if steps[earlier].state == OPEN]
            assert list(waits_for(steps, code)) == still_open
            refused = doing(steps, code)
            assert (refused is not None and refused.waits_for == tuple(still_open)) or not still_open


@pytest.mark.parametrize(
    ("first", "second", "turn"),
    [
        (Step(), Step(("first",)), None),
        (Step(state=DONE, settled_at=at(5)), Step(("first",)), 5),
        (Step(state=WAIVED, settled_at=at(5)), Step(("first",), assigned_at=at(2)), 5),
        (Step(state=DONE, settled_at=at(5)), Step(("first",), assigned_at=at(9)), 9),
        (Step(state=DONE, settled_at=at(5)), Step(("first",), DONE, at(6), at(7)), None),
        (Step(), Step(), 0),
        (Step(), Step(assigned_at=at(3)), 3),
    ],
)
def test_it_is_a_partys_turn_from_when_nothing_kept_the_step_waiting(
    first: Step, second: Step, turn: int | None
) -> None:
    found = since({"first": first, "second": second}, "second", NOW)
    assert found == (None if turn is None else at(turn))


@given(plans(), commands)
def test_it_is_the_turn_of_those_who_answer_for_a_step_that_waits_for_nothing(
    plan: dict[str, Step], attempts: list[tuple[str, int]]
) -> None:
    steps = tried(plan, attempts)
    free = {code for code, step in steps.items() if step.state == OPEN and not waits_for(steps, code)}
    assert turns(steps) == {code for code in free if steps[code].assigned_at is not None}
