"""Opening hours: whether a station is open, and when it next opens, by the district's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import district
from volunteer import opening

WEEKDAYS = [{"weekday": day, "opens": "08:30", "closes": "17:00"} for day in range(1, 6)]

clock = st.integers(0, 24 * 60).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
periods = st.lists(
    st.fixed_dictionaries({"weekday": st.integers(1, 7), "opens": clock, "closes": clock}), max_size=6
).filter(lambda made: not opening.faults(made))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(district.TIME))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, whose second day is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=district.TIME)


@pytest.mark.parametrize(
    ("now", "is_open", "following"),
    [
        (at(2, 8, 29), False, at(2, 8, 30)),
        (at(2, 8, 30), True, at(3, 8, 30)),
        (at(2, 16, 59), True, at(3, 8, 30)),
        (at(2, 17), False, at(3, 8, 30)),
        (at(6, 18), False, at(9, 8, 30)),
        (at(8, 12), False, at(9, 8, 30)),
    ],
)
def test_open_on_working_days(now: datetime, is_open: bool, following: datetime) -> None:
    assert opening.is_open(WEEKDAYS, now) is is_open
    assert opening.next_opening(WEEKDAYS, now) == following


@given(periods, moments)
def test_it_next_opens_later_having_been_closed_and_not_before(made: list[dict[str, Any]], now: datetime) -> None:
    following = opening.next_opening(made, now)
    minute = timedelta(minutes=1)
    if following is None:
        whole = all(opening.is_open(made, now + step * timedelta(minutes=13)) for step in range(7 * 24 * 60 // 13))
        assert whole or not made
        return
    assert now < following <= now + timedelta(days=7)
    assert opening.is_open(made, following) and not opening.is_open(made, following - minute)
    if not opening.is_open(made, now):
        waiting = int((following - now) / minute)
        assert not any(opening.is_open(made, now + step * minute) for step in range(0, waiting, 7))


def test_round_the_clock_never_opens_anew() -> None:
    always = [{"weekday": day, "opens": "00:00", "closes": "24:00"} for day in range(1, 8)]
    assert opening.is_open(always, at(8, 23, 59))
    assert opening.next_opening(always, at(8, 23, 59)) is None
    assert opening.next_opening([], at(2, 8)) is None


def test_hours_that_end_before_they_begin_or_overlap_are_faults() -> None:
    def period(weekday: int, opens: str, closes: str) -> dict[str, Any]:
        return {"weekday": weekday, "opens": opens, "closes": closes}

    made = [
        period(1, "08:00", "12:00"),
        period(1, "12:00", "11:00"),
        period(1, "11:59", "13:00"),
        period(2, "08:00", "12:00"),
        period(1, "13:00", "13:00"),
        period(7, "12:00", "24:00"),
    ]
    assert opening.faults(made) == {
        1: {"closes": ["not_after_start"]},
        2: {"opens": ["hours_overlap"]},
        4: {"closes": ["not_after_start"]},
    }
