"""The time limits of needs: a policy with a version and a date, as data, checked when loaded.

Each is one JSON file in `policies/`: office hours, and for each clock and term so many hours around the clock or so
many working days of office hours. The first policy holds for all time before it, too. The usual one follows the Beijing
standard in force since 2023: dispatched in 1, 2 or 24 hours, answered in 2 hours, 24 hours, 7 days or 15 days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from contracts import vocabulary

from .working_time import AROUND_THE_CLOCK, Hours

DISPATCH, REPORT_IN, ANSWER = "dispatch", "report_in", "answer"
COMPLEX = "complex"
"""The term for answering an ordinary need that takes long, as a worker may decide at the triage."""

TERMS: Mapping[str, tuple[str, ...]] = {
    DISPATCH: vocabulary.URGENCIES,
    REPORT_IN: vocabulary.URGENCIES,
    ANSWER: (*vocabulary.URGENCIES, COMPLEX),
}
"""The clocks, and the terms that each needs a limit for."""

AROUND, IN_OFFICE_HOURS = "around_the_clock", "office_hours"


class WrongPolicy(ValueError):
    """A policy that cannot be used, with what is wrong in it."""


@dataclass(frozen=True)
class Limit:
    """So much `span` of the time that counts by `hours`."""

    hours: Hours
    span: timedelta


@dataclass(frozen=True)
class Policy:
    """`limits`: by clock and term."""

    name: str
    version: str
    effective_from: date
    limits: Mapping[tuple[str, str], Limit]

    @property
    def reference(self) -> str:
        """Name and version, as clocks refer to it."""
        return f"{self.name}/{self.version}"


class Policies:
    """All policies, of which the newest that is effective holds for what begins on a day."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._policies = sorted(policies, key=lambda policy: policy.effective_from)

    def on(self, day: date) -> Policy:
        found = [policy for policy in self._policies if policy.effective_from <= day]
        return found[-1] if found else self._policies[0]

    def named(self, reference: str) -> Policy:
        """Raises `KeyError` for one that there is not."""
        for policy in self._policies:
            if policy.reference == reference:
                return policy
        raise KeyError(reference)


@cache
def own() -> Policies:
    """The policies that come with the service. Raises `WrongPolicy`."""
    folder = files(__package__).joinpath("policies")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return Policies([load(file.read_text("utf-8")) for file in found])


def load(document: str) -> Policy:
    """The policy of a JSON document. Raises `WrongPolicy`."""
    try:
        return _PolicySchema().loads(document)  # type: ignore[no-any-return]
    except (ValidationError, ValueError) as error:
        raise WrongPolicy(str(error)) from error


class _LimitSchema(Schema):
    time = fields.String(required=True, validate=validate.OneOf((AROUND, IN_OFFICE_HOURS)))
    hours = fields.Integer(strict=True, validate=validate.Range(1, 24 * 90))
    working_days = fields.Integer(strict=True, validate=validate.Range(1, 90))

    @validates_schema
    def one_measure(self, data: dict[str, Any], **_: Any) -> None:
        measure = "hours" if data.get("time") == AROUND else "working_days"
        if set(data) - {"time"} != {measure}:
            raise ValidationError(f"is to be given in {measure}", measure)


class _PolicySchema(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 40))
    version = fields.String(required=True, validate=validate.Length(1, 20))
    effective_from = fields.Date(required=True)
    office_hours = fields.List(
        fields.Tuple((fields.Time("%H:%M"), fields.Time("%H:%M"))), required=True, validate=validate.Length(1, 4)
    )
    limits = fields.Dict(
        fields.String(validate=validate.OneOf(list(TERMS))),
        fields.Dict(fields.String(), fields.Nested(_LimitSchema)),
        required=True,
    )

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        moments: list[time] = [moment for pair in data["office_hours"] for moment in pair]
        if moments != sorted(set(moments)):
            raise ValidationError("are to follow each other", "office_hours")

    @validates_schema
    def complete(self, data: dict[str, Any], **_: Any) -> None:
        for clock, terms in TERMS.items():
            if set(data["limits"].get(clock, ())) != set(terms):
                raise ValidationError(f"{clock} is to have a limit for each of {', '.join(terms)}", "limits")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Policy:
        office = Hours(tuple(data["office_hours"]))
        limits = {
            (clock, term): Limit(AROUND_THE_CLOCK, timedelta(hours=limit["hours"]))
            if limit["time"] == AROUND
            else Limit(office, limit["working_days"] * office.day)
            for clock, terms in data["limits"].items()
            for term, limit in terms.items()
        }
        return Policy(data["name"], data["version"], data["effective_from"], limits)
