"""The district's clock: a "day", a "quarter" and a "year" are the district's, while times are told in UTC."""

from __future__ import annotations

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
