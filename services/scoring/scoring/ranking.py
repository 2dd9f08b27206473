"""Places on a board: equal scores rank equal, and the next place is left out for each of them (1, 1, 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal


def ranks(scores: Sequence[Decimal | None]) -> list[int | None]:
    """The place of each score, in the order given; None for what is not rated."""
    places: dict[Decimal, int] = {}
    above = 0
    for score, holders in sorted(Counter(score for score in scores if score is not None).items(), reverse=True):
        places[score] = above + 1
        above += holders
    return [None if score is None else places[score] for score in scores]
