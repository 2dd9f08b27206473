"""What the peers of bench/ingest.py do for each event: the statements scoring's effects come down to, one event at a
time, and scoring's own rules for stars.

An inbox entry against copies, the fact, the sums of the volunteer's year, and the stars where they changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from scoring import periods, policies, stars
from scoring.clauses import Sums

POLICIES = policies.own().stars


class Statements:
    """SQL in which each value is written by `place`, given its number from 1: ``$1``, ``%s`` or ``?``."""

    def __init__(self, place: Callable[[int], str]) -> None:
        def filled(statement: str) -> str:
            numbers = count(1)
            return "".join(place(next(numbers)) if part == "?" else part for part in _split(statement))

        self.inbox = filled(
            "INSERT INTO inbox (subscription, event_id, received_at) VALUES ('bench', ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING event_id"
        )
        self.fact = filled(
            "INSERT INTO completed_services"
            " (service_id, event_id, community, kind, provider_kind, provider, minutes, completed_at, told_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING service_id"
        )
        self.sums = filled(
            "INSERT INTO volunteer_years (volunteer_id, year, services, minutes) VALUES (?, ?, 1, ?)"
            " ON CONFLICT (volunteer_id, year) DO UPDATE SET services = volunteer_years.services + 1,"
            " minutes = volunteer_years.minutes + excluded.minutes"
            " RETURNING services, minutes, ratings, rating_stars, stars"
        )
        self.stars = filled(
            "UPDATE volunteer_years SET stars = ?, policy = ?, version = version + 1"
            " WHERE volunteer_id = ? AND year = ?"
        )


def _split(statement: str) -> list[str]:
    before, *rest = statement.split("?")
    return [before, *(part for after in rest for part in ("?", after))]


def now() -> datetime:
    return datetime.now(UTC)


def completed_at(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["data"]["completed_at"])


def fact(event: dict[str, Any], completed_at: Any) -> tuple[Any, ...]:
    """The values of `Statements.fact`; `completed_at` as the database takes it, which is told at once here."""
    data = event["data"]
    names = ("kind", "provider_kind", "provider", "minutes")
    known = (data[name] for name in names)
    return (data["service_id"], event["id"], event["community"], *known, completed_at, completed_at)


def changed_stars(year: int, services: int, minutes: int, ratings: int, rating_stars: int, shown: int) -> Any:
    """Stars and policy to write after the sums of a year, or None where they are as `shown` already."""
    policy = policies.in_force(POLICIES, str(year), date.today())
    _, earned = stars.rate(policy, Sums(services, minutes, ratings, rating_stars))
    return None if earned == shown else (earned, policy.reference)


def year_of(moment: datetime) -> int:
    return periods.year_of(moment)
