"""The appraisal on several aspects: what each gives, and the laws that keep it fair."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import aspects, policies
from scoring.appraisal import Counts
from scoring.aspects import Known, Result

OWN = policies.own()
POLICY, RATES = OWN.aspects[0], OWN.departments[0]
GOOD = Counts(rated_5=10, resolved=10, in_time=5)
MARKS = {code: [80, 90] for code in POLICY.marked}


def appraised(known: Known) -> Result:
    return aspects.appraise(POLICY, RATES, known)


def lines(result: Result) -> dict[str, tuple[str | None, str]]:
    shown = ((line.aspect.code, None if line.percent is None else str(line.percent), line) for line in result.lines)
    return {code: (percent, str(line.points)) for code, percent, line in shown}


def test_all_eight_aspects_of_a_department_of_which_everything_is_known() -> None:
    result = appraised(Known(1, GOOD, MARKS, {"projects_finished": 2}))
    assert lines(result) == {
        "policy-delivery": ("85.0", "8.5000"),
        "service-attitude": ("85.0", "8.5000"),
        "prompt-report-in": ("100.0", "15.0000"),
        "problem-solving": ("100.0", "20.0000"),
        "project-claiming": ("100.0", "10.0000"),
        "resources-given": ("85.0", "8.5000"),
        "resident-satisfaction": ("100.0", "20.0000"),
        "lasting-effect": ("85.0", "4.2500"),
    }
    assert str(result.total) == "94.8"
    attitude = result.lines[1]
    assert (attitude.basis, attitude.lowest, attitude.highest) == (2, 80, 90)


def test_without_marks_their_weight_falls_to_the_others_and_is_no_zero() -> None:
    result = appraised(Known(1, GOOD, {}, {"projects_finished": 1}))
    assert lines(result)["service-attitude"] == (None, "0.0000")
    assert str(result.total) == "100.0"


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (Known(1, Counts(), {}, {}), "too_little_known"),
        (Known(1, Counts(rated_1=2), {}, {}), "too_little_known"),  # one unhappy answer in so small a sample
        (Known(1, Counts(rated_1=3, unanswered=0), MARKS, {}), None),
    ],
)
def test_too_little_known_is_not_rated_rather_than_bad(known: Known, why: str | None) -> None:
    assert appraised(known).not_rated == why


def test_a_year_asks_for_four_times_the_deeds_of_a_quarter() -> None:
    done = {"projects_finished": 2}
    assert lines(appraised(Known(1, GOOD, MARKS, done)))["project-claiming"][0] == "100.0"
    assert lines(appraised(Known(4, GOOD, MARKS, done)))["project-claiming"][0] == "50.0"


def test_volunteer_days_and_meetings_count_up_to_their_target_where_the_policy_says_so() -> None:
    later = OWN.aspects[1]
    done = {"projects_finished": 1, "volunteer_days": 9, "joint_meetings": 3}
    result = aspects.appraise(later, RATES, Known(1, GOOD, {code: [80] for code in later.marked}, done))
    assert lines(result)["volunteers-given"] == ("75.0", "7.5000")
    assert lines(result)["joint-meetings"] == ("100.0", "5.0000")
    assert len(result.lines) == 8


counts = st.builds(
    Counts,
    **{name: st.integers(0, 20) for name in Counts._fields if name != "resolved"},
    resolved=st.just(0),
)
knowns = st.builds(
    Known,
    quarters=st.sampled_from((1, 4)),
    counts=counts,
    marks=st.dictionaries(st.sampled_from(POLICY.marked), st.lists(st.integers(0, 100), min_size=1, max_size=5)),
    deeds=st.dictionaries(st.sampled_from(aspects.DEEDS), st.integers(0, 30)),
)


@given(knowns)
def test_a_total_lies_between_nothing_and_a_hundred_and_its_lines_add_up(known: Known) -> None:
    result = appraised(known)
    if result.total is None:
        assert result.not_rated == "too_little_known"
    else:
        assert 0 <= result.total <= 100
        whole = sum((line.points for line in result.lines), Decimal(0)).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert result.total == min(whole, Decimal("100.0"))
    assert all(line.formula.endswith(f"= {line.points}") for line in result.lines if line.percent is not None)


@given(knowns, st.sampled_from(POLICY.marked), st.integers(0, 100), st.integers(1, 100))
def test_a_better_mark_never_gives_less(known: Known, aspect: str, mark: int, better_by: int) -> None:
    def with_mark(one: int) -> Decimal | None:
        return appraised(known._replace(marks=known.marks | {aspect: [one]})).total

    worse, better = with_mark(mark), with_mark(min(100, mark + better_by))
    assert (worse is None) == (better is None)
    assert worse is None or better >= worse  # type: ignore[operator]
