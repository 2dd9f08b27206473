"""What a policy document must look like. Every fault is told with its place in the document."""

from __future__ import annotations

import calendar
import inspect
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from contracts.vocabulary import DISTRICT

from .appraisal import CLAUSES as DEPARTMENT_CLAUSES
from .appraisal import DepartmentPolicy
from .aspects import DEEDS, MARKS, RATES, Aspect, AspectPolicy
from .clauses import CLAUSES as STAR_CLAUSES
from .clauses import NoShows, Weighted
from .points import PointsPolicy
from .stars import MOST_STARS, Level, StarPolicy

_CODE = r"^[a-z0-9][a-z0-9-]{0,63}\Z"

MOST_POINTS = 100_000
"""No score of a policy without weights is asked to reach more."""


def _points(most: int = 100, **settings: Any) -> fields.Decimal:
    return fields.Decimal(validate=lambda value: _exact(value, most), **settings)


def _exact(value: Decimal, most: int) -> None:
    if not value.is_finite() or not 0 < value <= most or value.as_tuple().exponent < -4:  # type: ignore[operator]
        raise ValidationError(f"more than 0, at most {most}, with at most four decimals")


def _whole(least: int, most: int, **settings: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(least, most), **settings)


class _StarClause(Schema):
    """The clause's name decides which parameters it takes."""

    clause = fields.String(
        required=True,
        validate=validate.OneOf(STAR_CLAUSES, error=f"unknown clause; one of {', '.join(STAR_CLAUSES)}"),
    )
    weight = _points()
    target = _whole(1, 10**9)
    factor = _points(10)
    prior_stars = fields.Decimal(validate=validate.Range(1, 5))
    prior_count = _whole(1, 10**6)
    points_each = _points(1000)
    most = _points(MOST_POINTS)

    @validates_schema(skip_on_field_errors=True)
    def _parameters(self, data: dict[str, Any], **_: Any) -> None:
        taken = inspect.signature(STAR_CLAUSES[data["clause"]]).parameters.values()
        needed = {parameter.name for parameter in taken if parameter.default is parameter.empty}
        given = set(data) - {"clause"}
        faults = {name: ["needed by this clause"] for name in sorted(needed - given)}
        faults |= {
            name: ["not a parameter of this clause"] for name in sorted(given - {parameter.name for parameter in taken})
        }
        if faults:
            raise ValidationError(faults)  # type: ignore[arg-type]

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        return STAR_CLAUSES[data.pop("clause")](**data)


class _DepartmentClause(Schema):
    clause = fields.String(
        required=True,
        validate=validate.OneOf(DEPARTMENT_CLAUSES, error=f"unknown clause; one of {', '.join(DEPARTMENT_CLAUSES)}"),
    )
    weight = _points(required=True)


class _Level(Schema):
    """The least that earns a star."""

    score = _points(MOST_POINTS)
    credit_hours = _whole(1, 10**6)
    services = _whole(1, 10**6)
    trainings = _whole(1, 10**6)

    @validates_schema(skip_on_field_errors=True)
    def _asks_for_something(self, data: dict[str, Any], **_: Any) -> None:
        if not data:
            raise ValidationError("asks for nothing")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Level:
        return Level(**data)


class _Threshold(fields.Field[Level]):
    """A least score alone as a number, or an object of all that is asked for."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Level:
        loaded = _Level().load(value if isinstance(value, dict) else {"score": value})
        assert isinstance(loaded, Level)
        return loaded


class _Quota(Schema):
    """At most so many of a hundred of those rated in a community may have so many stars."""

    stars = _whole(1, MOST_STARS, required=True)
    percent = _points(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> tuple[int, Decimal]:
        return data["stars"], data["percent"]


class _Policy(Schema):
    decides = fields.String(required=True)
    name = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]{1,40}\Z"))
    version = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9.-]{1,20}\Z"))
    effective_from = fields.Date(required=True)


class _StarPolicy(_Policy):
    owner = fields.String(required=True, validate=validate.Regexp(_CODE))
    period = fields.String(required=True, validate=validate.OneOf(["year", "rolling", "cumulative"]))
    months = _whole(1, 120)
    clauses = fields.List(fields.Nested(_StarClause), required=True, validate=validate.Length(1, 20))
    thresholds = fields.List(_Threshold(), required=True)
    least_services = _whole(0, 10**6)
    least_hours = _whole(0, 10**6)
    demoted_every = _whole(1, 1000)
    barred_from = _whole(1, 1000)
    quota = fields.List(fields.Nested(_Quota))

    @validates_schema(skip_on_field_errors=True)
    def _whole_policy(self, data: dict[str, Any], **_: Any) -> None:
        _star_weights(data["clauses"])
        _levels(data["thresholds"])
        if ("months" in data) != (data["period"] == "rolling"):
            raise ValidationError("needed for a rolling period, and for no other", "months")
        if data.get("least_services") == 0 and not data.get("least_hours"):
            raise ValidationError("0 only where least_hours says who is rated", "least_services")
        rungs = [stars for stars, _ in data.get("quota", [])]
        if len(rungs) != len(set(rungs)):
            raise ValidationError("more than one for the same stars", "quota")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> StarPolicy:
        data.pop("decides")
        clauses, levels = tuple(data.pop("clauses")), tuple(data.pop("thresholds"))
        quota = tuple(sorted(data.pop("quota", [])))
        return StarPolicy(**data, clauses=clauses, levels=levels, quota=quota)


class _DepartmentPolicy(_Policy):
    owner = fields.String(required=True, validate=validate.OneOf([DISTRICT]))
    period = fields.String(required=True, validate=validate.OneOf(["quarter"]))
    clauses = fields.List(fields.Nested(_DepartmentClause), required=True)
    satisfied_from = _whole(1, 5, required=True)
    basically_satisfied_from = _whole(1, 5, required=True)
    basically_satisfied_counts = fields.Decimal(required=True, validate=validate.Range(0, 1))
    minimum_cases = _whole(1, 10**6, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole_policy(self, data: dict[str, Any], **_: Any) -> None:
        _once([clause["clause"] for clause in data["clauses"]])
        _hundred([clause["weight"] for clause in data["clauses"]])
        if lacking := [name for name in DEPARTMENT_CLAUSES if name not in {c["clause"] for c in data["clauses"]}]:
            raise ValidationError(f"without {', '.join(lacking)}", "clauses")
        if data["basically_satisfied_from"] > data["satisfied_from"]:
            raise ValidationError("more than satisfied_from", "basically_satisfied_from")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> DepartmentPolicy:
        data.pop("decides")
        data.pop("period")
        weights = {clause["clause"]: clause["weight"] for clause in data.pop("clauses")}
        return DepartmentPolicy(**data, weights=weights)


class _Expiry(Schema):
    month = _whole(1, 12, required=True)
    day = _whole(1, 31, required=True)
    years_after = _whole(0, 100, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole_day(self, data: dict[str, Any], **_: Any) -> None:
        month, day = data["month"], data["day"]
        if day > calendar.monthrange(2001, month)[1]:
            raise ValidationError(f"not a day of every year: {month}-{day}", "day")
        if not data["years_after"] and (month, day) != (12, 31):
            raise ValidationError("points of the rest of the year would have run out before they are earned", "day")


class _PointsPolicy(_Policy):
    owner = fields.String(required=True, validate=validate.Regexp(_CODE))
    earned_from = fields.String(required=True, validate=validate.OneOf(["credit_hours"]))
    per_hour = _whole(0, 10_000, required=True)
    expires = fields.Nested(_Expiry, required=True, allow_none=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> PointsPolicy:
        expires = data["expires"]
        return PointsPolicy(
            **{name: data[name] for name in ("name", "version", "owner", "effective_from", "per_hour")},
            last_month_and_day=(expires["month"], expires["day"]) if expires else None,
            years_after=expires["years_after"] if expires else 0,
        )


class _Aspect(Schema):
    code = fields.String(required=True, validate=validate.Regexp(_CODE))
    weight = _points(required=True)
    source = fields.String(required=True, validate=validate.OneOf([MARKS, *RATES, *DEEDS]))
    least = _whole(1, 10**6)
    target = _whole(1, 10**6)

    @validates_schema(skip_on_field_errors=True)
    def _target(self, data: dict[str, Any], **_: Any) -> None:
        if ("target" in data) != (data["source"] in DEEDS):
            raise ValidationError("needed for what is done so many times, and for nothing else", "target")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Aspect:
        return Aspect(**data)


class _AspectPolicy(_Policy):
    owner = fields.String(required=True, validate=validate.OneOf([DISTRICT]))
    period = fields.String(required=True, validate=validate.OneOf(["quarter"]))
    aspects = fields.List(fields.Nested(_Aspect), required=True, validate=validate.Length(1, 40))
    least_weight = _points(required=True)
    extreme_below = _whole(0, 100, required=True)
    extreme_above = _whole(0, 100, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole_policy(self, data: dict[str, Any], **_: Any) -> None:
        codes = [aspect.code for aspect in data["aspects"]]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                raise ValidationError({"aspects": {place: {"code": [f"{code} is there already"]}}})  # type: ignore[arg-type]
        _hundred([aspect.weight for aspect in data["aspects"]], "aspects")
        if data["extreme_above"] < data["extreme_below"]:
            raise ValidationError("less than extreme_below", "extreme_above")

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
        raise ValidationError("nothing gives points", "clauses")
    if weighted and unweighted:
        place = unweighted[0]
        raise ValidationError({"clauses": {place: {"clause": ["has no weight, but others have"]}}})  # type: ignore[arg-type]
    if weighted:
        _hundred([clause.weight for clause in weighted])


def _levels(levels: list[Level]) -> None:
    if len(levels) != MOST_STARS:
        raise ValidationError(f"{MOST_STARS} of them, for one to five stars", "thresholds")
    for place in range(1, MOST_STARS):
        before, level = levels[place - 1], levels[place]
        less = [name for name in Level._fields if getattr(level, name) < getattr(before, name)]
        if less or level == before:
            what = f"less {less[0]} than the one before" if less else "not more than the one before"
            raise ValidationError({"thresholds": {place: [what]}})  # type: ignore[arg-type]


def _once(names: list[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ValidationError({"clauses": {place: {"clause": [f"{name} is there already"]}}})  # type: ignore[arg-type]


def _hundred(weights: list[Decimal], where: str = "clauses") -> None:
    if sum(weights) != 100:
        raise ValidationError(f"the weights sum to {sum(weights)}, not to 100", where)


SCHEMAS: dict[str, type[_Policy]] = {
    "stars": _StarPolicy,
    "departments": _DepartmentPolicy,
    "points": _PointsPolicy,
    "aspects": _AspectPolicy,
}
"""By what a policy decides."""
