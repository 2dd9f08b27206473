"""Working time: how much of it lies between two moments, and when so much of it will have passed.

Time that counts is a sequence of half-open intervals, so that a moment belongs to one of them or to none and nothing
counts twice: office hours of working days without the lunch break, or all of every day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contracts import district

KindOfDay = Callable[[date], str]
"""``working``, ``weekend`` or ``holiday`` (`chassis.days_off`)."""

NOTHING = timedelta()
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """When time counts, in the district's time: on each working day between these times of day, in their order;
    without any, always."""

    intervals: tuple[tuple[time, time], ...] = ()

    @property
    def day(self) -> timedelta:
        """How much counts on a day on which time counts at all."""
        if not self.intervals:
            return _DAY
        return sum((_length(start, end) for start, end in self.intervals), NOTHING)


AROUND_THE_CLOCK = Hours()


def passed(hours: Hours, start: datetime, end: datetime, kind_of: KindOfDay) -> timedelta:
    """How much time that counts lies between two moments (aware); nothing where `end` is not after `start`."""
    if not hours.intervals:
        return max(end - start, NOTHING)
    total = NOTHING
    for opens, closes in _open(hours, start, kind_of):
        if opens >= end:
            break
        total += min(closes, end) - max(opens, start)
    return total


def after(hours: Hours, start: datetime, span: timedelta, kind_of: KindOfDay) -> datetime:
    """The first moment (UTC offset as `start`'s) at which `span` of time that counts has passed since `start`. A span
    that fills a day ends with its office hours, not with the next day's beginning."""
    if not hours.intervals or span <= NOTHING:
        return start + max(span, NOTHING)
    left = span
    for opens, closes in _open(hours, start, kind_of):
        begins = max(opens, start)
        if closes - begins >= left:
            return (begins + left).astimezone(start.tzinfo)
        left -= closes - begins
    raise AssertionError("there is always another working day")


def _open(hours: Hours, start: datetime, kind_of: KindOfDay) -> Iterator[tuple[datetime, datetime]]:
    """The intervals in which time counts, in their order, from the first that ends after `start`."""
    day = district.day_of(start)
    while True:
        if kind_of(day) == "working":
            for opens, closes in hours.intervals:
                ends = datetime.combine(day, closes, district.TIME)
                if ends > start:
                    yield datetime.combine(day, opens, district.TIME), ends
        day += _DAY


def _length(start: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)
