"""The life of one day of helping under load: an activity attended, corrected, hours granted, the next one signed up
for; with an account of the hours that all of it must come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import httpx

from contracts import district

from tests.faults.account import Account
from tests.faults.need import Asking, Life
from tests.faults.people import COMMUNITY, People, Person
from tests.system import System

FAR = timedelta(days=1)
"""From now, to either side: nothing of a test run is both past and to come."""
SEATS = 3


@dataclass
class Hours:
    """What must stand in people's records: `attended`, by volunteer and activity: minutes that count, and how often
    they were said; `granted`, by volunteer and grant: minutes; `signed_up`, by activity: who goes and who waits.
    `before`: the activities that the place came with."""

    attended: defaultdict[str, dict[str, tuple[int, int]]] = field(default_factory=lambda: defaultdict(dict))
    granted: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    signed_up: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)

    def begin(self, name: str, chance: Random, people: People, account: Account, ask: Asking) -> Life:
        """A further day, noted here. Each has its own date in the past and one to come, so that none meets another."""
        return _Day(name, chance, people, account, ask, self).life()

    def look(self, system: System, people: People) -> None:
        """Note what stands in people's records before the load."""
        with system.as_admin() as admin:
            for volunteer in people.volunteers:
                self.before |= {one["activity_id"] for one in _record(admin, volunteer)["attendances"]}

    def hold(self, system: System, people: People) -> int:
        """Hold what people can read against it; returns the minutes that count in all."""
        with system.as_admin() as admin:
            for volunteer in people.volunteers:
                record = _record(admin, volunteer)
                attended = record["attendances"]
                told = [one for one in attended if one["activity_id"] not in self.before]
                found = {one["activity_id"]: (one["minutes"], one["version"]) for one in told}
                due = self.attended[volunteer.id]
                assert found == due, f"of {len(due)} attendances differ {set(found.items()) ^ set(due.items())}"
                assert record["credit_minutes"] == sum(one["minutes"] for one in attended)
                granted = [one for one in record["honours"] if one["revoked_because"] is None]
                assert {one["grant_id"]: one["minutes"] for one in granted} == self.granted[volunteer.id]
                assert record["honour_minutes"] == sum(self.granted[volunteer.id].values())
            for activity_id, (going, waiting) in self.signed_up.items():
                read = admin.get(f"/activities/{activity_id}").raise_for_status().json()
                assert (read["going_ids"], read["waiting_ids"]) == (going, waiting)
        return sum(minutes for activities in self.attended.values() for minutes, _ in activities.values())


def _record(admin: httpx.Client, volunteer: Person) -> dict[str, Any]:
    """Everything that a volunteer ever did."""
    ever = {"first": "2000-01-01", "last": "2100-01-01"}
    return admin.get(f"/volunteers/{volunteer.id}/record", params=ever).raise_for_status().json()


def counting(planned: int, present: int) -> int:
    """The minutes that count of those present, by the rules that hold where no community decided otherwise."""
    return present // 30 * 30 if present >= 0.6 * planned else 0


class _Day:
    def __init__(self, name: str, chance: Random, people: People, account: Account, ask: Asking, hours: Hours) -> None:
        self._name, self._chance, self._account, self._ask, self._hours = name, chance, account, ask, hours
        self._worker, self._volunteers = chance.choice(people.workers), people.volunteers
        self._number = int(name.rpartition("-")[2])
        self._steps = 0

    def life(self) -> Life:
        today = district.day_of(datetime.now(UTC))
        yield from self._attend(today - FAR * self._number - FAR)
        if self._chance.random() < 0.5:
            yield from self._grant(today)
        yield from self._sign_up(today + FAR * self._number + FAR)

    def _attend(self, day: date) -> Iterator[None]:
        chance, planned = self._chance, self._chance.randrange(60, 241, 15)
        activity_id, starts, ends = self._plan(day, planned)
        yield None
        late: dict[str, int] = {}
        who, times = chance.sample(self._volunteers, chance.randint(2, 8)), 1
        while who:
            # Said again as it was before, it would be no correction.
            late = {one.id: late.get(one.id, 0) + chance.randrange(5, planned // 4, 5) for one in who}
            rows = [self._row(one, starts + timedelta(minutes=late[one.id]), ends) for one in who]
            self._do(
                self._worker, f"/activities/{activity_id}/attendance", ["AttendanceRecorded"] * len(who), rows=rows
            )
            for one in who:
                self._hours.attended[one.id][activity_id] = (counting(planned, planned - late[one.id]), times)
            yield None
            who, times = who[: len(who) // 3], times + 1

    def _row(self, one: Person, came: datetime, left: datetime) -> dict[str, str]:
        return {"volunteer": one.id, "came_at": came.isoformat(), "left_at": left.isoformat()}

    def _grant(self, day: date) -> Iterator[None]:
        chance, volunteer = self._chance, self._chance.choice(self._volunteers)
        minutes = chance.randrange(30, 600, 30)
        granted = {"minutes": minutes, "granted_on": day.isoformat(), "reason": "带新人"}
        path = f"/volunteers/{volunteer.id}/honour-hours"
        grant_id = self._do(self._worker, path, ["HonourHoursGranted"], **granted)["grant_id"]
        self._hours.granted[volunteer.id][grant_id] = minutes
        yield None
        if chance.random() < 0.3:
            self._do(self._worker, f"/honour-hours/{grant_id}/revoke", ["HonourHoursRevoked"], reason="记错了人")
            del self._hours.granted[volunteer.id][grant_id]
            yield None

    def _sign_up(self, day: date) -> Iterator[None]:
        activity_id, _, _ = self._plan(day, 120, capacity=SEATS)
        going = self._chance.sample(self._volunteers, self._chance.randint(2, SEATS + 3))
        yield None
        for volunteer in going:
            self._do(volunteer, f"/activities/{activity_id}/sign-up", [])
            yield None
        if self._chance.random() < 0.5:
            self._do(going.pop(0), f"/activities/{activity_id}/withdraw", [])
            yield None
        ids = [volunteer.id for volunteer in going]
        self._hours.signed_up[activity_id] = (ids[:SEATS], ids[SEATS:])

    def _plan(self, day: date, minutes: int, **otherwise: Any) -> tuple[str, datetime, datetime]:
        starts = district.midnight(day) + timedelta(hours=9)
        ends = starts + timedelta(minutes=minutes)
        plan = {"kind": "environment", "title": f"清扫,{self._name}", "place": "小区门口"}
        times = {"starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
        path = f"/communities/{COMMUNITY}/activities"
        answer = self._do(self._worker, path, ["ActivityScheduled"], **plan, **times, **otherwise)
        return answer["activity_id"], starts, ends

    def _do(self, who: Person, path: str, events: list[str], **body: Any) -> dict[str, Any]:
        self._steps += 1
        request = f"{self._name}.{self._steps}"
        answer: httpx.Response = self._ask(request, who, path, body)
        assert answer.is_success, f"{request} {path} was answered {answer.status_code}: {answer.text}"
        self._account.answered(request, events)
        return answer.json()
