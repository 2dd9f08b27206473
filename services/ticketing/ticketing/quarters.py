"""Quarters of the district's calendar, written ``2026-Q4``: later ones sort later."""

from __future__ import annotations

import calendar
from datetime import date


def of_day(day: date) -> str:
    """The quarter that a day lies in."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def first_day(quarter: str) -> date:
    """The day with which a quarter begins."""
    year, _, number = quarter.partition("-Q")
    return date(int(year), int(number) * 3 - 2, 1)


def last_day(quarter: str) -> date:
    """The day with which a quarter ends."""
    first = first_day(quarter)
    month = first.month + 2
    return date(first.year, month, calendar.monthrange(first.year, month)[1])
