from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from volunteer.terms import Term

FIRST = date(2026, 11, 1)
DAYS = st.integers(0, 20).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    first = draw(DAYS)
    last = draw(st.none() | DAYS.filter(lambda day: day >= first))
    return Term(first, last)


def test_both_ends_count() -> None:
    term = Term(FIRST, FIRST + timedelta(days=1))
    around = [FIRST + timedelta(days=days) for days in (-1, 0, 1, 2)]
    assert [term.holds_on(day) for day in around] == [False, True, True, False]


@given(terms(), terms())
def test_two_terms_meet_when_there_is_a_day_on_which_both_hold(one: Term, other: Term) -> None:
    days = [FIRST + timedelta(days=days) for days in range(21)]
    assert one.meets(other) == any(one.holds_on(day) and other.holds_on(day) for day in days)
