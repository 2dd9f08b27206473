"""Weekly availability: laws that hold for any windows and any times."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import district
from volunteer.availability import Window, clock_of, match, minute_of, settle, windows_of

MONDAY = datetime(2026, 11, 23, tzinfo=district.TIME)
MINUTE = timedelta(minutes=1)
WEEK = 7 * 1440


def at(minute: float) -> datetime:
    """So many minutes after Monday's midnight."""
    return MONDAY + minute * MINUTE


@st.composite
def windows(draw: st.DrawFn) -> list[Window]:
    made = []
    for _ in range(draw(st.integers(0, 8))):
        starts = draw(st.integers(0, 1439))
        made.append(Window(draw(st.integers(1, 7)), starts, draw(st.integers(starts + 1, 1440))))
    return made


times = st.tuples(st.integers(-WEEK, WEEK), st.integers(1, 1440)).map(lambda one: (one[0], one[0] + one[1]))


def minutes_of(declared: list[Window]) -> set[int]:
    """Of the week."""
    return {(one.weekday - 1) * 1440 + minute for one in declared for minute in range(one.starts, one.ends)}


@pytest.mark.parametrize(
    ("starts", "ends", "taken"),
    [
        (540, 600, [Window(1, 540, 600)]),
        (540.5, 599.5, [Window(1, 540, 600)]),
        (1380, 1500, [Window(1, 1380, 1440), Window(2, 0, 60)]),
        (-60, 0, [Window(7, 1380, 1440)]),
        (540, 540 + 1440, [Window(1, 540, 1440), Window(2, 0, 540)]),
        (540, 540, [Window(1, 540, 541)]),
        (599.5, 599.5, [Window(1, 599, 600)]),
    ],
    ids=["hour", "seconds", "over midnight", "until midnight", "a day", "moment", "moment within a minute"],
)
def test_a_time_takes_a_window_of_each_of_its_days(starts: float, ends: float, taken: list[Window]) -> None:
    assert windows_of(at(starts), at(ends)) == taken


def test_times_of_the_day_come_back_as_they_went_in() -> None:
    for clock, minute in (("00:00", 0), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)):
        assert (minute_of(clock), clock_of(minute)) == (minute, clock)


@given(windows())
def test_settled_windows_are_the_same_minutes_and_none_touches_another(declared: list[Window]) -> None:
    settled = settle(declared)
    assert minutes_of(settled) == minutes_of(declared)
    for before, after in zip(settled, settled[1:], strict=False):
        assert (before.weekday, before.ends) < (after.weekday, after.starts)
    assert settle(settled) == settled


@given(windows(), times)
def test_somebody_is_free_if_every_minute_of_the_time_is_declared(
    declared: list[Window], time: tuple[int, int]
) -> None:
    free = {minute % WEEK for minute in range(*time)} <= minutes_of(declared)
    expected = "not_declared" if not declared else "declared_free" if free else "declared_otherwise"
    assert match(settle(declared), at(time[0]), at(time[1])) == expected


@given(windows(), times)
def test_every_week_is_like_any_other(declared: list[Window], time: tuple[int, int]) -> None:
    settled = settle(declared)
    assert match(settled, at(time[0]), at(time[1])) == match(settled, at(time[0] + WEEK), at(time[1] + WEEK))
