"""One household one voice, in whatever order answers are collected; and a threshold that no rounding moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.tally import Tally, Voice, by_building, standing, whole

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
HOUSEHOLDS = {f"h{number}": f"b{number % 3}" for number in range(8)}

answers = st.sampled_from(("yes", "no", "abstain"))
voices = st.lists(
    st.builds(
        lambda household, answer, minutes: (household, answer, START + timedelta(minutes=minutes)),
        st.sampled_from([*HOUSEHOLDS, "unknown"]),
        answers,
        st.integers(0, 5),
    ),
    max_size=30,
).map(lambda found: [Voice(*one, number=f"{place:04d}") for place, one in enumerate(found)])


@given(voices.flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_the_order_in_which_answers_arrive_does_not_matter(two: tuple[list[Voice], list[Voice]]) -> None:
    first, second = two
    assert whole(HOUSEHOLDS, first) == whole(HOUSEHOLDS, second)
    assert by_building(HOUSEHOLDS, first) == by_building(HOUSEHOLDS, second)


@given(voices)
def test_there_are_never_more_voices_than_households(told: list[Voice]) -> None:
    counted = whole(HOUSEHOLDS, told)
    reached = {voice.household for voice in told} & set(HOUSEHOLDS)
    assert (counted.asked, counted.reached, counted.not_reached) == (8, len(reached), 8 - len(reached))
    assert 0 <= counted.share <= 10_000


@given(voices)
def test_buildings_add_up_to_the_whole(told: list[Voice]) -> None:
    counted, buildings = whole(HOUSEHOLDS, told), by_building(HOUSEHOLDS, told).values()
    for figure in ("asked", "yes", "no", "abstain", "not_reached"):
        assert sum(getattr(one, figure) for one in buildings) == getattr(counted, figure)


@given(voices, st.sampled_from(sorted(HOUSEHOLDS)), answers)
def test_the_last_answer_counts_and_changes_no_other_household(told: list[Voice], household: str, answer: str) -> None:
    later = Voice(household, answer, START + timedelta(hours=1), "9999")
    after = standing([later, *told])
    assert after[household].answer == answer
    before = standing(told)
    assert {one: after[one] for one in after if one != household} == {
        one: before[one] for one in before if one != household
    }


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 10_000), st.integers(1, 10_000))
def test_the_threshold_is_exact(asked: int, yes: int, numerator: int, denominator: int) -> None:
    yes = min(yes, asked)
    exact = asked > 0 and Fraction(yes, asked) >= Fraction(numerator, denominator)
    assert Tally(asked, yes=yes).reaches(numerator, denominator) == exact


@pytest.mark.parametrize(
    ("asked", "yes", "threshold", "reached"),
    [
        (3, 2, (2, 3), True),
        (3, 2, (6667, 10_000), False),
        (204, 136, (2, 3), True),
        (204, 135, (2, 3), False),
        (20, 17, (85, 100), True),
        (1, 1, (1, 1), True),
        (0, 0, (1, 10_000), False),
    ],
)
def test_two_thirds_are_two_of_three(asked: int, yes: int, threshold: tuple[int, int], reached: bool) -> None:
    assert Tally(asked, yes=yes).reaches(*threshold) is reached


def test_of_answers_of_one_moment_the_one_recorded_last_counts() -> None:
    told = [Voice("h1", "yes", START, "2"), Voice("h1", "no", START, "1")]
    assert whole({"h1": "b1"}, told) == Tally(1, yes=1)
