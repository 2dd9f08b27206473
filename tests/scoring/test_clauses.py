"""The clauses of star policies: what each gives, and the laws that hold for all of them."""

from __future__ import annotations

import inspect
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.clauses import CLAUSES, NoShows, Sums, added

PARAMETERS: dict[str, dict[str, Any]] = {
    "weight": {"weight": Decimal("12.5")},
    "target": {"target": 600},
    "factor": {"factor": Decimal("0.5")},
    "prior_stars": {"prior_stars": Decimal("3.0")},
    "prior_count": {"prior_count": 5},
    "points_each": {"points_each": Decimal("1.5")},
    "most": {"most": Decimal(40)},
}

sums = st.builds(
    Sums,
    services=st.integers(0, 1000),
    minutes=st.integers(0, 10**6),
    ratings=st.just(4),
    rating_stars=st.integers(4, 20),
    attendances=st.integers(0, 1000),
    attended_minutes=st.integers(0, 10**6),
    trainings=st.integers(0, 100),
    honour_minutes=st.integers(0, 10**5),
    no_shows=st.integers(0, 100),
)


def made(name: str) -> Any:
    taken = inspect.signature(CLAUSES[name]).parameters
    return CLAUSES[name](**{key: PARAMETERS[key][key] for key in taken})


@pytest.mark.parametrize(
    ("name", "done", "points"),
    [
        ("attendance", Sums(attendances=3, attended_minutes=300), "6.2500"),
        ("training", Sums(trainings=600), "12.5000"),
        ("honour_minutes", Sums(honour_minutes=600), "6.2500"),  # each counts half
        ("credit_hours", Sums(minutes=70, attended_minutes=50), "3.0000"),
        ("honour_hours", Sums(honour_minutes=90), "2.2500"),
        ("each_service", Sums(services=7), "10.5000"),
        ("each_training", Sums(trainings=2), "3.0000"),
        ("no_shows", Sums(no_shows=2), "-3.0000"),
        ("no_shows", Sums(no_shows=200), "-40.0000"),
        ("credit_hours", Sums(minutes=10**6), "40.0000"),  # at most so much
    ],
)
def test_a_clause_gives_what_its_formula_says(name: str, done: Sums, points: str) -> None:
    clause = made(name)
    assert str(clause.points(done)) == points
    assert clause.formula(done).endswith(f" = {points}")


@given(st.sampled_from(sorted(CLAUSES)), sums, sums)
def test_more_of_anything_never_gives_less_but_for_no_shows(name: str, done: Sums, more: Sums) -> None:
    clause = made(name)
    both = added([done, more])._replace(ratings=done.ratings, rating_stars=done.rating_stars)
    before, after = clause.worth(done), clause.worth(both)
    assert after <= before if isinstance(clause, NoShows) else after >= before


@given(st.lists(sums, max_size=5), st.randoms())
def test_sums_of_periods_add_up_in_any_order(parts: list[Sums], chance: Any) -> None:
    once = added(parts)
    chance.shuffle(parts)
    assert added(parts) == once
    assert once.minutes == sum(part.minutes for part in parts)
