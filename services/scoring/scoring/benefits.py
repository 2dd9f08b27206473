"""Benefit packages: when one can be redeemed, and how long its code is good.

Pure rules over plain data. Nobody's home matters: whoever has the points may redeem what a community offers.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any


def state(benefit: Any, today: date) -> str:
    """One of `contracts.vocabulary.BENEFIT_STATES`. Within its days what is sold out may come back into stock."""
    if benefit.withdrawn_at is not None:
        return "withdrawn"
    if today < benefit.first_day:
        return "upcoming"
    if today > benefit.last_day:
        return "over"
    return "on_offer" if benefit.remaining > 0 else "sold_out"


def good_until(benefit: Any, today: date) -> date:
    """The last day of a code given out `today`, which is the first of its `days_to_take`."""
    if benefit.days_to_take is None:
        return benefit.last_day
    return min(benefit.last_day, today + timedelta(days=benefit.days_to_take - 1))


def faults(first_day: date, last_day: date, today: date) -> dict[str, list[str]]:
    """What is wrong with the days of a new package, by field."""
    if last_day < first_day:
        return {"last_day": ["before_first"]}
    if last_day < today:
        return {"last_day": ["in_the_past"]}
    return {}
