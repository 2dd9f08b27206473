"""What certifies, and until when: laws for all months and days, and the cases that a community meets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.requests.trainings import LONGEST_MONTHS
from volunteer.certification import is_earned, last_day

DAYS = st.dates(date(2020, 1, 1), date(2080, 12, 31))
MONTHS = st.integers(1, LONGEST_MONTHS)


@pytest.mark.parametrize(
    ("minutes", "reasons", "earned"),
    [
        (120, [], True),
        (90, ["rounded"], True),
        (0, ["rounded"], True),
        (0, ["daily_cap"], True),
        (30, ["overlap"], True),
        (0, ["overlap"], False),
        (0, ["too_short"], False),
        (0, ["set_aside"], False),
        (0, ["rejected"], False),
        (0, ["merged"], False),
    ],
)
def test_only_who_was_there_long_enough_has_earned_it(minutes: int, reasons: list[str], earned: bool) -> None:
    assert is_earned(minutes, reasons) is earned


@pytest.mark.parametrize(
    ("earned_on", "months", "last"),
    [
        (date(2026, 11, 20), 24, date(2028, 11, 20)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_the_last_day_is_the_same_day_of_the_month_or_the_last_of_a_shorter_one(
    earned_on: date, months: int, last: date
) -> None:
    assert last_day(earned_on, months) == last


@given(DAYS, MONTHS, MONTHS)
def test_more_months_hold_longer(day: date, fewer: int, more: int) -> None:
    assert (last_day(day, fewer) < last_day(day, more)) == (fewer < more)


@given(DAYS, st.integers(0, 400), MONTHS)
def test_attending_later_never_shortens_it(day: date, later: int, months: int) -> None:
    assert last_day(day + timedelta(days=later), months) >= last_day(day, months)
