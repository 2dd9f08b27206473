"""Credit hours: how many minutes of a volunteer's attendances count.

Rules in use (field-notes.md, "Hours"): whoever attended less than three fifths of the planned time has none; travel
does not count, so only what lies within the plan does; no minute counts twice; one activity and one day count up to a
cap; what is left is rounded down to whole units. All minutes are whole; a day is the district's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contracts import district

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class HoursPolicy:
    """`least_percent` of the planned time must be attended; caps and `unit` in minutes. Without a cap: None."""

    least_percent: int = 60
    activity_cap: int | None = None
    daily_cap: int | None = 480
    unit: int = 30


USUAL = HoursPolicy()
"""Where a community has not decided otherwise: at least 60%, eight hours a day, half hours."""


@dataclass(frozen=True)
class Stay:
    """One volunteer at one activity: planned from `starts` to `ends`, there from `came` to `left` (all aware), under
    the policy of the activity's community on the day it starts. `withheld`: why none of it counts (``set_aside`` until
    a person has decided, ``rejected`` by that decision); None where the rules alone decide."""

    activity_id: str
    starts: datetime
    ends: datetime
    came: datetime
    left: datetime
    policy: HoursPolicy = USUAL
    withheld: str | None = None


@dataclass(frozen=True)
class Credit:
    """Minutes that count, and why not all that was planned: ``set_aside``, ``rejected``, ``too_short``, ``overlap``,
    ``activity_cap``, ``daily_cap``, ``rounded``, in the order in which the rules apply."""

    minutes: int
    reasons: tuple[str, ...]


def credit(stays: Iterable[Stay]) -> dict[str, Credit]:
    """What counts of one volunteer's stays, by activity. Who came first has the minute; the order of `stays` says
    nothing."""
    taken: set[int] = set()
    in_day: Counter[date] = Counter()
    found: dict[str, Credit] = {}
    for stay in sorted(stays, key=lambda stay: (stay.came, stay.left, stay.activity_id)):
        policy = stay.policy
        if stay.withheld is not None:
            found[stay.activity_id] = Credit(0, (stay.withheld,))
            continue
        present = _minutes(max(stay.came, stay.starts), min(stay.left, stay.ends))
        planned = len(_minutes(stay.starts, stay.ends))
        if len(present) * 100 < policy.least_percent * planned or not present:
            found[stay.activity_id] = Credit(0, ("too_short",))
            continue
        reasons = []
        free = [minute for minute in present if minute not in taken]
        if len(free) < len(present):
            reasons.append("overlap")
        counted = free if policy.activity_cap is None else free[: policy.activity_cap]
        if len(counted) < len(free):
            reasons.append("activity_cap")
        within = list(_within_days(counted, in_day, policy.daily_cap))
        if len(within) < len(counted):
            reasons.append("daily_cap")
        taken.update(present)
        minutes = len(within) - len(within) % policy.unit
        if minutes < len(within):
            reasons.append("rounded")
        found[stay.activity_id] = Credit(minutes, tuple(reasons))
    return found


def days_of(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """When the district's days from `start` to before `end` begin and end: attendances within share minutes or a day's
    cap with what happens between the two."""
    last = district.day_of(end - _MINUTE)
    return district.midnight(district.day_of(start)), district.midnight(last + timedelta(days=1))


def _minutes(start: datetime, end: datetime) -> range:
    """The minutes from `start` to `end`, each by its number; none when the end is not later."""
    return range((start - _EPOCH) // _MINUTE, (end - _EPOCH) // _MINUTE)


def _within_days(minutes: Iterable[int], in_day: Counter[date], cap: int | None) -> Iterator[int]:
    """Those of the ascending `minutes` that each day still has room for, counted in `in_day`."""
    day, day_ends = date.min, 0
    for minute in minutes:
        if minute >= day_ends:
            day = district.day_of(_EPOCH + minute * _MINUTE)
            day_ends = (district.midnight(day + timedelta(days=1)) - _EPOCH) // _MINUTE
        if cap is None or in_day[day] < cap:
            in_day[day] += 1
            yield minute
