"""Records of a place file that have no code: found again by what tells them apart, and sent where they are missing.

The key of a request is forgotten after a while; what a person has changed, ended or closed since stays so for good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cli.sending import Row, Sender
from contracts import district

Step = Callable[[int, int], None]
"""Told how many activities are done, of how many."""


class Volunteers:
    """The volunteers of a file: `ids` by reference, and those `withdrawn` since it was first loaded."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.withdrawn: set[str] = set()

    def id_of(self, reference: str) -> str:
        """The id, or what is no reference as it stands."""
        return self.ids.get(reference, reference)

    def serving(self, references: Iterable[str]) -> list[str]:
        """The ids of those who serve."""
        return [self.id_of(one) for one in references if one not in self.withdrawn]


def check_stations(send: Sender, stations: list[Row]) -> None:
    """Record what was seen at stations, where nobody has looked since."""
    for community, rows in by_community(stations).items():
        there = {one["code"]: one for one in send.get(f"/communities/{community}/stations")["items"]}
        for row in rows:
            seen = {have["have"]: have["seen_on"] or "" for have in there[row["code"]]["haves"]}
            for check in row.get("checks", []):
                if seen[check["have"]] < check["seen_on"]:
                    send.post(f"/stations/{row['code']}/checks", check)


def decide_procedures(send: Sender, procedures: list[Row]) -> None:
    """Give squads their first response procedure."""
    for row in procedures:
        path = f"/teams/{row['team']}/procedures"
        if not send.get(path)["items"]:
            send.post(path, {"steps": row["steps"]})


def plan_series(send: Sender, series: list[Row]) -> None:
    """Plan the series that a community has not, by title."""
    for community, rows in by_community(series).items():
        path = f"/communities/{community}/series"
        known = {one["title"] for one in send.every(path)}
        new = [without(row, "community") for row in rows if row["title"] not in known]
        if new:
            send.post(path, {"series": new})


def pair(send: Sender, pairings: list[Row], people: Volunteers) -> None:
    """Pair those who were never paired for the same delivery to the same household."""
    for community, rows in by_community(pairings).items():
        told_by = ("volunteer_id", "organisation", "building", "called", "delivery")
        known = {
            tuple(one[name] for name in told_by)
            for ended in ("false", "true")
            for one in send.every("/pairings", community=community, ended=ended)
        }
        for row in rows:
            if row["volunteer"] in people.withdrawn:
                continue
            volunteer = people.id_of(row["volunteer"]) if row["volunteer"] else None
            if (volunteer, *(row[name] for name in told_by[1:])) not in known:
                body = {**without(row, "community"), "volunteer": volunteer}
                send.post(f"/communities/{community}/pairings", body)


def open_rolls(send: Sender, rolls: list[Row], people: Volunteers) -> None:
    """Open the daily rolls that a community never had, by title."""
    for community, rows in by_community(rolls).items():
        known = {
            one["title"]
            for closed in ("false", "true")
            for one in send.get("/daily-rolls", community=community, closed=closed)["items"]
        }
        for row in rows:
            if row["title"] not in known:
                body = {**without(row, "community"), "callers": people.serving(row["callers"])}
                send.post(f"/communities/{community}/daily-rolls", body)


def record_activities(send: Sender, activities: list[Row], people: Volunteers, step: Step) -> None:
    """Plan the activities that a community has not, by title and start, one after the other, and record who was there,
    each activity's attendance in one request. `step` is called after each activity.

    Attendance is looked for where a load may have broken off: at an activity after which the next is missing, or none
    comes.
    """
    done = 0
    for community, rows in by_community(activities).items():
        known = _activities_of(send, community, rows)
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            activity_id = known.get(_told(row))
            if activity_id is None:
                activity_id = send.post(f"/communities/{community}/activities", _plan(row))["activity_id"]
                is_recorded = False
            else:
                broken_off = following is None or _told(following) not in known
                is_recorded = not broken_off or bool(send.get(f"/activities/{activity_id}")["attendances"])
            attendance = [] if is_recorded else list(_attendance(row, people))
            if attendance:
                send.post(f"/activities/{activity_id}/attendance", {"rows": attendance})
            done += 1
            step(done, len(activities))


def _activities_of(send: Sender, community: str, rows: list[Row]) -> dict[tuple[str, datetime], str]:
    """The ids of a community's activities on the days of the rows, by title and start."""
    days = [district.day_of(datetime.fromisoformat(row["starts_at"])) for row in rows]
    first, last = str(min(days)), str(max(days))
    found = send.every(f"/communities/{community}/activities", first=first, last=last)
    return {_told(one): one["activity_id"] for one in found}


def _told(activity: Mapping[str, Any]) -> tuple[str, datetime]:
    return activity["title"], datetime.fromisoformat(activity["starts_at"])


def _plan(activity: Row) -> Row:
    return without(activity, "community", "attended", "left_early")


def _attendance(activity: Row, people: Volunteers) -> Iterable[Row]:
    came, left = activity["starts_at"], activity["ends_at"]
    early = activity.get("left_early", {})
    for reference in activity.get("attended", []):
        if reference not in people.withdrawn:
            went = datetime.fromisoformat(left) - timedelta(minutes=early.get(reference, 0))
            yield {"volunteer": people.id_of(reference), "came_at": came, "left_at": went.isoformat()}


def by_community(rows: list[Row]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["community"]].append(row)
    return found


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
