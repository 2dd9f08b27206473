"""What counts come to: a rate over time, told in whole numbers, and whether it reaches its target.

Counts are added up, numerators and denominators apart; rates are never averaged. A rate is rounded down, so that it
reaches a target exactly where the counts do: 699 of 1,000 are not yet 70%, nor is anything that only rounds to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

SCALES = {"per_mille": 1000, "basis_points": 10_000}
"""How much 100% is in each unit (`contracts.vocabulary.INDICATOR_UNITS`)."""


@dataclass(frozen=True)
class Count:
    """An entry: on the day `counted_on` so many of so many. `corrects`: the id of the entry in whose place it stands.
    Ids grow with the time of entering."""

    entry_id: str
    counted_on: date
    numerator: int
    denominator: int
    corrects: str | None = None


@dataclass(frozen=True)
class Measure:
    """How counts are judged. `scale`: what 100% is in the unit; `least_counted`: the smallest denominator from which a
    rate is told; `targets`: by the day from which each holds, at least one."""

    scale: int
    least_counted: int
    targets: Mapping[date, int]

    def target_on(self, day: date) -> int:
        """The target in force on `day`; before the first, the first."""
        begun = [begins for begins in self.targets if begins <= day]
        return self.targets[max(begun) if begun else min(self.targets)]


@dataclass(frozen=True)
class Measured:
    """What the counts of the days from `first` to `last` come to. `rate` and `reached` are None where too few were
    counted; `entry_id`: of a single entry."""

    first: date
    last: date
    numerator: int
    denominator: int
    rate: int | None
    target: int
    reached: bool | None
    entry_id: str | None = None


def standing(counts: Iterable[Count]) -> list[Count]:
    """Those that count, by day and entering: not corrected by another, and of at least one."""
    made = list(counts)
    corrected = {count.corrects for count in made}
    counted = [count for count in made if count.entry_id not in corrected and count.denominator > 0]
    return sorted(counted, key=lambda count: (count.counted_on, count.entry_id))


def rate(numerator: int, denominator: int, scale: int) -> int:
    """`numerator` of `denominator` in parts of `scale`, rounded down."""
    return numerator * scale // denominator


def pooled(counts: Sequence[Count], measure: Measure, entry_id: str | None = None) -> Measured | None:
    """What `counts`, which all count, come to together; None where there are none."""
    if not counts:
        return None
    days = [count.counted_on for count in counts]
    numerator, denominator = sum(count.numerator for count in counts), sum(count.denominator for count in counts)
    told = None
    if denominator >= measure.least_counted:
        told = rate(numerator, denominator, measure.scale)
    target = measure.target_on(max(days))
    reached = None if told is None else told >= target
    return Measured(min(days), max(days), numerator, denominator, told, target, reached, entry_id)


def latest(counts: Sequence[Count], measure: Measure) -> Measured | None:
    """What was counted on the last day on which anything was; None where nothing was."""
    last = max((count.counted_on for count in counts), default=None)
    return pooled([count for count in counts if count.counted_on == last], measure)


def by_month(counts: Iterable[Count], measure: Measure) -> list[Measured]:
    """The months in which something was counted, the oldest first."""
    ordered = sorted(counts, key=lambda count: count.counted_on)
    months = groupby(ordered, key=lambda count: (count.counted_on.year, count.counted_on.month))
    return [found for _, month in months if (found := pooled(list(month), measure))]


def by_entry(counts: Iterable[Count], measure: Measure) -> list[Measured]:
    """Each entry by itself, in the order of `standing`."""
    return [found for count in counts if (found := pooled([count], measure, count.entry_id))]
