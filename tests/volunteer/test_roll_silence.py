"""What the reports of a day come to: a call in vain takes back nothing that was heard; everybody is counted once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import vocabulary
from volunteer import roll_silence

reports = st.lists(st.sampled_from(vocabulary.ROLL_REPORTS), max_size=6)


@pytest.mark.parametrize(
    ("made", "state"),
    [
        ([], "silent"),
        (["not_reached"], "not_reached"),
        (["not_reached", "well"], "well"),
        (["well", "not_reached"], "well"),
        (["well", "needs_help", "not_reached"], "needs_help"),
        (["needs_help", "well"], "well"),
    ],
)
def test_the_last_report_that_reached_somebody_says_how_they_are(made: list[str], state: str) -> None:
    assert roll_silence.state_of(made) == state


@given(reports)
def test_somebody_was_heard_from_when_one_report_reached_them(made: list[str]) -> None:
    state = roll_silence.state_of(made)
    assert (state in roll_silence.UNHEARD) == (not {"well", "needs_help"} & set(made))
    place = roll_silence.telling(made)
    assert (state == "silent") == (place is None) == (not made)
    assert roll_silence.state_of(["not_reached", *made]) == (state if made else "not_reached")


@given(st.lists(st.sampled_from(vocabulary.ROLL_STATES)))
def test_everybody_is_counted_once(states: list[str]) -> None:
    found = roll_silence.counts(states)
    assert found["on_roll"] == len(states) == found["heard"] + found["unheard"]
    assert found["heard"] == found["well"] + found["needs_help"]
    assert found["unheard"] == found["not_reached"] + found["silent"]
    assert found["needs_help"] == states.count("needs_help")


def test_the_hour_and_the_last_day_are_the_district_s() -> None:
    assert roll_silence.hour_of(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == 23
    assert roll_silence.hour_of(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == 0
    earlier, later = date(2026, 3, 1), date(2026, 3, 9)
    assert roll_silence.last_day_of(None, None) is None
    assert roll_silence.last_day_of(later, None) == later
    assert roll_silence.last_day_of(later, earlier) == roll_silence.last_day_of(earlier, later) == earlier
