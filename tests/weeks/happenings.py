"""Some of everything that counts for stars, points and departments, as it happens in all five places at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.database import utc_now
from contracts import district

from tests.bus import eventually
from tests.faults import reckoning
from tests.system import System
from tests.weeks.people import TODAY, Person, at, day, stays

QINGLAN, EAST, SOUTH = "yaozhou", "mengyang-east", "mengyang-south"
SOON = timedelta(seconds=8)
"""So long that a busy machine gets through what must be said before, and done with the rest meanwhile."""
QUARTER = district.quarter_of(TODAY)

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
    "thresholds": [
        "10",
        {"score": "35"},
        {"score": "60", "credit_hours": 6},
        {"score": "90", "credit_hours": 6},
        {"score": "90", "credit_hours": 6, "trainings": 1},
    ],
    "least_services": 0,
    "least_hours": 1,
    "demoted_every": 1,
    "barred_from": 2,
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
        {"clause": "evaluation", "weight": "15", "prior_stars": "3.5", "prior_count": 2},
        {"clause": "honour_minutes", "weight": "5", "target": 170, "factor": "0.5"},
    ],
    "thresholds": ["12", "25", "40", "55", "80"],
    "least_services": 0,
    "least_hours": 1,
}


@dataclass(frozen=True)
class Place:
    """A community and, by their user names, people of it; its `department` has an officer with an account."""

    community: str
    worker: str
    resident: str
    volunteer: str
    department: str


PLACES = (
    Place("xiezhuang", "xiezhuang-worker-1", "xiezhuang-resident-1", "xiezhuang-volunteer-1", "xintai-fire-rescue"),
    Place(EAST, f"{EAST}-worker", f"{EAST}-resident", f"{EAST}-volunteer", "mingshan-housing"),
    Place(QINGLAN, f"{QINGLAN}-worker", "qinglan-resident-1", "qinglan-volunteer-1", "yuetang-justice"),
    Place("boli-xinqi-centre", "boli-worker-1", "boli-resident-1", "boli-volunteer-1", "boli-health"),
    Place("yijiang", "yijiang-worker-1", "yijiang-resident-1", "yijiang-volunteer-1", "jiangbei-housing"),
)

AsPerson = Callable[[str], Person]


def happen(system: System, admin: Person) -> None:
    """All of it."""
    names = {name for one in PLACES for name in (one.worker, one.resident, one.volunteer, f"{one.department}-officer")}
    names |= {"qinglan-volunteer-2", "boli-volunteer-2", f"{SOUTH}-worker", "mingshan-law-enforcement-officer"}
    with ThreadPoolExecutor(len(PLACES) + 3) as doing:
        people = dict(zip(names, doing.map(lambda name: Person(system.as_person(name)), names), strict=True))
        person = people.__getitem__
        in_qinglan = doing.submit(_in_qinglan, person)
        for done in [
            *(doing.submit(_in_every_place, place, person) for place in PLACES),
            doing.submit(_in_mengyang, person),
            doing.submit(_in_yijiang, person),
        ]:
            done.result()
        missed, granted = in_qinglan.result()
    reckoning.at_rest(system)
    _benefits(person)
    _appeals(person, admin, missed, granted)
    for one in people.values():
        one.close()


def _in_every_place(place: Place, person: AsPerson) -> None:
    worker, resident, officer = person(place.worker), person(place.resident), person(f"{place.department}-officer")
    soon = utc_now() + SOON
    quarter = district.quarter_of(district.day_of(soon))
    path = _reported(worker, resident, place.community, route="department")
    worker.post(f"{path}/whistle", departments=[place.department], report_in_by=soon.isoformat())
    volunteers = [person(place.volunteer)]
    if place.community.startswith("boli"):
        volunteers.append(person("boli-volunteer-2"))
    for number, (minutes, given) in enumerate(((1440, 5), (45, 1), (1200, 4))):
        path = _reported(worker, resident, place.community, route="volunteer")
        _served(path, resident, volunteers[number % len(volunteers)], minutes)
        resident.post(f"{path}/rate", stars=given, resolved=True)
    for number, stars in enumerate((5, 3, 1, 4, None, None)):
        path = _reported(worker, resident, place.community, route="department")
        worker.post(f"{path}/whistle", departments=[place.department])
        officer.post(f"{path}/report-in")
        _served(path, resident, officer, 120)
        if stars:
            resident.post(f"{path}/rate", stars=stars, resolved=number % 2 == 0)
            continue
        worker.post(f"{path}/call-back", failure="no_answer")
        if number % 2 == 0:
            said = {"contacted": True, "resolved": True, "satisfaction": "basically_satisfied"}
            worker.post(f"{path}/call-back", **said)
    eventually(
        lambda: officer.get(f"/departments/{place.department}/appraisal", period=quarter)["counts"]["unanswered"],
        what="a whistle to stay unanswered",
    )


def _reported(worker: Person, reporter: Person, community: str, **triaged: str) -> str:
    need = reporter.post("/needs", community=community, description="楼道灯不亮。", kind="convenience")
    path = f"/needs/{need['need_id']}"
    worker.post(f"{path}/triage", kind="convenience", urgency="ordinary", **triaged)
    return path


def _served(path: str, reporter: Person, provider: Person, minutes: int) -> None:
    if provider.me["volunteer_id"]:
        provider.post(f"{path}/claim")
    provider.post(f"{path}/complete", minutes=minutes)
    reporter.post(f"{path}/confirm")


def _in_mengyang(person: AsPerson) -> None:
    """Marks, some of them changed; a summons that was not for the department; a volunteer who serves next door; and who
    came to the joint meeting, as the minutes say at last."""
    east, south, officer = person(f"{EAST}-worker"), person(f"{SOUTH}-worker"), person("mingshan-housing-officer")
    for worker, community, mark in ((east, EAST, 70), (east, EAST, 88), (south, SOUTH, 79)):
        for aspect in ("policy-delivery", "service-attitude"):
            marked = {"department": "mingshan-housing", "quarter": QUARTER, "aspect": aspect, "mark": mark}
            worker.post(f"/communities/{community}/marks", **marked)
    enforcement = person("mingshan-law-enforcement-officer")
    path = _reported(east, person(f"{EAST}-resident"), EAST, route="department")
    [whistle] = east.post(f"{path}/whistle", departments=["mingshan-law-enforcement"])["whistles"]
    declined = {"reason": "不在职责范围内。", "evidence": "职责清单第三条。"}
    enforcement.post(f"{path}/decline-whistle", **declined)
    east.post(f"{path}/excuse", whistle_id=whistle["whistle_id"], reason="确实不归其管。")
    sent = {"organisation": "mingshan-housing", "from_day": str(day(6)), "to_day": str(day(-30))}
    who = person(f"{EAST}-volunteer").volunteer_id
    officer.post(f"/communities/{SOUTH}/secondments", volunteer_id=who, **sent)
    friday = _activity(south, SOUTH, at(2, "09:00"), at(2, "12:00"))
    south.post(f"/activities/{friday}/attendance", rows=stays([who], at(2, "09:00"), at(2, "11:00")))
    held = south.post(f"/communities/{SOUTH}/joint-meetings", quarter=QUARTER, held_on=str(day(0)))
    for present in (["mingshan-law-enforcement"], ["mingshan-housing"]):
        south.post(f"/joint-meetings/{held['meeting_id']}/minutes", words="各单位说了进展。", present=present)


def _in_yijiang(person: AsPerson) -> None:
    """Different hours within twelve months, and others before; and hours granted."""
    worker = person("yijiang-worker-1")
    for ago, hours, people in ((30, 2, range(101, 107)), (60, 4, range(103, 107)), (90, 4, (105,)), (400, 4, (101,))):
        came, left = at(ago, "08:00"), at(ago, f"{8 + hours:02}:00")
        activity = _activity(worker, "yijiang", came, left)
        rows = stays([f"yj-{number}" for number in people], came, left)
        worker.post(f"/activities/{activity}/attendance", rows=rows)
    _granted(worker, person("yijiang-volunteer-1").volunteer_id, 101, 5)


def _in_qinglan(person: AsPerson) -> tuple[str, str]:
    """Returns an activity to which `qinglan-volunteer-2` did not come, and a grant of `qinglan-volunteer-1`."""
    worker = person(f"{QINGLAN}-worker")
    now = utc_now()
    missed = [
        _signed_up(worker, now, now + SOON, ["ql-003", "ql-004", "ql-009", "ql-017"]),
        _signed_up(worker, now + SOON, now + SOON + timedelta(seconds=1), ["ql-009"]),
    ]
    _hours(worker)
    _one_person_twice(worker)
    _praise_in_a_ring(worker, person("qinglan-volunteer-1"), person("qinglan-volunteer-2"))
    eventually(lambda: all(_is_over(worker, activity) for activity in missed), what="activities to be over")
    worker.post(f"/activities/{missed[0]}/no-shows", volunteers=["ql-003", "ql-004", "ql-009", "ql-017"])
    worker.post(f"/activities/{missed[1]}/no-shows", volunteers=["ql-009"])
    decided = {"volunteer": "ql-004", "decision": "lifted", "reason": "当天生病了。"}
    worker.post(f"/activities/{missed[0]}/decide-no-show", **decided)
    return missed[0], _granted(worker, person("qinglan-volunteer-1").volunteer_id, 80, 4)


def _activity(worker: Person, community: str, starts_at: str, ends_at: str, **more: Any) -> str:
    told = {"kind": "environment", "title": "清扫", "place": "小区", "starts_at": starts_at, "ends_at": ends_at}
    return str(worker.post(f"/communities/{community}/activities", **told, **more)["activity_id"])


def _signed_up(worker: Person, starts_at: datetime, ends_at: datetime, people: list[str]) -> str:
    activity = _activity(worker, QINGLAN, starts_at.isoformat(), ends_at.isoformat(), capacity=10)
    for volunteer in people:
        worker.post(f"/activities/{activity}/sign-up", volunteer=volunteer)
    return activity


def _is_over(worker: Person, activity: str) -> bool:
    return datetime.fromisoformat(worker.get(f"/activities/{activity}")["ends_at"]) <= utc_now()


def _granted(worker: Person, volunteer_id: str, minutes: int, ago: int) -> str:
    said = {"minutes": minutes, "granted_on": str(day(ago)), "reason": "带教新人。"}
    return str(worker.post(f"/volunteers/{volunteer_id}/honour-hours", **said)["grant_id"])


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
        granted = _granted(worker, people[who], minutes, ago)
        if who == "ql-007":
            worker.post(f"/honour-hours/{granted}/revoke", reason="记错了人。")


def _one_person_twice(worker: Person) -> None:
    kept, merged = (worker.post("/volunteers", community=QINGLAN, name="方小溪")["volunteer_id"] for _ in range(2))
    for ago, who in ((15, kept), (16, merged)):
        came, left = at(ago, "09:00"), at(ago, "10:30")
        activity = _activity(worker, QINGLAN, came, left)
        worker.post(f"/activities/{activity}/attendance", rows=stays([who], came, left))
    worker.post(f"/volunteers/{kept}/merge", merged=merged, reason="登记了两次。")


def _praise_in_a_ring(worker: Person, one: Person, other: Person) -> None:
    """Two who praise each other, which sets both ratings aside; the one is let count."""
    for reporter, provider in ((one, other), (other, one)):
        path = _reported(worker, reporter, QINGLAN, route="volunteer")
        _served(path, reporter, provider, 300)
        reporter.post(f"{path}/rate", stars=5, resolved=True)
    eventually(lambda: len(_doubts(worker)) == 2, what="praise in a ring to be set aside")
    doubt = _doubts(worker)[one.volunteer_id]
    worker.post(f"/rating-doubts/{doubt['doubt_id']}/decide", counts=True, because="两件事都核实过。")


def _doubts(worker: Person) -> dict[str, Any]:
    """By whom they are about."""
    return {one["volunteer_id"]: one for one in worker.every(f"/communities/{QINGLAN}/rating-doubts")}


def _benefits(person: AsPerson) -> None:
    """One redeems and keeps, and redeems and cancels; another redeems nearly all."""
    worker, one, other = (person(name) for name in (f"{QINGLAN}-worker", "qinglan-volunteer-1", "qinglan-volunteer-2"))
    cheap = _offered(worker, 2)
    first, _ = (one.post(f"/benefits/{cheap}/redeem") for _ in range(2))
    one.post(f"/redemptions/{first['redemption_id']}/cancel")
    dear = _offered(worker, other.get(f"/volunteers/{other.volunteer_id}/points")["balance"] - 1)
    other.post(f"/benefits/{dear}/redeem")


def _appeals(person: AsPerson, admin: Person, missed: str, granted: str) -> None:
    """Hours that had paid for a benefit turn out not to be so many; a no-show was none; and hours that somebody appeals
    about count as they did, though they are taken back meanwhile."""
    worker, one, other = (person(name) for name in (f"{QINGLAN}-worker", "qinglan-volunteer-1", "qinglan-volunteer-2"))
    service = _doubts(worker)[other.volunteer_id]["service_id"]
    for kind, record, after in (
        ("service", service, {"minutes": 30}),
        ("no_show", f"{missed}/{other.volunteer_id}", {"counts": False}),
    ):
        filed = other.post("/record-appeals", kind=kind, record_id=record, reason="记错了。")
        decided = {"allowed": True, "because": "查过签到表。", **after}
        admin.post(f"/record-appeals/{filed['appeal_id']}/decide", **decided)
    one.post("/record-appeals", kind="honour_hours", record_id=granted, reason="不止这些。")
    worker.post(f"/honour-hours/{granted}/revoke", reason="记错了人。")


def _offered(worker: Person, points: int) -> str:
    offer = {"title": "理发一次", "description": "凭码到小区理发室。", "points": points, "stock": 5}
    days = {"first_day": str(day(1)), "last_day": str(day(-30))}
    return str(worker.post(f"/communities/{QINGLAN}/benefits", **offer, **days)["benefit_id"])
