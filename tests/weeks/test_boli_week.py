"""A week in 勃利县: industry teams, patrols over responsibility areas, one-to-one pairing, a squad called out."""

from __future__ import annotations

import pytest

from chassis.database import utc_now
from contracts import district

from tests.weeks.people import at, day

SEAT = "boli-xinqi-centre"
HERE = f"/communities/{SEAT}"
SQUAD = "boli-squad-snow-rescue"
KEY_AREA, AREA = "boli-school-area", "boli-xinqi-area"


@pytest.fixture(scope="module")
def worker(as_person):
    return as_person("boli-worker-1")


def test_there_is_a_team_in_each_township_and_one_for_each_industry(as_person, worker):
    admin = as_person("admin")
    townships = [one for one in worker.get("/places", kind="subdistrict")["items"] if one["code"].startswith("boli-")]
    teams = [one for one in worker.get("/teams", kind="community_team")["items"] if one["code"].startswith("boli-")]
    assert len(teams) == len(townships) == 15
    industries = worker.get("/teams", kind="industry_team", community=SEAT)["items"]
    assert sorted(one["industry"] for one in industries) == [
        "culture",
        "environment",
        "health",
        "law",
        "public_order",
        "science",
    ]
    law = admin.get("/teams/boli-industry-law")["members"]
    [lawyer] = [one for one in law if one["role"] == "leader"]
    assert "legal-aid" in admin.get(f"/volunteers/{lawyer['volunteer_id']}")["skills"]


def test_a_squad_is_drilled_by_its_procedure_and_the_roll_is_called(as_person, worker):
    steps = worker.get(f"/teams/{SQUAD}/procedures")["items"][0]["steps"]
    squad = worker.get(f"/teams/{SQUAD}")["members"]
    [leader] = [one for one in squad if one["role"] == "leader"]
    coming = [one["volunteer_id"] for one in squad if one is not leader][:6]
    drill = worker.post(
        f"/teams/{SQUAD}/call-outs", reason="除雪演练", where="新起街道广场", respond_within=10, drill=True
    )
    assert (drill["called"], drill["ended_at"]) == (len(squad), None)
    path = f"/call-outs/{drill['call_out_id']}"

    as_person("admin").post(
        "/accounts",
        username="boli-squad-leader",
        display_name=leader["name"],
        roles=["volunteer"],
        communities=[SEAT],
        volunteer_id=leader["volunteer_id"],
    )
    captain = as_person("boli-squad-leader")
    captain.post(f"{path}/respond", answer="coming", minutes=10)
    for volunteer_id in coming:
        worker.post(f"{path}/respond", volunteer=volunteer_id, answer="coming", minutes=15)
    answered = captain.get(path)
    assert answered["steps"] == steps
    assert len(answered["unanswered"]) == len(squad) - 7
    assert answered["half_answered"] is not None
    assert {one["in_time"] for one in answered["members"] if one["answer"]} == {True}

    captain.post(f"{path}/roll-calls", present=[leader["volunteer_id"], *coming[:5]])
    worker.post(f"{path}/end")
    [roll_call] = worker.get(path)["roll_calls"]
    assert set(roll_call["absent"]) == {one["volunteer_id"] for one in squad} - {leader["volunteer_id"], *coming[:5]}
    assert captain.refused(f"{path}/respond", answer="not_coming") == (409, "call_out_ended")
    assert as_person("boli-volunteer-1").refused(f"{path}/respond", answer="coming", minutes=5) == (409, "not_called")


def test_key_areas_are_patrolled_more_often_and_gaps_are_seen(as_person, worker):
    volunteer = as_person("boli-volunteer-1")
    areas = {one["code"]: one["rounds_a_day"] for one in volunteer.get(f"{HERE}/patrols")["areas"]}
    assert areas == {KEY_AREA: 4, "boli-market-area": 4, AREA: 1}
    volunteer.post(f"/patrol-areas/{KEY_AREA}/rounds", came_at=at(1, "20:00"), left_at=at(1, "21:00"))
    seen = volunteer.get(f"{HERE}/patrols", day=str(day(1)))
    assert seen["lacking"] == ["boli-market-area", KEY_AREA, AREA]

    volunteer.post(f"/patrol-areas/{AREA}/rounds", came_at=at(1, "21:10"), finding="路灯不亮两盏,已告知社区。")
    for clock in ("07:30", "12:00", "16:30"):
        worker.post(f"/patrol-areas/{KEY_AREA}/rounds", volunteer="bl-002", came_at=at(1, clock))
    seen = worker.get(f"{HERE}/patrols", day=str(day(1)))
    assert seen["lacking"] == ["boli-market-area"]
    findings = [one["finding"] for area in seen["areas"] for one in area["rounds"] if one["finding"]]
    assert findings == ["路灯不亮两盏,已告知社区。"]
    other = as_person("boli-volunteer-2").get(f"{HERE}/patrols", day=str(day(1)))
    assert not [one for area in other["areas"] for one in area["rounds"] if one["finding"]]


def test_one_to_one_pairing_lapses_until_the_paired_is_in_touch_again(as_person, worker):
    volunteer = as_person("boli-volunteer-1")
    paired = worker.post(
        f"{HERE}/pairings",
        volunteer="bl-001",
        building="boli-xinqi-c1-b01",
        called="小区留守儿童一家",
        delivery="skills",
        every_days=7,
        started_on=str(day(10)),
    )
    lapsed = {one["pairing_id"]: one["lapsed_days"] for one in volunteer.every("/pairings", lapsed=True)}
    assert lapsed[paired["pairing_id"]] == (district.day_of(utc_now()) - day(3)).days
    volunteer.post(
        f"/pairings/{paired['pairing_id']}/contacts", kind="household_visit", day=str(day(1)), note="辅导了数学。"
    )
    assert paired["pairing_id"] not in [one["pairing_id"] for one in volunteer.every("/pairings", lapsed=True)]
    read = worker.get(f"/pairings/{paired['pairing_id']}")
    assert (read["called"], read["due_on"]) == ("小区留守儿童一家", str(day(-6)))
    assert [one["note"] for one in read["contacts"]] == ["辅导了数学。"]
    others = as_person("boli-volunteer-2").every("/pairings", community=SEAT)
    assert [one["delivery"] for one in others] == ["skills"], "their own, and nobody else's"


def test_a_need_of_each_of_the_eight_kinds_finds_who_can_do_it(worker):
    jobs = [
        {"starts_at": at(-3, "09:00"), "ends_at": at(-3, "11:00"), "kind": kind, "people": 1, "skills": [skill]}
        for kind, skill in (("publicity_education", "science-talks"), ("health_care", "nursing"))
    ]
    proposals = worker.post(f"{HERE}/proposals", jobs=jobs)
    found = [[one["skills"][0]["skill"] for one in job["volunteers"]] for job in proposals["jobs"]]
    assert found == [["science-talks"], ["nursing"]]
