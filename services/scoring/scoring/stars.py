"""Star ratings: from what a volunteer did in a period to a score and stars.

Pure rules over plain data. A score is the sum of the policy's clauses, rounded half up to 0.1, and never below zero.
Stars follow from what each level asks for, less what no-shows cost where a policy says so.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from .clauses import POINT, Clause, NoShows, Sums, Weighted, half_up

MOST_STARS = 5
TENTH = POINT // 10

NO_SERVICE, TOO_LITTLE_SERVICE, BARRED = "no_service", "too_little_service", "too_many_no_shows"
"""Why somebody is not rated, which is not zero."""

Period = Literal["year", "rolling", "cumulative"]

MEASURES = ("score", "credit_hours", "services", "trainings")
"""What a level may ask for the least of."""


class Level(NamedTuple):
    """The least that earns a star: points of the score, hours served and attended, services, trainings."""

    score: Decimal = Decimal(0)
    credit_hours: int = 0
    services: int = 0
    trainings: int = 0


class Gap(NamedTuple):
    """What is missing to a star: so much of one of `MEASURES` (points and hours with one decimal)."""

    measure: str
    missing: Decimal


@dataclass(frozen=True)
class StarPolicy:
    """How scores and stars follow from sums.

    `owner`: `national`, `district`, or the community whose volunteers it is for. `period`: the sums are of the year,
    of the `months` up to today (or the year's end), or of all time up to then. `least_services`, `least_hours`: whoever
    has less is not rated. `demoted_every`: so many no-shows cost a star; `barred_from`: so many, and nobody is rated.
    `quota`: of those rated in a community, the most that may have so many stars or more, in per cent; it is applied
    when a year is closed.
    """

    name: str
    version: str
    owner: str
    effective_from: date
    clauses: tuple[Clause, ...]
    levels: tuple[Level, ...]
    period: Period = "year"
    months: int | None = None
    least_services: int = 1
    least_hours: int = 0
    demoted_every: int | None = None
    barred_from: int | None = None
    quota: tuple[tuple[int, Decimal], ...] = ()

    @cached_property
    def reference(self) -> str:
        """Name and version, as events and stored ratings refer to it."""
        return f"{self.name}/{self.version}"

    @cached_property
    def is_bounded(self) -> bool:
        """Whether its scores lie between 0 and 100."""
        return any(isinstance(clause, Weighted) for clause in self.clauses)

    @cached_property
    def deducts(self) -> bool:
        """Whether anything can lower what was reached."""
        return (
            any(isinstance(clause, NoShows) for clause in self.clauses)
            or self.demoted_every is not None
            or self.barred_from is not None
        )

    @cached_property
    def least_tenths(self) -> tuple[int, ...]:
        """The least score of each level, in tenths of a point."""
        return tuple(int((level.score * 10).to_integral_value(ROUND_CEILING)) for level in self.levels)

    @cached_property
    def _asks_for_score_alone(self) -> bool:
        return all(level[1:] == (0, 0, 0) for level in self.levels)

    def reached(self, tenths: int, sums: Sums) -> int:
        """The levels that are reached, before what no-shows cost."""
        by_score = bisect_right(self.least_tenths, tenths)
        if self._asks_for_score_alone:
            return by_score
        return sum(
            1
            for level in self.levels[:by_score]
            if sums.credit_minutes >= 60 * level.credit_hours
            and sums.services >= level.services
            and sums.trainings >= level.trainings
        )


def not_rated(policy: StarPolicy, sums: Sums) -> str | None:
    """Why these sums are not rated; None where they are."""
    if policy.barred_from is not None and sums.no_shows >= policy.barred_from:
        return BARRED
    if sums.services < policy.least_services:
        return TOO_LITTLE_SERVICE if sums.services else NO_SERVICE
    if sums.credit_minutes < 60 * policy.least_hours:
        return TOO_LITTLE_SERVICE if sums.credit_minutes else NO_SERVICE
    return None


def rate(policy: StarPolicy, sums: Sums) -> tuple[int | None, int]:
    """The score in tenths, and the stars it earns. No score and no star while not rated."""
    tenths = scored(policy, sums)
    if tenths is None:
        return None, 0
    earned = policy.reached(tenths, sums)
    if policy.demoted_every is not None:
        earned = max(0, earned - sums.no_shows // policy.demoted_every)
    return tenths, earned


def scored(policy: StarPolicy, sums: Sums) -> int | None:
    """The score in tenths; None while not rated."""
    if not_rated(policy, sums):
        return None
    return max(0, half_up(sum([clause.worth(sums) for clause in policy.clauses]), TENTH))


def score(policy: StarPolicy, sums: Sums) -> Decimal | None:
    """The score, with one decimal; None while not rated."""
    tenths = scored(policy, sums)
    return None if tenths is None else Decimal(tenths).scaleb(-1)


def missing(policy: StarPolicy, sums: Sums) -> tuple[int, tuple[Gap, ...]] | None:
    """The next star and all that is missing to it, nothing where only no-shows keep from it; None with five stars, and
    for whoever is barred."""
    tenths, earned = rate(policy, sums)
    if earned == MOST_STARS or not_rated(policy, sums) == BARRED:
        return None
    level, least = policy.levels[earned], policy.least_tenths[earned]
    lacking = {
        "score": Decimal(max(0, least - (tenths or 0))).scaleb(-1),
        "credit_hours": _hours_up(max(0, 60 * max(level.credit_hours, policy.least_hours) - sums.credit_minutes)),
        "services": Decimal(max(0, level.services - sums.services)),
        "trainings": Decimal(max(0, level.trainings - sums.trainings)),
    }
    return earned + 1, tuple(Gap(measure, lacking[measure]) for measure in MEASURES if lacking[measure])


def _hours_up(minutes: int) -> Decimal:
    """Hours with one decimal, never fewer than the minutes."""
    return Decimal(-(-minutes // 6)).scaleb(-1)
