"""When half had answered: cases by hand, and laws that hold for any answers whatever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.response_times import half_answered, in_time

CALLED = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SECONDS = st.lists(st.integers(0, 10**5), max_size=20)


def after(*seconds: float) -> list[datetime]:
    return [CALLED + timedelta(seconds=one) for one in seconds]


@pytest.mark.parametrize(
    ("called", "seconds", "minutes"),
    [
        (0, [], None),
        (3, [60], None),
        (3, [300, 60], 5),
        (4, [600, 60], 10),
        (4, [600, 61, 60], 2),
        (1, [0], 0),
    ],
)
def test_half_of_the_called_have_answered(called: int, seconds: list[float], minutes: int | None) -> None:
    assert half_answered(called, CALLED, after(*seconds)) == minutes


@given(SECONDS, st.integers(0, 20))
def test_within_the_minutes_said_half_had_answered_and_a_minute_before_not(seconds: list[int], silent: int) -> None:
    called = len(seconds) + silent
    minutes = half_answered(called, CALLED, after(*seconds))

    def answered(within: int) -> int:
        return sum(one <= within * 60 for one in seconds)

    if minutes is None:
        assert called == 0 or 2 * len(seconds) < called
    else:
        assert 2 * answered(minutes) >= called
        assert 2 * answered(minutes - 1) < called


@given(SECONDS, st.randoms(use_true_random=False))
def test_the_order_in_which_answers_are_read_changes_nothing(seconds: list[int], random: object) -> None:
    shuffled = list(seconds)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert half_answered(len(seconds), CALLED, after(*seconds)) == half_answered(len(seconds), CALLED, after(*shuffled))


def test_an_answer_at_the_last_moment_is_in_time() -> None:
    last, late = after(600, 600.001)
    assert in_time(CALLED, 10, last)
    assert not in_time(CALLED, 10, late)
