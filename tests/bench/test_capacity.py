"""The simulation of a day: laws that hold for any traffic, and cases that can be worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import capacity
from bench.capacity import DISTRICT, Lane, Pause, Place, one_queue, partitioned, wait

traffic = st.lists(st.integers(0, 50), min_size=1, max_size=120).filter(any)
rates = st.integers(1, 40)
shares = st.floats(0, 1)


def test_a_day_has_its_events_and_is_the_same_every_time() -> None:
    day = capacity.arrivals(DISTRICT)

    assert len(day) == len(capacity.expected(DISTRICT)) == capacity.SECONDS
    assert sum(capacity.expected(DISTRICT)) == pytest.approx(DISTRICT.events) == 200 * 10 + 4_000 * 3
    assert sum(day) == pytest.approx(DISTRICT.events, rel=0.05)
    assert day == capacity.arrivals(DISTRICT)
    assert day != capacity.arrivals(DISTRICT, seed=1)


def test_large_numbers_scatter_as_small_ones_do() -> None:
    place = Place("crowd", 800_000, 0)
    scatter = [
        (came - mean) / math.sqrt(mean)
        for came, mean in zip(capacity.arrivals(place), capacity.expected(place), strict=True)
    ]

    assert sum(scatter) / len(scatter) == pytest.approx(0, abs=0.02)
    assert sum(each**2 for each in scatter) / len(scatter) == pytest.approx(1, abs=0.05)


def test_a_festival_brings_ten_times_as_much() -> None:
    assert DISTRICT.on_a_festival().events == 10 * DISTRICT.events


def test_nobody_waits_where_consumers_carry_more_than_comes() -> None:
    waiting = wait([5, 9, 0, 10], one_queue(1, 10))

    assert (waiting.backlog, waiting.longest, waiting.p99, waiting.late) == (0, 0, 0, 0)


def test_what_comes_faster_than_it_is_handled_waits_its_turn() -> None:
    # Of the 30 in the first second, 10 are handled in each of three.
    waiting = wait([30, 0, 0, 0], one_queue(1, 10))

    assert (waiting.backlog, waiting.longest, waiting.late) == (20, 2, 2)


def test_after_an_hour_without_a_broker_all_of_it_is_made_up_for() -> None:
    # 3,600 × 6 events wait; 10 a second are handled while 6 more come: 5,400 seconds.
    waiting = wait([6] * 20_000, one_queue(1, 10), Pause(start=1_000, seconds=3_600))

    assert waiting.backlog == 3_600 * 6
    assert waiting.longest == 3_600
    assert waiting.late == pytest.approx(3_600 + 5_400, abs=1)


def test_what_waits_at_the_end_of_the_day_is_handled_after_it() -> None:
    assert wait([30], one_queue(1, 10)).longest == 2


@given(traffic, rates, st.integers(1, 4))
def test_more_consumers_never_make_anybody_wait_longer(events: list[int], rate: int, consumers: int) -> None:
    fewer, more = wait(events, one_queue(consumers, rate)), wait(events, one_queue(consumers + 1, rate))

    assert more.backlog <= fewer.backlog + 1e-6
    assert more.longest <= fewer.longest
    assert more.p99 <= fewer.p99
    assert fewer.p99 <= fewer.longest


@given(traffic, rates, st.integers(1, 6), shares)
def test_partitions_take_everything_between_them(events: list[int], rate: int, partitions: int, hot: float) -> None:
    lanes = partitioned(partitions, rate, hot)

    assert sum(lane.share for lane in lanes) == pytest.approx(1)
    assert max(lanes, key=lambda lane: lane.share) == lanes[0]
    # Cut in pieces, consumers help each other no more.
    assert wait(events, lanes).longest >= wait(events, one_queue(partitions, rate)).longest


def test_rows_that_everybody_wants_are_the_limit_of_one_queue() -> None:
    assert capacity.carried(one_queue(3, 100)) == 300
    assert capacity.carried(one_queue(3, 100, serial=120)) == 120


def test_one_hot_community_is_the_limit_of_partitions() -> None:
    assert capacity.carried(partitioned(4, 100)) == pytest.approx(400)
    assert capacity.carried(partitioned(4, 100, hot=0.5)) == pytest.approx(160)  # 0.5 + 0.5 / 4 of all in one
    assert capacity.carried([Lane(1.0, 7.0)]) == 7


@pytest.mark.parametrize(
    ("rate", "serial", "needed"), [(10, math.inf, 3), (30, math.inf, 1), (10, 30, 3), (10, 25, None)]
)
def test_as_many_consumers_as_it_takes_and_no_more(rate: float, serial: float, needed: int | None) -> None:
    assert capacity.consumers_needed([30] * 60, rate, serial) == needed
