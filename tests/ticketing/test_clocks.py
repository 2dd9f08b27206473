"""Clocks: what runs when, what pauses it, and whether it was kept, whatever happens to the need."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis import days_off
from contracts import vocabulary
from ticketing import clocks
from ticketing.time_limits import ANSWER, DISPATCH, Limit
from ticketing.working_time import AROUND_THE_CLOCK, Hours

NOW = datetime(2026, 9, 29, 1, 0, tzinfo=UTC)
OFFICE = Hours(((time(8, 30), time(12)), (time(13, 30), time(17, 30))))
DAY = Limit(AROUND_THE_CLOCK, timedelta(hours=24))
WEEK = Limit(OFFICE, 7 * OFFICE.day)

limits = st.sampled_from([DAY, WEEK])
lives = st.lists(
    st.tuples(st.timedeltas(timedelta(), timedelta(days=9)), st.sampled_from(vocabulary.NEED_STATES)), max_size=12
)


def started(limit: Limit) -> clocks.Clock:
    return clocks.start(limit, NOW, days_off.kind_of)


def followed(clock: clocks.Clock, *states: tuple[float, str]) -> clocks.Clock:
    """The answer clock of a need that came into each state so many hours after `NOW`."""
    for hours, state in states:
        clock, _ = clocks.follow(clock, ANSWER, state, NOW + timedelta(hours=hours), days_off.kind_of)
    return clock


def test_time_waited_for_others_is_not_counted() -> None:
    clock = followed(started(DAY), (10, "assigned"), (20, "suspended"), (120, "assigned"))
    assert clock.due_at == NOW + timedelta(hours=124)
    assert not clocks.is_overdue(clock, NOW + timedelta(hours=124))
    assert clocks.is_overdue(clock, NOW + timedelta(hours=124, microseconds=1))


def test_what_is_reported_done_in_time_stays_in_time_however_long_its_confirmation_takes() -> None:
    clock = followed(started(DAY), (24, "completed"), (500, "confirmed"))
    assert (clock.in_time, clock.state) == (True, "ended")


def test_what_was_not_done_after_all_goes_on_where_it_stood() -> None:
    clock = followed(started(DAY), (23, "completed"), (100, "assigned"))
    assert clock.due_at == NOW + timedelta(hours=101)
    assert followed(clock, (102, "completed"), (103, "confirmed")).in_time is False


def test_a_clock_that_ran_out_stays_overdue_while_it_is_paused() -> None:
    clock = followed(started(DAY), (30, "suspended"))
    assert clock.due_at == NOW + timedelta(hours=24)
    assert clocks.is_overdue(clock, NOW + timedelta(hours=31))
    assert followed(clock, (40, "assigned")).due_at == NOW + timedelta(hours=24)


def test_another_limit_holds_as_if_it_had_from_the_start() -> None:
    clock = clocks.move(started(WEEK), DAY, days_off.kind_of)
    assert clock.due_at == NOW + timedelta(hours=24)
    assert clocks.move(clock, WEEK, days_off.kind_of) == started(WEEK)


def test_a_limit_that_was_over_before_it_was_resumed_is_overdue_from_then_on() -> None:
    resumed = followed(started(WEEK), (10, "suspended"), (20, "assigned"))
    clock = clocks.move(resumed, Limit(AROUND_THE_CLOCK, timedelta(hours=2)), days_off.kind_of)
    assert clock.due_at == NOW + timedelta(hours=20)
    assert clocks.is_overdue(clock, NOW + timedelta(hours=21))
    assert followed(clock, (22, "completed"), (23, "confirmed")).in_time is False


def test_a_week_over_national_day_ends_on_the_fifteenth() -> None:
    assert started(WEEK).due_at == datetime(2026, 10, 14, 1, 0, tzinfo=UTC)


@given(limits, lives)
def test_a_clock_runs_in_the_named_states_pauses_in_the_named_states_and_in_no_other(
    limit: Limit, life: list[tuple[timedelta, str]]
) -> None:
    clock, at, ended = started(limit), NOW, False
    for pause, state in life:
        at += pause
        clock, step = clocks.follow(clock, ANSWER, state, at, days_off.kind_of)
        ended = ended or state not in (*clocks.RUNS_IN[ANSWER], *clocks.PAUSES_IN[ANSWER])
        running = state in clocks.RUNS_IN[ANSWER]
        assert clock.state == ("ended" if ended else "running" if running else "paused")
        assert (clock.since is None) != (clock.state == "running")
        assert (clock.in_time is not None) == ended
        assert clock.counted >= timedelta()
        again, nothing = clocks.follow(clock, ANSWER, state, at, days_off.kind_of)
        assert (again, nothing) == (clock, None)


@given(limits, lives)
def test_it_was_kept_exactly_if_it_never_was_overdue(limit: Limit, life: list[tuple[timedelta, str]]) -> None:
    clock, at, overdue = started(limit), NOW, False
    for pause, state in [*life, (timedelta(), "closed")]:
        at += pause
        overdue = overdue or clocks.is_overdue(clock, at)
        clock, _ = clocks.follow(clock, ANSWER, state, at, days_off.kind_of)
    assert clock.in_time is (not overdue)


def test_every_state_of_a_need_runs_pauses_or_ends_each_clock() -> None:
    for kind in (DISPATCH, ANSWER):
        assert not set(clocks.RUNS_IN[kind]) & set(clocks.PAUSES_IN[kind])
        assert set(clocks.RUNS_IN[kind]) | set(clocks.PAUSES_IN[kind]) <= set(vocabulary.NEED_STATES)
    assert set(clocks.RUNS_IN) == set(vocabulary.NEED_CLOCKS)


starts = st.datetimes(datetime(2026, 9, 1), datetime(2026, 10, 20), timezones=st.just(UTC))
hours_used = st.timedeltas(timedelta(), timedelta(hours=60))
terms = st.builds(
    Limit, st.sampled_from([AROUND_THE_CLOCK, OFFICE]), st.timedeltas(timedelta(hours=1), timedelta(days=5))
)


def resumed(limit: Limit, since: datetime, counted: timedelta) -> clocks.Clock:
    """A running clock of which so much had been counted when it went on at `since`."""
    paused = replace(started(limit), since=None, due_at=None, counted=min(counted, limit.span))
    return clocks.follow(paused, ANSWER, "assigned", since, days_off.kind_of)[0]


@given(terms, starts, hours_used, terms, starts, hours_used, st.booleans())
def test_the_clock_of_merged_needs_is_due_no_later_than_either(
    limit: Limit,
    since: datetime,
    counted: timedelta,
    other_limit: Limit,
    other_since: datetime,
    other_counted: timedelta,
    paused: bool,
) -> None:
    at = max(since, other_since)
    clock, other = resumed(limit, since, counted), resumed(other_limit, other_since, other_counted)
    if paused:
        clock, _ = clocks.follow(clock, ANSWER, "suspended", at, days_off.kind_of)
    ours = clocks.follow(clock, ANSWER, "assigned", at, days_off.kind_of)[0].due_at
    sooner = clocks.sooner(clock, other, at, days_off.kind_of)
    assert ours is not None and other.due_at is not None
    if sooner is None:
        assert other.due_at >= ours
        return
    taken, by_other = sooner
    assert taken.limit == (other_limit if by_other else limit)
    assert taken.state == clock.state
    due_at = clocks.follow(taken, ANSWER, "assigned", at, days_off.kind_of)[0].due_at
    # What is paused with its time used up to the last is due at the moment when it goes on.
    latest = max(other.due_at, at) if paused else other.due_at
    assert due_at is not None and due_at <= latest
    assert other.due_at < ours
