"""A week in 怡江社区: a roll of people heard from daily, a consent survey and its team that goes on, a facade made
safe, three tiers, the talent pool."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bus import eventually
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


def test_85_percent_of_the_households_sign_and_the_survey_team_goes_on_as_the_service_team(as_person, worker):
    before = worker.get("/teams/yijiang-survey")
    collector = as_person("yijiang-volunteer-2")
    households = [
        {"building": f"yijiang-c2-b{building:02d}", "door": f"{floor}0{door}"}
        for building in range(1, 6)
        for floor in range(1, 11)
        for door in range(1, 5)
    ]
    survey = worker.post(
        f"{HERE}/consent-surveys",
        compound="yijiang-c2",
        question="是否同意怡江二区整体改造?",
        threshold={"numerator": 2, "denominator": 3},
        households=households,
        team="yijiang-survey",
        then_service_team=True,
        collectors=[collector.volunteer_id],
    )
    path = f"/consent-surveys/{survey['survey_id']}"
    for ago, came in ((9, 41), (6, 52), (3, 60)):
        worker.post(f"{path}/briefings", day=str(day(ago)), came=came)
    signed = {"answer": "yes", "evidence": "signature", "reference": "签字表"}
    collector.post(f"{path}/answers", answers=[{**one, **signed} for one in households[:120]])
    worker.post(f"{path}/answers", answers=[{**one, **signed} for one in households[120:170]])
    refusing = {**signed, "answer": "no", "evidence": "witness", "reference": "两人在场"}
    collector.post(f"{path}/answers", answers=[{**one, **refusing} for one in households[170:180]])
    resident = as_person("yijiang-resident-1")
    assert resident.get(path)["progress"] is None
    worker.post(f"{path}/close")

    published = resident.get(path)
    assert (published["passed"], len(published["briefings"])) == (True, 3)
    progress = published["progress"]
    assert [progress[name] for name in ("asked", "reached", "yes", "no", "share")] == [200, 180, 170, 10, 8500]
    assert resident.refused(f"{path}/close")[0] == 403

    def converted():
        team = worker.get("/teams/yijiang-survey")
        return team if team["kind"] == "service_team" else None

    team = eventually(converted, what="the survey team to become the service team")
    assert [one["volunteer_id"] for one in team["members"]] == [one["volunteer_id"] for one in before["members"]]
    purposes = worker.get("/teams/yijiang-survey/history")["purposes"]
    assert [one["kind"] for one in purposes] == ["survey_team", "service_team"]


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


def test_falling_facade_pieces_from_the_cordon_to_the_renovation_funds(as_person, worker):
    resident, housing = as_person("yijiang-resident-1"), as_person("jiangbei-housing-officer")
    need = resident.post(
        "/needs", community="yijiang", description="3号楼外墙掉碎块。", building="yijiang-c1-b03", urgency="life_safety"
    )
    case = worker.post(
        f"{HERE}/hazards",
        template="facade",
        description="3号楼西墙有碎块掉落。",
        building="yijiang-c1-b03",
        need_id=need["need_id"],
    )
    path = f"/hazards/{case['hazard_id']}/steps"
    parties = (
        ("cordon", {"party_kind": "organisation", "party": "yijiang-property"}),
        ("warn", {"party_kind": "team", "party": "yijiang-pioneer-squad"}),
        ("repair", {"party_kind": "organisation", "party": "yijiang-property"}),
        ("inspect", {"party_kind": "organisation", "party": "jiangbei-housing"}),
        ("fund", {"party_kind": "organisation", "party": "yijiang-owners"}),
    )
    for step, party in parties:
        worker.post(f"{path}/assign", step=step, **party)
    assert worker.refused(f"{path}/done", step="repair", words="补好了。") == (409, "step_waits")

    worker.post(f"{path}/done", step="cordon", words="物业拉了警戒线。")
    worker.post(f"{path}/done", step="warn", words="先锋小分队轮流值守。")
    worker.post(f"{path}/done", step="repair", words="破损处修补完,车主的赔偿由社区调解。")
    assert housing.refused(f"{path}/done", step="inspect", words="可修。", reference="检字1号") == (409, "step_waits")
    worker.post(f"{path}/done", step="report_upward", words="已书面报告街道。", reference="怡社报1号")
    waiting = [one["step"] for one in housing.every("/hazard-steps") if one["hazard_id"] == case["hazard_id"]]
    assert waiting == ["inspect"]
    housing.post(f"{path}/done", step="inspect", words="两面墙需整体修缮。", reference="检字1号")
    closed = worker.post(f"{path}/done", step="fund", reference="改造申请1号", fen=320_000_000)
    assert {step["state"] for step in closed["steps"]} == {"done"}
    assert closed["closed_at"] is not None
    of_need = worker.every("/hazards", need_id=need["need_id"], closed=True)
    assert [one["hazard_id"] for one in of_need] == [case["hazard_id"]]


def test_an_indicator_rises_from_5_percent_to_its_target(as_person, worker):
    path = f"{HERE}/indicators/hallway-clear"
    worker.post(
        path,
        title={"zh": "楼道无堆物率", "en": "Hallways kept clear"},
        unit="per_mille",
        target=700,
        target_from=str(day(60)),
    )
    for ago, clear in ((60, 5), (30, 42), (1, 70)):
        worker.post(f"{path}/entries", counted_on=str(day(ago)), numerator=clear, denominator=100)
    series = as_person("yijiang-resident-1").get(f"{path}/series", by="entry")
    assert [(one["rate"], one["reached"]) for one in series["points"]] == [(50, False), (420, False), (700, True)]
    assert series["latest"]["rate"] == 700
