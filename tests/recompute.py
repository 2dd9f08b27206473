"""What a whole log of events comes to, worked out from its JSON alone: stars by the policy in force for each
volunteer's community, balances of points, departments' rates of a quarter.

Plain loops and fractions over everything again for each question, sharing nothing with the scoring service. Policies
come in as their documents.
"""

from __future__ import annotations

import calendar
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import floor
from typing import Any

from tests import recount

CHINA = timezone(timedelta(hours=8))
SUMS = (
    *("services", "minutes", "ratings", "rating_stars", "attendances", "attended_minutes"),
    *("trainings", "honour_minutes", "no_shows"),
)
RECORDS: Mapping[str, tuple[str, ...]] = {
    "AttendanceRecorded": ("attendance_id",),
    "VolunteerCertified": ("attendance_id",),
    "CertificationRevoked": ("attendance_id",),
    "NoShowRecorded": ("activity_id", "volunteer_id"),
    "NoShowLifted": ("activity_id", "volunteer_id"),
    "HonourHoursGranted": ("grant_id",),
    "HonourHoursRevoked": ("grant_id",),
}
"""Events that tell of a record in versions, and by which of their data the record is known."""


@dataclass(frozen=True)
class Act:
    """What somebody did on a day, and what it adds to the sums."""

    volunteer: str
    day: date
    adds: Mapping[str, int]


@dataclass(frozen=True)
class Stars:
    """A volunteer's rating of a year: by which policy, over which sums (those that are not nothing), the score and the
    stars; both None while not rated."""

    policy: str
    sums: Mapping[str, int]
    score: str | None
    stars: int | None


class Log:
    """Everything that passed on the bus, each event once."""

    def __init__(self, bodies: Iterable[bytes]) -> None:
        events = {event["id"]: event for event in map(json.loads, bodies)}
        self.events: list[dict[str, Any]] = sorted(events.values(), key=lambda event: event["time"])
        self._merged = {one["data"]["volunteer_id"]: one["data"]["into"] for one in self.named("VolunteerMerged")}
        told = self.named("VolunteerRegistered", "VolunteerUpdated", "VolunteerWithdrawn")
        last = {one["data"]["volunteer_id"]: one for one in sorted(told, key=lambda one: int(one["sequence"]))}
        self.homes = {who: one["community"] for who, one in last.items()}
        self.withdrawn = {who for who, one in last.items() if _name(one) == "VolunteerWithdrawn"}
        self.acts = [*self._services(), *self._records()]

    def named(self, *names: str) -> list[dict[str, Any]]:
        return [event for event in self.events if _name(event) in names]

    def person(self, volunteer: str) -> str:
        """The record that stands for the volunteer's in the end."""
        while volunteer in self._merged:
            volunteer = self._merged[volunteer]
        return volunteer

    def years(self) -> set[int]:
        """The years in which anything counts."""
        return {act.day.year for act in self.acts}

    def _services(self) -> Iterator[Act]:
        for name, field, count, sum_ in (
            ("ServiceCompleted", "minutes", "services", "minutes"),
            ("ServiceRated", "stars", "ratings", "rating_stars"),
        ):
            once = {event["data"]["service_id"]: event["data"] for event in reversed(self.named(name))}
            for data in once.values():
                if data["provider_kind"] == "volunteer":
                    day = _day(data["completed_at"])
                    yield Act(self.person(data["provider"]), day, {count: 1, sum_: data[field]})

    def _records(self) -> Iterator[Act]:
        last: dict[tuple[Any, ...], dict[str, Any]] = {}
        for event in sorted(self.named(*RECORDS), key=lambda event: int(event["sequence"])):
            key = RECORDS[_name(event)]
            last[_kind(event), *(event["data"][field] for field in key)] = event
        for event in last.values():
            data, told_on = event["data"], _day(event["time"])
            who = self.person(data["volunteer_id"])
            match _name(event):
                case "AttendanceRecorded" if data["minutes"]:
                    yield Act(who, _day(data["starts_at"]), {"attendances": 1, "attended_minutes": data["minutes"]})
                case "VolunteerCertified":
                    yield Act(who, _date(data.get("attended_on")) or told_on, {"trainings": 1})
                case "NoShowRecorded":
                    yield Act(who, _date(data.get("day")) or told_on, {"no_shows": 1})
                case "HonourHoursGranted":
                    yield Act(who, date.fromisoformat(data["granted_on"]), {"honour_minutes": data["minutes"]})


def stars(log: Log, policies: Iterable[Mapping[str, Any]], year: int, today: date) -> dict[str, Stars]:
    """Of everybody who is known or did anything, at any time. `policies`: documents of star policies."""
    documents = list(policies)
    acts: defaultdict[str, list[Act]] = defaultdict(list)
    for act in log.acts:
        acts[act.volunteer].append(act)
    found = {}
    for who in {*acts, *log.homes}:
        policy = _in_force(documents, log.homes.get(who), min(today, date(year, 12, 31)))
        first, last = _window(policy, year, today)
        sums: Counter[str] = Counter()
        for act in acts[who]:
            if first <= act.day <= last:
                sums.update(act.adds)
        score, earned = _rated(policy, sums)
        found[who] = Stars(f"{policy['name']}/{policy['version']}", +sums, score, earned)
    return found


def balances(log: Log, today: date) -> dict[str, int]:
    """Points of everybody who ever had any: one for each whole credit hour of a year, good until the end of the next
    year; those that run out first are spent first."""
    minutes: Counter[tuple[str, int]] = Counter()
    for act in log.acts:
        minutes[act.volunteer, act.day.year] += act.adds.get("minutes", 0) + act.adds.get("attended_minutes", 0)
    lots: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for (who, year), number in sorted(minutes.items()):
        if number >= 60:
            lots[who][year] = number // 60
    returned = {event["data"]["redemption_id"] for event in log.named("BenefitReturned")}
    for event in log.named("BenefitRedeemed"):
        if event["data"]["redemption_id"] in returned:
            continue
        theirs, price = lots[log.person(event["data"]["volunteer_id"])], event["data"]["points"]
        for year in sorted(theirs):
            if year + 1 >= _day(event["time"]).year:
                given = min(price, theirs[year])
                theirs[year], price = theirs[year] - given, price - given
    return {who: sum(left for year, left in theirs.items() if year + 1 >= today.year) for who, theirs in lots.items()}


def appraisals(log: Log, quarter: str) -> dict[str, recount.Appraisal]:
    """Of every department that is rated for a quarter as ``2026-Q4``."""

    def within(event: Mapping[str, Any]) -> bool:
        moment = event["data"].get("completed_at") or event["data"].get("report_in_by")
        return moment is None or _quarter(_day(moment)) == quarter

    return recount.appraisals(recount.from_events(filter(within, log.events)))


def quarters(log: Log) -> set[str]:
    """The quarters in which departments served or were due to report in."""
    facts = log.named("ServiceCompleted", "ServiceRated", "DepartmentReportedIn", "NeedEscalated")
    moments = [event["data"].get("completed_at") or event["data"].get("report_in_by") for event in facts]
    return {_quarter(_day(moment)) for moment in moments if moment}


def _in_force(documents: list[Mapping[str, Any]], community: str | None, day: date) -> Mapping[str, Any]:
    for owner in (community, "district", "national"):
        begun = [one for one in documents if one["owner"] == owner and date.fromisoformat(one["effective_from"]) <= day]
        if begun:
            return max(begun, key=lambda one: date.fromisoformat(one["effective_from"]))
    raise LookupError(f"no policy for {community} on {day}")


def _window(policy: Mapping[str, Any], year: int, today: date) -> tuple[date, date]:
    end = date(year, 12, 31)
    match policy["period"]:
        case "year":
            return date(year, 1, 1), end
        case "cumulative":
            return date.min, end
    last = min(today, end)
    months = last.year * 12 + last.month - 1 - policy["months"]
    then_year, then_month = months // 12, months % 12 + 1
    day = min(last.day, calendar.monthrange(then_year, then_month)[1])
    return date(then_year, then_month, day) + timedelta(days=1), last


def _rated(policy: Mapping[str, Any], sums: Counter[str]) -> tuple[str | None, int | None]:
    credit = sums["minutes"] + sums["attended_minutes"]
    if sums["no_shows"] >= policy.get("barred_from", 10**9):
        return None, None
    if sums["services"] < policy.get("least_services", 1) or credit < 60 * policy.get("least_hours", 0):
        return None, None
    lines = [_half_up(CLAUSES[clause["clause"]](_Numbers(clause), sums), 4) for clause in policy["clauses"]]
    score = max(Fraction(0), _half_up(sum(lines, Fraction(0)), 1))
    done = {
        "score": score,
        "credit_hours": Fraction(credit, 60),
        "services": Fraction(sums["services"]),
        "trainings": Fraction(sums["trainings"]),
    }
    levels = [one if isinstance(one, dict) else {"score": one} for one in policy["thresholds"]]
    earned = sum(all(done[what] >= Fraction(str(least)) for what, least in level.items()) for level in levels)
    earned -= sums["no_shows"] // policy.get("demoted_every", 10**9)
    return f"{float(score):.1f}", max(0, earned)


class _Numbers(dict[str, Fraction]):
    """The parameters of a clause, exactly."""

    def __init__(self, clause: Mapping[str, Any]) -> None:
        super().__init__({name: Fraction(str(value)) for name, value in clause.items() if name != "clause"})

    def up_to_most(self, points: Fraction) -> Fraction:
        return min(points, self.get("most", points))


def _share(what: str) -> Callable[[_Numbers, Counter[str]], Fraction]:
    return lambda n, sums: n["weight"] * min(Fraction(1), sums[what] / n["target"])


def _each(*what: str, unit: int = 1) -> Callable[[_Numbers, Counter[str]], Fraction]:
    # A line is rounded before it is held to its most, which has no more decimals than a line.
    return lambda n, sums: n.up_to_most(_half_up(n["points_each"] * sum(sums[one] for one in what) / unit, 4))


CLAUSES: Mapping[str, Callable[[_Numbers, Counter[str]], Fraction]] = {
    "service_minutes": _share("minutes"),
    "service_count": _share("services"),
    "attendance": _share("attended_minutes"),
    "training": _share("trainings"),
    "honour_minutes": lambda n, sums: (
        n["weight"] * min(Fraction(1), n["factor"] * sums["honour_minutes"] / n["target"])
    ),
    "evaluation": lambda n, sums: (
        n["weight"]
        * ((n["prior_stars"] * n["prior_count"] + sums["rating_stars"]) / (n["prior_count"] + sums["ratings"]) - 1)
        / 4
    ),
    "credit_hours": _each("minutes", "attended_minutes", unit=60),
    "honour_hours": _each("honour_minutes", unit=60),
    "each_service": _each("services"),
    "each_training": _each("trainings"),
    "no_shows": lambda n, sums: -n.up_to_most(n["points_each"] * sums["no_shows"]),
}
"""What a line of each clause comes to before it is rounded."""


def _name(event: Mapping[str, Any]) -> str:
    return event["type"].split(".")[2]


def _kind(event: Mapping[str, Any]) -> str:
    return {"Ce": "training", "Vo": "training", "No": "no-show", "Ho": "honour", "At": "attendance"}[_name(event)[:2]]


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(CHINA).date()


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _half_up(number: Fraction, places: int) -> Fraction:
    return Fraction(floor(number * 10**places + Fraction(1, 2)), 10**places)
