"""Certification: what a training certifies, whether attending it does, and until which day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from . import skills

_NOT_ATTENDED = frozenset({"set_aside", "rejected", "too_short", "merged"})


def settle(training: dict[str, Any] | None) -> dict[str, Any] | None:
    """A training as it is kept: its skill by the code, where there is one."""
    return None if training is None else {**training, "skill": skills.settle([training["skill"]])[0]}


def is_earned(minutes: int, reasons: Collection[str]) -> bool:
    """Whether an attendance of which `minutes` count, and for these `reasons` not all, certifies. Caps and rounding
    take hours away but not what was learnt; who was at something else all that time was not there."""
    return _NOT_ATTENDED.isdisjoint(reasons) and (minutes > 0 or "overlap" not in reasons)


def last_day(earned_on: date, months: int) -> date:
    """The last day on which what was earned on a day holds: the same day of the month, or the last one of a shorter
    month."""
    return earned_on + relativedelta(months=months)
