"""Periods are the district's, not Greenwich's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import district
from scoring import periods


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), "2026-Q4"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2027-Q1"),
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "2027-Q1"),
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), "2026-Q2"),
    ],
)
def test_a_service_counts_in_the_districts_quarter(moment: datetime, quarter: str) -> None:
    assert periods.quarter_of(moment) == quarter
    assert periods.year_of(moment) == int(quarter[:4])


@given(st.datetimes(datetime(2000, 1, 1), datetime(2500, 1, 1), timezones=st.just(UTC)))
def test_the_districts_day_is_the_one_on_a_clock_in_shanghai(moment: datetime) -> None:
    assert district.day_of(moment) == moment.astimezone(ZoneInfo("Asia/Shanghai")).date()


@given(st.datetimes(datetime(2000, 1, 1), datetime(2500, 1, 1), timezones=st.just(UTC)))
def test_every_moment_lies_within_its_periods(moment: datetime) -> None:
    quarter, year = periods.quarter_of(moment), str(periods.year_of(moment))
    assert quarter in periods.quarters_of(year)
    for period in (quarter, year):
        start, end = periods.bounds(period)
        assert start <= moment < end
        assert district.day_of(moment) <= periods.last_day(period)


def test_a_period_ends_with_its_last_day() -> None:
    assert periods.last_day("2026") == date(2026, 12, 31)
    assert periods.last_day("2026-Q2") == date(2026, 6, 30)
    assert periods.bounds("2026-Q1") == (
        datetime(2025, 12, 31, 16, tzinfo=UTC),
        datetime(2026, 3, 31, 16, tzinfo=UTC),
    )


@given(*(2 * [st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))]))
def test_the_periods_between_two_moments_follow_each_other(one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    for period_of, between in (
        (lambda moment: str(periods.year_of(moment)), periods.years_between),
        (periods.quarter_of, periods.quarters_between),
    ):
        there = between(first, last)
        assert (there[0], there[-1]) == (period_of(first), period_of(last))
        for before, after in zip(there, there[1:], strict=False):
            assert periods.bounds(before)[1] == periods.begins(after)
