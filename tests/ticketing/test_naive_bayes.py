"""Naive Bayes, as the textbook has it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.naive_bayes import learn

FEATURES = st.sets(st.sampled_from("abcdefgh"), max_size=6)
EXAMPLES = st.lists(st.tuples(st.sampled_from("xyz"), FEATURES), max_size=20).map(
    lambda told: [("x", {"a"}), ("y", {"b"}), *told]
)


def test_a_case_reckoned_by_hand() -> None:
    classifier = learn([("tap", {"water", "leaks"}), ("tap", {"water"}), ("roof", {"leaks"})])
    # Of 3 features seen with taps, water is 2; of 1 seen with roofs, none; half a one more for each of both.
    found = classifier.probabilities({"water"})
    tap, roof = 2.5 / 4, 0.5 / 2
    assert found == pytest.approx({"tap": tap / (tap + roof), "roof": roof / (tap + roof)})


@given(EXAMPLES, FEATURES, st.floats(0.1, 1))
def test_probabilities_sum_to_one_and_none_is_certain(
    examples: list[tuple[str, set[str]]], features: set[str], weight: float
) -> None:
    found = learn(examples).probabilities(features, weight)
    assert set(found) == {name for name, _ in examples}
    assert math.isclose(sum(found.values()), 1)
    assert all(0 < probable < 1 for probable in found.values())


@given(EXAMPLES, FEATURES)
def test_neither_order_nor_what_was_never_seen_changes_anything(
    examples: list[tuple[str, set[str]]], features: set[str]
) -> None:
    found = learn(examples).probabilities(features)
    assert learn(examples[::-1]).probabilities({*features, "never seen"}) == pytest.approx(found)


@given(EXAMPLES, FEATURES)
def test_less_weight_makes_less_sure_of_the_same(examples: list[tuple[str, set[str]]], features: set[str]) -> None:
    classifier = learn(examples)
    whole, half = classifier.probabilities(features), classifier.probabilities(features, 0.5)
    assert max(half.values()) <= max(whole.values()) + 1e-9
    assert sorted(whole, key=lambda name: (round(whole[name], 9), name)) == sorted(
        half, key=lambda name: (round(half[name], 9), name)
    )


def test_without_anything_known_every_class_is_as_probable() -> None:
    classifier = learn([("x", {"a"}), ("x", {"b"}), ("y", {"c"})])
    assert classifier.probabilities({"never seen"}) == {"x": 0.5, "y": 0.5}


def test_a_feature_speaks_for_the_class_it_was_seen_in() -> None:
    classifier = learn([("x", {"a", "b"}), ("y", {"b", "c"})])
    assert classifier.speaks_for("a", "x") > 0 > classifier.speaks_for("a", "y")
    assert classifier.speaks_for("b", "x") == 0 == classifier.speaks_for("never seen", "x")
