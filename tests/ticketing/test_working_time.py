"""Working time: over the holidays of 2026, and the laws that hold at any time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import days_off
from contracts import district
from ticketing.working_time import AROUND_THE_CLOCK, Hours, after, passed

OFFICE = Hours(((time(8, 30), time(12)), (time(13, 30), time(17, 30))))
DAY = timedelta(hours=7, minutes=30)


def at(day: str, clock: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), district.TIME)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # An ordinary week, and over a weekend.
        (at("2026-03-10", "09:00"), 1, at("2026-03-11", "09:00")),
        (at("2026-03-13", "15:00"), 1, at("2026-03-16", "15:00")),
        # Outside office hours a day begins with the next ones, and ends with them, not at midnight.
        (at("2026-03-14", "10:00"), 1, at("2026-03-16", "17:30")),
        (at("2026-03-10", "12:30"), 1, at("2026-03-11", "12:00")),
        (at("2026-03-10", "20:00"), 1, at("2026-03-11", "17:30")),
        # New Year (1 to 3 January; the Sunday after is worked on).
        (at("2025-12-31", "16:30"), 1, at("2026-01-04", "16:30")),
        # Spring Festival (15 to 23 February; the Saturdays of 14 and 28 February are worked on).
        (at("2026-02-13", "10:00"), 1, at("2026-02-14", "10:00")),
        (at("2026-02-14", "10:00"), 1, at("2026-02-24", "10:00")),
        (at("2026-02-14", "10:00"), 5, at("2026-02-28", "10:00")),
        # Labour Day (1 to 5 May; Saturday 9 May is worked on).
        (at("2026-04-30", "17:00"), 1, at("2026-05-06", "17:00")),
        (at("2026-05-06", "09:00"), 3, at("2026-05-09", "09:00")),
        # National Day (1 to 7 October; 20 September and 10 October are worked on).
        (at("2026-09-18", "17:30"), 1, at("2026-09-20", "17:30")),
        (at("2026-09-30", "09:00"), 7, at("2026-10-15", "09:00")),
    ],
)
def test_so_many_working_days_over_weekends_holidays_and_make_up_workdays(
    start: datetime, days: int, due: datetime
) -> None:
    assert after(OFFICE, start, days * DAY, days_off.kind_of) == due
    assert passed(OFFICE, start, due, days_off.kind_of) == days * DAY


def test_time_that_does_not_count_is_lunch_nights_and_days_off() -> None:
    for start, end in (
        (at("2026-03-10", "12:00"), at("2026-03-10", "13:30")),
        (at("2026-03-10", "17:30"), at("2026-03-11", "08:30")),
        (at("2026-10-01", "00:00"), at("2026-10-08", "08:30")),
    ):
        assert passed(OFFICE, start, end, days_off.kind_of) == timedelta()


def test_a_whole_day_of_office_hours_is_seven_and_a_half() -> None:
    assert OFFICE.day == DAY
    assert AROUND_THE_CLOCK.day == timedelta(days=1)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(district.TIME))
spans = st.timedeltas(timedelta(), timedelta(hours=60))
hours = st.sampled_from([OFFICE, AROUND_THE_CLOCK])


@given(hours, moments, spans)
def test_a_span_has_passed_exactly_when_it_is_due(when: Hours, start: datetime, span: timedelta) -> None:
    due = after(when, start, span, days_off.kind_of)
    assert passed(when, start, due, days_off.kind_of) == span
    if span:
        assert passed(when, start, due - timedelta(microseconds=1), days_off.kind_of) < span


@given(hours, st.tuples(moments, moments, moments).map(sorted))
def test_what_passes_in_two_parts_passes_in_the_whole(when: Hours, three: list[datetime]) -> None:
    first, second, third = three
    parts = passed(when, first, second, days_off.kind_of) + passed(when, second, third, days_off.kind_of)
    assert passed(when, first, third, days_off.kind_of) == parts
    assert passed(when, third, first, days_off.kind_of) == timedelta()


@given(hours, moments, spans, spans)
def test_who_starts_later_is_due_no_earlier(when: Hours, start: datetime, span: timedelta, later: timedelta) -> None:
    due = after(when, start, span, days_off.kind_of)
    assert after(when, start + later, span, days_off.kind_of) >= due
