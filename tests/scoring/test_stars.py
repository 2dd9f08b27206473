"""The star rules: what a year's sums are worth, and the laws that hold for every volunteer."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import explanations, policies, stars
from scoring.clauses import Sums
from scoring.stars import Gap

POLICY = policies.own().stars[0]


@st.composite
def years(draw: st.DrawFn, least_services: int = 1) -> Sums:
    services = draw(st.integers(least_services, 400))
    minutes = draw(st.integers(0, services * 1440))
    given_stars = draw(st.lists(st.integers(1, 5), max_size=60))
    return Sums(services, minutes, len(given_stars), sum(given_stars))


@pytest.mark.parametrize(
    ("sums", "score", "earned"),
    [
        (Sums(1, 60, 0, 0), "21.2", 1),  # 0.8 + 0.4 + 40 × (3 - 1) / 4
        (Sums(1, 60, 1, 1), "17.9", 0),  # (15 + 1) / 6 stars: 0.8 + 0.4 + 16.6667
        (Sums(50, 3000, 0, 0), "80.0", 4),
        (Sums(50, 3000, 995, 4975), "99.9", 5),
        (Sums(10**6, 10**9, 10**6, 5 * 10**6), "100.0", 5),
        (Sums(10, 600, 5, 25), "42.0", 2),
    ],
)
def test_a_year_is_worth_its_three_clauses(sums: Sums, score: str, earned: int) -> None:
    assert stars.rate(POLICY, sums) == (Decimal(score) * 10, earned)


def test_without_a_completed_service_nobody_is_rated_whatever_ratings_came_first() -> None:
    assert stars.rate(POLICY, Sums(0, 0, 3, 15)) == (None, 0)
    assert stars.not_rated(POLICY, Sums(0, 0, 3, 15)) == "no_service"
    assert stars.missing(POLICY, Sums()) == (1, (Gap("score", Decimal("20.0")),))


@pytest.mark.parametrize(
    ("score", "earned"),
    [
        ("0.0", 0),
        ("19.9", 0),
        ("20.0", 1),
        ("39.9", 1),
        ("40.0", 2),
        ("60.0", 3),
        ("75.0", 4),
        ("90.0", 5),
        ("100.0", 5),
    ],
)
def test_a_threshold_is_reached_by_its_own_score(score: str, earned: int) -> None:
    assert POLICY.reached(int(Decimal(score) * 10), Sums(services=1)) == earned


@given(years())
def test_a_score_lies_between_nothing_and_a_hundred(sums: Sums) -> None:
    tenths, earned = stars.rate(POLICY, sums)
    assert tenths is not None
    assert 0 <= tenths <= 1000
    assert 0 <= earned <= 5


@given(years(), st.integers(1, 20), st.integers(0, 1440))
def test_more_service_never_lowers_a_score(sums: Sums, services: int, minutes: int) -> None:
    more = sums._replace(services=sums.services + services, minutes=sums.minutes + minutes)
    assert stars.score(POLICY, more) >= stars.score(POLICY, sums)  # type: ignore[operator]


@given(years(), st.integers(1, 4), st.integers(1, 4))
def test_a_better_rating_never_gives_less(sums: Sums, rating: int, better_by: int) -> None:
    worse = sums._replace(ratings=sums.ratings + 1, rating_stars=sums.rating_stars + rating)
    better = worse._replace(rating_stars=sums.rating_stars + min(5, rating + better_by))
    assert stars.score(POLICY, better) >= stars.score(POLICY, worse)  # type: ignore[operator]


@given(years())
def test_the_lines_of_an_explanation_add_up_to_the_score(sums: Sums) -> None:
    score = stars.score(POLICY, sums)
    told = explanations.explain_stars(POLICY, 2026, sums)
    lines = sum((Decimal(line["contribution"]) for line in told["clauses"]), Decimal(0))
    assert lines.quantize(Decimal("0.1"), ROUND_HALF_UP) == score
    assert all(line["formula"].endswith(f"= {line['contribution']}") for line in told["clauses"])
    assert str(score) in told["words"]["zh"]
    assert str(score) in told["words"]["en"]


@given(years())
def test_each_line_is_the_exact_value_of_its_formula_to_four_decimals(sums: Sums) -> None:
    exact = {
        "service_minutes": 40 * min(Fraction(1), Fraction(sums.minutes, 3000)),
        "service_count": 20 * min(Fraction(1), Fraction(sums.services, 50)),
        "evaluation": 40 * (Fraction(15 + sums.rating_stars, 5 + sums.ratings) - 1) / 4,
    }
    for clause in POLICY.clauses:
        tenthousandths = int(exact[clause.name] * 10_000 + Fraction(1, 2))
        assert clause.points(sums) == Decimal(tenthousandths).scaleb(-4)


@given(years())
def test_what_is_missing_reaches_exactly_the_next_star(sums: Sums) -> None:
    tenths, earned = stars.rate(POLICY, sums)
    assert tenths is not None
    following = stars.missing(POLICY, sums)
    if following is None:
        assert earned == 5
    else:
        star, ((measure, points),) = following
        assert (star, measure) == (earned + 1, "score")
        assert points > 0
        assert POLICY.reached(tenths + int(points * 10), sums) == star
        assert POLICY.reached(tenths + int(points * 10) - 1, sums) == star - 1
