"""When an answer to a survey may have been collected, and when the survey may be closed, in the district's days."""

from __future__ import annotations

from datetime import date, datetime

from contracts import district


def fault(collected_at: datetime, now: datetime, opens_on: date, closes_on: date | None) -> str | None:
    """What is wrong with an answer said to be collected at a moment, of a survey from `opens_on` to `closes_on` (None:
    left open), both days among them."""
    day = district.day_of(collected_at)
    if collected_at > now:
        return "in_the_future"
    if day < opens_on:
        return "before_first"
    return "after_last" if closes_on is not None and day > closes_on else None


def may_close(today: date, closes_on: date | None, not_reached: int) -> bool:
    """Whether a survey may be closed: from its last day on, and before where every household has answered already.
    Those who were told a last day have until then."""
    return closes_on is None or today >= closes_on or not_reached == 0
