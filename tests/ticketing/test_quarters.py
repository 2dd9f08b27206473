"""Quarters: every day lies in the one whose first and last day enclose it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.fields import Quarter
from ticketing import quarters


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2024, 9, 30), "2024-Q3"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_a_day_lies_in_its_quarter(day: date, quarter: str) -> None:
    assert quarters.of_day(day) == quarter


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)), st.dates(date(2000, 1, 1), date(2999, 12, 31)))
def test_quarters_hold_their_days_and_sort_as_days_do(one: date, other: date) -> None:
    quarter = quarters.of_day(one)
    assert quarters.first_day(quarter) <= one <= quarters.last_day(quarter)
    assert (quarters.first_day(quarter) <= other <= quarters.last_day(quarter)) == (quarters.of_day(other) == quarter)
    assert (quarter < quarters.of_day(other)) == (
        quarters.last_day(quarter) < quarters.first_day(quarters.of_day(other))
    )
    assert Quarter().deserialize(quarter) == quarter
