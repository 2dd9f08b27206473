"""Which version of a compact is in force on a day, and from when the next may be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def on(day: date, effective: Mapping[int, date]) -> int | None:
    """The number of the version in force on `day`: the latest of those effective by then; None where there is none.
    `effective`: from when each version is, by its number."""
    begun = [version for version, since in effective.items() if since <= day]
    return max(begun, default=None)


def fault(effective_on: date, last: date | None, today: date) -> str | None:
    """What is wrong with a next version effective on a day, after one effective from `last` on: what was in force on a
    day that is over, or was promised for one to come, stays so. The first version may be as old as it is."""
    if last is None:
        return None
    if effective_on < today:
        return "in_the_past"
    return "before_last_version" if effective_on < last else None
