"""Recurrence: on which days something takes place that people do "every Friday" or "on the 5th of each month".

People's words, as `contracts.requests.series.Recurrence` has them, become an iCalendar RRULE and come back from it.
What happens on days off is said besides, by a code of `contracts.vocabulary.HOLIDAY_TREATMENTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import rrulestr

KindOfDay = Callable[[date], str]
"""``working``, ``weekend`` or ``holiday`` (`chassis.days_off`)."""

TAKES = {"day": (), "week": ("weekday",), "month": ("day",), "quarter": ("month", "day")}
"""What else is to be said of each rhythm."""

INTERVALS = {"day": 1, "week": 7, "month": 31, "quarter": 92}
"""How many days pass between two times, at most, where no holiday comes between."""

LONGEST_BREAK = 31
"""Days off in a row, at most, over which something is moved."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHORTEST_MONTH = 28
_DAY = timedelta(days=1)


def faults(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with the words, by field: ``required``, ``not_allowed``."""
    takes = TAKES[words["every"]]
    found: dict[str, list[str]] = {}
    for name in ("weekday", "month", "day"):
        if name in takes and words.get(name) is None:
            found[name] = ["required"]
        elif name not in takes and words.get(name) is not None:
            found[name] = ["not_allowed"]
    return found


def rule(words: Mapping[str, Any]) -> str:
    """The RRULE of words without faults. A month that is too short has its last day instead."""
    if words["every"] == "day":
        return "FREQ=DAILY"
    if words["every"] == "week":
        return f"FREQ=WEEKLY;BYDAY={_WEEKDAYS[words['weekday'] - 1]}"
    months = ",".join(str(words["month"] + 3 * quarter) for quarter in range(4)) if words["every"] == "quarter" else ""
    days = range(min(words["day"], _SHORTEST_MONTH), words["day"] + 1)
    parts = ["FREQ=MONTHLY", f"BYMONTH={months}" if months else "", f"BYMONTHDAY={','.join(map(str, days))}"]
    if len(days) > 1:
        parts.append("BYSETPOS=-1")
    return ";".join(part for part in parts if part)


def words(rule: str) -> dict[str, Any]:
    """The words of an RRULE that `rule` made, with None for what is not to be said of it."""
    parts = dict(part.split("=") for part in rule.split(";"))
    said: dict[str, Any] = {"every": "day", "weekday": None, "month": None, "day": None}
    if "BYDAY" in parts:
        said.update(every="week", weekday=_WEEKDAYS.index(parts["BYDAY"]) + 1)
    if "BYMONTHDAY" in parts:
        said.update(every="month", day=max(map(int, parts["BYMONTHDAY"].split(","))))
    if "BYMONTH" in parts:
        said.update(every="quarter", month=min(map(int, parts["BYMONTH"].split(","))))
    return said


def days(
    rule: str, holidays: str, first: date, last: date, kind_of: KindOfDay, begins: date | None = None
) -> list[date]:
    """The days from `first` to `last`, in order, on which it takes place; nothing from before the day `begins` is
    moved.

    Each day is judged by itself, so the days of a range are those of its parts. What is moved goes to the next working
    day, together with what takes place there; with no working day within `LONGEST_BREAK` it does not take place.
    """
    if holidays == "keep":
        return list(_planned(rule, first, last))
    if holidays == "skip":
        return [day for day in _planned(rule, first, last) if kind_of(day) != "holiday"]
    if holidays == "workdays_only":
        return [day for day in _planned(rule, first, last) if kind_of(day) == "working"]
    start = max(first - _DAY * min(LONGEST_BREAK, (first - date.min).days), begins or date.min)
    taking_place = {_moved(day, kind_of) for day in _planned(rule, start, last)}
    return sorted(day for day in taking_place if day is not None and first <= day <= last)


def _planned(rule: str, first: date, last: date) -> Iterator[date]:
    start, end = (datetime.combine(day, datetime.min.time()) for day in (first, last))
    for moment in rrulestr(rule, dtstart=start).between(start, end, inc=True):
        yield moment.date()


def _moved(day: date, kind_of: KindOfDay) -> date | None:
    if kind_of(day) != "holiday":
        return day
    ahead = (day + _DAY * distance for distance in range(1, LONGEST_BREAK + 1))
    return next((later for later in ahead if kind_of(later) == "working"), None)
