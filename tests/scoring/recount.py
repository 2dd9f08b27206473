"""Stars, and what departments' totals follow from, counted again in the plainest way from events: the referee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from contracts import Event
from contracts.events import (
    CallBackFailed,
    CallBackMade,
    DepartmentExcused,
    DepartmentReportedIn,
    NeedEscalated,
    ServiceCompleted,
    ServiceRated,
)

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


def departments(events: Iterable[Event]) -> dict[tuple[str, str], dict[str, int]]:
    """Department and quarter to what is counted, but nothing that is none: of each service the rating, else the
    call-back, else that nobody was reached, each about the last completion; of each whistle that it was excused, else
    when it was answered, else that it never was, by its last deadline."""
    said: dict[str, dict[type, Any]] = {}
    whistles: dict[str, list[Any]] = {}
    for event in events:
        if isinstance(event, ServiceRated | CallBackMade | CallBackFailed) and event.provider_kind == "department":
            of_service = said.setdefault(event.service_id, {})
            before = of_service.get(type(event))
            if before is None or before.completed_at < event.completed_at:  # type: ignore[operator]
                of_service[type(event)] = event
        elif isinstance(event, DepartmentReportedIn | NeedEscalated | DepartmentExcused):
            whistles.setdefault(event.whistle_id, []).append(event)
    counted: dict[tuple[str, str], Counter[str]] = {}

    def count(department: str, moment: Any, *names: str) -> None:
        day = moment.astimezone(SHANGHAI)
        counted.setdefault((department, f"{day.year}-Q{(day.month - 1) // 3 + 1}"), Counter()).update(names)

    for of_service in said.values():
        rating, call = of_service.get(ServiceRated), of_service.get(CallBackMade)
        if rating is not None:
            count(rating.provider, rating.completed_at, f"rated_{rating.stars}", *["resolved"] * rating.resolved)
        elif call is not None:
            count(call.provider, call.completed_at, f"called_{call.satisfaction}", *["resolved"] * call.resolved)
        else:
            failed = of_service[CallBackFailed]
            count(failed.provider, failed.completed_at, "not_reached")
    for told in whistles.values():
        deadlines = [event.report_in_by for event in told if event.report_in_by is not None]
        answers = [event for event in told if isinstance(event, DepartmentReportedIn)]
        if not deadlines:
            continue
        if any(isinstance(event, DepartmentExcused) for event in told):
            outcome = "excused"
        elif answers:
            outcome = "in_time" if answers[0].in_time else "late"
        else:
            outcome = "unanswered"
        count(told[0].department, max(deadlines), outcome)
    return {quarter: dict(numbers) for quarter, numbers in counted.items()}


def _rounded(value: Fraction, places: int) -> Decimal:
    return Decimal(int(value * 10**places + Fraction(1, 2))).scaleb(-places)
