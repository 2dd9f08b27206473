"""Proposals: who would best do several things, explained, from what is known of a community's people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts import district

from tests.actors import actor, admin, volunteer, worker
from tests.volunteer.conftest import Plan, in_hours

MONDAY = datetime(2030, 11, 25, tzinfo=district.TIME)


def at(hours: float) -> str:
    """So many hours after a Monday's midnight."""
    return (MONDAY + timedelta(hours=hours)).isoformat()


def job(starts: float = 9, ends: float = 11, people: int = 1, **said: Any) -> dict[str, Any]:
    return {"starts_at": at(starts), "ends_at": at(ends), "kind": "health_care", "people": people, **said}


@pytest.fixture
def propose(neighbourhood, ask):
    def of(*jobs: dict[str, Any], by: Any = None) -> dict[str, Any]:
        return ask("propose", {"community": neighbourhood.code, "jobs": list(jobs)}, by)

    return of


@pytest.fixture
def refused(propose):
    """The faults of the jobs."""

    def of(*jobs: dict[str, Any]) -> Any:
        with pytest.raises(Invalid) as found:
            propose(*jobs)
        return found.value.fields["jobs"]

    return of


@pytest.fixture
def describe(ask):
    def say(volunteer_id: str, **said: Any) -> None:
        nothing: dict[str, Any] = {"languages": [], "availability": [], "wishes": [], "credentials": []}
        ask("describe_volunteer", {"volunteer_id": volunteer_id, **nothing, **said})

    return say


@pytest.fixture
def ids(enrol) -> list[str]:
    """Three volunteers who know first aid."""
    rows = ({"reference": f"xz-{n}", "name": f"志愿者{n}", "skills": ["急救"]} for n in range(3))
    return [row["volunteer_id"] for row in enrol(*rows)["rows"]]


def proposed(answer: dict[str, Any]) -> list[list[str]]:
    return [[one["volunteer_id"] for one in found["volunteers"]] for found in answer["jobs"]]


def test_a_proposal_explains_itself_line_by_line(neighbourhood, ask, ids, propose, describe):
    describe(
        ids[2],
        languages=["English"],
        availability=[{"weekday": 1, "starts": "09:00", "ends": "12:00"}],
        wishes=["health_care"],
        credentials=[{"skill": "急救", "evidence": "救护员证", "valid_until": "2030-11-26"}],
    )
    duties = [{"volunteer": "xz-2", "buildings": neighbourhood.buildings[1:]}]
    ask("assign_building_duty", {"community": neighbourhood.code, "duties": duties})
    answer = propose(job(people=2, skills=["急救"], building=neighbourhood.buildings[0]))
    near, stranger = sorted(answer["jobs"][0]["volunteers"], key=lambda one: one["cost"])
    assert near.pop("number").startswith("V-")
    assert near == {
        "volunteer_id": ids[2],
        "name": "志愿者2",
        "skills": [{"skill": "first-aid", "ground": "credential_valid"}],
        "language": None,
        "distance": "same_compound",
        "load_minutes": 0,
        "availability": "declared_free",
        "wish": "wished",
        "cost": 5,
        "cost_parts": {"skills": 0, "distance": 5, "availability": 0, "wish": 0, "workload": 0},
    }
    assert (stranger["volunteer_id"], stranger["skills"][0]["ground"]) == (ids[0], "self_declared")
    assert (stranger["distance"], stranger["availability"], stranger["wish"]) == (
        "unknown",
        "not_declared",
        "not_declared",
    )
    weights = answer["weights"]
    parts = ("self_declared", "unknown_distance", "availability_not_declared", "wish_not_declared")
    assert stranger["cost"] == sum(weights[part] for part in parts) == sum(stranger["cost_parts"].values())
    assert answer["cost"] == near["cost"] + stranger["cost"]
    assert answer["jobs"][0]["unfilled"] is None
    later = propose(job(24 + 9, 24 + 11, skills=["急救"], language="english"))
    assert later["jobs"][0]["unfilled"]["counts"] == {"no_language": 2, "not_available": 1}


def test_a_credential_must_hold_on_the_day_of_the_job(ids, propose, describe):
    until = {"skill": "急救", "evidence": "救护员证", "valid_until": "2030-11-25"}
    describe(ids[1], credentials=[until])
    assert proposed(propose(job(skills=["first-aid"]), job(24 + 9, 24 + 11, skills=["first-aid"]))) == [
        [ids[1]],
        [ids[0]],
    ]


def test_who_served_much_of_late_is_spared(ask, ids, propose, plan: Plan):
    def attended(starts: float, ends: float, *who: str, left: float | None = None) -> list[int]:
        rows = [{"volunteer": one, "came_at": in_hours(starts), "left_at": in_hours(left or ends)} for one in who]
        made = plan(starts=starts, ends=ends)
        sent = {"activity_id": made["activity_id"], "rows": rows}
        return [one["minutes"] for one in ask("record_attendance", sent)["attendances"]]

    made = plan(starts=-50, ends=-47)
    sent = {"volunteer": ids[1], "came_at": in_hours(-50), "left_at": in_hours(-47)}
    ask("record_attendance", {"activity_id": made["activity_id"], "rows": [sent]})
    corrected = {"activity_id": made["activity_id"], "rows": [{**sent, "left_at": in_hours(-48.1)}]}
    assert ask("record_attendance", corrected)["attendances"][0]["minutes"] == 90
    assert attended(-80, -77, ids[0]) == [180]
    assert attended(-91 * 24, -91 * 24 + 5, ids[2]) == [300]

    answer = propose(job(), job(24, 26), job(48, 50), job(72, 74))

    assert proposed(answer) == [[ids[2]], [ids[1]], [ids[2]], [ids[0]]]
    assert [found["volunteers"][0]["load_minutes"] for found in answer["jobs"]] == [0, 90, 120, 180]


def test_nobody_is_proposed_who_is_signed_up_at_the_time_waiting_or_not(ask, ids, propose, plan: Plan):
    meeting = plan(starts_at=at(8), ends_at=at(9.5), capacity=1, title="晨练")
    for one in ids[:2]:
        ask("sign_up", {"activity_id": meeting["activity_id"]}, volunteer(one))
    answer = propose(job(people=3))
    assert proposed(answer) == [ids[2:]]
    assert answer["jobs"][0]["unfilled"] == {
        "places": 2,
        "reason": "busy",
        "counts": {"busy": 2},
        "busy_with": [{"kind": "activity", "id": meeting["activity_id"], "title": "晨练", "people": 2}],
    }
    assert proposed(propose(job(9.5, 10, people=3))) == proposed(propose(job(7, 8, people=3))) == [ids]

    ask("cancel_activity", {"activity_id": meeting["activity_id"], "reason": "大雨"})
    assert proposed(propose(job(people=3))) == [ids]


def test_who_is_not_free_or_withdrew_is_not_proposed(ask, ids, propose, describe):
    describe(ids[0], availability=[{"weekday": 1, "starts": "09:00", "ends": "10:59"}])
    ask("withdraw_volunteer", {"volunteer_id": ids[1]})
    answer = propose(job(people=2))
    assert proposed(answer) == [[ids[2]]]
    assert answer["jobs"][0]["unfilled"] == {
        "places": 1,
        "reason": "not_available",
        "counts": {"not_available": 1},
        "busy_with": [],
    }


def test_the_free_places_of_an_activity_are_filled(ask, ids, propose, plan: Plan):
    made = plan(starts_at=at(9), ends_at=at(11), capacity=2, skills=["急救"])
    by_activity = {"activity_id": made["activity_id"]}
    ask("sign_up", by_activity, volunteer(ids[0]))
    answer = propose(by_activity)
    [found] = answer["jobs"]
    assert (found["activity_id"], found["kind"], found["places"]) == (made["activity_id"], "environment", 1)
    assert datetime.fromisoformat(found["starts_at"]) == MONDAY + timedelta(hours=9)
    assert proposed(answer) == [[ids[1]]]
    ask("sign_up", by_activity, volunteer(ids[1]))
    [found] = propose({**by_activity, "people": 2})["jobs"]
    assert (found["places"], found["volunteers"], found["unfilled"]) == (0, [], None)

    anyone = plan(starts_at=at(30), ends_at=at(31))
    assert len(proposed(propose({"activity_id": anyone["activity_id"], "people": 2}))[0]) == 2


def test_a_community_without_volunteers_has_nobody_to_propose(neighbourhood, ask):
    answer = ask("propose", {"community": neighbourhood.other, "jobs": [job()]}, admin())
    assert answer["jobs"][0]["unfilled"] == {"places": 1, "reason": None, "counts": {}, "busy_with": []}


def test_wrong_jobs_are_refused_whole(neighbourhood, propose, refused, plan: Plan):
    assert refused({}) == {"0": {name: ["required"] for name in ("starts_at", "ends_at", "kind", "people")}}
    assert refused(job(), job(ends=9), job(ends=33.1)) == {
        "1": {"ends_at": ["not_after_start"]},
        "2": {"ends_at": ["longer_than_a_day"]},
    }
    past = datetime.now(UTC) - timedelta(minutes=1)
    yesterday = {"starts_at": (past - timedelta(hours=1)).isoformat(), "ends_at": past.isoformat()}
    assert refused({**job(), **yesterday}) == {"0": {"ends_at": ["in_the_past"]}}
    assert refused(job(building="nowhere"), job(building=neighbourhood.compound)) == {
        "0": {"building": ["unknown"]},
        "1": {"building": ["not_a_building"]},
    }
    assert refused(job(building=f"{neighbourhood.other}-b1")) == {"0": {"building": ["wrong_community"]}}
    assert refused(job(people=0)) == {"0": {"people": ["out_of_range:1,50"]}}
    assert refused(job(starts_at="2999-12-31T23:00:00Z", ends_at="3000-01-01T01:00:00Z")) == {
        "0": {"ends_at": ["out_of_range:2000,2999"]}
    }
    assert refused(*(job(people=50) for _ in range(4)), job()) == ["too_many:200"]
    assert refused(*(job() for _ in range(21))) == ["too_many:20"]
    assert refused() == ["too_few:1"]


def test_jobs_by_wrong_activities_are_refused_whole(neighbourhood, ask, propose, refused, plan: Plan):
    made, elsewhere = plan(), plan(community=neighbourhood.other, by=admin())
    over = plan(starts=-3, ends=-1, capacity=5)
    assert refused({**job(), "activity_id": made["activity_id"], "skills": []}) == {
        "0": {name: ["not_allowed"] for name in ("starts_at", "ends_at", "kind", "skills")}
    }
    assert refused({"activity_id": made["activity_id"]}) == {"0": {"people": ["required"]}}
    assert refused({"activity_id": new_id()}, {"activity_id": elsewhere["activity_id"]}) == {
        "0": {"activity_id": ["unknown"]},
        "1": {"activity_id": ["wrong_community"]},
    }
    once = {"activity_id": made["activity_id"], "people": 1}
    assert refused(once, job(), once) == {"2": {"activity_id": ["repeated"]}}
    assert refused({"activity_id": over["activity_id"]}) == {"0": {"activity_id": ["in_the_past"]}}
    ask("cancel_activity", {"activity_id": made["activity_id"], "reason": "大雨"})
    with pytest.raises(Conflict) as found:
        propose({"activity_id": made["activity_id"], "people": 1})
    assert (found.value.code, found.value.about["reason"]) == ("activity_cancelled", "大雨")


def test_proposals_are_for_workers_of_the_community(neighbourhood, ids, propose):
    for stranger in (worker(neighbourhood.other), actor(), volunteer(ids[0])):
        with pytest.raises(Forbidden):
            propose(job(), by=stranger)
    assert proposed(propose(job(), by=admin())) == [[ids[0]]]
    with pytest.raises(Invalid) as refused:
        neighbourhood.ask("propose", {"community": "nowhere", "jobs": [job()]}, admin())
    assert refused.value.fields == {"community": ["unknown"]}


def test_of_a_whole_talent_pool_three_things_at_once_get_their_people(neighbourhood, ask, enrol, propose, describe):
    """378 skilled residents, as 怡江社区 has them (domain.md, E)."""
    skills = ["急救", "缝补", "理发", "书法", "摄影", "护理", "家政"]
    rows = (
        {"reference": f"t-{n}", "name": f"居民{n}", "skills": sorted({skills[n % 7], skills[n % 5]})}
        for n in range(378)
    )
    ids = [row["volunteer_id"] for row in enrol(*rows)["rows"]]
    for volunteer_id in ids[14:35:7]:
        certificate = {"skill": "急救", "evidence": "救护员证", "valid_until": None}
        describe(volunteer_id, languages=["四川话"], wishes=["health_care"], credentials=[certificate])
    duties = [{"volunteer": "t-3", "buildings": neighbourhood.buildings}]
    ask("assign_building_duty", {"community": neighbourhood.code, "duties": duties})
    asked = [
        job(9, 12, 3, skills=["急救"]),
        job(10, 13, 50, skills=["急救"], building=neighbourhood.buildings[0]),
        job(11, 14, 40, skills=["书法"], building=neighbourhood.buildings[0]),
    ]

    answer = propose(*asked)

    clinic, drill, lesson = answer["jobs"]
    assert sorted(proposed(answer)[0]) == sorted(ids[14:35:7])
    assert {one["skills"][0]["ground"] for one in clinic["volunteers"]} == {"credential_valid"}
    assert (len(drill["volunteers"]), len(lesson["volunteers"])) == (50, 40)
    assert ids[3] in proposed(answer)[2]
    everybody = sum(proposed(answer), [])
    assert len(set(everybody)) == len(everybody) == 93
    for found in answer["jobs"]:
        assert found["unfilled"] is None
        assert all(one["cost"] == sum(one["cost_parts"].values()) for one in found["volunteers"])
    assert answer["cost"] == sum(one["cost"] for found in answer["jobs"] for one in found["volunteers"])
    assert propose(*asked) == answer
    assert proposed(propose(*reversed(asked))) == proposed(answer)[::-1]

    page = ask("talents", {"community": neighbourhood.code, "skill": "急救", "limit": 200})
    assert len(page["items"]) == sum(0 in (n % 7, n % 5) for n in range(378))


def test_nobody_is_proposed_or_found_free_who_stands_duty_at_a_station_then(ask, ids, propose, neighbourhood, describe):
    station = {"code": f"{neighbourhood.code}-s1", "community": neighbourhood.code, "kind": "general", "name": "总站"}
    ask("register_station", station)
    duty = {"station": station["code"], "starts_at": at(9), "ends_at": at(12), "volunteer": ids[0]}
    made = ask("roster_duty", duty)
    answer = propose(job(people=3))
    assert proposed(answer) == [ids[1:]]
    assert answer["jobs"][0]["unfilled"]["busy_with"] == [
        {"kind": "station_duty", "id": made["duty_id"], "title": "总站", "people": 1}
    ]
    whole_week = [{"weekday": day, "starts": "00:00", "ends": "24:00"} for day in range(1, 8)]
    for one in ids[:2]:
        describe(one, availability=whole_week)
    free = ask("talents", {"community": neighbourhood.code, "free_from": at(9.5), "free_until": at(10)})
    assert [one["volunteer_id"] for one in free["items"]] == [ids[1]]
