"""Which deadline a whistle gets, and whether it was kept; how long a need may be reopened."""

from __future__ import annotations

from datetime import datetime, timedelta

from .time_limits import Limit
from .working_time import KindOfDay, after

LONGEST = timedelta(days=15)
"""The longest answer time of the Beijing standard in force since 2023."""

REOPEN_WITHIN = timedelta(days=30)
"""From the moment the provider reported the service done."""


class WrongDeadline(ValueError):
    """A deadline that cannot be set; `code` says why: not_in_future, or too_far with the days allowed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def report_in_by(limit: Limit, now: datetime, kind_of: KindOfDay, asked: datetime | None = None) -> datetime:
    """When a department whistled `now` must have reported in: as `asked`, or by the policy's `limit`. Raises
    `WrongDeadline` for an asked one that has passed or lies more than `LONGEST` ahead."""
    if asked is None:
        return after(limit.hours, now, limit.span, kind_of)
    if asked <= now:
        raise WrongDeadline("not_in_future")
    if asked > now + LONGEST:
        raise WrongDeadline(f"too_far:{LONGEST.days}")
    return asked


def is_in_time(reported_in_at: datetime, deadline: datetime) -> bool:
    """The deadline's own moment is still in time."""
    return reported_in_at <= deadline


def is_overdue(deadline: datetime, reported_in_at: datetime | None, now: datetime) -> bool:
    """Whether an answer is still owed after its deadline. One that came late is owed no more."""
    return reported_in_at is None and now > deadline


def is_reopenable(completed_at: datetime | None, now: datetime) -> bool:
    """Whether a need served at `completed_at` may be reopened `now`."""
    return completed_at is not None and now <= completed_at + REOPEN_WITHIN
