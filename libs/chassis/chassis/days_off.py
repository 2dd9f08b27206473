"""Which days are worked on in China: as announced each year for public holidays and the weekends made up for them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import chinese_calendar

SATURDAY = 5


@lru_cache(maxsize=4_000)
def kind_of(day: date) -> str:
    """``working``, ``weekend`` or ``holiday``. A weekend within a public holiday is ``holiday``, one that is worked on
    to make up for it ``working``; of a year for which nothing is announced, only weekends are known."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        off, name = day.weekday() >= SATURDAY, None
    if not off:
        return "working"
    return "weekend" if name is None else "holiday"


def are_known(year: int) -> bool:
    """Whether the public holidays of the year are known."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
