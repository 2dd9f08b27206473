"""The policies by which stars and departments are rated and points given: data with a version, an owner and a date,
checked when loaded.

Each is one JSON document. A policy of the district goes before a national one, and a community's own before both. Two
of the same kind and owner never begin on the same day, and the first that holds everywhere begins with the earliest
period that can be asked for, so that every period has exactly one policy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from marshmallow import ValidationError

from contracts.vocabulary import DISTRICT

from . import periods
from .appraisal import DepartmentPolicy
from .aspects import AspectPolicy
from .points import PointsPolicy
from .policy_schemas import SCHEMAS
from .stars import StarPolicy

Policy = TypeVar("Policy", StarPolicy, DepartmentPolicy, PointsPolicy, AspectPolicy)
AnyPolicy = StarPolicy | DepartmentPolicy | PointsPolicy | AspectPolicy

NATIONAL = "national"
EVERYWHERE = (DISTRICT, NATIONAL)
"""Owners whose policies hold in every community."""


class Fault(NamedTuple):
    """`place`: in the document, as ``clauses.2.target``, after the name of a file where there are several; empty for
    all of it. `code`: what is wrong there, as a code or ``code:argument,argument``."""

    place: str
    code: str

    def __str__(self) -> str:
        return f"{self.place}: {self.code}" if self.place else self.code


class WrongPolicy(Exception):
    """Policies that cannot be used, with every fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(("The policies cannot be used:", *map(str, self.faults))))


@dataclass(frozen=True)
class Policies:
    """Every policy, oldest first; `frozen`: the years whose star ratings no policy and no fact changes any more."""

    stars: tuple[StarPolicy, ...]
    departments: tuple[DepartmentPolicy, ...]
    points: tuple[PointsPolicy, ...]
    aspects: tuple[AspectPolicy, ...]
    frozen: frozenset[int] = frozenset()

    @cached_property
    def communities(self) -> frozenset[str]:
        """The communities that have star policies of their own."""
        return frozenset(policy.owner for policy in self.stars).difference(EVERYWHERE)

    @cached_property
    def looks_back(self) -> bool:
        """Whether any star policy looks at more than the year itself."""
        return any(policy.period != "year" for policy in self.stars)

    def with_stars(self, *more: StarPolicy) -> Policies:
        """These and more star policies."""
        ordered = sorted((*self.stars, *more), key=lambda policy: policy.effective_from)
        return replace(self, stars=tuple(ordered))

    def points_of(self, community: str, year: int, today: date) -> PointsPolicy:
        """The policy by which a community's volunteers have points for a year."""
        return in_force(self.points, str(year), today, community)

    def stars_of(self, year: int, today: date, community: str | None) -> StarPolicy:
        """The policy by which a year of a community's volunteer is rated."""
        owner = community if community in self.communities else None
        return in_force(self.stars, str(year), today, owner)


def in_force(policies: Sequence[Policy], period: str, today: date, community: str | None = None) -> Policy:
    """The policy by which a period is rated: the one in force on its last day, or today while it lasts.

    So a closed period stays pinned to the policy then in force, whatever is decided later.
    """
    day = max(min(periods.last_day(period), today), periods.FIRST_DAY)
    for owner in (community, *EVERYWHERE):
        for policy in reversed(policies):
            if policy.owner == owner and policy.effective_from <= day:
                return policy
    raise LookupError(f"no policy for {period}")


def own() -> Policies:
    """The policies that come with the service. Raises `WrongPolicy`."""
    folder = files(__package__).joinpath("policies")
    return load({file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".json")})


@cache
def documents() -> dict[str, Any]:
    """The documents of the policies that come with the service, by reference."""
    folder = files(__package__).joinpath("policies")
    found = [json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    return {f"{document['name']}/{document['version']}": document for document in found}


@cache
def ready() -> dict[str, Any]:
    """Documents of star policies in use elsewhere, by name, to be adopted as they are or changed."""
    folder = files(__package__).joinpath("policies", "ready")
    documents = [json.loads(file.read_text("utf-8")) for file in folder.iterdir()]
    return {document["name"]: document for document in sorted(documents, key=lambda document: document["name"])}


def load(documents: dict[str, str]) -> Policies:
    """The policies in JSON `documents`, by file name. Raises `WrongPolicy` with every fault found."""
    faults: list[Fault] = []
    read: list[tuple[str, AnyPolicy]] = []
    for name, text in sorted(documents.items()):
        try:
            read.append((name, _read(json.loads(text))))
        except ValidationError as error:
            faults.extend(Fault(f"{name}: {place}", code) for place, code in _places(error.messages))
        except ValueError as error:
            faults.append(Fault(name, f"malformed_json:{error}"))
    for kind in () if faults else _DECIDES:
        faults.extend(_gaps(kind, [(name, policy) for name, policy in read if isinstance(policy, kind)]))
    if faults:
        raise WrongPolicy(faults)
    ordered = sorted((policy for _, policy in read), key=lambda policy: policy.effective_from)
    return Policies(
        tuple(policy for policy in ordered if isinstance(policy, StarPolicy)),
        tuple(policy for policy in ordered if isinstance(policy, DepartmentPolicy)),
        tuple(policy for policy in ordered if isinstance(policy, PointsPolicy)),
        tuple(policy for policy in ordered if isinstance(policy, AspectPolicy)),
    )


def read(document: Any) -> AnyPolicy:
    """The one policy in a `document`, by itself. Raises `WrongPolicy` with every fault found."""
    try:
        return _read(document)
    except ValidationError as error:
        raise WrongPolicy(_places(error.messages)) from None


def _read(document: Any) -> AnyPolicy:
    if not isinstance(document, dict) or document.get("decides") not in SCHEMAS:
        raise ValidationError({"decides": [f"not_among:{' / '.join(SCHEMAS)}"]})  # type: ignore[arg-type]
    return SCHEMAS[document["decides"]]().load(document)


def _gaps(kind: type[Any], named: list[tuple[str, Any]]) -> Iterable[Fault]:
    """What keeps a period from having exactly one policy, or a reference from meaning exactly one."""
    what = _DECIDES[kind]
    named = sorted(named, key=lambda pair: pair[1].effective_from)
    everywhere = [pair for pair in named if pair[1].owner in EVERYWHERE]
    if not everywhere:
        yield Fault("", f"nothing_decides:{what}")
    elif everywhere[0][1].effective_from > periods.FIRST_DAY:
        name = everywhere[0][0]
        yield Fault(f"{name}: effective_from", f"begins_after:{periods.FIRST_DAY}")
    for key, field, code in (
        (lambda pair: (pair[1].owner, pair[1].effective_from), "effective_from", "same_day_as"),
        (lambda pair: pair[1].reference, "version", "same_version_as"),
    ):
        for _, group in groupby(sorted(named, key=key), key):
            first, *others = group
            yield from (Fault(f"{other[0]}: {field}", f"{code}:{first[0]}") for other in others)


def _places(messages: Any, place: tuple[str, ...] = ()) -> Iterable[Fault]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _places(inner, place if key == "_schema" else (*place, str(key)))
    else:
        yield from (Fault(".".join(place), message) for message in messages)


_DECIDES: dict[type[Any], str] = {
    StarPolicy: "stars",
    DepartmentPolicy: "departments",
    PointsPolicy: "points",
    AspectPolicy: "aspects",
}
