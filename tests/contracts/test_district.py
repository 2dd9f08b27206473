"""The district's calendar: every day lies in the quarter whose first and last day enclose it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import district
from contracts.fields import Quarter


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
    assert district.quarter_of(day) == quarter


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)), st.dates(date(2000, 1, 1), date(2999, 12, 31)))
def test_quarters_hold_their_days_and_sort_as_days_do(one: date, other: date) -> None:
    quarter = district.quarter_of(one)
    assert district.first_day(quarter) <= one <= district.last_day(quarter)
    assert (district.first_day(quarter) <= other <= district.last_day(quarter)) == (
        district.quarter_of(other) == quarter
    )
    assert (quarter < district.quarter_of(other)) == (
        district.last_day(quarter) < district.first_day(district.quarter_of(other))
    )
    assert Quarter().deserialize(quarter) == quarter


def test_a_year_holds_its_four_quarters() -> None:
    quarters = [f"2024-Q{number}" for number in (1, 2, 3, 4)]
    assert district.first_day("2024") == district.first_day(quarters[0])
    assert district.last_day("2024") == district.last_day(quarters[-1])
    for before, after in pairwise(quarters):
        assert district.last_day(before) + timedelta(days=1) == district.first_day(after)
