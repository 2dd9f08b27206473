"""Star ratings: from what a volunteer did in a year to a score and stars.

Pure rules over plain data. A score is the sum of the policy's clauses, each rounded half up to 0.0001 so that
the lines of an explanation add up exactly, and the sum rounded half up to 0.1. It lies between 0 and 100. Clauses are
worked out in whole numbers, ten-thousandths of a point, which is exact and, for a hundred thousand volunteers, quick.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

MOST_STARS = 5
POINT = 10_000
"""In ten-thousandths: a point."""


class Sums(NamedTuple):
    """What one volunteer did in one year: services completed, minutes served, ratings received, and the stars
    of those ratings added together. Sums of facts, so the order in which the facts came cannot matter."""

    services: int = 0
    minutes: int = 0
    ratings: int = 0
    rating_stars: int = 0


class Clause(ABC):
    """One line of a policy: so many points, at most `weight`, for so much of something."""

    name: ClassVar[str]
    weight: Decimal

    @abstractmethod
    def worth(self, sums: Sums) -> int:
        """What it gives, in ten-thousandths of a point."""

    @abstractmethod
    def input(self, sums: Sums) -> dict[str, Any]:
        """What it looks at."""

    @abstractmethod
    def formula(self, sums: Sums) -> str:
        """How `points` come about, with the numbers in it."""

    def points(self, sums: Sums) -> Decimal:
        """What it gives, with four decimals."""
        return Decimal(self.worth(sums)).scaleb(-4)

    @cached_property
    def _whole_weight(self) -> int:
        return int(self.weight * POINT)


@dataclass(frozen=True)
class ServiceMinutes(Clause):
    """Points in proportion to the minutes served, up to `target` minutes a year."""

    weight: Decimal
    target: int
    name: ClassVar[str] = "service_minutes"

    def worth(self, sums: Sums) -> int:
        return _half_up(self._whole_weight * min(sums.minutes, self.target), self.target)

    def input(self, sums: Sums) -> dict[str, Any]:
        return {"minutes": sums.minutes, "target": self.target}

    def formula(self, sums: Sums) -> str:
        return f"{self.weight} × min(1, {sums.minutes} / {self.target}) = {self.points(sums)}"


@dataclass(frozen=True)
class ServiceCount(Clause):
    """Points in proportion to the number of services completed, up to `target` a year."""

    weight: Decimal
    target: int
    name: ClassVar[str] = "service_count"

    def worth(self, sums: Sums) -> int:
        return _half_up(self._whole_weight * min(sums.services, self.target), self.target)

    def input(self, sums: Sums) -> dict[str, Any]:
        return {"services": sums.services, "target": self.target}

    def formula(self, sums: Sums) -> str:
        return f"{self.weight} × min(1, {sums.services} / {self.target}) = {self.points(sums)}"


@dataclass(frozen=True)
class Evaluation(Clause):
    """Points by the mean of the ratings received, 1 star giving none and 5 all.

    The mean is taken together with `prior_count` imagined ratings of `prior_stars` each, so that one answer
    alone cannot decide.
    """

    weight: Decimal
    prior_stars: Decimal
    prior_count: int
    name: ClassVar[str] = "evaluation"

    def worth(self, sums: Sums) -> int:
        stars, parts = self._imagined
        count = self.prior_count + sums.ratings
        above_one = stars + parts * (sums.rating_stars - count)
        return _half_up(self._whole_weight * above_one, 4 * count * parts)

    @cached_property
    def _imagined(self) -> tuple[int, int]:
        """The stars of the imagined ratings together, as a fraction of whole numbers."""
        return (Fraction(self.prior_stars) * self.prior_count).as_integer_ratio()

    def input(self, sums: Sums) -> dict[str, Any]:
        return {
            "ratings": sums.ratings,
            "rating_stars": sums.rating_stars,
            "prior_count": self.prior_count,
            "prior_stars": str(self.prior_stars),
        }

    def formula(self, sums: Sums) -> str:
        mean = (
            f"({self.prior_count} × {self.prior_stars} + {sums.rating_stars}) / ({self.prior_count} + {sums.ratings})"
        )
        return f"{self.weight} × ({mean} - 1) / 4 = {self.points(sums)}"


CLAUSES: dict[str, Any] = {kind.name: kind for kind in (ServiceMinutes, ServiceCount, Evaluation)}
"""The clauses that a star policy may be made of."""


@dataclass(frozen=True)
class StarPolicy:
    """How scores and stars follow from a year's sums. `thresholds`: the least scores of one to five stars."""

    name: str
    version: str
    owner: str
    effective_from: date
    clauses: tuple[Clause, ...]
    thresholds: tuple[Decimal, ...]

    @cached_property
    def reference(self) -> str:
        """Name and version, as events and stored ratings refer to it."""
        return f"{self.name}/{self.version}"

    @cached_property
    def least_tenths(self) -> tuple[int, ...]:
        """The thresholds in tenths of a point: the least score that reaches each."""
        return tuple(int((threshold * 10).to_integral_value(ROUND_CEILING)) for threshold in self.thresholds)


def rate(policy: StarPolicy, sums: Sums) -> tuple[int | None, int]:
    """The score in tenths, 0 to 1000, and the stars it earns. No score and no star (not rated, which is not zero) while
    no service is completed."""
    if sums.services == 0:
        return None, 0
    tenths = _half_up(sum([clause.worth(sums) for clause in policy.clauses]), POINT // 10)
    return tenths, bisect_right(policy.least_tenths, tenths)


def score(policy: StarPolicy, sums: Sums) -> Decimal | None:
    """The score, 0.0 to 100.0; None while no service is completed."""
    tenths, _ = rate(policy, sums)
    return None if tenths is None else Decimal(tenths).scaleb(-1)


def stars(policy: StarPolicy, score: Decimal) -> int:
    """The stars that a score earns, 0 to 5."""
    return bisect_right(policy.thresholds, score)


def missing(policy: StarPolicy, score: Decimal | None) -> tuple[int, Decimal] | None:
    """The next star and the points missing to it; None with five stars."""
    reached = Decimal(0) if score is None else score
    earned = 0 if score is None else stars(policy, reached)
    if earned == MOST_STARS:
        return None
    return earned + 1, max(Decimal("0.0"), policy.thresholds[earned] - reached)


def _half_up(number: int, divisor: int) -> int:
    return (2 * number + divisor) // (2 * divisor)
