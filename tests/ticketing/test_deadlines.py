"""Deadlines: what a whistle gets, and what counts as kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import days_off
from ticketing import deadlines, time_limits

NOW = datetime(2024, 6, 11, 1, 30, tzinfo=UTC)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(days=-40), timedelta(days=40))


USUAL = time_limits.own().on(NOW.date(), "c").limits[time_limits.REPORT_IN, "utilities"]


def test_without_one_asked_for_the_limit_decides() -> None:
    assert deadlines.report_in_by(USUAL, NOW, days_off.kind_of) == NOW + timedelta(hours=2)


@given(moments, spans)
def test_a_deadline_asked_for_lies_ahead_but_not_too_far(now: datetime, span: timedelta) -> None:
    asked = now + span
    if timedelta(0) < span <= timedelta(days=15):
        assert deadlines.report_in_by(USUAL, now, days_off.kind_of, asked) == asked
    else:
        with pytest.raises(deadlines.WrongDeadline) as refused:
            deadlines.report_in_by(USUAL, now, days_off.kind_of, asked)
        assert refused.value.code == ("not_in_future" if span <= timedelta(0) else "too_far:15")


@given(moments, spans)
def test_a_deadline_is_kept_or_overdue_and_never_both(deadline: datetime, late_by: timedelta) -> None:
    at = deadline + late_by
    assert deadlines.is_in_time(at, deadline) != deadlines.is_overdue(deadline, None, at)


def test_what_has_been_answered_is_not_overdue_however_late_the_answer() -> None:
    assert not deadlines.is_overdue(NOW, NOW + timedelta(days=1), NOW + timedelta(days=2))


def test_reopening_ends_after_thirty_days() -> None:
    last = NOW + timedelta(days=30)
    assert deadlines.is_reopenable(NOW, last)
    assert not deadlines.is_reopenable(NOW, last + timedelta(microseconds=1))
    assert not deadlines.is_reopenable(None, NOW)
