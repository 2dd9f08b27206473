"""The six haves (六有): which of them a station has, since when, and which are missing (domain.md, A)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts import vocabulary


@dataclass(frozen=True)
class Check:
    """One look at whether a station had `have`, on the day `seen_on`; `number` tells which of a day's was the later."""

    have: str
    had: bool
    seen_on: date
    number: int
    evidence: str


@dataclass(frozen=True)
class Standing:
    """How one of the six stands: `had` as last seen (None: never looked for), so found by every check from `since`."""

    have: str
    had: bool | None = None
    since: date | None = None
    seen_on: date | None = None
    evidence: str | None = None


def standing(checks: Iterable[Check]) -> list[Standing]:
    """How each of the six stands, in their usual order. The order of `checks` says nothing."""
    found = {have: Standing(have) for have in vocabulary.STATION_HAVES}
    for check in sorted(checks, key=lambda check: (check.seen_on, check.number)):
        before = found[check.have]
        since = before.since if before.had == check.had else check.seen_on
        found[check.have] = Standing(check.have, check.had, since, check.seen_on, check.evidence)
    return list(found.values())


def missing(found: Iterable[Standing]) -> list[str]:
    """Those that the station was not seen to have."""
    return [one.have for one in found if not one.had]
