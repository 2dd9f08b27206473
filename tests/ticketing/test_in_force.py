"""Which version of a compact is in force: what held on a day that is over is never changed by a later version."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing import in_force

FIRST = date(2026, 1, 1)
days = st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number))


@pytest.mark.parametrize(
    ("day", "version"),
    [(FIRST, None), (FIRST + timedelta(days=1), 1), (FIRST + timedelta(days=9), 1), (FIRST + timedelta(days=10), 3)],
)
def test_the_latest_that_is_effective_is_in_force(day: date, version: int | None) -> None:
    tenth = FIRST + timedelta(days=10)
    assert in_force.on(day, {1: FIRST + timedelta(days=1), 2: tenth, 3: tenth}) == version


@given(st.lists(st.tuples(days, days), max_size=12), days)
def test_no_version_changes_a_day_that_is_over(drafts: list[tuple[date, date]], looked_at: date) -> None:
    effective: dict[int, date] = {}
    for today, since in sorted(drafts):
        before = in_force.on(looked_at, effective)
        if in_force.fault(since, effective.get(len(effective)), today) is None:
            effective[len(effective) + 1] = since
        if looked_at < today and len(effective) > 1:
            assert in_force.on(looked_at, effective) == before
    assert list(effective.values()) == sorted(effective.values())


@given(days, days, days)
def test_only_the_first_version_may_be_effective_already(since: date, last: date, today: date) -> None:
    assert in_force.fault(since, None, today) is None
    fault = in_force.fault(since, last, today)
    assert (fault is None) == (since >= today and since >= last)
    assert fault in (None, "in_the_past", "before_last_version")
