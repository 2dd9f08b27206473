"""When a series counts as silent: its plan stands, and yet it does not go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer import silence

TODAY = date(2026, 11, 26)
WEEKLY = silence.Course(
    first=date(2026, 9, 4),
    last=None,
    stopped=False,
    unanswered=0,
    unanswered_since=None,
    latest=date(2026, 11, 20),
    ahead=date(2026, 11, 27),
)
EXPECTED = silence.expected_by(TODAY, WEEKLY.first, 7, "keep")


def health(**otherwise: object) -> tuple[str, date | None]:
    return silence.health(replace(WEEKLY, **otherwise), TODAY, EXPECTED)  # type: ignore[arg-type]


def test_a_series_that_goes_on_is_running() -> None:
    assert health() == ("running", None)
    assert health(latest=None, first=date(2026, 11, 27)) == ("running", None)


@pytest.mark.parametrize(
    ("unanswered", "state"), [(0, "running"), (1, "running"), (2, "fallen_silent"), (9, "fallen_silent")]
)
def test_two_times_in_a_row_of_which_nobody_said_anything_are_a_silence(unanswered: int, state: str) -> None:
    since = date(2026, 11, 13) if unanswered else None
    assert health(unanswered=unanswered, unanswered_since=since) == (state, since if state == "fallen_silent" else None)


def test_nothing_ahead_within_twice_the_interval_is_a_silence_since_it_last_took_place() -> None:
    assert TODAY + timedelta(days=14) == EXPECTED
    assert health(ahead=EXPECTED) == ("running", None)
    assert health(ahead=EXPECTED + timedelta(days=1)) == ("fallen_silent", date(2026, 11, 20))
    assert health(ahead=None) == ("fallen_silent", date(2026, 11, 20))
    assert health(ahead=None, latest=None) == ("fallen_silent", WEEKLY.first)


def test_what_comes_to_its_end_soon_need_not_go_on() -> None:
    assert health(ahead=None, last=EXPECTED) == ("running", None)
    assert health(ahead=None, last=EXPECTED + timedelta(days=1))[0] == "fallen_silent"
    assert health(ahead=None, last=TODAY) == ("running", None)
    assert health(last=TODAY - timedelta(days=1)) == ("ended", TODAY)


def test_what_was_stopped_is_stopped_whatever_else() -> None:
    assert health(stopped=True, last=TODAY, unanswered=5, unanswered_since=date(2026, 10, 2)) == (
        "stopped",
        TODAY + timedelta(days=1),
    )


def test_a_holiday_is_no_silence_and_a_series_need_not_go_on_before_it_begins() -> None:
    assert silence.expected_by(TODAY, WEEKLY.first, 1, "workdays_only") == TODAY + timedelta(days=12)
    begins = TODAY + timedelta(days=100)
    assert silence.expected_by(TODAY, begins, 31, "keep") == begins + timedelta(days=62)


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(0, 5),
    st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31))),
    st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31))),
    st.booleans(),
)
def test_everything_but_running_says_since_when(
    first: date, unanswered: int, last: date | None, ahead: date | None, stopped: bool
) -> None:
    course = silence.Course(first, last, stopped, unanswered, first if unanswered else None, None, ahead)
    state, since = silence.health(course, TODAY, silence.expected_by(TODAY, first, 7, "keep"))
    assert (since is None) == (state == "running")
