"""Star ratings: from what a volunteer did in a year to a score and stars.

Pure rules over plain data. A score is the sum of the policy's clauses, each rounded half up to 0.0001 so that
the lines of an explanation add up exactly, and the sum rounded half up to 0.1. It lies between 0 and 100.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Protocol

POINT = Decimal("0.0001")
TENTH = Decimal("0.1")
MOST_STARS = 5


class Sums(NamedTuple):
    """What one volunteer did in one year: services completed, minutes served, ratings received, and the stars
    of those ratings added together. Sums of facts, so the order in which the facts came cannot matter."""

    services: int = 0
    minutes: int = 0
    ratings: int = 0
    rating_stars: int = 0


class Clause(Protocol):
    """One line of a policy: so many points for so much of something."""

    name: ClassVar[str]

    @property
    def weight(self) -> Decimal:
        """The most points it can give."""

    def points(self, sums: Sums) -> Decimal: ...
    def input(self, sums: Sums) -> dict[str, Any]: ...
    def formula(self, sums: Sums) -> str: ...


@dataclass(frozen=True)
class ServiceMinutes:
    """Points in proportion to the minutes served, up to `target` minutes a year."""

    weight: Decimal
    target: int
    name: ClassVar[str] = "service_minutes"

    def points(self, sums: Sums) -> Decimal:
        return _share(self.weight, sums.minutes, self.target)

    def input(self, sums: Sums) -> dict[str, Any]:
        return {"minutes": sums.minutes, "target": self.target}

    def formula(self, sums: Sums) -> str:
        return f"{self.weight} × min(1, {sums.minutes} / {self.target}) = {self.points(sums)}"


@dataclass(frozen=True)
class ServiceCount:
    """Points in proportion to the number of services completed, up to `target` a year."""

    weight: Decimal
    target: int
    name: ClassVar[str] = "service_count"

    def points(self, sums: Sums) -> Decimal:
        return _share(self.weight, sums.services, self.target)

    def input(self, sums: Sums) -> dict[str, Any]:
        return {"services": sums.services, "target": self.target}

    def formula(self, sums: Sums) -> str:
        return f"{self.weight} × min(1, {sums.services} / {self.target}) = {self.points(sums)}"


@dataclass(frozen=True)
class Evaluation:
    """Points by the mean of the ratings received, 1 star giving none and 5 all.

    The mean is taken together with `prior_count` imagined ratings of `prior_stars` each, so that one answer
    alone cannot decide.
    """

    weight: Decimal
    prior_stars: Decimal
    prior_count: int
    name: ClassVar[str] = "evaluation"

    def points(self, sums: Sums) -> Decimal:
        stars = self.prior_stars * self.prior_count + sums.rating_stars
        count = self.prior_count + sums.ratings
        return (self.weight * (stars - count) / (4 * count)).quantize(POINT, ROUND_HALF_UP)

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


def score(policy: StarPolicy, sums: Sums) -> Decimal | None:
    """The score, 0.0 to 100.0; None (not rated, which is not zero) while no service is completed."""
    if sums.services == 0:
        return None
    total = sum((clause.points(sums) for clause in policy.clauses), Decimal(0))
    return total.quantize(TENTH, ROUND_HALF_UP)


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


def _share(weight: Decimal, reached: int, target: int) -> Decimal:
    return (weight * min(reached, target) / target).quantize(POINT, ROUND_HALF_UP)
