"""What a day must come to, counted by hand: from the raw events on the bus, or from the script that was played.

Plain sums and fractions by the published policies (yearly stars, three rates), sharing nothing with the scoring
service. Volunteers stand here under whatever the facts call them: ids in events, names in the script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any


@dataclass
class Facts:
    """Sums of what happened, by volunteer and by department."""

    volunteers: dict[str, Counter[str]] = field(default_factory=dict)
    departments: dict[str, Counter[str]] = field(default_factory=dict)

    def times(self, days: int) -> Facts:
        """The same day over and over."""

        def repeated(sums: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
            return {who: Counter({what: many * days for what, many in one.items()}) for who, one in sums.items()}

        return Facts(repeated(self.volunteers), repeated(self.departments))

    def add(self, kind: str, provider: str, **numbers: int) -> None:
        sums = self.volunteers if kind == "volunteer" else self.departments
        sums.setdefault(provider, Counter()).update(numbers)

    def rate(self, kind: str, provider: str, stars: int, resolved: bool) -> None:
        satisfied = "satisfied" if stars >= 4 else "basically_satisfied" if stars == 3 else "not_satisfied"
        self.add(kind, provider, ratings=1, stars=stars, resolved=int(resolved), **{satisfied: 1})

    def call_back(self, provider: str, satisfaction: str, resolved: bool) -> None:
        """A worker asked about a department's service, which the person served did not rate."""
        self.add("department", provider, called_back=1, resolved=int(resolved), **{satisfaction: 1})


def from_events(events: Iterable[dict[str, Any]]) -> Facts:
    """From CloudEvents JSON objects; a service, a rating, a whistle each counts once, however often it was told."""
    facts = Facts()
    services, ratings, answers, escalated = {}, {}, {}, {}
    called, in_vain, excused = {}, {}, {}
    for event in events:
        data = event["data"]
        match event["type"].split(".")[2]:
            case "ServiceCompleted":
                services[data["service_id"]] = data
            case "ServiceRated":
                ratings[data["service_id"]] = data
            case "DepartmentReportedIn":
                answers[data["whistle_id"]] = data
            case "NeedEscalated":
                escalated[data["whistle_id"]] = data
            case "DepartmentExcused":
                excused[data["whistle_id"]] = data
            case "CallBackMade" if data["provider_kind"] == "department":
                called[data["service_id"]] = data
            case "CallBackFailed" if data.get("provider_kind") == "department":
                in_vain[data["service_id"]] = data
    for one in services.values():
        facts.add(one["provider_kind"], one["provider"], services=1, minutes=one["minutes"])
    for one in ratings.values():
        facts.rate(one["provider_kind"], one["provider"], one["stars"], one["resolved"])
    for service, one in called.items():
        if service not in ratings:
            facts.call_back(one["provider"], one["satisfaction"], one["resolved"])
    for service, one in in_vain.items():
        if service not in ratings and service not in called:
            facts.add("department", one["provider"], not_reached=1)
    for whistle, one in answers.items():
        if whistle not in excused:
            facts.add("department", one["department"], **{"in_time" if one["in_time"] else "late": 1})
    for whistle, one in escalated.items():
        if whistle not in answers and whistle not in excused:
            facts.add("department", one["department"], unanswered=1)
    for one in excused.values():
        facts.add("department", one["department"], excused=1)
    return facts


def from_script(needs: Iterable[dict[str, Any]], names: dict[str, str]) -> Facts:
    """From the script of a day; `names`: of the volunteers, by user name."""
    facts = Facts()
    for script in (need["script"] for need in needs):
        kind = script["route"]
        provider = names[script["volunteer"]] if kind == "volunteer" else script["department"]
        if kind == "department":
            outcome = {"in_time": "in_time", "late": "late", "never": "unanswered"}[script["report_in"]]
            facts.add(kind, provider, **{outcome: 1})
        if script["rating"] is None:
            continue
        first = (script["dispute"] or script)["minutes"], script["rating"]
        rounds = [first, (script["reopen"]["minutes"], script["reopen"]["rating"])] if script["reopen"] else [first]
        for minutes, rating in rounds:
            facts.add(kind, provider, services=1, minutes=minutes)
            facts.rate(kind, provider, rating["stars"], rating["resolved"])
    return facts


@dataclass(frozen=True)
class Stars:
    """A volunteer's year."""

    services: int
    minutes: int
    score: str
    stars: int


def stars(facts: Facts) -> dict[str, Stars]:
    """Of everybody with a completed service: 40 points for 3,000 minutes, 20 for 50 services, 40 for the mean rating
    smoothed by five ratings of three stars; a star each from 20, 40, 60, 75 and 90 points."""
    found = {}
    for volunteer, sums in facts.volunteers.items():
        if not sums["services"]:
            continue
        mean = Fraction(5 * 3 + sums["stars"], 5 + sums["ratings"])
        points = (
            40 * min(Fraction(1), Fraction(sums["minutes"], 3000)),
            20 * min(Fraction(1), Fraction(sums["services"], 50)),
            40 * (mean - 1) / 4,
        )
        score = _half_up(sum(_half_up(one, 4) for one in points), 1)
        earned = sum(score >= threshold for threshold in (20, 40, 60, 75, 90))
        found[volunteer] = Stars(sums["services"], sums["minutes"], _text(score), earned)
    return found


@dataclass(frozen=True)
class Appraisal:
    """A department's quarter: rates in per cent, and the total."""

    rank: int
    total: str
    response: str | None
    satisfaction: str
    resolution: str


def appraisals(facts: Facts) -> dict[str, Appraisal]:
    """Of every department with three cases or more: response 10, satisfaction 40, resolution 50 points. A case is a
    service that was rated, or else asked about, or a whistle that was never answered: not satisfied and not resolved.
    Without whistles the response has no rate, and its points go to the others as they share theirs."""
    totals, rates = {}, {}
    for department, sums in facts.departments.items():
        cases = sums["ratings"] + sums["called_back"] + sums["unanswered"]
        whistles = sums["in_time"] + sums["late"] + sums["unanswered"]
        if cases < 3:
            continue
        response = Fraction(sums["in_time"], whistles) if whistles else None
        satisfaction = (sums["satisfied"] + Fraction(9, 10) * sums["basically_satisfied"]) / cases
        resolution = Fraction(sums["resolved"], cases)
        points = [40 * satisfaction, 50 * resolution]
        points = [one / Fraction(9, 10) for one in points] if response is None else [10 * response, *points]
        totals[department] = _half_up(sum(_half_up(one, 4) for one in points), 1)
        shown = (response, satisfaction, resolution)
        rates[department] = [None if one is None else _text(_half_up(100 * one, 1)) for one in shown]
    return {
        department: Appraisal(1 + sum(other > total for other in totals.values()), _text(total), *rates[department])
        for department, total in totals.items()
    }


def shown_stars(items: Iterable[dict[str, Any]], key: str = "volunteer_id") -> dict[str, Stars]:
    """What the API shows of everybody with a completed service, by `key` (volunteer_id or name)."""
    return {
        item[key]: Stars(item["services"], item["minutes"], item["score"], item["stars"])
        for item in items
        if item["services"]
    }


def shown_appraisals(items: Iterable[dict[str, Any]]) -> dict[str, Appraisal]:
    """What the API shows of every department that is rated."""
    rates = ("total", "response_rate", "satisfaction_rate", "resolution_rate")
    return {
        item["department"]: Appraisal(item["rank"], *(item[rate] for rate in rates))
        for item in items
        if item["total"] is not None
    }


def _half_up(number: Fraction | int, places: int) -> Fraction:
    return Fraction(floor(number * 10**places + Fraction(1, 2)), 10**places)


def _text(tenths: Fraction) -> str:
    return f"{float(tenths):.1f}"
