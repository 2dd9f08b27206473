"""The whole log of events, read from its JSON alone: who is who, and what counts of what they did.

Everything in this folder shares nothing with the scoring service: plain loops over all events again for each question,
exact fractions, and policies as the documents they come in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

CHINA = timezone(timedelta(hours=8))

SUMS = (
    *("services", "minutes", "ratings", "rating_stars", "attendances", "attended_minutes"),
    *("trainings", "honour_minutes", "no_shows"),
)
"""What acts add to."""

RECORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "AttendanceRecorded": ("attendance", ("attendance_id",)),
    "VolunteerCertified": ("training", ("attendance_id",)),
    "CertificationRevoked": ("training", ("attendance_id",)),
    "NoShowRecorded": ("no_show", ("activity_id", "volunteer_id")),
    "NoShowLifted": ("no_show", ("activity_id", "volunteer_id")),
    "HonourHoursGranted": ("honour_hours", ("grant_id",)),
    "HonourHoursRevoked": ("honour_hours", ("grant_id",)),
}
"""Events that tell of a record in versions: its kind, and by which of their data it is known."""

Event = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """What somebody did on a day, and what it adds to the sums."""

    volunteer: str
    day: date
    adds: Mapping[str, int]


@dataclass(frozen=True)
class Presence:
    """A volunteer served somewhere on a day, whatever was ruled about that since."""

    volunteer: str
    community: str
    day: date
    by_service: bool


class Log:
    """Everything that passed on the bus, each event once, in the order of time."""

    def __init__(self, bodies: Iterable[bytes]) -> None:
        events = {event["id"]: event for event in map(json.loads, bodies)}
        self.events: list[Event] = sorted(events.values(), key=lambda event: datetime.fromisoformat(event["time"]))
        self._merged = {one["data"]["volunteer_id"]: one["data"]["into"] for one in self.named("VolunteerMerged")}
        told = self.last_of(("VolunteerRegistered", "VolunteerUpdated", "VolunteerWithdrawn"), "volunteer_id")
        self.homes = {event["data"]["volunteer_id"]: event["community"] for event in told}
        self.withdrawn = {one["data"]["volunteer_id"] for one in told if name_of(one) == "VolunteerWithdrawn"}
        self._rulings = {
            (event["data"]["kind"], event["data"]["record_id"]): event["data"]
            for event in self.last_of(("RecordRuled",), "kind", "record_id")
        }
        self.acts = [*self._services(), *self._records()]
        self.presences = [*self._present()]

    def named(self, *names: str) -> list[Event]:
        return [event for event in self.events if name_of(event) in names]

    def last_of(self, names: tuple[str, ...], *key: str) -> list[Event]:
        """Of each record, known by these of the data or of the envelope, the event of the highest version."""
        last = {}
        for event in sorted(self.named(*names), key=lambda event: int(event["sequence"])):
            last[tuple(event["data"].get(field, event.get(field)) for field in key)] = event
        return list(last.values())

    def person(self, volunteer: str) -> str:
        """The record that stands for the volunteer's in the end."""
        while volunteer in self._merged:
            volunteer = self._merged[volunteer]
        return volunteer

    def years(self) -> set[int]:
        """The years in which anything counts."""
        return {act.day.year for act in self.acts}

    def _services(self) -> Iterator[Act]:
        for name, kind, field, count, total in (
            ("ServiceCompleted", "service", "minutes", "services", "minutes"),
            ("ServiceRated", "rating", "stars", "ratings", "rating_stars"),
        ):
            once = {event["data"]["service_id"]: event["data"] for event in reversed(self.named(name))}
            for service, data in once.items():
                ruled = self._rulings.get((kind, service), {})
                if data["provider_kind"] == "volunteer" and ruled.get("counts") is not False:
                    number = _unless_none(ruled.get("minutes"), data[field])
                    yield Act(self.person(data["provider"]), day_of(data["completed_at"]), {count: 1, total: number})

    def _records(self) -> Iterator[Act]:
        last: dict[tuple[str, str], Event] = {}
        for event in sorted(self.named(*RECORDS), key=lambda event: int(event["sequence"])):
            kind, key = RECORDS[name_of(event)]
            last[kind, "/".join(event["data"][field] for field in key)] = event
        for (kind, record), event in last.items():
            data = event["data"]
            day, minutes, counts = _told(event)
            ruled = self._rulings.get((kind, record))
            if ruled and _holds(ruled, int(event["sequence"])):
                ruled_day = date.fromisoformat(ruled["day"])
                day = ruled_day if ruled["ruling"] == "under_appeal" else day or ruled_day
                minutes = _unless_none(ruled.get("minutes"), minutes)
                counts = _unless_none(ruled.get("counts"), counts)
            if counts and day:
                adds = {
                    "attendance": {"attendances": 1, "attended_minutes": minutes},
                    "training": {"trainings": 1},
                    "no_show": {"no_shows": 1},
                    "honour_hours": {"honour_minutes": minutes},
                }
                yield Act(self.person(data["volunteer_id"]), day, adds[kind])

    def _present(self) -> Iterator[Presence]:
        for event in self.named("ServiceCompleted"):
            data = event["data"]
            if data["provider_kind"] == "volunteer":
                day = day_of(data["completed_at"])
                yield Presence(self.person(data["provider"]), event["community"], day, by_service=True)
        for event in self.last_of(("AttendanceRecorded",), "attendance_id"):
            data = event["data"]
            if data["minutes"]:
                day = day_of(data["starts_at"])
                yield Presence(self.person(data["volunteer_id"]), event["community"], day, by_service=False)


def name_of(event: Event) -> str:
    return str(event["type"].split(".")[2])


def day_of(moment: str) -> date:
    """The district's day at a moment."""
    return datetime.fromisoformat(moment).astimezone(CHINA).date()


def _told(event: Event) -> tuple[date | None, int, bool]:
    """The day, the minutes, and whether it counts, as a record's last version says."""
    data, told_on = event["data"], day_of(event["time"])
    match name_of(event):
        case "AttendanceRecorded":
            return day_of(data["starts_at"]), data["minutes"], data["minutes"] > 0
        case "VolunteerCertified":
            return _date(data.get("attended_on")) or told_on, 0, True
        case "NoShowRecorded":
            return _date(data.get("day")) or told_on, 0, True
        case "HonourHoursGranted":
            return date.fromisoformat(data["granted_on"]), data["minutes"], True
    return None, 0, False


def _holds(ruled: Mapping[str, Any], version: int) -> bool:
    """A ruling about a record holds until a later version is told; under appeal it holds all the same."""
    told_since = ruled.get("of_version") is not None and version > ruled["of_version"]
    return ruled["ruling"] == "under_appeal" or not told_since


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _unless_none(ruled: Any, told: Any) -> Any:
    return told if ruled is None else ruled
