"""Recurrence: on which days something takes place, by people's words, months of any length and days off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import days_off
from contracts import vocabulary
from volunteer import recurrence

FRIDAY = {"every": "week", "weekday": 5}
DAILY = {"every": "day"}

said = st.one_of(
    st.just(DAILY),
    st.builds(lambda weekday: {"every": "week", "weekday": weekday}, st.integers(1, 7)),
    st.builds(lambda day: {"every": "month", "day": day}, st.integers(1, 31)),
    st.builds(
        lambda month, day: {"every": "quarter", "month": month, "day": day}, st.integers(1, 3), st.integers(1, 31)
    ),
)
treatments = st.sampled_from(vocabulary.HOLIDAY_TREATMENTS)
some_day = st.dates(date(2019, 1, 1), date(2026, 12, 31))
length = st.integers(0, 400)


def days(words: dict[str, Any], holidays: str, first: date, last: date, **begins: date) -> list[date]:
    return recurrence.days(recurrence.rule(words), holidays, first, last, days_off.kind_of, **begins)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (DAILY, "FREQ=DAILY"),
        (FRIDAY, "FREQ=WEEKLY;BYDAY=FR"),
        ({"every": "month", "day": 5}, "FREQ=MONTHLY;BYMONTHDAY=5"),
        ({"every": "month", "day": 31}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ({"every": "quarter", "month": 1, "day": 1}, "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=1"),
        ({"every": "quarter", "month": 3, "day": 29}, "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=28,29;BYSETPOS=-1"),
    ],
)
def test_words_become_a_rule_that_other_programs_read(words: dict[str, Any], rule: str) -> None:
    assert recurrence.rule(words) == rule


@given(said)
def test_the_words_come_back_from_the_rule(words: dict[str, Any]) -> None:
    assert recurrence.faults(words) == {}
    back = recurrence.words(recurrence.rule(words))
    assert {name: value for name, value in back.items() if value is not None} == words


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ({"every": "week"}, {"weekday": ["required"]}),
        ({"every": "quarter"}, {"month": ["required"], "day": ["required"]}),
        ({"every": "day", "weekday": 1, "day": 2}, {"weekday": ["not_allowed"], "day": ["not_allowed"]}),
        ({"every": "month", "day": 5, "month": 2}, {"month": ["not_allowed"]}),
    ],
)
def test_words_that_say_too_little_or_too_much_are_faulted(words: dict[str, Any], faults: dict[str, Any]) -> None:
    assert recurrence.faults(words) == faults


def test_a_month_that_is_too_short_has_its_last_day_instead() -> None:
    found = days({"every": "month", "day": 31}, "keep", date(2028, 1, 1), date(2028, 6, 30))
    assert [(day.month, day.day) for day in found] == [(1, 31), (2, 29), (3, 31), (4, 30), (5, 31), (6, 30)]
    assert days({"every": "month", "day": 30}, "keep", date(2026, 2, 28), date(2026, 3, 30)) == [
        date(2026, 2, 28),
        date(2026, 3, 30),
    ]


def test_every_friday_over_national_day_in_2026() -> None:
    first, last = date(2026, 9, 14), date(2026, 10, 18)
    fridays = [date(2026, 9, 18), date(2026, 9, 25), date(2026, 10, 2), date(2026, 10, 9), date(2026, 10, 16)]
    off = [day for day in fridays if chinese_calendar.is_holiday(day)]
    assert off == [date(2026, 9, 25), date(2026, 10, 2)]
    assert days(FRIDAY, "keep", first, last) == fridays
    assert days(FRIDAY, "skip", first, last) == [day for day in fridays if day not in off]
    moved = {
        day: next(later for n in range(1, 15) if chinese_calendar.is_workday(later := day + timedelta(n)))
        for day in off
    }
    assert moved == {off[0]: date(2026, 9, 28), off[1]: date(2026, 10, 8)}
    assert days(FRIDAY, "move", first, last) == sorted(moved.get(day, day) for day in fridays)


def test_weekends_worked_on_to_make_up_for_a_holiday_are_working_days() -> None:
    first, last = date(2026, 9, 14), date(2026, 10, 18)
    wanted = chinese_calendar.get_workdays(first, last)
    made_up = [day for day in wanted if day.weekday() >= 5]
    assert made_up == [date(2026, 9, 20), date(2026, 10, 10)]
    assert days(DAILY, "workdays_only", first, last) == wanted
    assert days({"every": "week", "weekday": 6}, "workdays_only", first, last) == [date(2026, 10, 10)]
    assert days({"every": "week", "weekday": 6}, "skip", first, last) == [
        date(2026, 9, 19),
        date(2026, 10, 10),
        date(2026, 10, 17),
    ]


def test_the_5th_of_each_month_since_2013_is_counted_rightly() -> None:
    found = days({"every": "month", "day": 5}, "keep", date(2013, 1, 1), date(2026, 11, 26))
    assert len(found) == 13 * 12 + 11
    assert {day.day for day in found} == {5}
    assert (found[0], found[-1]) == (date(2013, 1, 5), date(2026, 11, 5))


def test_the_1212_rhythm_over_a_quarter() -> None:
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    rhythm = [
        {"every": "quarter", "month": 2, "day": 6},
        {"every": "month", "day": 8},
        {"every": "month", "day": 22},
        {"every": "week", "weekday": 5},
        DAILY,
        DAILY,
    ]
    quarter = (last - first).days + 1
    counts = [len(days(words, "keep", first, last)) for words in rhythm]
    assert sum(counts) == 1 + 6 + 13 + 2 * quarter
    assert counts == [1, 3, 3, 12 + 1, quarter, quarter]


def test_nothing_from_before_the_beginning_is_moved_behind_it() -> None:
    monthly = {"every": "month", "day": 1}
    first, last = date(2026, 10, 3), date(2026, 10, 31)
    assert days(monthly, "move", first, last) == [date(2026, 10, 8)]
    assert days(monthly, "move", first, last, begins=first) == []


@given(said, treatments, some_day, length)
def test_days_are_in_order_distinct_within_bounds_and_on_no_holiday(
    words: dict[str, Any], holidays: str, first: date, count: int
) -> None:
    last = first + timedelta(days=count)
    found = days(words, holidays, first, last)
    assert found == sorted(set(found))
    assert all(first <= day <= last for day in found)
    kinds = {days_off.kind_of(day) for day in found}
    assert (
        kinds
        <= {
            "keep": {"working", "weekend", "holiday"},
            "skip": {"working", "weekend"},
            "move": {"working", "weekend"},
            "workdays_only": {"working"},
        }[holidays]
    )


@given(said, treatments, some_day, length, length)
def test_the_days_of_a_range_are_those_of_its_parts(
    words: dict[str, Any], holidays: str, first: date, before: int, after: int
) -> None:
    middle = first + timedelta(days=before)
    last = middle + timedelta(days=1 + after)
    parts = days(words, holidays, first, middle) + days(words, holidays, middle + timedelta(days=1), last)
    assert parts == days(words, holidays, first, last)


@given(said, some_day, length, st.sets(st.integers(0, 900)))
def test_moving_loses_nothing_but_what_falls_together(
    words: dict[str, Any], first: date, count: int, off: set[int]
) -> None:
    holidays = {date(2018, 12, 1) + timedelta(days=n * 4) for n in off}
    last = first + timedelta(days=count)

    def kind_of(day: date) -> str:
        return "holiday" if day in holidays else "working"

    rule = recurrence.rule(words)
    kept = recurrence.days(rule, "keep", first, last, kind_of)
    found = recurrence.days(rule, "move", first, last + timedelta(days=1), kind_of, begins=first)
    for day in kept:
        assert (day + timedelta(days=1) if day in holidays else day) in found
    assert not holidays & set(found)
