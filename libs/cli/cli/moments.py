"""Points in time as people type them. What names no zone is told by the district's clock."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from contracts import district

TAKES = "10:30, 2026-11-24, '2026-11-24 10:30', 2026-11-24T10:30:00+08:00, or 15m, 2h, 3d for so long ago"
"""What `parse` reads, for sentences."""

_AGO = re.compile(r"(\d{1,6})\s*([smhdw])(?:\s+ago)?", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK = re.compile(r"(?:(\d{1,2})-(\d{1,2})[ T])?(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)


def parse(text: str, now: datetime) -> datetime:
    """The moment that `text` means at `now` (aware), in the district's zone unless it names its own.

    A time of day, or a day and month, without a year is the last such before `now`. Raises ValueError.
    """
    text = text.strip()
    if ago := _AGO.fullmatch(text):
        try:
            return now.astimezone(district.TIME) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        except OverflowError:
            raise ValueError(f"{text} is before all calendars") from None
    if clock := _CLOCK.fullmatch(text):
        return _last(*(None if part is None else int(part) for part in clock.groups()), now=now)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=district.TIME)


def shown(moment: datetime) -> str:
    """A moment as tables show it, by the district's clock; `parse` reads it back."""
    return moment.astimezone(district.TIME).strftime("%m-%d %H:%M:%S")


def age(span: timedelta) -> str:
    """A length of time in its two largest units."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    if seconds < 86400:
        return f"{seconds // 3600} h {seconds % 3600 // 60} min"
    return f"{seconds // 86400} d {seconds % 86400 // 3600} h"


def _last(
    month: int | None, day: int | None, hour: int | None, minute: int | None, second: int | None, *, now: datetime
) -> datetime:
    here = now.astimezone(district.TIME)
    moment = here.replace(hour=hour or 0, minute=minute or 0, second=second or 0, microsecond=0)
    if month is None or day is None:
        return moment if moment <= here else moment - timedelta(days=1)
    # Not every year has a 29 February.
    for year in range(here.year, here.year - 9, -1):
        try:
            dated = moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
        if dated <= here:
            return dated
    raise ValueError(f"there is no day {month:02d}-{day:02d}")
