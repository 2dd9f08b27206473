"""Numbers of things in English."""

from __future__ import annotations

from decimal import Decimal


def many(number: int | Decimal, noun: str) -> str:
    """``1 star``, ``2 stars``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
