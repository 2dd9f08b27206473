"""What a policy document must look like. Every fault is told with its place in the document, as a code or
``code:argument,argument`` (`contracts.fields`)."""

from __future__ import annotations

import calendar
import inspect
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from contracts.fields import Code, Day, ListOf, Nest, Text, Whole
from contracts.requests import Request
from contracts.vocabulary import DISTRICT

from .appraisal import CLAUSES as DEPARTMENT_CLAUSES
from .appraisal import DepartmentPolicy
from .aspects import DEEDS, MARKS, RATES, Aspect, AspectPolicy
from .clauses import CLAUSES as STAR_CLAUSES
from .clauses import NoShows, Weighted
from .points import PointsPolicy
from .stars import MOST_STARS, Level, StarPolicy

MOST_POINTS = 100_000
"""No score of a policy without weights is asked to reach more."""


class _Part(Request):
    """A part of a policy document; nothing that stands in it is passed over."""


class _Decimal(fields.Decimal):
    default_error_messages = {
        "required": "required",
        "null": "required",
        "invalid": "not_a_decimal",
        "special": "not_a_decimal",
        "too_large": "not_a_decimal",
    }


def _points(most: int = 100, **settings: Any) -> fields.Decimal:
    return _Decimal(validate=lambda value: _exact(value, most), **settings)


def _exact(value: Decimal, most: int) -> None:
    if not value.is_finite() or not 0 < value <= most or value.as_tuple().exponent < -4:  # type: ignore[operator]
        raise ValidationError(f"not_points:{most}")


def _within(least: int, most: int, **settings: Any) -> fields.Decimal:
    return _Decimal(validate=validate.Range(least, most, error=f"out_of_range:{least},{most}"), **settings)


def _among(*choices: str) -> Text:
    """One of the words of policies, which are told as they are written."""
    known = validate.OneOf(choices, error=f"not_among:{' / '.join(choices)}")
    return Text(64, required=True, validate=known)


class _StarClause(_Part):
    """The clause's name decides which parameters it takes."""

    clause = _among(*STAR_CLAUSES)
    weight = _points()
    target = Whole(1, 10**9)
    factor = _points(10)
    prior_stars = _within(1, 5)
    prior_count = Whole(1, 10**6)
    points_each = _points(1000)
    most = _points(MOST_POINTS)

    @validates_schema(skip_on_field_errors=True)
    def _parameters(self, data: dict[str, Any], **_: Any) -> None:
        taken = inspect.signature(STAR_CLAUSES[data["clause"]]).parameters.values()
        needed = {parameter.name for parameter in taken if parameter.default is parameter.empty}
        given = set(data) - {"clause"}
        faults = {name: ["needed_by_clause"] for name in sorted(needed - given)}
        faults |= {name: ["not_of_clause"] for name in sorted(given - {parameter.name for parameter in taken})}
        if faults:
            raise ValidationError(faults)  # type: ignore[arg-type]

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        return STAR_CLAUSES[data.pop("clause")](**data)


class _DepartmentClause(_Part):
    clause = _among(*DEPARTMENT_CLAUSES)
    weight = _points(required=True)


class _Level(_Part):
    """The least that earns a star."""

    score = _points(MOST_POINTS)
    credit_hours = Whole(1, 10**6)
    services = Whole(1, 10**6)
    trainings = Whole(1, 10**6)

    @validates_schema(skip_on_field_errors=True)
    def _asks_for_something(self, data: dict[str, Any], **_: Any) -> None:
        if not data:
            raise ValidationError("asks_for_nothing")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Level:
        return Level(**data)


class _Threshold(fields.Field[Level]):
    """A least score alone as a number, or an object of all that is asked for."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Level:
        loaded = _Level().load(value if isinstance(value, dict) else {"score": value})
        assert isinstance(loaded, Level)
        return loaded


class _Quota(_Part):
    """At most so many of a hundred of those rated in a community may have so many stars."""

    stars = Whole(1, MOST_STARS, required=True)
    percent = _points(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> tuple[int, Decimal]:
        return data["stars"], data["percent"]


class _Policy(_Part):
    decides = Text(64, required=True)
    name = Text(64, required=True, validate=validate.Regexp(r"^[a-z0-9-]{1,40}\Z", error="not_a_policy_name"))
    version = Text(64, required=True, validate=validate.Regexp(r"^[a-z0-9.-]{1,20}\Z", error="not_a_policy_version"))
    effective_from = Day(required=True)


class _StarPolicy(_Policy):
    owner = Code(required=True)
    period = _among("year", "rolling", "cumulative")
    months = Whole(1, 120)
    clauses = ListOf(Nest(_StarClause), 20, 1, required=True)
    thresholds = ListOf(_Threshold(), 100, required=True)
    least_services = Whole(0, 10**6)
    least_hours = Whole(0, 10**6)
    demoted_every = Whole(1, 1000)
    barred_from = Whole(1, 1000)
    quota = ListOf(Nest(_Quota), 100)

    @validates_schema(skip_on_field_errors=True)
    def _whole_policy(self, data: dict[str, Any], **_: Any) -> None:
        _star_weights(data["clauses"])
        _levels(data["thresholds"])
        if ("months" in data) != (data["period"] == "rolling"):
            raise ValidationError("months_with_rolling", "months")
        if data.get("least_services") == 0 and not data.get("least_hours"):
            raise ValidationError("zero_without_least_hours", "least_services")
        rungs = [stars for stars, _ in data.get("quota", [])]
        if len(rungs) != len(set(rungs)):
            raise ValidationError("repeated", "quota")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> StarPolicy:
        data.pop("decides")
        clauses, levels = tuple(data.pop("clauses")), tuple(data.pop("thresholds"))
        quota = tuple(sorted(data.pop("quota", [])))
        return StarPolicy(**data, clauses=clauses, levels=levels, quota=quota)


class _DepartmentPolicy(_Policy):
    owner = _among(DISTRICT)
    period = _among("quarter")
    clauses = ListOf(Nest(_DepartmentClause), 20, required=True)
    satisfied_from = Whole(1, 5, required=True)
    basically_satisfied_from = Whole(1, 5, required=True)
    basically_satisfied_counts = _within(0, 1, required=True)
    minimum_cases = Whole(1, 10**6, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole_policy(self, data: dict[str, Any], **_: Any) -> None:
        _once([clause["clause"] for clause in data["clauses"]])
        _hundred([clause["weight"] for clause in data["clauses"]])
        if lacking := [name for name in DEPARTMENT_CLAUSES if name not in {c["clause"] for c in data["clauses"]}]:
            raise ValidationError(f"lacking:{' / '.join(lacking)}", "clauses")
        if data["basically_satisfied_from"] > data["satisfied_from"]:
            raise ValidationError("more_than_satisfied_from", "basically_satisfied_from")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> DepartmentPolicy:
        data.pop("decides")
        data.pop("period")
        weights = {clause["clause"]: clause["weight"] for clause in data.pop("clauses")}
        return DepartmentPolicy(**data, weights=weights)


class _Expiry(_Part):
    month = Whole(1, 12, required=True)
    day = Whole(1, 31, required=True)
    years_after = Whole(0, 100, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole_day(self, data: dict[str, Any], **_: Any) -> None:
        month, day = data["month"], data["day"]
        if day > calendar.monthrange(2001, month)[1]:
            raise ValidationError("not_a_day_of_every_year", "day")
        if not data["years_after"] and (month, day) != (12, 31):
            raise ValidationError("run_out_before_earned", "day")


class _PointsPolicy(_Policy):
    owner = Code(required=True)
    earned_from = _among("credit_hours")
    per_hour = Whole(0, 10_000, required=True)
    expires = Nest(_Expiry, required=True, allow_none=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> PointsPolicy:
        expires = data["expires"]
        return PointsPolicy(
            **{name: data[name] for name in ("name", "version", "owner", "effective_from", "per_hour")},
            last_month_and_day=(expires["month"], expires["day"]) if expires else None,
            years_after=expires["years_after"] if expires else 0,
        )


class _Aspect(_Part):
    code = Code(required=True)
    weight = _points(required=True)
    source = _among(MARKS, *RATES, *DEEDS)
    least = Whole(1, 10**6)
    target = Whole(1, 10**6)

    @validates_schema(skip_on_field_errors=True)
    def _target(self, data: dict[str, Any], **_: Any) -> None:
        if ("target" in data) != (data["source"] in DEEDS):
            raise ValidationError("target_with_deeds", "target")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Aspect:
        return Aspect(**data)


class _AspectPolicy(_Policy):
    owner = _among(DISTRICT)
    period = _among("quarter")
    aspects = ListOf(Nest(_Aspect), 40, 1, required=True)
    least_weight = _points(required=True)
    extreme_below = Whole(0, 100, required=True)
    extreme_above = Whole(0, 100, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole_policy(self, data: dict[str, Any], **_: Any) -> None:
        codes = [aspect.code for aspect in data["aspects"]]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                raise ValidationError({"aspects": {place: {"code": ["repeated"]}}})  # type: ignore[arg-type]
        _hundred([aspect.weight for aspect in data["aspects"]], "aspects")
        if data["extreme_above"] < data["extreme_below"]:
            raise ValidationError("less_than_extreme_below", "extreme_above")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> AspectPolicy:
        data.pop("decides")
        data.pop("period")
        return AspectPolicy(**data | {"aspects": tuple(data["aspects"])})


def _star_weights(clauses: list[Any]) -> None:
    """Either weights that sum to 100, or so much for each of something; deductions go with both."""
    _once([clause.name for clause in clauses])
    weighted = [clause for clause in clauses if isinstance(clause, Weighted)]
    unweighted = [place for place, clause in enumerate(clauses) if not isinstance(clause, Weighted | NoShows)]
    if not weighted and not unweighted:
        raise ValidationError("nothing_gives_points", "clauses")
    if weighted and unweighted:
        place = unweighted[0]
        raise ValidationError({"clauses": {place: {"clause": ["without_weight_among_weights"]}}})  # type: ignore[arg-type]
    if weighted:
        _hundred([clause.weight for clause in weighted])


def _levels(levels: list[Level]) -> None:
    if len(levels) != MOST_STARS:
        raise ValidationError(f"not_so_many_levels:{MOST_STARS}", "thresholds")
    for place in range(1, MOST_STARS):
        before, level = levels[place - 1], levels[place]
        less = [name for name in Level._fields if getattr(level, name) < getattr(before, name)]
        if less or level == before:
            what = f"less_than_level_before:{less[0]}" if less else "not_more_than_level_before"
            raise ValidationError({"thresholds": {place: [what]}})  # type: ignore[arg-type]


def _once(names: list[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ValidationError({"clauses": {place: {"clause": ["repeated"]}}})  # type: ignore[arg-type]


def _hundred(weights: list[Decimal], where: str = "clauses") -> None:
    if sum(weights) != 100:
        raise ValidationError(f"weights_not_hundred:{sum(weights)}", where)


SCHEMAS: dict[str, type[_Policy]] = {
    "stars": _StarPolicy,
    "departments": _DepartmentPolicy,
    "points": _PointsPolicy,
    "aspects": _AspectPolicy,
}
"""By what a policy decides."""
