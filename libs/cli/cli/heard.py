"""When something was heard, as lists of other systems have it. What names no zone is told by the district's clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from contracts import district

_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Days that a spreadsheet counts from 1899-12-30, in the years 1954 to 2119; a year alone is none of them."""

_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_DAY = r"(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{1,2})日?"
_CLOCK = (
    r"(?P<half>上午|下午|晚上|中午|凌晨|早上)?\s*(?P<hour>[0-9]{1,2})\s*[:时点]\s*"
    r"((?P<minute>[0-9]{1,2})\s*分?(:(?P<second>[0-9]{1,2})(\.[0-9]+)?)?)?"
)
_TYPED = re.compile(rf"{_DAY}(\s*[T,]?\s*{_CLOCK})?")
_LATER_HALF = {"下午", "晚上"}
_OF_WHICH_DAY = {"晚上", "凌晨"}
"""Of these, twelve o'clock may be of the day or of the next."""

_NOON = 12


def parse(text: str) -> datetime:
    """The moment that a cell's `text` means: ``2026-11-24 09:30``, ``2026/11/24 9:30``, ``2026年11月24日 下午3点``,
    ``2026-11-24T09:30:00+08:00``, a day (its beginning), or the number that a spreadsheet keeps a moment as. Raises
    ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(plain):
        days = float(plain)
        if not _FIRST_SERIAL <= days <= _LAST_SERIAL:
            raise ValueError(f"{text} is no moment")
        return datetime(1899, 12, 30, tzinfo=district.TIME) + timedelta(seconds=round(days * 86_400))
    if typed := _TYPED.fullmatch(plain):
        year, month, day, hour, minute, second = (
            int(typed[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
        )
        if typed["half"] in _OF_WHICH_DAY and hour == _NOON:
            raise ValueError(f"{text} may be of either day")
        if typed["half"] in _LATER_HALF and hour < _NOON:
            hour += _NOON
        return datetime(year, month, day, hour, minute, second, tzinfo=district.TIME)
    moment = datetime.fromisoformat(plain)
    return moment if moment.tzinfo else moment.replace(tzinfo=district.TIME)
