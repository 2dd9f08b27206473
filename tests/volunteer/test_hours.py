"""Credit hours: cases by hand, and laws that hold for any attendances whatever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import district
from volunteer.hours import Credit, HoursPolicy, Stay, credit, days_of

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=district.TIME)
EXACT = HoursPolicy(daily_cap=None, unit=1)


def at(hours: float) -> datetime:
    """So many hours after 9 o'clock."""
    return MORNING + timedelta(hours=hours)


def stay(starts: float, ends: float, came: float | None = None, left: float | None = None, name: str = "a") -> Stay:
    return Stay(name, at(starts), at(ends), at(starts if came is None else came), at(ends if left is None else left))


def under(policy: HoursPolicy, stays: list[Stay]) -> list[Stay]:
    return [replace(one, policy=policy) for one in stays]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (stay(0, 2), Credit(120, ())),
        (stay(0, 2, came=-1, left=3), Credit(120, ())),
        (stay(0, 2, came=0.8), Credit(60, ("rounded",))),
        (stay(0, 2, came=0.9), Credit(0, ("too_short",))),
        (stay(0, 2, came=2, left=1), Credit(0, ("too_short",))),
        (stay(0, 10), Credit(480, ("daily_cap",))),
        (stay(13, 17), Credit(240, ())),
    ],
    ids=["whole", "travel", "exactly 60%", "less than 60%", "left before coming", "over a day's cap", "over midnight"],
)
def test_one_attendance(one: Stay, expected: Credit) -> None:
    assert credit([one]) == {"a": expected}


def test_a_minute_counts_once_for_what_was_come_to_first() -> None:
    found = credit([stay(1, 3, name="later"), stay(0, 2, name="first")])
    assert found == {"first": Credit(120, ()), "later": Credit(60, ("overlap",))}


def test_who_was_there_too_shortly_takes_no_minute_from_elsewhere() -> None:
    found = credit([stay(0, 4, left=1, name="short"), stay(0.5, 1.5, name="whole")])
    assert found == {"short": Credit(0, ("too_short",)), "whole": Credit(60, ())}


def test_what_is_withheld_counts_for_nothing_and_takes_no_minute_from_elsewhere() -> None:
    aside = replace(stay(0, 2, name="aside"), withheld="set_aside")
    assert credit([aside, stay(1, 3, name="whole")]) == {
        "aside": Credit(0, ("set_aside",)),
        "whole": Credit(120, ()),
    }


def test_caps_belong_to_the_activity_and_to_each_of_the_districts_days() -> None:
    assert credit(under(HoursPolicy(activity_cap=120), [stay(0, 5)])) == {"a": Credit(120, ("activity_cap",))}
    overnight = stay(8, 20)
    assert credit(under(HoursPolicy(daily_cap=300), [overnight])) == {"a": Credit(600, ("daily_cap",))}


def test_days_begin_and_end_at_the_districts_midnight() -> None:
    begin, end = days_of(at(13), at(16))
    assert (begin.astimezone(UTC), end.astimezone(UTC)) == (
        datetime(2026, 11, 19, 16, tzinfo=UTC),
        datetime(2026, 11, 21, 16, tzinfo=UTC),
    )


minutes = st.integers(-2000, 2000)


@st.composite
def attendances(draw: st.DrawFn) -> list[Stay]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        starts = draw(minutes)
        times = (starts, starts + draw(st.integers(1, 1440)), starts + draw(st.integers(-90, 600)))
        left = times[2] + draw(st.integers(-60, 1440))
        made.append(Stay(str(number), *(MORNING + timedelta(minutes=value) for value in (*times, left))))
    return made


policies = st.builds(
    HoursPolicy,
    least_percent=st.integers(0, 100),
    activity_cap=st.none() | st.integers(0, 600),
    daily_cap=st.none() | st.integers(0, 600),
    unit=st.integers(1, 60),
)


@given(attendances(), policies, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_told_changes_nothing(made: list[Stay], policy: HoursPolicy, chance) -> None:
    told = list(made)
    chance.shuffle(told)
    assert credit(under(policy, told)) == credit(under(policy, made))


@given(attendances(), policies)
def test_each_is_between_nothing_and_what_was_attended_of_the_plan_in_whole_units(
    made: list[Stay], policy: HoursPolicy
) -> None:
    for one in made:
        counted = credit(under(policy, made))[one.activity_id].minutes
        attended = (min(one.left, one.ends) - max(one.came, one.starts)) / timedelta(minutes=1)
        assert 0 <= counted <= max(0, attended)
        assert counted % policy.unit == 0
        assert policy.activity_cap is None or counted <= policy.activity_cap


@given(attendances(), policies)
def test_together_they_are_no_more_than_the_minutes_that_went_by_nor_than_the_days_caps(
    made: list[Stay], policy: HoursPolicy
) -> None:
    total = sum(one.minutes for one in credit(under(policy, made)).values())
    went_by: set[datetime] = set()
    for one in made:
        minute, last = max(one.came, one.starts), min(one.left, one.ends)
        while minute < last:
            went_by.add(minute)
            minute += timedelta(minutes=1)
    assert total <= len(went_by)
    days: set[date] = {district.day_of(minute) for minute in went_by}
    assert policy.daily_cap is None or total <= policy.daily_cap * len(days)


@given(attendances())
def test_one_more_attendance_never_makes_all_of_them_less(made: list[Stay]) -> None:
    """With exact minutes and no caps: what is taken from one by an earlier one is counted there."""
    for number in range(len(made)):
        without = sum(one.minutes for one in credit(under(EXACT, made[:number] + made[number + 1 :])).values())
        assert without <= sum(one.minutes for one in credit(under(EXACT, made)).values())
