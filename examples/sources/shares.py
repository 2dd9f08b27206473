"""Whole numbers in parts that add up."""

from __future__ import annotations

from collections.abc import Sequence


def shared_out(number: int, sizes: Sequence[int]) -> list[int]:
    """`number` shared out by size; where it is no more than the sizes together, each share is at most its size."""
    total, done, before = sum(sizes), 0, 0
    shares = []
    for size in sizes:
        before += size
        shares.append(number * before // total - done)
        done += shares[-1]
    return shares
