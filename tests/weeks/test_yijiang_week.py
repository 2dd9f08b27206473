"""A week in 怡江社区: a roll of people heard from daily, a survey team that goes on, three tiers, the talent pool."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.weeks.people import at, day, stays

HERE = "/communities/yijiang"


@pytest.fixture(scope="module")
def worker(as_person):
    return as_person("yijiang-worker-1")


def test_over_a_hundred_people_at_home_are_heard_from_and_none_is_lost(as_person, worker):
    caller = as_person("yijiang-volunteer-1")
    [roll] = caller.get("/daily-rolls")["items"]
    path = f"/daily-rolls/{roll['roll_id']}"
    entries = [one["entry_id"] for one in caller.get(path)["people"]]
    first = caller.get(path)["counts"]
    assert (first["on_roll"], first["silent"], first["unheard"]) == (104, 104, 104)

    for entry_id in entries[:3]:
        caller.post(f"{path}/reports", entry_id=entry_id, state="well")
    caller.post(f"{path}/reports", entry_id=entries[3], state="not_reached")
    caller.post(f"{path}/reports", entry_id=entries[4], state="needs_help")
    counts = worker.get(path)["counts"]
    assert {name: counts[name] for name in ("on_roll", "well", "needs_help", "not_reached", "silent")} == {
        "on_roll": 104,
        "well": 3,
        "needs_help": 1,
        "not_reached": 1,
        "silent": 99,
    }
    for entry_id in [entries[3], *entries[5:]]:
        worker.post(f"{path}/reports", volunteer="yj-002", entry_id=entry_id, state="well")
    counts = caller.get(path)["counts"]
    assert (counts["heard"], counts["unheard"], counts["silent"]) == (104, 0, 0)
    assert as_person("yijiang-volunteer-2").get("/daily-rolls")["items"] == []


def test_the_survey_team_goes_on_as_the_renovation_service_team(worker):
    before = worker.get("/teams/yijiang-survey")
    converted = worker.post(
        "/teams/yijiang-survey/convert", kind="service_team", name="老旧小区改造服务队", reason="签字同意率达到85%。"
    )
    assert converted["kind"] == "service_team"
    assert [one["volunteer_id"] for one in converted["members"]] == [one["volunteer_id"] for one in before["members"]]
    purposes = worker.get("/teams/yijiang-survey/history")["purposes"]
    assert [(one["kind"], one["reason"]) for one in purposes] == [
        ("survey_team", None),
        ("service_team", "签字同意率达到85%。"),
    ]


def test_party_members_lead_social_organisations_support_residents_complete(worker):
    tiers = (("yj-001", "party_member"), ("yj-061", "social_organisation"), ("yj-150", "resident"))
    worker.post(
        "/teams",
        teams=[{"code": "yijiang-facade", "kind": "service_team", "name": "外墙排险组", "community": "yijiang"}],
    )
    for volunteer, tier in tiers:
        role = "leader" if tier == "party_member" else "member"
        team = worker.post("/teams/yijiang-facade/join", volunteer=volunteer, role=role, tier=tier)
    assert [(one["role"], one["tier"]) for one in team["members"]] == [
        ("leader", "party_member"),
        ("member", "social_organisation"),
        ("member", "resident"),
    ]


def test_the_talent_pool_is_searched_by_skill(worker):
    skilled = {one["volunteer_id"] for one in worker.every("/volunteers", community="yijiang") if one["skills"]}
    assert len(skilled) == 378
    lawyers = worker.every(f"{HERE}/talents", skill="legal-aid")
    assert lawyers and {one["volunteer_id"] for one in lawyers} <= skilled


def test_a_deep_night_watch_counts_past_midnight(as_person, worker):
    volunteer = as_person("yijiang-volunteer-1")
    watch = worker.post(
        f"{HERE}/activities",
        kind="public_order",
        title="深夜联合值守",
        place="怡江一区路口",
        starts_at=at(4, "22:00"),
        ends_at=at(3, "02:00"),
    )
    counted = worker.post(
        f"/activities/{watch['activity_id']}/attendance", rows=stays(["yj-001"], at(4, "22:00"), at(3, "02:00"))
    )
    assert [(one["minutes"], one["reasons"]) for one in counted["attendances"]] == [(240, [])]
    record = volunteer.get(f"/volunteers/{volunteer.volunteer_id}/record", first=str(day(4)), last=str(day(3)))
    assert record["credit_minutes"] == 240


def test_a_waste_sorting_class_keeps_its_rhythm(as_person):
    series = {one["title"]: one for one in as_person("yijiang-volunteer-2").every(f"{HERE}/series")}
    rhythms = Counter(one["recurrence"]["every"] for title, one in series.items() if "垃圾分类" in title)
    assert rhythms == {"quarter": 1, "month": 2, "week": 1, "day": 2}
    assert {one["health"] for one in series.values()} == {"running"}
    squares = series["“5号集市”便民服务"]["next_days"]
    assert squares and {one[8:] for one in squares} == {"05"}
