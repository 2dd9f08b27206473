"""Some of everything that counts for stars, points and departments, as it happens in the places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chassis.database import utc_now

from tests.bus import eventually
from tests.system import System
from tests.weeks.people import TODAY, Person, at, day, stays

QINGLAN, EAST, BOLI = "yaozhou", "mengyang-east", "boli-xinqi-centre"
HOUSING, ENFORCEMENT = "mingshan-housing", "mingshan-law-enforcement"

SUMS_OF_ALL: dict[str, Any] = {
    "decides": "stars",
    "name": "qinglan-points",
    "version": "1",
    "owner": QINGLAN,
    "effective_from": str(TODAY - timedelta(days=1)),
    "period": "cumulative",
    "clauses": [
        {"clause": "credit_hours", "points_each": "10"},
        {"clause": "honour_hours", "points_each": "2.5", "most": "5"},
        {"clause": "each_training", "points_each": "0.3333"},
        {"clause": "no_shows", "points_each": "1.5", "most": "3"},
    ],
    "thresholds": [{"score": "10"}, {"score": "35"}, {"score": "60", "credit_hours": 6}, {"score": "90"}, "120"],
    "least_services": 0,
    "least_hours": 1,
    "demoted_every": 2,
}
ROLLING: dict[str, Any] = {
    "decides": "stars",
    "name": "yijiang-year-round",
    "version": "1",
    "owner": "yijiang",
    "effective_from": str(TODAY - timedelta(days=1)),
    "period": "rolling",
    "months": 12,
    "clauses": [
        {"clause": "attendance", "weight": "60", "target": 900},
        {"clause": "service_count", "weight": "20", "target": 3},
        {"clause": "evaluation", "weight": "20", "prior_stars": "3.5", "prior_count": 2},
    ],
    "thresholds": ["12", "15", "20", "30", "60"],
    "least_services": 0,
    "least_hours": 1,
}


def happen(system: System, admin: Person) -> None:
    """All of it, in a few seconds."""
    known: dict[str, Person] = {}

    def person(username: str) -> Person:
        if username not in known:
            known[username] = Person(system.as_person(username))
        return known[username]

    missed = _signed_up_for_soon(person("yaozhou-worker"))
    _hours(person("yaozhou-worker"))
    _one_person_twice(person("yaozhou-worker"))
    _benefits(person("yaozhou-worker"), person("qinglan-volunteer-1"))
    for resident, stars in (("boli-resident-1", 5), (f"{EAST}-resident", 2)):
        _served_by_a_volunteer(person("boli-worker-1"), person(resident), person("boli-volunteer-1"), stars)
    for number, stars in enumerate((5, 3, 1, 4)):
        _served_by_a_department(person(f"{EAST}-worker"), person(f"{EAST}-resident"), person, stars, number % 2 == 0)
    _never_reported_in(person(f"{EAST}-worker"), person(f"{EAST}-resident"))
    eventually(lambda: _is_said_missing(person("yaozhou-worker"), missed), what="an activity to be over")
    for one in known.values():
        one.close()


def _activity(worker: Person, community: str, starts_at: str, ends_at: str, **more: Any) -> str:
    told = {"kind": "environment", "title": "清扫", "place": "小区", "starts_at": starts_at, "ends_at": ends_at}
    return worker.post(f"/communities/{community}/activities", **told, **more)["activity_id"]


def _signed_up_for_soon(worker: Person) -> str:
    starts = utc_now() + timedelta(seconds=3)
    activity = _activity(worker, QINGLAN, starts.isoformat(), (starts + timedelta(seconds=1)).isoformat(), capacity=10)
    for volunteer in ("ql-003", "ql-004"):
        worker.post(f"/activities/{activity}/sign-up", volunteer=volunteer)
    return activity


def _is_said_missing(worker: Person, activity: str) -> bool:
    if worker.get(f"/activities/{activity}")["ends_at"] > utc_now().isoformat():
        return False
    worker.post(f"/activities/{activity}/no-shows", volunteers=["ql-003", "ql-004"])
    decided = {"volunteer": "ql-004", "decision": "lifted", "reason": "当天生病了。"}
    worker.post(f"/activities/{activity}/decide-no-show", **decided)
    return True


def _hours(worker: Person) -> None:
    """Attended, attended by a corrected list, trained, granted, and taken back."""
    for ago, hours in ((20, 3), (50, 4), (400, 2), (800, 2)):
        came, left = at(ago, "08:00"), at(ago, f"{8 + hours:02}:00")
        activity = _activity(worker, QINGLAN, came, left)
        rows = stays([f"ql-{number:03}" for number in range(1, 1 + hours * 4)], came, left)
        worker.post(f"/activities/{activity}/attendance", rows=rows)
        late = stays(["ql-001", "ql-002"], at(ago, "08:25"), left)
        worker.post(f"/activities/{activity}/attendance", rows=late)
    training = _activity(worker, QINGLAN, at(9, "14:00"), at(9, "16:00"), training={"skill": "急救", "months": 24})
    worker.post(f"/activities/{training}/attendance", rows=stays(["ql-003", "ql-005"], at(9, "14:00"), at(9, "16:00")))
    people = {one["reference"]: one["volunteer_id"] for one in worker.every("/volunteers", community=QINGLAN)}
    for who, minutes, ago in (("ql-003", 100, 3), ("ql-006", 700, 30), ("ql-007", 60, 3)):
        said = {"minutes": minutes, "granted_on": str(day(ago)), "reason": "带教新人。"}
        granted = worker.post(f"/volunteers/{people[who]}/honour-hours", **said)
        if who == "ql-007":
            worker.post(f"/honour-hours/{granted['grant_id']}/revoke", reason="记错了人。")


def _one_person_twice(worker: Person) -> None:
    kept, merged = (worker.post("/volunteers", community=QINGLAN, name="方小溪")["volunteer_id"] for _ in range(2))
    for ago, who in ((15, kept), (16, merged)):
        activity = _activity(worker, QINGLAN, at(ago, "09:00"), at(ago, "10:30"))
        came, left = at(ago, "09:00"), at(ago, "10:30")
        worker.post(f"/activities/{activity}/attendance", rows=stays([who], came, left))
    worker.post(f"/volunteers/{kept}/merge", merged=merged, reason="登记了两次。")


def _benefits(worker: Person, volunteer: Person) -> None:
    """Redeemed and kept, and redeemed and cancelled."""
    offered = worker.post(
        f"/communities/{QINGLAN}/benefits",
        title="理发一次",
        description="凭码到小区理发室。",
        points=2,
        stock=5,
        first_day=str(day(1)),
        last_day=str(day(-30)),
    )
    path = f"/volunteers/{volunteer.volunteer_id}/points"
    eventually(lambda: volunteer.get(path)["balance"] >= 4, what="points for the hours")
    first, _ = (volunteer.post(f"/benefits/{offered['benefit_id']}/redeem") for _ in range(2))
    volunteer.post(f"/redemptions/{first['redemption_id']}/cancel")


def _reported(worker: Person, resident: Person, community: str, **triaged: str) -> str:
    need = resident.post("/needs", community=community, description="楼道灯不亮。", kind="convenience")
    path = f"/needs/{need['need_id']}"
    worker.post(f"{path}/triage", kind="convenience", urgency="ordinary", **triaged)
    return path


def _served_by_a_volunteer(worker: Person, resident: Person, volunteer: Person, stars: int) -> None:
    path = _reported(worker, resident, BOLI, route="volunteer")
    volunteer.post(f"{path}/claim")
    volunteer.post(f"{path}/complete", minutes=45)
    resident.post(f"{path}/confirm")
    resident.post(f"{path}/rate", stars=stars, resolved=True)


def _served_by_a_department(worker: Person, resident: Person, person: Any, stars: int, resolved: bool) -> None:
    officer = person(f"{HOUSING}-officer")
    path = _reported(worker, resident, EAST, route="department")
    worker.post(f"{path}/whistle", departments=[HOUSING])
    officer.post(f"{path}/report-in")
    officer.post(f"{path}/complete", minutes=120)
    resident.post(f"{path}/confirm")
    resident.post(f"{path}/rate", stars=stars, resolved=resolved)


def _never_reported_in(worker: Person, resident: Person) -> None:
    path = _reported(worker, resident, EAST, route="department")
    soon = (utc_now() + timedelta(seconds=1)).isoformat()
    worker.post(f"{path}/whistle", departments=[ENFORCEMENT], report_in_by=soon)
