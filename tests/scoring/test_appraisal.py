"""The three rates of departments: pooled counts, honest about small samples, equal totals ranking equal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import appraisal, explanations, policies
from scoring.appraisal import Counts
from scoring.ranking import ranks

POLICY = policies.own().departments[0]
NOWHERE = ("excused", "not_reached")


@st.composite
def quarters(draw: st.DrawFn) -> Counts:
    said = {name: draw(st.integers(0, 40)) for name in Counts._fields if name.startswith(("rated_", "called_"))}
    others = {name: draw(st.integers(0, 40)) for name in ("in_time", "late", "unanswered", "not_reached", "excused")}
    return Counts(**said, **others, resolved=draw(st.integers(0, sum(said.values()))))


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        (Counts(rated_5=10, resolved=10, in_time=3), "100.0"),
        (Counts(rated_3=10, resolved=10, in_time=3), "96.0"),  # 10 + 40 × 0.9 + 50
        (Counts(rated_1=1, rated_5=19, resolved=20, in_time=5), "98.0"),
        (Counts(rated_1=1, rated_2=2, in_time=0, late=2), "0.0"),
        (Counts(rated_5=3, resolved=3, in_time=1, late=1, unanswered=1), "70.8"),  # 10/3 + 40 × 3/4 + 50 × 3/4
        (Counts(called_satisfied=5, rated_4=5, resolved=10, in_time=3), "100.0"),
        (Counts(called_basically_satisfied=10, resolved=10, in_time=3), "96.0"),
        (Counts(called_not_satisfied=3, in_time=1, late=1), "5.0"),
        (Counts(rated_5=2, rated_1=2, resolved=2), "50.0"),  # no whistle: its weight falls to the other two
    ],
)
def test_the_total_is_the_weighted_sum_of_the_three_rates(counts: Counts, total: str) -> None:
    assert str(appraisal.appraise(POLICY, counts).total) == total


@pytest.mark.parametrize(
    "counts", [Counts(), Counts(in_time=50), Counts(rated_1=2), Counts(rated_5=1, unanswered=1), Counts(unanswered=2)]
)
def test_too_few_cases_are_not_rated_rather_than_zero(counts: Counts) -> None:
    result = appraisal.appraise(POLICY, counts)
    assert (result.total, result.not_rated) == (None, "too_few_cases")


def test_an_unanswered_whistle_counts_against_all_three_rates_and_a_late_answer_against_one() -> None:
    base = Counts(rated_5=9, resolved=9, in_time=9)

    def rates(counts: Counts) -> list[str]:
        return [str(rate.percent) for rate in appraisal.appraise(POLICY, counts).rates]

    assert rates(base._replace(late=1)) == ["90.0", "100.0", "100.0"]
    assert rates(base._replace(unanswered=1)) == ["90.0", "90.0", "90.0"]


@pytest.mark.parametrize(
    ("in_time", "escalated", "excused", "outcome"),
    [
        (None, False, False, None),
        (None, True, False, "unanswered"),
        (True, True, False, "in_time"),
        (False, False, False, "late"),
        (None, True, True, "excused"),
        (False, True, True, "excused"),
    ],
)
def test_a_whistle_has_one_outcome(in_time: bool | None, escalated: bool, excused: bool, outcome: str | None) -> None:
    assert appraisal.outcome(in_time, escalated, excused) == outcome


@given(quarters(), st.integers(0, 40), st.integers(0, 40))
def test_what_counts_nowhere_changes_no_rate_and_is_shown(counts: Counts, not_reached: int, excused: int) -> None:
    other = counts._replace(not_reached=not_reached, excused=excused)
    assert appraisal.appraise(POLICY, other) == appraisal.appraise(POLICY, counts)
    shown = explanations.explain_appraisal(POLICY, "2026-Q4", other, appraisal.appraise(POLICY, other), {})
    totals = {one["reason"]: one["total"] for one in shown["exclusions"]}
    assert totals == {name: number for name, number in other._asdict().items() if name in NOWHERE and number}


@given(quarters())
def test_a_total_and_its_rates_lie_between_nothing_and_a_hundred(counts: Counts) -> None:
    result = appraisal.appraise(POLICY, counts)
    assert result.total is None or 0 <= result.total <= 100
    assert all(rate.percent is None or 0 <= rate.percent <= 100 for rate in result.rates)


@given(quarters())
def test_the_lines_of_an_explanation_add_up_to_the_total(counts: Counts) -> None:
    result = appraisal.appraise(POLICY, counts)
    told = explanations.explain_appraisal(POLICY, "2026-Q4", counts, result, {})
    if result.total is not None:
        lines = sum((Decimal(line["contribution"]) for line in told["clauses"]), Decimal(0))
        assert lines.quantize(Decimal("0.1"), ROUND_HALF_UP) == result.total


@given(st.lists(quarters(), min_size=1, max_size=4))
def test_a_year_pools_the_counts_of_its_quarters_and_never_averages_their_rates(parts: list[Counts]) -> None:
    year = appraisal.pooled(parts)
    assert year == Counts(*(sum(part[column] for part in parts) for column in range(len(Counts._fields))))
    assert appraisal.pooled(reversed(parts)) == year


def test_pooling_differs_from_averaging() -> None:
    small, large = Counts(rated_1=1), Counts(rated_5=19, resolved=19)
    satisfaction = appraisal.appraise(POLICY, appraisal.pooled([small, large])).rates[1]
    assert str(satisfaction.percent) == "95.0"


@given(quarters())
def test_a_better_answer_never_gives_less(counts: Counts) -> None:
    worse = counts._replace(rated_2=counts.rated_2 + 1)
    better = counts._replace(rated_5=counts.rated_5 + 1)
    totals = [appraisal.appraise(POLICY, counts).total for counts in (worse, better)]
    assert totals[0] is None or totals[0] <= totals[1]  # type: ignore[operator]


@given(st.lists(st.none() | st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)))
def test_a_place_is_one_more_than_the_number_of_those_above(scores: list[Decimal | None]) -> None:
    for score, place in zip(scores, ranks(scores), strict=True):
        if score is None:
            assert place is None
        else:
            assert place == 1 + sum(other is not None and other > score for other in scores)


def test_equal_totals_rank_equal_and_the_next_place_is_left_out() -> None:
    assert ranks([Decimal("90.0"), None, Decimal("95.0"), Decimal("95.0")]) == [3, None, 1, 1]
