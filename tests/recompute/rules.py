"""What policies of every kind have in common: which is in force, and exact numbers, rounded half up and written out."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

Document = Mapping[str, Any]


def in_force(documents: Iterable[Document], community: str | None, day: date) -> Document:
    """The community's own policy before the district's, and that before a national one; of each the latest begun."""
    begun = [one for one in documents if date.fromisoformat(one["effective_from"]) <= day]
    for owner in (community, "district", "national"):
        theirs = [one for one in begun if one["owner"] == owner]
        if theirs:
            return max(theirs, key=lambda one: date.fromisoformat(one["effective_from"]))
    raise LookupError(f"no policy for {community} on {day}")


def reference(document: Document) -> str:
    return f"{document['name']}/{document['version']}"


def half_up(number: Fraction | int, places: int) -> Fraction:
    return Fraction(floor(number * 10**places + Fraction(1, 2)), 10**places)


def written(number: Fraction | None) -> str | None:
    """With one decimal, which is all that the number has."""
    return None if number is None else str(Decimal(int(number * 10)).scaleb(-1))


def place(score: Fraction | None, scores: Iterable[Fraction | None]) -> int | None:
    """The place of a score among all: one more than there are higher ones, so that equals share theirs."""
    return None if score is None else 1 + sum(one is not None and one > score for one in scores)


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters_of(period: str) -> list[str]:
    """The quarters of a year as ``2026``; of a quarter itself."""
    return [period] if "-Q" in period else [f"{period}-Q{number}" for number in (1, 2, 3, 4)]


def last_day(period: str) -> date:
    year, _, quarter = quarters_of(period)[-1].partition("-Q")
    month = int(quarter) * 3
    return date(int(year), month, calendar.monthrange(int(year), month)[1])
