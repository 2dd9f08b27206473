"""The district's clock and calendar: a "day", a "quarter" and a "year" are the district's, while times are told in UTC.

Years are written ``2026`` and quarters ``2026-Q4``: later ones sort later.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, timezone

ZONE = "Asia/Shanghai"

TIME = timezone(timedelta(hours=8), ZONE)
"""China keeps one time, without summer time since 1991, so the offset alone says it and no time zone database is
needed."""


def day_of(moment: datetime) -> date:
    """The district's calendar day at `moment` (aware)."""
    return moment.astimezone(TIME).date()


def midnight(day: date) -> datetime:
    """The moment with which a day of the district's calendar begins."""
    return datetime.combine(day, datetime.min.time(), TIME)


def quarter_of(day: date) -> str:
    """The quarter that a day lies in."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def first_day(period: str) -> date:
    """The day with which a year or a quarter begins."""
    year, _, quarter = period.partition("-Q")
    return date(int(year), int(quarter or 1) * 3 - 2, 1)


def last_day(period: str) -> date:
    """The day with which a year or a quarter ends."""
    year, _, quarter = period.partition("-Q")
    month = int(quarter or 4) * 3
    return date(int(year), month, calendar.monthrange(int(year), month)[1])
