"""Who of those signed up for an activity is going, and who waits: first come, first served."""

from __future__ import annotations


def taken(signed: int, capacity: int | None) -> int:
    """How many of so many signed up are going; the others wait, in their order. `capacity`: None for any number."""
    return signed if capacity is None else min(signed, capacity)


def is_going(ahead: int, capacity: int | None) -> bool:
    """Whether somebody is going with so many signed up before."""
    return taken(ahead + 1, capacity) > ahead
