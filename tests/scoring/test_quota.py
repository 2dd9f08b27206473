"""A quota of stars: never more than it allows, equal scores equal, and nobody overtaken by a lower score."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import quota

FIFTH = ((5, Decimal(20)),)


@pytest.mark.parametrize(
    ("scores", "five"),
    [
        ([950, 940, 930, 920, 910], {0}),
        ([950, 950, 930, 920, 910], set()),  # two for one place: neither
        ([950, 940, 930, 920], set()),  # a fifth of four is none
        ([950, 940, 930, 920, 910, 700, 700, 700, 700, 700], {0, 1}),
    ],
)
def test_the_best_have_the_places_there_are(scores: list[int], five: set[int]) -> None:
    rated = {str(place): (score, 5 if score > 900 else 4) for place, score in enumerate(scores)}
    kept = quota.within(FIFTH, rated)
    assert {int(who) for who, stars in kept.items() if stars == 5} == five
    assert set(kept.values()) <= {4, 5}


quotas = st.dictionaries(st.integers(1, 5), st.decimals(Decimal("0.1"), 100, places=1)).map(
    lambda found: tuple(sorted(found.items()))
)


@given(quotas, st.dictionaries(st.uuids().map(str), st.integers(0, 1000), max_size=40))
def test_no_quota_is_exceeded_and_the_order_of_scores_stays(
    kept_to: tuple[tuple[int, Decimal], ...], scores: dict[str, int]
) -> None:
    rated = {who: (score, min(5, score // 180)) for who, score in scores.items()}
    stars = quota.within(kept_to, rated)
    assert stars.keys() == rated.keys()
    for rung, percent in kept_to:
        assert sum(earned >= rung for earned in stars.values()) <= percent * len(rated) / 100
    assert all(stars[who] <= rated[who][1] for who in rated)
    for one in rated:
        for other in rated:
            if rated[one][0] >= rated[other][0]:
                assert stars[one] >= stars[other]
