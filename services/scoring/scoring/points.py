"""Points: what a year's credit hours are worth, how long points are good, and in which order they are spent.

Pure rules over plain data. Points are whole numbers and lie in lots, one for each year in which they were earned. A
year's points are worked out from the year's whole minutes, rounded down once: nothing is lost by many short services.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

MINUTES_OF_AN_HOUR = 60

CREDITED = ("minutes", "attended_minutes")
"""The sums of a year that points are made of (`credit_minutes`)."""


@dataclass(frozen=True)
class PointsPolicy:
    """How many points a credit hour gives, and until when they are good: a day, as month and day, of the year that many
    years after they were earned; None for ever. `owner`: the district, or a community with a rule of its own. Honour
    hours give none: they are granted, not served."""

    name: str
    version: str
    owner: str
    effective_from: date
    per_hour: int
    last_month_and_day: tuple[int, int] | None
    years_after: int

    @property
    def reference(self) -> str:
        return f"{self.name}/{self.version}"

    def last_day(self, year: int) -> date | None:
        """Until when the points of `year` are good; None for ever."""
        if self.last_month_and_day is None:
            return None
        return date(year + self.years_after, *self.last_month_and_day)


class Lot(NamedTuple):
    """The points of one year: those left, and those of it that ran out unspent. `last_day`: see
    `PointsPolicy.last_day`."""

    year: int
    points: int
    expired: int = 0
    last_day: date | None = None

    def is_over(self, today: date) -> bool:
        return self.last_day is not None and self.last_day < today


class Move(NamedTuple):
    """The lot of `year` changes by `points`: to or from what has expired, or, with `from_year`, from that lot."""

    year: int
    points: int
    from_year: int | None = None


def credit_minutes(sums: Any) -> Any:
    """The credit minutes of a year's sums, be they a row of them or the columns."""
    return sums.minutes + sums.attended_minutes


def worth(per_hour: Any, minutes: Any) -> Any:
    """The points for `minutes` (a number or a column, not below nothing) at `per_hour`, rounded down."""
    return minutes * per_hour // MINUTES_OF_AN_HOUR


def balance(lots: Iterable[Lot]) -> int:
    """What can be spent; below nothing it is owed."""
    return sum(lot.points for lot in lots)


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    """The lots as they are spent: first those that are good for the shortest time, of these the oldest."""
    return sorted(lots, key=lambda lot: (lot.last_day or date.max, lot.year))


def spend(lots: Iterable[Lot], price: int) -> list[Move] | None:
    """What each lot gives for a `price`; None where the balance is not enough. The lots are settled (`settlement`)."""
    if balance(lots := list(lots)) < price:
        return None
    moves = []
    for lot in in_order(lots):
        given = min(max(lot.points, 0), price)
        if given:
            moves.append(Move(lot.year, -given))
            price -= given
    return moves


def settlement(lots: Sequence[Lot], today: date) -> list[Move]:
    """What follows by itself from how the lots stand: what is left in a lot whose last day is over expires; of what was
    taken back from it since, first that comes back which had expired; and what is still owed in one lot is made up for
    from those that have some. After it no lot is below nothing while another is above."""
    moves: list[Move] = []
    left: dict[int, int] = {}
    for lot in in_order(lots):
        change = 0
        if lot.is_over(today):
            change = -lot.points if lot.points > 0 else min(-lot.points, max(lot.expired, 0))
        if change:
            moves.append(Move(lot.year, change))
        left[lot.year] = lot.points + change
    for owing in [year for year, points in left.items() if points < 0]:
        for year in left:
            given = min(-left[owing], left[year])
            if given > 0:
                moves.append(Move(owing, given, from_year=year))
                left[owing] += given
                left[year] -= given
    return moves
