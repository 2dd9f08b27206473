"""The rhythm of a pairing: a day is in time or it is so many days late."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from volunteer.rhythm import due_on, lapsed_days

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(days, st.none() | days, st.integers(1, 366), days)
def test_it_has_lapsed_when_nothing_happened_for_longer_than_agreed(
    started_on: date, last: date | None, every_days: int, today: date
) -> None:
    due = due_on(started_on, last, every_days)
    since = (today - max(started_on, last or started_on)).days
    assert lapsed_days(due, today) == (since - every_days if since > every_days else None)


def test_the_day_itself_is_in_time() -> None:
    due = due_on(date(2026, 3, 1), date(2026, 3, 10), 7)
    assert due == date(2026, 3, 17)
    assert lapsed_days(due, due) is None
    assert lapsed_days(due, due + timedelta(days=1)) == 1
