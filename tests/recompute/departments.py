"""Departments of a period: the three rates, and all aspects of their work."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from tests.recompute.log import Event, Log, day_of, name_of
from tests.recompute.rules import Document, half_up, in_force, last_day, place, quarter_of, quarters_of, written

RATES = ("response", "satisfaction", "resolution")
STRENGTH = {"CallBackFailed": 0, "CallBackMade": 1, "ServiceRated": 2}
"""Of two that tell of one service the stronger counts."""
COUNTED = (
    *("cases", "call_backs", "called_back", "satisfied", "basically_satisfied", "not_satisfied", "resolved"),
    *("whistles", "in_time", "late", "unanswered", "not_reached", "excused"),
)

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Appraisal:
    """A department's rates in per cent and the total, None without a basis; `counts`: those that are not nothing."""

    rank: int | None
    total: str | None
    rates: Mapping[str, str | None]
    counts: Counts


@dataclass(frozen=True)
class Line:
    """An aspect in per cent and what it gives to the total; of how many marks or cases, with the least and most of a
    mark."""

    percent: str | None
    points: Fraction
    basis: int
    lowest: int | None
    highest: int | None


@dataclass(frozen=True)
class Aspects:
    """A department's aspects and their total."""

    rank: int | None
    total: str | None
    lines: Mapping[str, Line]


def periods(log: Log) -> set[str]:
    """Quarters and years in which departments did anything that counts."""
    days = [day for _, day, _ in _facts(log, {"satisfied_from": 1, "basically_satisfied_from": 1})]
    days += [date.fromisoformat(one["data"]["finished_on"]) for one in log.named("ProjectFinished")]
    days += [date.fromisoformat(one["data"]["held_on"]) for one in log.named("JointMeetingHeld")]
    quarters = {quarter_of(day) for day in days} | {one["data"]["quarter"] for one in log.named("DepartmentMarked")}
    return quarters | {quarter.partition("-")[0] for quarter in quarters}


def appraisals(log: Log, policies: Iterable[Document], period: str, today: date) -> dict[str, Appraisal]:
    """Of all departments that take part or were counted."""
    policy = in_force(policies, None, min(today, last_day(period)))
    weights = {clause["clause"]: Fraction(clause["weight"]) for clause in policy["clauses"]}
    totals: dict[str, Fraction | None] = {}
    shown = {}
    for department, counts in _counted(log, policy, period).items():
        bases = _rates(policy, counts)
        shared = sum(weight for rate, weight in weights.items() if bases[rate][1])
        lines = [
            half_up(100 * weights[rate] * bases[rate][0] / (shared * bases[rate][1]), 4)
            for rate in weights
            if bases[rate][1]
        ]
        rated = counts["cases"] >= policy["minimum_cases"]
        totals[department] = half_up(sum(lines), 1) if rated else None
        rates = {rate: _percent(reached, out_of) for rate, (reached, out_of) in bases.items()}
        shown[department] = rates, {name: counts[name] for name in COUNTED if counts[name]}
    return {
        department: Appraisal(place(totals[department], totals.values()), written(totals[department]), *one)
        for department, one in shown.items()
    }


def aspects(
    log: Log, policies: Iterable[Document], rates: Iterable[Document], period: str, today: date
) -> dict[str, Aspects]:
    """Of the same departments. All stand in one class, as nothing on the bus tells of others."""
    day = min(today, last_day(period))
    policy, of_rates = in_force(policies, None, day), in_force(rates, None, day)
    marks, deeds = _marks(log, period), _deeds(log, period)
    totals: dict[str, Fraction | None] = {}
    lines: dict[str, dict[str, Line]] = {}
    for department, counts in _counted(log, of_rates, period).items():
        bases = {}
        for aspect in policy["aspects"]:
            code, source = aspect["code"], aspect["source"]
            given = marks[department, code]
            if source == "marks":
                bases[code] = Fraction(sum(given)), 100 * len(given), len(given), given
            elif source in RATES:
                reached, out_of = _rates(of_rates, counts)[source]
                bases[code] = reached, out_of, out_of, []
            else:
                target = aspect["target"] * len(quarters_of(period))
                bases[code] = Fraction(min(deeds[department, source], target)), target, aspect.get("least", 1), []
        weights = {
            aspect["code"]: Fraction(aspect["weight"])
            for aspect in policy["aspects"]
            if bases[aspect["code"]][1] and bases[aspect["code"]][2] >= aspect.get("least", 1)
        }
        shared = sum(weights.values(), Fraction(0))
        lines[department] = {}
        for code, (reached, out_of, basis, given) in bases.items():
            stands = code in weights
            points = half_up(100 * weights[code] * reached / (shared * out_of), 4) if stands else Fraction(0)
            ends = min(given, default=None), max(given, default=None)
            lines[department][code] = Line(_percent(reached, out_of) if stands else None, points, basis, *ends)
        enough = shared >= Fraction(policy["least_weight"])
        total = sum((line.points for line in lines[department].values()), Fraction(0))
        totals[department] = half_up(total, 1) if enough else None
    return {
        department: Aspects(place(totals[department], totals.values()), written(totals[department]), lines[department])
        for department in lines
    }


def _counted(log: Log, policy: Document, period: str) -> dict[str, Counter[str]]:
    quarters = quarters_of(period)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in log.last_of(("OrganisationRegistered",), "organisation"):
        if event["data"]["appraised"]:
            found[event["data"]["organisation"]].update()
    for department, day, names in _facts(log, policy):
        if quarter_of(day) in quarters:
            found[department].update(names)
    return found


def _facts(log: Log, policy: Document) -> Iterator[tuple[str, date, list[str]]]:
    """What counts of each service and each whistle: whose, on which day, and as what."""
    said: dict[str, Event] = {}
    for event in log.named(*STRENGTH):
        data = event["data"]
        if data.get("provider_kind") == "department":
            before = said.get(data["service_id"])
            if before is None or _strength(before) < _strength(event):
                said[data["service_id"]] = event
    for event in said.values():
        yield event["data"]["provider"], day_of(event["data"]["completed_at"]), _said(event, policy)
    whistles: defaultdict[str, list[Event]] = defaultdict(list)
    for event in log.named("DepartmentReportedIn", "NeedEscalated", "DepartmentExcused"):
        whistles[event["data"]["whistle_id"]].append(event)
    for told in whistles.values():
        deadlines = [day_of(one["data"]["report_in_by"]) for one in told if one["data"].get("report_in_by")]
        if deadlines:
            yield told[0]["data"]["department"], max(deadlines), _answer(told)


def _strength(event: Event) -> tuple[int, datetime]:
    return STRENGTH[name_of(event)], datetime.fromisoformat(event["data"]["completed_at"])


def _said(event: Event, policy: Document) -> list[str]:
    data = event["data"]
    match name_of(event):
        case "CallBackFailed":
            return ["not_reached"]
        case "CallBackMade":
            names = ["called_back", data["satisfaction"]]
        case _ if data["stars"] >= policy["satisfied_from"]:
            names = ["satisfied"]
        case _:
            names = ["basically_satisfied" if data["stars"] >= policy["basically_satisfied_from"] else "not_satisfied"]
    return ["cases", "call_backs", *names, *(["resolved"] if data["resolved"] else [])]


def _answer(told: list[Event]) -> list[str]:
    if any(name_of(one) == "DepartmentExcused" for one in told):
        return ["excused"]
    answers = [one["data"]["in_time"] for one in told if name_of(one) == "DepartmentReportedIn"]
    if answers:
        return ["whistles", "in_time" if answers[0] else "late"]
    return ["whistles", "unanswered", "cases"]


def _rates(policy: Document, counts: Counts) -> dict[str, tuple[Fraction, int]]:
    """So much reached, of so many."""
    satisfied = counts["satisfied"] + Fraction(policy["basically_satisfied_counts"]) * counts["basically_satisfied"]
    return {
        "response": (Fraction(counts["in_time"]), counts["whistles"]),
        "satisfaction": (satisfied, counts["cases"]),
        "resolution": (Fraction(counts["resolved"]), counts["cases"]),
    }


def _percent(reached: Fraction, out_of: int) -> str | None:
    return written(half_up(100 * reached / out_of, 1)) if out_of else None


def _marks(log: Log, period: str) -> defaultdict[tuple[str, str], list[int]]:
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for event in log.last_of(("DepartmentMarked",), "community", "department", "quarter", "aspect"):
        data = event["data"]
        if data["quarter"] in quarters_of(period):
            found[data["department"], data["aspect"]].append(data["mark"])
    return found


def _deeds(log: Log, period: str) -> Counter[tuple[str, str]]:
    """How often each organisation did what."""
    found: Counter[tuple[str, str]] = Counter()

    def within(day: str | date) -> bool:
        return quarter_of(date.fromisoformat(str(day))) in quarters_of(period)

    projects = {event["data"]["project_id"]: event["data"] for event in reversed(log.named("ProjectFinished"))}
    for one in projects.values():
        if within(one["finished_on"]):
            found[one["organisation"], "projects_finished"] += 1
    for event in log.last_of(("JointMeetingHeld",), "meeting_id"):
        if within(event["data"]["held_on"]):
            found.update((unit, "joint_meetings") for unit in set(event["data"]["present"]))
    given = set()
    for event in log.last_of(("VolunteerSeconded",), "secondment_id"):
        data = event["data"]
        first, last = date.fromisoformat(data["from_day"]), date.fromisoformat(data.get("to_day") or "9999-12-31")
        for one in log.presences:
            where = one.volunteer, one.community
            if where == (log.person(data["volunteer_id"]), event["community"]) and first <= one.day <= last:
                given.add((data["organisation"], *where, one.day))
    found.update((organisation, "volunteer_days") for organisation, _, _, day in given if within(day))
    return found
