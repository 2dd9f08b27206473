"""The stars and the departments' totals counted again, in the plainest way, from a pile of events: the referee."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from contracts import Event
from contracts.events import ServiceCompleted, ServiceRated

SHANGHAI = ZoneInfo("Asia/Shanghai")


def stars(events: Iterable[Event], year: int) -> dict[str, tuple[str, int]]:
    """Volunteer to score and stars."""
    services: dict[str, ServiceCompleted] = {}
    ratings: dict[str, ServiceRated] = {}
    for event in events:
        if isinstance(event, ServiceCompleted):
            services[event.service_id] = event
        elif isinstance(event, ServiceRated):
            ratings[event.service_id] = event
    counted: dict[str, tuple[str, int]] = {}
    for provider in {event.provider for event in services.values() if event.provider_kind == "volunteer"}:

        def own(facts: dict[str, Any], provider: str = provider) -> list[Any]:
            return [
                fact
                for fact in facts.values()
                if fact.provider == provider and fact.completed_at.astimezone(SHANGHAI).year == year
            ]

        done, said = own(services), own(ratings)
        if done:
            minutes = Fraction(sum(event.minutes for event in done), 3000)
            mean = Fraction(15 + sum(event.stars for event in said), 5 + len(said))
            parts = (40 * min(1, minutes), 20 * min(1, Fraction(len(done), 50)), 40 * (mean - 1) / 4)
            score = sum((_rounded(Fraction(part), 4) for part in parts), Decimal(0))
            score = score.quantize(Decimal("0.1"), ROUND_HALF_UP)
            counted[provider] = (str(score), sum(score >= threshold for threshold in (20, 40, 60, 75, 90)))
    return counted


def _rounded(value: Fraction, places: int) -> Decimal:
    return Decimal(int(value * 10**places + Fraction(1, 2))).scaleb(-places)
