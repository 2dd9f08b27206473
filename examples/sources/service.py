"""What was done at a place: activities of the past with who was there, series that go on, stations, pairings, areas.

Times in the tables are the district's; in the files they are moments of UTC, as the API gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone

from .records import Record

YEAR = 2025
"""The year in which the activities of the files took place: attendance is recorded of what is past only."""

HAVES = ("sign", "rules", "staff", "facilities", "projects", "records")
AMENITIES = ("umbrellas", "hot_water", "charging", "first_aid_kit")

_DISTRICT = timezone(timedelta(hours=8))


def activity(
    community: str,
    kind: str,
    title: str,
    place: str,
    day: date,
    clock: str,
    hours: int,
    attended: Sequence[str] = (),
) -> Record:
    """An activity that began on `day` at `clock`; `attended`: references of who was there all the time."""
    starts = datetime.combine(day, time.fromisoformat(clock), _DISTRICT)
    return {
        "community": community,
        "kind": kind,
        "title": title,
        "place": place,
        "starts_at": _moment(starts),
        "ends_at": _moment(starts + timedelta(hours=hours)),
        "attended": list(attended),
        "left_early": {},
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_turn(people: Sequence[str], number: int, start: int) -> list[str]:
    """`number` of the people, from the `start`-th on and round again; each at most once."""
    return [people[(start + n) % len(people)] for n in range(number)]


def series(community: str, kind: str, title: str, place: str, recurrence: Record, clock: str, minutes: int) -> Record:
    return {
        "community": community,
        "kind": kind,
        "title": title,
        "place": place,
        "recurrence": recurrence,
        "starts": clock,
        "minutes": minutes,
    }


def station(
    code: str,
    name: str,
    community: str,
    compound: str | None,
    serves: Sequence[str],
    rooms: Sequence[str] = (),
    haves: Sequence[str] = (),
) -> Record:
    """A station, the general one of its community where it has no `compound`; `haves`: which of the six it was seen to
    have."""
    return {
        "code": code,
        "community": community,
        "kind": "compound" if compound else "general",
        "name": name,
        "compound": compound,
        "serves": list(serves),
        "amenities": list(AMENITIES),
        "rooms": list(rooms),
        "opening": [{"weekday": weekday, "opens": "08:30", "closes": "17:30"} for weekday in range(1, 8)],
        "checks": [
            {"have": have, "had": True, "seen_on": f"{YEAR}-12-01", "evidence": "年终检查时看过"} for have in haves
        ],
    }


def pairing(community: str, building: str, called: str, delivery: str, every_days: int, **who: str) -> Record:
    """`who`: a ``volunteer`` by reference, or an ``organisation``."""
    nobody: dict[str, str | None] = {"volunteer": None, "organisation": None}
    return {
        "community": community,
        "building": building,
        "called": called,
        "delivery": delivery,
        "every_days": every_days,
        **nobody,
        **who,
    }


def patrol_area(
    code: str, name: str, community: str, rounds: int, key: bool = False, **where: str | list[str]
) -> Record:
    """A responsibility area. `where`: its ``buildings``, its ``place`` in words, or both."""
    return {"code": code, "name": name, "community": community, "rounds_a_day": rounds, "key": key, **where}


def daily_roll(community: str, title: str, hour: int, callers: Sequence[str], people: Sequence[Record]) -> Record:
    """People who must be heard from each day before `hour`."""
    return {
        "community": community,
        "title": title,
        "silence_hour": hour,
        "callers": list(callers),
        "people": list(people),
    }
