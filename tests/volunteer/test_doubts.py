"""Doubts: what looks wrong is said, and ordinary coming and going is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from volunteer.doubts import DoubtRules, Seen, about

NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
RULES = DoubtRules(burst=4, burst_seconds=10, travel=timedelta(minutes=10))


def second(number: float) -> datetime:
    return NINE + timedelta(seconds=number)


def seen(came: float, left: float | None, community: str = "here") -> Seen:
    """Times in minutes."""
    return Seen(community, second(came * 60), None if left is None else second(left * 60))


def test_ordinary_coming_and_going_is_not_doubtful() -> None:
    others = [seen(-90, 0, "here"), seen(-200, -10, "far"), seen(130, 190, "far")]
    assert about(seen(0, 120), [second(0), second(8), second(17)], others, RULES) == []


def test_many_within_seconds_are_a_burst_wherever_one_stands_in_it() -> None:
    times = [second(number) for number in (0, 3, 6, 10)]
    for time in times:
        assert about(Seen("here", time, second(600)), times, [], RULES) == ["burst"]
    apart = [second(number) for number in (0, 3, 6, 11)]
    assert about(Seen("here", apart[1], second(600)), apart, [], RULES) == []


def test_nobody_is_in_two_places_or_travels_in_no_time() -> None:
    here = seen(0, 60)
    assert about(here, [], [seen(30, 90)], RULES) == ["two_places"]
    assert about(here, [], [seen(30, None)], RULES) == ["two_places"]
    assert about(here, [], [seen(60, 90, "far")], RULES) == ["too_far_apart"]
    assert about(here, [], [seen(-60, -9, "far")], RULES) == ["too_far_apart"]
    assert about(here, [], [seen(60, 90, "here"), seen(-60, -10, "far"), seen(70, 90, "far")], RULES) == []


def test_who_never_checked_out_is_doubtful_with_all_other_doubts() -> None:
    times = [second(number) for number in range(4)]
    assert about(Seen("here", NINE, None), times, [], RULES) == ["burst", "no_check_out"]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_listed_changes_nothing(offsets: list[int], chance) -> None:
    times = [second(number) for number in offsets]
    one = Seen("here", times[0], second(600))
    mixed = list(times)
    chance.shuffle(mixed)
    assert about(one, mixed, [], RULES) == about(one, times, [], RULES)
    crowd = max(sum(start <= time <= start + timedelta(seconds=10) for time in times) for start in times)
    assert ("burst" in about(one, times, [], RULES)) <= (crowd >= RULES.burst)
