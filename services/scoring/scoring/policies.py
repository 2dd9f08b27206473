"""The policies by which stars and departments are rated and points given: data with a version and a date, checked when
loaded.

Each is one JSON file. Two of the same kind and owner never begin on the same day, and the district's first begins with
the earliest period that can be asked for, so that every period has exactly one policy.
"""

from __future__ import annotations

import calendar
import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from itertools import groupby
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from contracts.vocabulary import DISTRICT

from . import periods
from .appraisal import CLAUSES as DEPARTMENT_CLAUSES
from .appraisal import DepartmentPolicy
from .points import PointsPolicy
from .stars import CLAUSES as STAR_CLAUSES
from .stars import MOST_STARS, StarPolicy

Policy = TypeVar("Policy", StarPolicy, DepartmentPolicy, PointsPolicy)
AnyPolicy = StarPolicy | DepartmentPolicy | PointsPolicy


class WrongPolicy(Exception):
    """Policies that cannot be used. `faults`: each with its place, as ``file: field: what is wrong``."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("The policies cannot be used:\n" + "\n".join(self.faults))


@dataclass(frozen=True)
class Policies:
    """Every policy, oldest first."""

    stars: tuple[StarPolicy, ...]
    departments: tuple[DepartmentPolicy, ...]
    points: tuple[PointsPolicy, ...]


def in_force(policies: Sequence[Policy], period: str, today: date) -> Policy:
    """The policy by which a period is rated: the one in force on its last day, or today while it lasts.

    So a closed period stays pinned to the policy then in force, whatever is decided later.
    """
    day = min(periods.last_day(period), today)
    return next(policy for policy in reversed(policies) if policy.effective_from <= max(day, periods.FIRST_DAY))


def points_in_force(policies: Sequence[PointsPolicy], community: str, year: int, today: date) -> PointsPolicy:
    """The policy by which a community's volunteers have points for a year: the community's own where it has one in
    force by then, otherwise the district's. When, as `in_force` says."""
    day = max(min(periods.last_day(str(year)), today), periods.FIRST_DAY)
    own = [policy for policy in policies if policy.owner == community and policy.effective_from <= day]
    return own[-1] if own else in_force([p for p in policies if p.owner == DISTRICT], str(year), today)


def own() -> Policies:
    """The policies that come with the service. Raises `WrongPolicy`."""
    folder = files(__package__).joinpath("policies")
    return load({file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".json")})


def load(documents: dict[str, str]) -> Policies:
    """The policies in JSON `documents`, by file name. Raises `WrongPolicy` with every fault found."""
    faults: list[str] = []
    read: list[tuple[str, AnyPolicy]] = []
    for name, text in sorted(documents.items()):
        try:
            read.append((name, _read(json.loads(text))))
        except ValidationError as error:
            faults.extend(f"{name}: {fault}" for fault in _places(error.messages))
        except ValueError as error:
            faults.append(f"{name}: not JSON: {error}")
    for kind in () if faults else _DECIDES:
        of_kind = [(name, policy) for name, policy in read if isinstance(policy, kind)]
        for owner in sorted({policy.owner for _, policy in of_kind} | {DISTRICT}):
            faults.extend(_gaps(kind, owner, [(name, policy) for name, policy in of_kind if policy.owner == owner]))
    if faults:
        raise WrongPolicy(faults)
    ordered = sorted((policy for _, policy in read), key=lambda policy: policy.effective_from)
    return Policies(
        tuple(policy for policy in ordered if isinstance(policy, StarPolicy)),
        tuple(policy for policy in ordered if isinstance(policy, DepartmentPolicy)),
        tuple(policy for policy in ordered if isinstance(policy, PointsPolicy)),
    )


def _read(document: Any) -> AnyPolicy:
    if not isinstance(document, dict) or document.get("decides") not in _SCHEMAS:
        raise ValidationError({"decides": [f"one of {', '.join(_SCHEMAS)}"]})  # type: ignore[arg-type]
    return _SCHEMAS[document["decides"]]().load(document)


def _gaps(kind: type[Any], owner: str, named: list[tuple[str, Any]]) -> Iterable[str]:
    """What keeps a period from having exactly one policy, or a reference from meaning exactly one. A community's own
    policy may begin whenever it likes: until then the district's holds."""
    what = _DECIDES[kind]
    named = sorted(named, key=lambda pair: pair[1].effective_from)
    if not named:
        yield f"no policy decides {what}"
    elif owner == DISTRICT and named[0][1].effective_from > periods.FIRST_DAY:
        yield f"{named[0][0]}: effective_from: periods from {periods.FIRST_DAY} until then have no policy for {what}"
    for key, told in (
        (lambda pair: pair[1].effective_from, "effective_from: the same day as in"),
        (lambda pair: pair[1].reference, "version: the same name and version as in"),
    ):
        for _, group in groupby(sorted(named, key=key), key):
            first, *others = group
            yield from (f"{other[0]}: {told} {first[0]}" for other in others)


def _places(messages: Any, place: tuple[str, ...] = ()) -> Iterable[str]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _places(inner, place if key == "_schema" else (*place, str(key)))
    else:
        yield from (f"{'.'.join(place)}: {message}" for message in messages)


def _points(**settings: Any) -> fields.Decimal:
    return fields.Decimal(required=True, validate=_exact, **settings)


def _exact(value: Decimal) -> None:
    if not 0 < value <= 100 or value.as_tuple().exponent < -4:  # type: ignore[operator]
        raise ValidationError("more than 0, at most 100, with at most four decimals")


class _StarClause(Schema):
    """The clause's name decides which parameters it takes."""

    clause = fields.String(
        required=True,
        validate=validate.OneOf(STAR_CLAUSES, error=f"unknown clause; one of {', '.join(STAR_CLAUSES)}"),
    )
    weight = _points()
    target = fields.Integer(strict=True, validate=validate.Range(1, 10**9))
    prior_stars = fields.Decimal(validate=validate.Range(1, 5))
    prior_count = fields.Integer(strict=True, validate=validate.Range(1, 10**6))

    @validates_schema(skip_on_field_errors=True)
    def _parameters(self, data: dict[str, Any], **_: Any) -> None:
        wanted = {field.name for field in dataclasses.fields(STAR_CLAUSES[data["clause"]])}
        given = set(data) - {"clause"}
        faults = {name: ["needed by this clause"] for name in sorted(wanted - given)}
        faults |= {name: ["not a parameter of this clause"] for name in sorted(given - wanted)}
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
    weight = _points()


class _Policy(Schema):
    decides = fields.String(required=True)
    name = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]{1,40}\Z"))
    version = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9.-]{1,20}\Z"))
    owner = fields.String(required=True, validate=validate.OneOf(["district"]))
    effective_from = fields.Date(required=True)


class _StarPolicy(_Policy):
    period = fields.String(required=True, validate=validate.OneOf(["year"]))
    clauses = fields.List(fields.Nested(_StarClause), required=True)
    thresholds = fields.List(fields.Decimal(validate=_exact), required=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole(self, data: dict[str, Any], **_: Any) -> None:
        _weights([(clause.name, clause.weight) for clause in data["clauses"]])
        thresholds = data["thresholds"]
        if len(thresholds) != MOST_STARS:
            raise ValidationError(f"{MOST_STARS} of them, for one to five stars", "thresholds")
        for place in range(1, MOST_STARS):
            if thresholds[place] <= thresholds[place - 1]:
                raise ValidationError({"thresholds": {place: ["not more than the one before"]}})  # type: ignore[arg-type]

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> StarPolicy:
        clauses, thresholds = tuple(data.pop("clauses")), tuple(data.pop("thresholds"))
        return StarPolicy(**_identity(data), clauses=clauses, thresholds=thresholds)


class _DepartmentPolicy(_Policy):
    period = fields.String(required=True, validate=validate.OneOf(["quarter"]))
    clauses = fields.List(fields.Nested(_DepartmentClause), required=True)
    satisfied_from = fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))
    basically_satisfied_from = fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))
    basically_satisfied_counts = fields.Decimal(required=True, validate=validate.Range(0, 1))
    minimum_cases = fields.Integer(strict=True, required=True, validate=validate.Range(1, 10**6))

    @validates_schema(skip_on_field_errors=True)
    def _whole(self, data: dict[str, Any], **_: Any) -> None:
        _weights([(clause["clause"], clause["weight"]) for clause in data["clauses"]])
        if lacking := [name for name in DEPARTMENT_CLAUSES if name not in {c["clause"] for c in data["clauses"]}]:
            raise ValidationError(f"without {', '.join(lacking)}", "clauses")
        if data["basically_satisfied_from"] > data["satisfied_from"]:
            raise ValidationError("more than satisfied_from", "basically_satisfied_from")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> DepartmentPolicy:
        weights = {clause["clause"]: clause["weight"] for clause in data.pop("clauses")}
        limits = {name: data[name] for name in ("satisfied_from", "basically_satisfied_from", "minimum_cases")}
        counts = data["basically_satisfied_counts"]
        return DepartmentPolicy(**_identity(data), weights=weights, basically_satisfied_counts=counts, **limits)


class _Expiry(Schema):
    month = fields.Integer(strict=True, required=True, validate=validate.Range(1, 12))
    day = fields.Integer(strict=True, required=True, validate=validate.Range(1, 31))
    years_after = fields.Integer(strict=True, required=True, validate=validate.Range(0, 100))

    @validates_schema(skip_on_field_errors=True)
    def _whole(self, data: dict[str, Any], **_: Any) -> None:
        month, day = data["month"], data["day"]
        if day > calendar.monthrange(2001, month)[1]:
            raise ValidationError(f"not a day of every year: {month}-{day}", "day")
        if not data["years_after"] and (month, day) != (12, 31):
            raise ValidationError("points of the rest of the year would have run out before they are earned", "day")


class _PointsPolicy(_Policy):
    owner = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9][a-z0-9-]{0,63}\Z"))
    earned_from = fields.String(required=True, validate=validate.OneOf(["credit_hours"]))
    per_hour = fields.Integer(strict=True, required=True, validate=validate.Range(0, 10_000))
    expires = fields.Nested(_Expiry, required=True, allow_none=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> PointsPolicy:
        expires = data["expires"]
        return PointsPolicy(
            **_identity(data),
            per_hour=data["per_hour"],
            last_month_and_day=(expires["month"], expires["day"]) if expires else None,
            years_after=expires["years_after"] if expires else 0,
        )


def _identity(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("name", "version", "owner", "effective_from")}


def _weights(clauses: list[tuple[str, Decimal]]) -> None:
    names = [name for name, _ in clauses]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ValidationError({"clauses": {place: {"clause": [f"{name} is there already"]}}})  # type: ignore[arg-type]
    total = sum(weight for _, weight in clauses)
    if total != 100:
        raise ValidationError(f"the weights sum to {total}, not to 100", "clauses")


_SCHEMAS: dict[str, type[_Policy]] = {
    "stars": _StarPolicy,
    "departments": _DepartmentPolicy,
    "points": _PointsPolicy,
}
_DECIDES: dict[type[Any], str] = {StarPolicy: "stars", DepartmentPolicy: "departments", PointsPolicy: "points"}
