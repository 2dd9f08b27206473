"""The district's periods: years (``2026``) and quarters (``2026-Q4``), by the district's clock.

A service completed at 2026-12-31T16:30Z belongs to 2027: in the district it was past midnight.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from contracts import district
from contracts.district import last_day as last_day

FIRST_DAY = date(2000, 1, 1)
"""The earliest day of any period that can be asked for."""


def year_of(moment: datetime) -> int:
    """The district's year at `moment` (aware)."""
    return moment.astimezone(district.TIME).year


def quarter_of(moment: datetime) -> str:
    """The district's quarter at `moment` (aware), as ``2026-Q4``."""
    return district.quarter_of(district.day_of(moment))


def quarters_of(period: str) -> list[str]:
    """The quarters that make up a year, or the quarter itself."""
    return [period] if "-" in period else [f"{period}-Q{quarter}" for quarter in range(1, 5)]


def begins(period: str) -> datetime:
    """The first moment of a year or a quarter."""
    return district.midnight(district.first_day(period))


def bounds(period: str) -> tuple[datetime, datetime]:
    """When a year or a quarter begins (within it) and ends (no longer within it)."""
    return begins(period), district.midnight(last_day(period) + timedelta(days=1))


def years_between(first: datetime, last: datetime) -> list[str]:
    """Every year from that of `first` to that of `last`."""
    return [str(year) for year in range(year_of(first), year_of(last) + 1)]


def quarters_between(first: datetime, last: datetime) -> list[str]:
    """Every quarter from that of `first` to that of `last`."""
    quarters = [quarter for year in years_between(first, last) for quarter in quarters_of(year)]
    return quarters[quarters.index(quarter_of(first)) : quarters.index(quarter_of(last)) + 1]


def months_before(day: date, months: int) -> date:
    """The day `months` months earlier; the month's last where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def quarter_before(quarter: str) -> str:
    """The quarter before a quarter."""
    year, _, number = quarter.partition("-Q")
    return f"{int(year) - 1}-Q4" if number == "1" else f"{year}-Q{int(number) - 1}"
