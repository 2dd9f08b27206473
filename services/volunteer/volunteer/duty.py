"""Building duty: who answers for which building, how much that is for one, and where the gaps are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

USUAL_BUILDINGS = range(3, 6)
"""How many buildings one volunteer answers for in 协庄社区: three to five (domain.md, A)."""


def workload_of(buildings: int) -> str:
    """How much it is for one volunteer to answer for so many buildings: ``light``, ``usual`` or ``heavy``."""
    if buildings < USUAL_BUILDINGS.start:
        return "light"
    return "usual" if buildings in USUAL_BUILDINGS else "heavy"


def month_of(day: date) -> str:
    """The month that a day is in, as ``2026-11``."""
    return f"{day:%Y-%m}"


def bounds(month: str) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def coverage(
    buildings: Mapping[str, str],
    duty: Iterable[tuple[str, str]],
    visits: Iterable[tuple[str, str, int]],
    last_visits: Mapping[str, date],
    names: Mapping[str, str],
) -> dict[str, Any]:
    """A community's building duty in a month, as `contracts.requests.duty.BuildingDuty` has it.

    `buildings`: name by code; `duty`: volunteer id and building; `visits`: building, kind and how many there were in
    the month; `last_visits`: by building; `names`: of volunteers. What is told of other buildings is passed over.
    """
    answering: defaultdict[str, list[str]] = defaultdict(list)
    answers_for: Counter[str] = Counter()
    for volunteer_id, building in sorted(duty):
        if building in buildings:
            answering[building].append(volunteer_id)
            answers_for[volunteer_id] += 1
    visited: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for building, kind, count in sorted(visits):
        visited[building][kind] = count
    return {
        "buildings": [
            {
                "building": code,
                "name": name,
                "volunteer_ids": answering[code],
                "visits": visited[code],
                "last_visit": last_visits.get(code),
            }
            for code, name in buildings.items()
        ],
        "volunteers": [
            {"volunteer_id": one, "name": names.get(one), "buildings": count, "workload": workload_of(count)}
            for one, count in sorted(answers_for.items())
        ],
        "unanswered": _without(buildings, answering),
        "unvisited": _without(buildings, visited),
    }


def _without(buildings: Mapping[str, str], found: Mapping[str, Sequence[Any] | Mapping[str, Any]]) -> list[str]:
    return [code for code in buildings if not found.get(code)]
