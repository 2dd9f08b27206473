"""How a department's record counts by what was ruled about it: laws of plain data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import CASE_ANSWERS, LEFT_OUT, OUTCOMES, WHISTLE_OUTCOMES
from scoring import department_rulings
from scoring.appraisal import Counts
from scoring.department_rulings import (
    CASE,
    CORRECTED,
    DISMISSED,
    MARK,
    UNDER_APPEAL,
    WHISTLE,
    Counting,
    Ruling,
    Told,
)

COUNTINGS = {
    CASE: st.builds(Counting, st.sampled_from((*CASE_ANSWERS, LEFT_OUT)), st.booleans()),
    WHISTLE: st.builds(Counting, st.sampled_from(WHISTLE_OUTCOMES)),
    MARK: st.builds(Counting, st.sampled_from((None, LEFT_OUT)), st.none(), st.integers(0, 100)),
}
QUARTERS = st.sampled_from(("2026-Q1", "2026-Q2"))
DEPARTMENTS = st.sampled_from(("housing", "water"))


@st.composite
def ruled(draw: st.DrawFn) -> tuple[Told, Ruling]:
    kind = draw(st.sampled_from((CASE, WHISTLE, MARK)))
    told = Told(kind, "one", draw(DEPARTMENTS), draw(QUARTERS), draw(COUNTINGS[kind]))
    ruling = draw(st.sampled_from((UNDER_APPEAL, CORRECTED, DISMISSED)))
    whose = draw(DEPARTMENTS), ruling, draw(QUARTERS)
    return told, Ruling(kind, "one", *whose, told=draw(COUNTINGS[kind]), counts=draw(COUNTINGS[kind]))


@given(ruled())
def test_under_appeal_it_counts_as_it_did_and_afterwards_as_ruled_unless_something_else_is_told(
    found: tuple[Told, Ruling],
) -> None:
    told, ruling = found
    counted = department_rulings.counted(told, ruling)
    if ruling.ruling == UNDER_APPEAL:
        assert (counted.department, counted.quarter, counted.counting) == (
            ruling.department,
            ruling.quarter,
            ruling.counts,
        )
    elif (told.counting, told.department) == (ruling.told, ruling.department):
        assert counted == told._replace(counting=ruling.counts)
    else:
        assert counted == told
    assert department_rulings.counted(told, None) == told


@given(ruled())
def test_what_one_quarter_loses_another_gains_and_nothing_else_is_counted(found: tuple[Told, Ruling]) -> None:
    told, ruling = found
    counted = department_rulings.counted(told, ruling)
    there = department_rulings.difference(told, counted)
    back = department_rulings.difference(counted, told)
    assert {key: +value for key, value in there.items()} == {
        key: +type(value)({name: -number for name, number in value.items()}) for key, value in back.items()
    }
    assert {name for value in there.values() for name in value} <= set(Counts._fields)
    if told.kind == MARK:
        assert not any(+value for value in there.values()), "marks are read, not counted"


def test_every_outcome_that_is_counted_is_a_count() -> None:
    assert set(OUTCOMES) <= set(Counts._fields)


@pytest.mark.parametrize(
    ("kind", "told", "correction", "wrong"),
    [
        (CASE, Counting("rated_1", False), ("rated_5", None, None), "outcome"),
        (CASE, Counting("rated_1", False), ("called_satisfied", None, None), "outcome"),
        (CASE, Counting("called_not_satisfied", False), ("called_satisfied", True, None), None),
        (CASE, Counting("rated_1", False), (LEFT_OUT, None, None), None),
        (CASE, Counting("rated_1", False), (None, True, None), None),
        (CASE, Counting("rated_1", False), (None, None, 80), "mark"),
        (WHISTLE, Counting("unanswered"), ("in_time", None, None), None),
        (WHISTLE, Counting("unanswered"), ("excused", None, None), None),
        (WHISTLE, Counting("unanswered"), (LEFT_OUT, None, None), "outcome"),
        (WHISTLE, Counting("unanswered"), ("rated_5", None, None), "outcome"),
        (WHISTLE, Counting("unanswered"), (None, True, None), "resolved"),
        (MARK, Counting(mark=55), (None, None, 80), None),
        (MARK, Counting(mark=55), (LEFT_OUT, None, None), None),
        (MARK, Counting(mark=55), ("in_time", None, None), "outcome"),
    ],
)
def test_a_record_is_corrected_in_what_it_has_and_a_rating_never_to_another(
    kind: str, told: Counting, correction: tuple[str | None, bool | None, int | None], wrong: str | None
) -> None:
    found = department_rulings.faults(Told(kind, "one", "housing", "2026-Q2", told), *correction)
    assert found == ({wrong: ["not_of_this_record"]} if wrong else {})
