"""Laws that hold for every star policy that can be written, not only for those in use."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring import policies, stars
from scoring.clauses import CLAUSES, NoShows, Sums, Weighted, added
from scoring.stars import StarPolicy

WEIGHTED = sorted(name for name, kind in CLAUSES.items() if issubclass(kind, Weighted))  # type: ignore[arg-type]
EACH = sorted(set(CLAUSES) - set(WEIGHTED) - {NoShows.name})
DEDUCTIONS: dict[str, Any] = {"demoted_every": 2, "barred_from": 5}

sums = st.builds(
    Sums,
    services=st.integers(0, 80),
    minutes=st.integers(0, 6000),
    ratings=st.just(0),
    rating_stars=st.just(0),
    attendances=st.integers(0, 40),
    attended_minutes=st.integers(0, 6000),
    trainings=st.integers(0, 5),
    honour_minutes=st.integers(0, 3000),
    no_shows=st.integers(0, 8),
)
ratings = st.lists(st.integers(1, 5), max_size=30)


@st.composite
def star_policies(draw: st.DrawFn, *, weighted: bool, deducting: bool = False) -> StarPolicy:
    names = draw(st.lists(st.sampled_from(WEIGHTED if weighted else EACH), unique=True, min_size=1))
    clauses = [{"clause": name, **draw(parameters(name))} for name in names]
    if weighted:
        weights = [draw(st.integers(1, 15)) for _ in names[1:]]
        for clause, weight in zip(clauses, [100 - sum(weights), *weights], strict=True):
            clause["weight"] = str(weight)
    if deducting:
        clauses.append({"clause": "no_shows", "points_each": "7.5", "most": "100"})
    scores = sorted(draw(st.lists(st.integers(1, 100), min_size=5, max_size=5, unique=True)))
    asked = draw(st.sampled_from(({}, {"credit_hours": 3}, {"services": 2}, {"trainings": 1})))
    document = {
        "decides": "stars",
        "name": "any",
        "version": "1",
        "owner": "district",
        "effective_from": "2000-01-01",
        "period": draw(st.sampled_from(("year", "cumulative"))),
        "clauses": clauses,
        "thresholds": [{"score": str(score), **asked} for score in scores],
        "least_services": draw(st.integers(1, 5)),
        **(DEDUCTIONS if deducting else {}),
    }
    made = policies.read(document)
    assert isinstance(made, StarPolicy)
    return made


@st.composite
def parameters(draw: st.DrawFn, name: str) -> dict[str, Any]:
    if name == "evaluation":
        return {"prior_stars": str(draw(st.integers(2, 8)) / 2), "prior_count": draw(st.integers(1, 10))}
    if name not in WEIGHTED:
        most = draw(st.sampled_from(({}, {"most": "12.5"})))
        return {"points_each": draw(st.sampled_from(("0.3333", "1", "2.5"))), **most}
    factor = {"factor": "0.3"} if name == "honour_minutes" else {}
    return {"target": draw(st.integers(1, 3000)), **factor}


@given(st.one_of(star_policies(weighted=True), star_policies(weighted=False)), sums, sums, ratings)
def test_more_service_never_costs_a_star_where_nothing_is_deducted(
    policy: StarPolicy, done: Sums, more: Sums, said: list[int]
) -> None:
    before = done._replace(ratings=len(said), rating_stars=sum(said))
    after = added([before, more])
    (tenths, earned), (later, then) = stars.rate(policy, before), stars.rate(policy, after)
    assert then >= earned
    assert tenths is None or (later is not None and later >= tenths)


@given(star_policies(weighted=True, deducting=True), sums, ratings)
def test_a_rating_is_bounded_whatever_the_policy_deducts(policy: StarPolicy, done: Sums, said: list[int]) -> None:
    tenths, earned = stars.rate(policy, done._replace(ratings=len(said), rating_stars=sum(said)))
    assert 0 <= earned <= 5
    assert 0 <= (tenths or 0) <= 1000
    assert (tenths is None) == (stars.not_rated(policy, done) is not None)


@given(star_policies(weighted=False, deducting=True), sums)
def test_one_no_show_less_never_costs_a_star(policy: StarPolicy, done: Sums) -> None:
    fewer = done._replace(no_shows=max(0, done.no_shows - 1))
    assert stars.rate(policy, fewer)[1] >= stars.rate(policy, done)[1]
