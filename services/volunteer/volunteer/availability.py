"""Weekly availability: the windows that somebody declared, and how a time stands to them.

A weekday begins and ends at the district's midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from contracts import district

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Window(NamedTuple):
    """Part of a weekday. `weekday`: 1 (Monday) to 7; from the minute `starts` to before `ends`, of 1440."""

    weekday: int
    starts: int
    ends: int


def minute_of(clock: str) -> int:
    """The minute of the day at ``HH:MM``; ``24:00`` is 1440."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minute: int) -> str:
    """The other way round."""
    return f"{minute // 60:02}:{minute % 60:02}"


def settle(windows: Iterable[Window]) -> list[Window]:
    """The same times in order, in windows of which no two touch."""
    settled: list[Window] = []
    for window in sorted(windows):
        last = settled[-1] if settled else None
        if last is not None and last.weekday == window.weekday and window.starts <= last.ends:
            settled[-1] = last._replace(ends=max(last.ends, window.ends))
        else:
            settled.append(window)
    return settled


def windows_of(starts: datetime, ends: datetime) -> list[Window]:
    """The windows that a time of at most a week takes, one a day, in whole minutes; at a single moment, its minute."""
    ends = max(ends, starts + timedelta.resolution)
    day = district.day_of(starts)
    windows = []
    while (midnight := district.midnight(day)) < ends:
        first = max(0, (starts - midnight) // _MINUTE)
        last = min(1440, -((midnight - ends) // _MINUTE))
        windows.append(Window(day.isoweekday(), first, last))
        day += _DAY
    return windows


def match(declared: Sequence[Window], starts: datetime, ends: datetime) -> str:
    """How the whole of a time stands to settled windows: ``declared_free``, ``declared_otherwise``, or ``not_declared``
    where there are none."""
    if not declared:
        return "not_declared"
    taken = windows_of(starts, ends)
    return "declared_free" if all(_within(window, declared) for window in taken) else "declared_otherwise"


def _within(window: Window, declared: Sequence[Window]) -> bool:
    return any(
        one.weekday == window.weekday and one.starts <= window.starts and window.ends <= one.ends for one in declared
    )
