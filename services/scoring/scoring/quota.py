"""Quotas of stars: at most so many of a hundred of those rated in a community may have so many stars or more.

Pure rules. Equal scores have equal stars: where a quota would part them, none of them has the higher stars, so that a
quota is never exceeded.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

Rated = tuple[int, int]
"""The score in tenths, and the stars it earned."""


def within(quota: tuple[tuple[int, Decimal], ...], rated: Mapping[str, Rated]) -> dict[str, int]:
    """The stars of each of those rated in one community once the quota is kept. `quota`: stars, and per cent."""
    stars = {who: earned for who, (_, earned) in rated.items()}
    for rung, percent in sorted(quota, reverse=True):
        places = int((percent * len(rated) / 100).to_integral_value(ROUND_FLOOR))
        holders = sorted((rated[who][0] for who, earned in stars.items() if earned >= rung), reverse=True)
        if len(holders) <= places:
            continue
        # The first score that finds no place any more; whoever has it, or less, stays below the rung.
        first_without = holders[places]
        for who, earned in stars.items():
            if earned >= rung and rated[who][0] <= first_without:
                stars[who] = rung - 1
    return stars
