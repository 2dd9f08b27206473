"""A week in 晴岚家园: whoever lives there is served, and serves, as those are who belong to the community."""

from __future__ import annotations

import pytest

from tests.weeks.people import at, day, stays

HERE = "/communities/yaozhou"
OWN, OUTSIDE = "qinglan-resident-1", "mengyang-east-resident"
"""A resident of the community, and one whose account is of another."""


@pytest.fixture(scope="module")
def worker(as_person):
    return as_person("yaozhou-worker")


@pytest.mark.parametrize("username", [OWN, OUTSIDE])
def test_who_belongs_elsewhere_is_served_step_by_step_like_the_own(as_person, worker, username):
    resident, volunteer = as_person(username), as_person("qinglan-volunteer-1")
    need = resident.post(
        "/needs", community="yaozhou", description="想在家里办养老认证。", kind="convenience", building="qinglan-b03"
    )
    assert need["possible"] == ["withdraw"]
    path = f"/needs/{need['need_id']}"
    worker.post(f"{path}/triage", kind="convenience", urgency="ordinary", route="volunteer")
    volunteer.post(f"{path}/claim")
    volunteer.post(f"{path}/complete", minutes=30)
    resident.post(f"{path}/confirm")
    resident.post(f"{path}/rate", stars=5, resolved=True)
    resident.post(f"{path}/close")
    served = resident.get(path)
    assert [step["action"] for step in served["history"]] == [
        "report",
        "triage",
        "claim",
        "complete",
        "confirm",
        "rate",
        "close",
    ]
    assert {step["actor_role"] for step in served["history"]} == {"resident", "community_worker", "volunteer"}


def test_volunteers_from_elsewhere_stand_in_the_team_and_their_hours_count_alike(worker):
    people = worker.every("/volunteers", community="yaozhou")
    homes = {home: [one for one in people if one["home_community"] == home] for home in ("yaozhou", "outside")}
    assert len(homes["yaozhou"]) < 12 / 100 * len(people)
    team = {one["volunteer_id"] for one in worker.get("/teams/qinglan-team")["members"]}
    assert {one["volunteer_id"] for one in people} == team

    both = [homes["yaozhou"][0]["reference"], homes["outside"][0]["reference"]]
    haircuts = worker.post(
        f"{HERE}/activities",
        kind="convenience",
        title="爱心理发",
        place="晴岚家园议事亭",
        starts_at=at(3, "09:00"),
        ends_at=at(3, "11:30"),
    )
    counted = worker.post(
        f"/activities/{haircuts['activity_id']}/attendance", rows=stays(both, at(3, "09:00"), at(3, "11:00"))
    )
    assert [one["minutes"] for one in counted["attendances"]] == [120, 120]


def test_somebody_from_elsewhere_becomes_a_volunteer_of_the_compound(as_person, worker):
    newcomer = as_person("mengyang-north-resident")
    registered = newcomer.post("/volunteers", community="yaozhou", name=newcomer.me["display_name"])
    assert registered["verified"] is False
    waiting = worker.every("/volunteers", community="yaozhou", verified=False)
    assert [one["name"] for one in waiting] == [newcomer.me["display_name"]]
    worker.post(f"/volunteers/{registered['volunteer_id']}/verify")
    assert worker.every("/volunteers", community="yaozhou", verified=False) == []
    as_volunteer = newcomer.get("/me")
    assert as_volunteer["volunteer_id"] == registered["volunteer_id"]


def test_the_three_chiefs_visit_every_building_within_the_week(as_person, worker):
    chief = as_person("qinglan-volunteer-1")
    buildings = [f"qinglan-b{n:02d}" for n in range(1, 10)]
    for number, building in enumerate(buildings):
        who = ("ql-001", "ql-002", "ql-003")[number % 3]
        visit = {"building": building, "kind": "household_visit", "visited_on": str(day(0))}
        if who == "ql-001":
            chief.post(f"{HERE}/visits", **visit)
        else:
            worker.post(f"{HERE}/visits", volunteer=who, **visit)
    month = str(day(0))[:7]
    assert worker.get(f"{HERE}/building-duty", month=month)["unvisited"] == []


def test_every_household_has_a_station_within_five_minutes(as_person):
    circle = as_person(OUTSIDE).get(f"{HERE}/five-minute-circle")
    assert circle["within"] == {"buildings": 9, "households": 858, "without_figure": 0}
    assert circle["outside"]["buildings"] == 0
