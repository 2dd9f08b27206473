"""How a record counts once something was ruled about it: set aside, under appeal, decided.

Pure rules over plain data. What was told stays as it was told; a ruling stands beside it and says otherwise, or that it
counts as told again. So a record that was set aside and then counts leaves every sum as if nothing had been.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .clauses import Sums
from .records import ATTENDANCE, HONOUR_HOURS, Version

RATING, SERVICE = "rating", "service"

SET_ASIDE, STAYS_ASIDE, LET_COUNT = "set_aside", "stays_aside", "let_count"
UNDER_APPEAL, CORRECTED, DISMISSED = "under_appeal", "corrected", "dismissed"

WITH_MINUTES = (SERVICE, ATTENDANCE, HONOUR_HOURS)
"""Kinds of records that count for so many minutes."""


@dataclass(frozen=True)
class AppealLimits:
    """An appeal is to be decided within so many days: thirty, as the simplified procedure of the Administrative
    Reconsideration Law has it. After that it is overdue and shown so; it is never decided by time alone. There is no
    last day for filing one."""

    decide_within_days: int = 30


USUAL = AppealLimits()


class Ruling(NamedTuple):
    """The last thing ruled about a record. `counts`, `minutes`: None as told; `of_version`: of the record, where it has
    versions; `day`: whose year it counts in."""

    kind: str
    record_id: str
    volunteer_id: str
    ruling: str
    day: date
    counts: bool | None = None
    minutes: int | None = None
    of_version: int | None = None


class Counting(NamedTuple):
    """How a record counts; `minutes`, `stars`: of those that have such."""

    counts: bool
    minutes: int | None = None
    stars: int | None = None


def of_service(adds: Sums, ruling: Ruling | None) -> Sums:
    """What a service, or its rating, that by itself `adds` so much to the sums does by a ruling about it."""
    if ruling is None:
        return adds
    if ruling.counts is False:
        return Sums()
    if ruling.kind == SERVICE and ruling.minutes is not None:
        return adds._replace(minutes=ruling.minutes)
    return adds


def of_version(version: Version, ruling: Ruling | None) -> Version:
    """A record as it counts by a ruling about it. Under appeal it counts as it did then, whatever is told meanwhile; by
    any other ruling only as long as no later version is told."""
    if ruling is None:
        return version
    told_since = ruling.of_version is not None and version.version > ruling.of_version
    if told_since and ruling.ruling != UNDER_APPEAL:
        return version
    frozen = ruling.ruling == UNDER_APPEAL
    return version._replace(
        day=ruling.day if frozen else version.day or ruling.day,
        counts=version.counts if ruling.counts is None else ruling.counts,
        minutes=version.minutes if ruling.minutes is None else ruling.minutes,
    )


def faults(kind: str, before: Counting, counts: bool | None, minutes: int | None) -> dict[str, list[str]]:
    """What is wrong with correcting a record that counts as `before`: ``not_of_this_record``, ``changes_nothing``."""
    if minutes is not None and kind not in WITH_MINUTES:
        return {"minutes": ["not_of_this_record"]}
    if corrected(before, counts, minutes) == before:
        return {"counts": ["changes_nothing"]}
    return {}


def corrected(before: Counting, counts: bool | None, minutes: int | None) -> Counting:
    """How a record counts after it was corrected."""
    return before._replace(
        counts=before.counts if counts is None else counts,
        minutes=before.minutes if minutes is None else minutes,
    )
