"""What counts come to: added up in whatever order, rounded down, never more than all, and nothing told of too few."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.indicators import SCALES, Count, Measure, by_entry, by_month, latest, pooled, rate, standing

FIRST = date(2026, 1, 1)
MEASURE = Measure(1000, 20, {FIRST: 700})


def count(number: int, numerator: int, denominator: int, day: int = 0, corrects: int | None = None) -> Count:
    corrected = None if corrects is None else f"{corrects:03}"
    return Count(f"{number:03}", FIRST + timedelta(days=day), numerator, denominator, corrected)


@st.composite
def entries(draw: st.DrawFn) -> list[Count]:
    """Entries as they may be made: each corrects at most one earlier entry that none has corrected yet."""
    made: list[Count] = []
    open_ones: list[int] = []
    for number in range(draw(st.integers(0, 12))):
        corrects = draw(st.none() | st.sampled_from(open_ones)) if open_ones else None
        denominator = draw(st.integers(1 if corrects is None else 0, 10**6))
        numerator = draw(st.integers(0, denominator))
        made.append(count(number, numerator, denominator, draw(st.integers(0, 90)), corrects))
        if corrects is not None:
            open_ones.remove(corrects)
        open_ones.append(number)
    return made


measures = st.builds(
    lambda unit, least, target: Measure(SCALES[unit], least, {FIRST: target}),
    st.sampled_from(sorted(SCALES)),
    st.integers(1, 1000),
    st.integers(0, 1000),
)


@given(entries(), measures, st.randoms())
def test_the_order_of_counts_changes_nothing(made: list[Count], measure: Measure, chance: Random) -> None:
    shuffled = list(made)
    chance.shuffle(shuffled)
    counts, others = standing(made), standing(shuffled)
    assert counts == others
    chance.shuffle(others)
    assert pooled(counts, measure) == pooled(others, measure)
    assert latest(counts, measure) == latest(others, measure)
    assert by_month(counts, measure) == by_month(others, measure)


@given(entries(), measures)
def test_a_rate_is_never_over_all_and_never_flatters(made: list[Count], measure: Measure) -> None:
    counts = standing(made)
    for found in (pooled(counts, measure), latest(counts, measure), *by_month(counts, measure)):
        if found is not None and found.rate is not None:
            exact = Fraction(found.numerator, found.denominator) * measure.scale
            assert 0 <= found.rate <= measure.scale
            assert found.rate <= exact < found.rate + 1
            assert found.reached == (exact >= found.target)


@given(entries(), measures)
def test_a_summary_adds_up_what_stands_and_is_no_mean_of_rates(made: list[Count], measure: Measure) -> None:
    counts = standing(made)
    summary, months = pooled(counts, measure), by_month(counts, measure)
    if summary is None:
        assert (counts, months) == ([], [])
        return
    assert summary.numerator == sum(month.numerator for month in months) == sum(one.numerator for one in counts)
    assert summary.denominator == sum(month.denominator for month in months)
    assert (summary.rate is None) == (summary.denominator < measure.least_counted)
    assert len(by_entry(counts, measure)) == len(counts)


@given(entries())
def test_a_corrected_entry_counts_once_by_its_last_correction(made: list[Count]) -> None:
    counts = standing(made)
    heads = {one.entry_id: one.entry_id for one in made if one.corrects is None}
    last = dict(heads)
    for one in made:
        if one.corrects is not None:
            heads[one.entry_id] = heads.get(one.corrects, one.corrects)
            last[heads[one.entry_id]] = one.entry_id
    by_id = {one.entry_id: one for one in made}
    assert {one.entry_id for one in counts} == {found for found in last.values() if by_id[found].denominator}


def test_a_small_count_weighs_as_little_as_it_is() -> None:
    counts = standing([count(1, 0, 10, day=1), count(2, 990, 990, day=2)])
    summary = pooled(counts, MEASURE)
    assert summary is not None
    assert (summary.numerator, summary.denominator, summary.rate, summary.reached) == (990, 1000, 990, True)
    assert (summary.first, summary.last) == (FIRST + timedelta(days=1), FIRST + timedelta(days=2))


def test_too_few_counted_are_not_enough_and_never_zero() -> None:
    found = pooled([count(1, 0, 19)], MEASURE)
    assert found is not None
    assert (found.rate, found.reached, found.denominator) == (None, None, 19)
    enough = pooled([count(1, 0, 20)], MEASURE)
    assert enough is not None
    assert (enough.rate, enough.reached) == (0, False)
    assert pooled([], MEASURE) is None
    assert latest([], MEASURE) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "scale", "told"),
    [
        (2, 3, 1000, 666),
        (699_999, 1_000_000, 1000, 699),
        (7, 10, 1000, 700),
        (1, 3, 10_000, 3333),
        (9, 9, 10_000, 10_000),
    ],
)
def test_a_rate_is_rounded_down(numerator: int, denominator: int, scale: int, told: int) -> None:
    assert rate(numerator, denominator, scale) == told


def test_the_latest_value_is_all_of_the_last_day() -> None:
    counts = standing([count(1, 5, 100), count(2, 30, 50, day=9), count(3, 40, 50, day=9)])
    found = latest(counts, MEASURE)
    assert found is not None
    assert (found.first, found.numerator, found.denominator, found.rate) == (FIRST + timedelta(days=9), 70, 100, 700)


def test_a_correction_may_move_an_entry_or_take_it_back() -> None:
    moved = standing([count(1, 5, 100), count(2, 6, 100, day=40, corrects=1)])
    assert [month.first for month in by_month(moved, MEASURE)] == [FIRST + timedelta(days=40)]
    assert standing([count(1, 5, 100), count(2, 0, 0, corrects=1)]) == []


def test_each_day_is_measured_by_the_target_of_its_time() -> None:
    measure = Measure(1000, 1, {date(2026, 2, 1): 600, date(2026, 4, 1): 700})
    counts = standing([count(1, 65, 100, day=10), count(2, 65, 100, day=45), count(3, 65, 100, day=100)])
    assert [(month.target, month.reached) for month in by_month(counts, measure)] == [
        (600, True),
        (600, True),
        (700, False),
    ]
