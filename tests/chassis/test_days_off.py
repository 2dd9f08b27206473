"""Which days are worked on: as announced, and by weekends alone where nothing is announced yet."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import days_off


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 9, 30), "working"),
        (date(2026, 10, 1), "holiday"),
        (date(2026, 10, 4), "holiday"),
        (date(2026, 10, 10), "working"),
        (date(2026, 10, 11), "weekend"),
    ],
)
def test_days_around_national_day_in_2026(day: date, kind: str) -> None:
    assert days_off.kind_of(day) == kind


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_a_day_is_worked_on_exactly_where_it_was_announced_so(day: date) -> None:
    assert days_off.are_known(day.year)
    assert (days_off.kind_of(day) == "working") == chinese_calendar.is_workday(day)


def test_of_a_year_that_is_not_announced_only_weekends_are_known() -> None:
    year = 2 + max(year for year in range(2004, 2100) if days_off.are_known(year))
    assert not days_off.are_known(year)
    week = [date(year, 10, 1) + timedelta(days=n) for n in range(7)]
    assert [days_off.kind_of(day) for day in week] == ["weekend" if day.weekday() >= 5 else "working" for day in week]
