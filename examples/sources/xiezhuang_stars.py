"""A. 协庄社区's services of 2022, after which the yearly stars give what was reported of that year: of 98 volunteers
12 with five stars and 24 with four.

Each volunteer belongs to a tier, by turns so that every group of the team has some of each. A tier says how many
services, how long, and how the people served rated them; within a tier volunteers differ a little.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

YEAR = 2022


class Tier(NamedTuple):
    """`services` in the year, `minutes` each, of which every `rated_every`-th was rated, with `stars` in turn."""

    volunteers: int
    services: int
    minutes: int
    rated_every: int
    stars: tuple[int, ...]


TIERS = (
    Tier(12, 52, 65, 1, (5, 5, 5, 4)),
    Tier(24, 38, 60, 1, (5, 4, 5, 5)),
    Tier(30, 27, 50, 2, (5, 4, 5)),
    Tier(20, 14, 45, 2, (4, 5, 4)),
    Tier(8, 4, 40, 2, (3, 4)),
    Tier(4, 0, 0, 1, (5,)),
)


def document(references: list[str]) -> dict[str, Any]:
    """The year of the volunteers: of each a list of services as ``[day, minutes, stars or null]``."""
    volunteers = []
    for place, (reference, tier) in enumerate(zip(_by_turns(references), _tiers(), strict=True)):
        volunteers.append({"volunteer": reference, "services": _services(tier, place)})
    return {"year": YEAR, "volunteers": sorted(volunteers, key=lambda one: one["volunteer"])}


def _tiers() -> list[Tier]:
    return [tier for tier in TIERS for _ in range(tier.volunteers)]


def _by_turns(references: list[str]) -> list[str]:
    """The volunteers in an order that takes from all over the list."""
    return [reference for start in range(7) for reference in references[start::7]]


def _services(tier: Tier, place: int) -> list[list[Any]]:
    number = tier.services + place % 3 if tier.services else 0
    services = []
    for n in range(number):
        day = date(YEAR, 1, 2) + timedelta(days=n * 362 // number)
        rating = tier.stars[(n + place) % len(tier.stars)] if n % tier.rated_every == 0 else None
        services.append([day.isoformat(), tier.minutes + 5 * ((n + place) % 3), rating])
    return services
