"""The days of a survey are the district's, and its last day is whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import district
from ticketing import survey_days

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 3)
OPENS, ENDS = district.midnight(FIRST), district.midnight(LAST + timedelta(days=1))
MOMENT = timedelta(microseconds=1)
LATER = ENDS + timedelta(days=9)

moments = st.datetimes(datetime(2026, 2, 25), datetime(2026, 3, 9), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (OPENS - MOMENT, "before_first"),
        (OPENS, None),
        (datetime(2026, 2, 28, 16, tzinfo=UTC), None),
        (ENDS - MOMENT, None),
        (ENDS, "after_last"),
        (LATER, "after_last"),
        (LATER + MOMENT, "in_the_future"),
    ],
)
def test_an_answer_is_of_a_day_of_the_survey_and_not_of_the_future(at: datetime, code: str | None) -> None:
    assert survey_days.fault(at, LATER, FIRST, LAST) == code


@given(moments, moments)
def test_without_a_last_day_only_the_first_and_the_present_bound_it(at: datetime, now: datetime) -> None:
    assert (survey_days.fault(at, now, FIRST, None) is None) == (OPENS <= at <= now)


@given(st.integers(0, 5), st.integers(-5, 5))
def test_people_have_until_the_last_day_unless_everybody_answered(not_reached: int, ahead: int) -> None:
    may = survey_days.may_close(LAST + timedelta(days=ahead), LAST, not_reached)
    assert may == (ahead >= 0 or not_reached == 0)
    assert survey_days.may_close(LAST + timedelta(days=ahead), None, not_reached)
