"""How quickly those who were called answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


def half_answered(called: int, called_at: datetime, answered_at: Iterable[datetime]) -> int | None:
    """The minutes, rounded up, after which half of the `called` had answered: the median over all of them, who has not
    answered among them. None where fewer have answered, or nobody was called.

    `answered_at`: when each first answered, in any order.
    """
    waits = sorted(moment - called_at for moment in answered_at)
    half = -(-called // 2)
    if half == 0 or len(waits) < half:
        return None
    return -(-waits[half - 1] // _MINUTE)


def in_time(called_at: datetime, respond_within: int, answered_at: datetime) -> bool:
    """Whether an answer came within so many minutes."""
    return answered_at - called_at <= respond_within * _MINUTE
