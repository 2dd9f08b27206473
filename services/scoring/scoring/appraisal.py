"""Department appraisal: from counted cases and whistles of a period to three rates and their weighted total.

Pure rules over plain data, after the three rates in use in Beijing's districts: a case is a valid call-back
(here: a service that the person served has rated, or of which a worker has asked that person) or a whistle that was
never answered. Rates pool the counts of a period; they are never averaged. A line of the total is rounded half up to
0.0001, the total to 0.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

POINT = Decimal("0.0001")
TENTH = Decimal("0.1")
CLAUSES = ("response", "satisfaction", "resolution")

TOO_FEW_CASES = "too_few_cases"


class Counts(NamedTuple):
    """What happened to one department's services and whistles: services rated with one to five stars; not rated, but
    satisfied, basically satisfied or not at a call-back; those of all these settled; whistles reported in to by the
    deadline, after it, and never. Nowhere else counted: services of which nobody could be asked (`not_reached`),
    whistles that the community should not have sent (`excused`), and services that do not count by an appeal
    (`left_out`)."""

    rated_1: int = 0
    rated_2: int = 0
    rated_3: int = 0
    rated_4: int = 0
    rated_5: int = 0
    resolved: int = 0
    in_time: int = 0
    late: int = 0
    unanswered: int = 0
    called_satisfied: int = 0
    called_basically_satisfied: int = 0
    called_not_satisfied: int = 0
    not_reached: int = 0
    excused: int = 0
    left_out: int = 0

    @property
    def called_back(self) -> int:
        """Services of which a worker has asked the person served, who has not rated them."""
        return self.called_satisfied + self.called_basically_satisfied + self.called_not_satisfied

    @property
    def call_backs(self) -> int:
        """Services of which it is known what the person served says."""
        return self.rated_1 + self.rated_2 + self.rated_3 + self.rated_4 + self.rated_5 + self.called_back

    @property
    def cases(self) -> int:
        """What satisfaction and resolution are measured over: an unanswered whistle is a need not served."""
        return self.call_backs + self.unanswered

    @property
    def whistles(self) -> int:
        """Whistles that the department owed an answer, of which it is known how it gave it."""
        return self.in_time + self.late + self.unanswered


@dataclass(frozen=True)
class DepartmentPolicy:
    """How the total follows from the counts. `weights`: points of each clause, together 100; a rating of at
    least `satisfied_from` stars is satisfied, one of at least `basically_satisfied_from` counts as
    `basically_satisfied_counts` of that; fewer than `minimum_cases` cases are not rated."""

    name: str
    version: str
    owner: str
    effective_from: date
    weights: dict[str, Decimal]
    satisfied_from: int
    basically_satisfied_from: int
    basically_satisfied_counts: Decimal
    minimum_cases: int

    @property
    def reference(self) -> str:
        """Name and version, as events and stored appraisals refer to it."""
        return f"{self.name}/{self.version}"


@dataclass(frozen=True)
class Rate:
    """One of the three rates: `reached` of `out_of`. It has `weight` of `shared` parts in the total: without a
    basis (`out_of` 0) there is no rate, and its weight falls to the others."""

    clause: str
    reached: Decimal
    out_of: int
    weight: Decimal
    shared: Decimal

    @property
    def percent(self) -> Decimal | None:
        """0.0 to 100.0."""
        return (self.reached * 100 / self.out_of).quantize(TENTH, ROUND_HALF_UP) if self.out_of else None

    @property
    def points(self) -> Decimal:
        """What it gives to the total."""
        if not self.out_of:
            return Decimal("0.0000")
        return (self.weight * self.reached * 100 / (self.shared * self.out_of)).quantize(POINT, ROUND_HALF_UP)

    @property
    def formula(self) -> str:
        """How `points` came about, with the numbers in it."""
        if not self.out_of:
            return f"no basis; its weight of {self.weight} falls to the others"
        whole = f"{self.weight}" if self.shared == 100 else f"{self.weight} × 100 / {self.shared}"
        return f"{whole} × {self.reached} / {self.out_of} = {self.points}"


@dataclass(frozen=True)
class Appraisal:
    """The three rates and, once there are cases enough, the total of 0.0 to 100.0; else why it is not rated."""

    rates: tuple[Rate, ...]
    total: Decimal | None
    not_rated: str | None


class Satisfaction(NamedTuple):
    """Call-backs by what the person served said."""

    satisfied: int
    basically_satisfied: int
    not_satisfied: int


def outcome(in_time: bool | None, escalated: bool, excused: bool) -> str | None:
    """How a whistle was answered, as a field of `Counts`; None while that is open. `in_time`: whether the
    department reported in by the deadline, None if it has not; `escalated`: the deadline passed unanswered;
    `excused`: no answer was owed, whatever else happened."""
    if excused:
        return "excused"
    if in_time is None:
        return "unanswered" if escalated else None
    return "in_time" if in_time else "late"


def pooled(counts: Iterable[Counts]) -> Counts:
    """The counts of several periods as one."""
    return Counts(*(sum(column) for column in zip(Counts(), *counts, strict=True)))


def satisfaction(policy: DepartmentPolicy, counts: Counts) -> Satisfaction:
    """What was said at call-backs, and the ratings read as satisfaction, by the policy's limits."""
    by_stars = counts[:5]
    satisfied = sum(by_stars[policy.satisfied_from - 1 :]) + counts.called_satisfied
    basically = sum(by_stars[policy.basically_satisfied_from - 1 : policy.satisfied_from - 1])
    basically += counts.called_basically_satisfied
    return Satisfaction(satisfied, basically, counts.call_backs - satisfied - basically)


def appraise(policy: DepartmentPolicy, counts: Counts) -> Appraisal:
    """The appraisal of pooled counts. Too small a sample is not rated, never zero."""
    said = satisfaction(policy, counts)
    bases = {
        "response": (Decimal(counts.in_time), counts.whistles),
        "satisfaction": (said.satisfied + policy.basically_satisfied_counts * said.basically_satisfied, counts.cases),
        "resolution": (Decimal(counts.resolved), counts.cases),
    }
    shared = sum((policy.weights[clause] for clause in CLAUSES if bases[clause][1]), Decimal(0))
    rates = tuple(Rate(clause, *bases[clause], policy.weights[clause], shared) for clause in CLAUSES)
    if counts.cases < policy.minimum_cases:
        return Appraisal(rates, None, TOO_FEW_CASES)
    total = sum((rate.points for rate in rates), Decimal(0)).quantize(TENTH, ROUND_HALF_UP)
    return Appraisal(rates, min(total, Decimal("100.0")), None)
