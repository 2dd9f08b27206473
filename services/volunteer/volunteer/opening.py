"""Opening hours by the weekday, in the district's time: what is wrong with them, and whether a station is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts import district

_WEEK_MINUTES = 7 * 24 * 60

Period = Mapping[str, Any]
"""`weekday` (1 Monday to 7 Sunday), `opens` and `closes` (``08:30``, ``24:00``)."""


def faults(periods: Sequence[Period]) -> dict[int, dict[str, list[str]]]:
    """What is wrong with `periods`, by position: ``not_after_start``, ``hours_overlap`` (with an earlier one)."""
    found: dict[int, dict[str, list[str]]] = {}
    taken: list[range] = []
    for position, period in enumerate(periods):
        minutes = _minutes(period)
        if not minutes:
            found[position] = {"closes": ["not_after_start"]}
        elif any(minutes.start < other.stop and other.start < minutes.stop for other in taken):
            found[position] = {"opens": ["hours_overlap"]}
        taken.append(minutes)
    return found


def is_open(periods: Sequence[Period], now: datetime) -> bool:
    """Whether one of the periods holds `now` (aware); it ends before its closing time."""
    return any(_minute_of(now) in _minutes(period) for period in periods)


def next_opening(periods: Sequence[Period], now: datetime) -> datetime | None:
    """When, later than `now`, it next opens, having been closed just before; None where that never happens."""
    monday = district.midnight(district.day_of(now) - timedelta(days=now.astimezone(district.TIME).weekday()))
    to_come = (monday + timedelta(minutes=minute) for minute in _openings(periods))
    return min((moment for moment in to_come if moment > now), default=None)


def _openings(periods: Sequence[Period]) -> Iterator[int]:
    """The minutes from Monday's beginning at which it opens, in two weeks."""
    open_minutes = [_minutes(period) for period in periods]
    for minutes in open_minutes:
        before = (minutes.start - 1) % _WEEK_MINUTES
        if minutes and not any(before in other for other in open_minutes):
            yield from (minutes.start, minutes.start + _WEEK_MINUTES)


def _minutes(period: Period) -> range:
    """The minutes of the week during which it is open."""
    midnight = (period["weekday"] - 1) * 24 * 60
    return range(midnight + _of_day(period["opens"]), midnight + _of_day(period["closes"]))


def _of_day(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _minute_of(now: datetime) -> int:
    here = now.astimezone(district.TIME)
    return (here.weekday() * 24 + here.hour) * 60 + here.minute
