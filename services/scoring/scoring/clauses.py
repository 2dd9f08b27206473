"""The clauses that a star policy may be made of: so many points for so much of something.

Pure rules over plain data. Each clause is worked out in whole numbers, ten-thousandths of a point, rounded half up, so
that the lines of an explanation add up exactly and a hundred thousand volunteers are rated quickly.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

POINT = 10_000
"""In ten-thousandths: a point."""


class Sums(NamedTuple):
    """What one volunteer did in one period: services completed, minutes served, ratings received, and the stars of
    those ratings added together; attendances at activities and the minutes of them that count; trainings that certify;
    minutes of honour hours granted; no-shows that stand. Sums of facts, so the order in which the facts came cannot
    matter."""

    services: int = 0
    minutes: int = 0
    ratings: int = 0
    rating_stars: int = 0
    attendances: int = 0
    attended_minutes: int = 0
    trainings: int = 0
    honour_minutes: int = 0
    no_shows: int = 0

    @property
    def credit_minutes(self) -> int:
        """Minutes evidenced by two parties: served and attended. Honour hours stand apart."""
        return self.minutes + self.attended_minutes


def added(sums: list[Sums]) -> Sums:
    """The sums of several periods as one."""
    return Sums(*map(sum, zip(*sums, strict=True))) if sums else Sums()


class Clause(ABC):
    """One line of a policy. `behind`: which facts it counts, as `explanations` shows their events."""

    name: ClassVar[str]
    behind: ClassVar[str]

    @abstractmethod
    def worth(self, sums: Sums) -> int:
        """What it gives, in ten-thousandths of a point; less than nothing where it takes away."""

    @abstractmethod
    def input(self, sums: Sums) -> dict[str, Any]:
        """What it looks at."""

    @abstractmethod
    def _written(self, sums: Sums) -> str:
        """How `points` come about, with the numbers in it."""

    def formula(self, sums: Sums) -> str:
        """How `points` come about, with the numbers in it and what they come to."""
        return f"{self._written(sums)} = {self.points(sums)}"

    def points(self, sums: Sums) -> Decimal:
        """What it gives, with four decimals."""
        return Decimal(self.worth(sums)).scaleb(-4)


class Weighted(Clause):
    """Gives at most its `weight`; the weights of a policy sum to 100."""

    weight: Decimal

    @cached_property
    def _whole_weight(self) -> int:
        return int(self.weight * POINT)


@dataclass(frozen=True)
class _Proportion(Weighted):
    """Points in proportion to a sum, up to `target` of it."""

    weight: Decimal
    target: int
    counted: ClassVar[str]
    """The field of `Sums`."""

    def worth(self, sums: Sums) -> int:
        return half_up(self._whole_weight * min(getattr(sums, self.counted), self.target), self.target)

    def input(self, sums: Sums) -> dict[str, Any]:
        return {self.counted: getattr(sums, self.counted), "target": self.target}

    def _written(self, sums: Sums) -> str:
        return f"{self.weight} × min(1, {getattr(sums, self.counted)} / {self.target})"


class ServiceMinutes(_Proportion):
    """Minutes of completed services."""

    name, counted, behind = "service_minutes", "minutes", "services"


class ServiceCount(_Proportion):
    """Services completed."""

    name, counted, behind = "service_count", "services", "services"


class AttendedMinutes(_Proportion):
    """Minutes of activities that count."""

    name, counted, behind = "attendance", "attended_minutes", "attendance"


class Trainings(_Proportion):
    """Trainings and drills that certified the volunteer."""

    name, counted, behind = "training", "trainings", "training"


@dataclass(frozen=True)
class HonourMinutes(Weighted):
    """Points in proportion to honour hours, of which each minute counts as `factor` minutes, up to `target` minutes."""

    weight: Decimal
    target: int
    factor: Decimal
    name: ClassVar[str] = "honour_minutes"
    behind: ClassVar[str] = "honour_hours"

    def worth(self, sums: Sums) -> int:
        factor, parts = self._exactly
        return half_up(self._whole_weight * min(factor * sums.honour_minutes, self.target * parts), self.target * parts)

    @cached_property
    def _exactly(self) -> tuple[int, int]:
        return self.factor.as_integer_ratio()

    def input(self, sums: Sums) -> dict[str, Any]:
        return {"honour_minutes": sums.honour_minutes, "factor": str(self.factor), "target": self.target}

    def _written(self, sums: Sums) -> str:
        return f"{self.weight} × min(1, {self.factor} × {sums.honour_minutes} / {self.target})"


@dataclass(frozen=True)
class Evaluation(Weighted):
    """Points by the mean of the ratings received, 1 star giving none and 5 all.

    The mean is taken together with `prior_count` imagined ratings of `prior_stars` each, so that one answer
    alone cannot decide.
    """

    weight: Decimal
    prior_stars: Decimal
    prior_count: int
    name: ClassVar[str] = "evaluation"
    behind: ClassVar[str] = "ratings"

    def worth(self, sums: Sums) -> int:
        stars, parts = self._imagined
        count = self.prior_count + sums.ratings
        above_one = stars + parts * (sums.rating_stars - count)
        return half_up(self._whole_weight * above_one, 4 * count * parts)

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

    def _written(self, sums: Sums) -> str:
        mean = (
            f"({self.prior_count} × {self.prior_stars} + {sums.rating_stars}) / ({self.prior_count} + {sums.ratings})"
        )
        return f"{self.weight} × ({mean} - 1) / 4"


@dataclass(frozen=True)
class _Each(Clause):
    """So many `points` for each of something, at most `most` together where that is given."""

    points_each: Decimal
    most: Decimal | None = None
    counted: ClassVar[str]
    """The sum it looks at."""
    unit: ClassVar[int] = 1
    """How much of the sum is one: 60 where minutes are counted as hours."""

    def worth(self, sums: Sums) -> int:
        each, parts = self._exactly
        worth = half_up(each * getattr(sums, self.counted), parts * self.unit)
        return worth if self.most is None else min(worth, int(self.most * POINT))

    @cached_property
    def _exactly(self) -> tuple[int, int]:
        return (Fraction(self.points_each) * POINT).as_integer_ratio()

    def input(self, sums: Sums) -> dict[str, Any]:
        most = {} if self.most is None else {"most": str(self.most)}
        return {self.counted: getattr(sums, self.counted), "points_each": str(self.points_each), **most}

    def _written(self, sums: Sums) -> str:
        count = f"{getattr(sums, self.counted)}" + ("" if self.unit == 1 else f" / {self.unit}")
        plain = f"{self.points_each} × {count}"
        return plain if self.most is None else f"min({self.most}, {plain})"


class CreditHours(_Each):
    """Hours served and attended."""

    name, counted, behind, unit = "credit_hours", "credit_minutes", "hours", 60


class HonourHours(_Each):
    """Hours granted for something other than attendance."""

    name, counted, behind, unit = "honour_hours", "honour_minutes", "honour_hours", 60


class EachService(_Each):
    """Services completed."""

    name, counted, behind = "each_service", "services", "services"


class EachTraining(_Each):
    """Trainings and drills that certified the volunteer."""

    name, counted, behind = "each_training", "trainings", "training"


@dataclass(frozen=True)
class NoShows(Clause):
    """`points_each` are taken away for each no-show that stands, at most `most` together."""

    points_each: Decimal
    most: Decimal
    name: ClassVar[str] = "no_shows"
    behind: ClassVar[str] = "no_show"

    def worth(self, sums: Sums) -> int:
        each, most = self._whole
        return -min(each * sums.no_shows, most)

    @cached_property
    def _whole(self) -> tuple[int, int]:
        return int(self.points_each * POINT), int(self.most * POINT)

    def input(self, sums: Sums) -> dict[str, Any]:
        return {"no_shows": sums.no_shows, "points_each": str(self.points_each), "most": str(self.most)}

    def _written(self, sums: Sums) -> str:
        return f"-min({self.most}, {self.points_each} × {sums.no_shows})"


CLAUSES: dict[str, Callable[..., Clause]] = {
    kind.name: kind
    for kind in (
        ServiceMinutes,
        ServiceCount,
        Evaluation,
        AttendedMinutes,
        Trainings,
        HonourMinutes,
        CreditHours,
        HonourHours,
        EachService,
        EachTraining,
        NoShows,
    )
}
"""By name. Those with a weight make a score of 0 to 100; those that give so much for each, one without an upper end."""


def half_up(number: int, divisor: int) -> int:
    """`number` / `divisor`, rounded half up."""
    return (2 * number + divisor) // (2 * divisor)
