"""The appraisal of departments on several aspects: marks that communities give, rates and deeds that are counted.

Pure rules over plain data. Each aspect gives a per cent, or none where too little is known of it; then its weight falls
to the others, and with too few of the weights together a department is not rated. Points of an aspect are rounded half
up to 0.0001, the total to 0.1. Departments are compared within their class alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from . import appraisal
from .appraisal import Counts, DepartmentPolicy

POINT, TENTH = Decimal("0.0001"), Decimal("0.1")

RATES = ("response", "satisfaction", "resolution")
DEEDS = ("projects_finished", "volunteer_days", "joint_meetings")
MARKS = "marks"

TOO_FEW, TOO_LITTLE_KNOWN = "too_few_cases", "too_little_known"

MOST_MARK = 100


@dataclass(frozen=True)
class Aspect:
    """One aspect of work. `source`: `marks` of communities, one of the three rates (`RATES`), or how often something
    was done (`DEEDS`) against `target` a quarter. `least`: so many marks or cases make a basis."""

    code: str
    weight: Decimal
    source: str
    least: int = 1
    target: int | None = None


@dataclass(frozen=True)
class AspectPolicy:
    """`least_weight`: aspects of so many of the hundred points must have a basis. A mark below `extreme_below`, or
    above `extreme_above`, needs a reason."""

    name: str
    version: str
    owner: str
    effective_from: date
    aspects: tuple[Aspect, ...]
    least_weight: Decimal
    extreme_below: int
    extreme_above: int

    @property
    def reference(self) -> str:
        """Name and version, as events and stored results refer to it."""
        return f"{self.name}/{self.version}"

    @property
    def marked(self) -> tuple[str, ...]:
        """The aspects that communities mark."""
        return tuple(aspect.code for aspect in self.aspects if aspect.source == MARKS)

    def is_extreme(self, mark: int) -> bool:
        """Whether a mark needs a reason."""
        return mark < self.extreme_below or mark > self.extreme_above


class Known(NamedTuple):
    """What is known of a department in a period of so many `quarters`: its counts, its marks by aspect, its deeds."""

    quarters: int
    counts: Counts
    marks: Mapping[str, Sequence[int]]
    deeds: Mapping[str, int]


class Line(NamedTuple):
    """An aspect of one department: so much `reached` of `out_of`, in `basis` marks or cases; `lowest`, `highest`: of
    marks. `percent`, `points`: none without a basis."""

    aspect: Aspect
    reached: Decimal
    out_of: int
    basis: int
    percent: Decimal | None
    points: Decimal
    formula: str
    lowest: int | None = None
    highest: int | None = None


class Result(NamedTuple):
    """The lines, and the total of 0.0 to 100.0 or why there is none."""

    lines: tuple[Line, ...]
    total: Decimal | None
    not_rated: str | None


class _Basis(NamedTuple):
    reached: Decimal
    out_of: int
    basis: int
    lowest: int | None = None
    highest: int | None = None


def appraise(policy: AspectPolicy, rates: DepartmentPolicy, known: Known) -> Result:
    """The appraisal of one department; `rates`: the policy of the three rates."""
    bases = {aspect.code: _basis(aspect, rates, known) for aspect in policy.aspects}
    standing = [aspect for aspect in policy.aspects if _stands(aspect, bases[aspect.code])]
    shared = sum((aspect.weight for aspect in standing), Decimal(0))
    lines = tuple(
        _line(aspect, bases[aspect.code], shared if aspect in standing else None) for aspect in policy.aspects
    )
    if shared < policy.least_weight:
        return Result(lines, None, TOO_LITTLE_KNOWN)
    total = sum((line.points for line in lines), Decimal(0)).quantize(TENTH, ROUND_HALF_UP)
    return Result(lines, min(total, Decimal("100.0")), None)


def _basis(aspect: Aspect, rates: DepartmentPolicy, known: Known) -> _Basis:
    if aspect.source == MARKS:
        marks = known.marks.get(aspect.code, ())
        return _Basis(
            Decimal(sum(marks)), MOST_MARK * len(marks), len(marks), min(marks, default=None), max(marks, default=None)
        )
    if aspect.source in RATES:
        (rate,) = [rate for rate in appraisal.appraise(rates, known.counts).rates if rate.clause == aspect.source]
        return _Basis(rate.reached, rate.out_of, rate.out_of)
    target = (aspect.target or 1) * known.quarters
    done = known.deeds.get(aspect.source, 0)
    return _Basis(Decimal(min(done, target)), target, aspect.least)


def _stands(aspect: Aspect, basis: _Basis) -> bool:
    return basis.out_of > 0 and basis.basis >= aspect.least


def _line(aspect: Aspect, basis: _Basis, shared: Decimal | None) -> Line:
    if shared is None:
        formula = f"no basis; its weight of {aspect.weight} falls to the others"
        return Line(aspect, basis.reached, basis.out_of, basis.basis, None, Decimal("0.0000"), formula, *basis[3:])
    points = (aspect.weight * basis.reached * 100 / (shared * basis.out_of)).quantize(POINT, ROUND_HALF_UP)
    percent = (basis.reached * 100 / basis.out_of).quantize(TENTH, ROUND_HALF_UP)
    whole = f"{aspect.weight}" if shared == 100 else f"{aspect.weight} × 100 / {shared}"
    formula = f"{whole} × {basis.reached} / {basis.out_of} = {points}"
    return Line(aspect, basis.reached, basis.out_of, basis.basis, percent, points, formula, *basis[3:])


def classes_of(departments: Iterable[str], classes: Mapping[str, str], usual: str) -> dict[str, list[str]]:
    """The departments by class; one without is of the `usual` class."""
    found: dict[str, list[str]] = {}
    for department in departments:
        found.setdefault(classes.get(department, usual), []).append(department)
    return found
