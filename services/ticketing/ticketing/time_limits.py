"""The time limits of needs: a policy with a version and a date, as data, checked when loaded.

Each is one JSON file: office hours, and for each clock and term so many hours around the clock or so many working days
of office hours. It belongs to the district or to one community, whose own goes before the district's. The district's
first holds for all time before it, too. The usual one, in `policies/`, follows the Beijing standard in force since
2023: dispatched in 1, 2 or 24 hours, answered in 2 hours, 24 hours, 7 days or 15 days.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from contracts import vocabulary
from contracts.fields import Code

from . import package_data, settings
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


class WrongPolicy(Exception):
    """Policies that cannot be used. `faults`: each with its place, as ``file: field: what is wrong``."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("The time limits cannot be used:\n" + "\n".join(self.faults))


@dataclass(frozen=True)
class Limit:
    """So much `span` of the time that counts by `hours`."""

    hours: Hours
    span: timedelta


@dataclass(frozen=True)
class Policy:
    """`owner`: ``district`` or a community's code; `limits`: by clock and term; `meaning`: the digest of all that its
    document says, however that is laid out."""

    name: str
    version: str
    owner: str
    effective_from: date
    limits: Mapping[tuple[str, str], Limit]
    meaning: str = field(default="", compare=False)

    @property
    def reference(self) -> str:
        """Name and version, as clocks refer to it."""
        return f"{self.name}/{self.version}"


class Policies:
    """All policies, at least one of them the district's, of which the newest that is effective holds for what begins
    on a day."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._policies = sorted(policies, key=lambda policy: policy.effective_from)

    def __iter__(self) -> Iterator[Policy]:
        return iter(self._policies)

    def on(self, day: date, community: str) -> Policy:
        """The one in force for needs of `community`: its own newest that is effective by then, else the district's."""
        begun = [policy for policy in self._policies if policy.effective_from <= day]
        own = [policy for policy in begun if policy.owner == community]
        districts = [policy for policy in begun if policy.owner == vocabulary.DISTRICT]
        return (own or districts or self._of(vocabulary.DISTRICT)[:1])[-1]

    def _of(self, owner: str) -> list[Policy]:
        return [policy for policy in self._policies if policy.owner == owner]

    def named(self, reference: str) -> Policy:
        """Raises `KeyError` for one that there is not."""
        for policy in self._policies:
            if policy.reference == reference:
                return policy
        raise KeyError(reference)


@cache
def own() -> Policies:
    """The policies in use: those that come with the service, and those in the folder that its environment names. Raises
    `WrongPolicy`."""
    return load({**packaged(), **settings.time_limits()})


def packaged() -> dict[str, str]:
    """The documents that come with the service, by file name."""
    folder = files(__package__).joinpath("policies")
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".json")}


def load(documents: Mapping[str, str]) -> Policies:
    """The policies in JSON `documents`, by file name. Raises `WrongPolicy` with every fault found."""
    faults: list[str] = []
    read: list[tuple[str, Policy]] = []
    for name, text in sorted(documents.items()):
        try:
            read.append((name, _read(text)))
        except ValidationError as error:
            faults.extend(f"{name}: {fault}" for fault in package_data.places(error.normalized_messages()))
        except ValueError as error:
            faults.append(f"{name}: not JSON: {error}")
    faults.extend(_repeated(read))
    if not faults and all(policy.owner != vocabulary.DISTRICT for _, policy in read):
        faults.append("no policy is the district's")
    if faults:
        raise WrongPolicy(faults)
    return Policies([policy for _, policy in read])


def _read(text: str) -> Policy:
    document = json.loads(text)
    policy: Policy = _PolicySchema().load(document)
    said = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return replace(policy, meaning=hashlib.sha256(said.encode()).hexdigest())


def _repeated(read: list[tuple[str, Policy]]) -> Iterable[str]:
    """What keeps a reference, or an owner's day, from meaning exactly one policy."""
    for key, told in (
        (lambda pair: (pair[1].owner, str(pair[1].effective_from)), "effective_from: the same owner and day as in"),
        (lambda pair: (pair[1].reference,), "version: the same name and version as in"),
    ):
        for _, group in groupby(sorted(read, key=key), key):
            first, *others = group
            yield from (f"{other[0]}: {told} {first[0]}" for other in others)


class _LimitSchema(Schema):
    time = fields.String(required=True, validate=validate.OneOf((AROUND, IN_OFFICE_HOURS)))
    hours = fields.Integer(strict=True, validate=validate.Range(1, 24 * 90))
    working_days = fields.Integer(strict=True, validate=validate.Range(1, 90))

    @validates_schema(skip_on_field_errors=True)
    def one_measure(self, data: dict[str, Any], **_: Any) -> None:
        measure = "hours" if data.get("time") == AROUND else "working_days"
        if set(data) - {"time"} != {measure}:
            raise ValidationError(f"is to be given in {measure}", measure)


class _PolicySchema(Schema):
    name = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]{1,40}\Z"))
    version = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9.-]{1,20}\Z"))
    owner = Code(required=True)
    effective_from = fields.Date(required=True)
    office_hours = fields.List(
        fields.Tuple((fields.Time("%H:%M"), fields.Time("%H:%M"))), required=True, validate=validate.Length(1, 4)
    )
    limits = fields.Dict(
        fields.String(validate=validate.OneOf(list(TERMS))),
        fields.Dict(fields.String(), fields.Nested(_LimitSchema)),
        required=True,
    )

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        moments: list[time] = [moment for pair in data["office_hours"] for moment in pair]
        if moments != sorted(set(moments)):
            raise ValidationError("are to follow each other", "office_hours")

    @validates_schema(skip_on_field_errors=True)
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
        return Policy(data["name"], data["version"], data["owner"], data["effective_from"], limits)
