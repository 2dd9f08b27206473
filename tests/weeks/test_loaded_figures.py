"""What the loaded places add up to, asked for through the API, is what the reports say of them.

The numbers are those of domain.md, written out here once more.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.weeks.people import Person


@pytest.fixture(scope="module")
def admin(as_person) -> Person:
    return as_person("admin")


def places(admin, community):
    found = admin.get("/places", community=community)["items"]
    return {kind: [one for one in found if one["kind"] == kind] for kind in ("community", "compound", "building")}


def activities(admin, community):
    """The community's activities of the loaded year, with everybody who was there."""
    listed = admin.every(f"/communities/{community}/activities", first="2025-01-01", last="2025-12-31")
    return [admin.get(f"/activities/{one['activity_id']}") for one in listed]


def test_xiezhuang(admin):
    found = places(admin, "xiezhuang")
    assert [len(found[kind]) for kind in ("compound", "building")] == [4, 139]
    [community] = found["community"]
    assert [community[name] for name in ("households", "residents", "party_members")] == [7218, 17230, 956]
    people = admin.every("/volunteers", community="xiezhuang")
    assert Counter(one["party_member"] for one in people) == {True: 54, False: 44}
    groups = admin.get("/teams", parent="xiezhuang-team")["items"]
    assert sorted(len(one["members"]) for one in groups) == [16, 24, 26, 32]
    duty = admin.get("/communities/xiezhuang/building-duty")
    assert (len(duty["volunteers"]), duty["unanswered"]) == (32, [])
    assert {one["buildings"] for one in duty["volunteers"]} == {3, 4, 5}
    stations = admin.get("/communities/xiezhuang/stations")["items"]
    assert Counter(one["kind"] for one in stations) == {"general": 1, "compound": 4}
    held = Counter(one["title"] for one in activities(admin, "xiezhuang"))
    assert held == {"志愿服务培训": 5, "主题活动": 16, "义诊": 6, "电影放映": 4}


def test_mengyang(admin):
    departments = admin.get("/organisations", kind="department")["items"]
    communities = [one for one in admin.get("/places", kind="community")["items"] if one["parent"] == "mengyang"]
    codes = {one["code"] for one in communities}
    assert len(codes) == 4
    assert len([one for one in departments if set(one["paired_with"]) & codes]) == 34
    assert len([one for one in departments if one["appraised"] and one["code"].startswith("mingshan-")]) == 49
    assert [one["households"] for one in places(admin, "mengyang-east")["compound"]] == [34]


def test_mengyang_so_far_has_49_projects_for_1541000_yuan_that_solved_132_problems(admin, as_person):
    here = ",".join(f"mengyang-{side}" for side in ("east", "south", "west", "north"))
    so_far = admin.get("/project-figures", communities=here, last_quarter="2025-Q4")
    assert (so_far["projects"], so_far["budget_fen"], so_far["problems_solved"]) == (49, 154_100_000, 132)
    assert so_far["person_times"] > 10_000
    assert sum(one["projects"] for one in so_far["communities"]) == 49
    assert len(so_far["communities"]) == 4

    listed = {one["title"]: one for one in admin.every("/projects", community="mengyang-east")}
    estate, station = listed["三十四户小区改造"], listed["儿童之家"]
    [place] = [one for one in places(admin, "mengyang-east")["compound"] if one["code"] == estate["place"]]
    assert (estate["state"], estate["person_times"], place["households"]) == ("confirmed", 34, 34)
    assert estate["spent_fen"] > 10_000_000 and estate["award_fen"]
    assert (station["begun_on"][:4], station["spent_fen"], station["person_times"]) == ("2020", 36_000_000, 8475)
    reports = as_person("mengyang-east-worker").get(f"/projects/{station['project_id']}")["reports"]
    assert "584 场" in reports[-1]["words"]


@pytest.mark.parametrize("side", ["east", "south", "west", "north"])
def test_mengyang_keeps_three_lists_and_meets_on_what_is_due(as_person, side):
    worker, here = as_person(f"mengyang-{side}-worker"), f"/communities/mengyang-{side}"
    assert {one["kind"] for one in worker.every(f"{here}/resources")} >= {"funds", "people", "venue"}
    entries = Counter(one["state"] for one in worker.every(f"{here}/need-entries"))
    assert entries["settled"] > entries["in_project"] > 0
    projects = Counter(one["state"] for one in worker.every("/projects", community=f"mengyang-{side}"))
    assert projects["confirmed"] and projects["in_hand"] and projects["finished"]
    [meeting] = [one for one in worker.every(f"{here}/joint-meetings") if one["quarter"] == "2025-Q4"]
    held = worker.get(f"/joint-meetings/{meeting['meeting_id']}")
    assert "project_to_confirm" in {one["kind"] for one in held["agenda"]}
    assert Counter(one["done_at"] is None for one in held["decisions"]) == {True: 1, False: 1}


def test_qinglan(admin):
    found = places(admin, "yaozhou")
    assert [(one["households"], one["own_households"]) for one in found["compound"]] == [(858, 96)]
    assert (len(found["building"]), sum(one["households"] for one in found["building"])) == (9, 858)
    people = admin.every("/volunteers", community="yaozhou")
    assert sum(one["party_member"] for one in people) == 15
    assert sum(one["group"] == "new-volunteers" for one in people) > 20


def test_boli(admin):
    kinds = Counter(one["kind"] for one in admin.get("/teams")["items"] if one["code"].startswith("boli-"))
    assert kinds == {"community_team": 15, "industry_team": 6, "emergency_squad": 2}
    deliveries = {one["delivery"] for one in admin.every("/pairings", community="boli-xinqi-centre")}
    assert deliveries == {"funds", "skills", "jobs", "projects", "culture", "health"}


def test_yijiang_served_2196_times_for_8975_hours(admin):
    people = admin.every("/volunteers", community="yijiang")
    assert len(people) > 500
    assert sum(bool(one["skills"]) for one in people) == 378
    [sorting] = [one for one in admin.get("/teams", parent="yijiang-team")["items"] if one["name"] == "垃圾分类班"]
    assert len(sorting["members"]) == 72
    held = [one for one in activities(admin, "yijiang") if one["attendances"]]
    attended = [attendance for one in held for attendance in one["attendances"]]
    assert len(attended) == 2196
    assert sum(one["minutes"] for one in attended) == 8975 * 60
    assert len({one["volunteer_id"] for one in attended}) == len(people)
    totals = admin.get("/communities/yijiang/service-totals", first="2025-01-01", last="2025-12-31")
    assert (totals["person_times"], totals["credit_minutes"]) == (2196, 8975 * 60)
    assert (totals["volunteers"], totals["activities"]) == (len(people), len({one["activity_id"] for one in held}))
    record = admin.get(f"/volunteers/{people[0]['volunteer_id']}/record", first="2025-01-01", last="2025-12-31")
    own = [one["minutes"] for one in attended if one["volunteer_id"] == people[0]["volunteer_id"]]
    assert record["credit_minutes"] == sum(own)


def test_yijiang_asked_over_200_households_of_which_85_percent_signed(as_person):
    resident = as_person("yijiang-resident-2")
    [listed] = [
        one for one in resident.every("/communities/yijiang/consent-surveys") if one["compound"] == "yijiang-c1"
    ]
    survey = resident.get(f"/consent-surveys/{listed['survey_id']}")
    assert (survey["passed"], len(survey["briefings"])) == (True, 3)
    assert survey["progress"]["asked"] > 200
    assert survey["progress"]["share"] == 8500


def test_yijiang_made_the_facade_safe_and_reached_its_rates(admin, as_person):
    [facade] = [one for one in admin.every("/hazards", community="yijiang", closed=True) if one["template"] == "facade"]
    done = [step["code"] for step in facade["steps"] if step["state"] == "done"]
    assert done == ["cordon", "warn", "repair", "report_upward", "inspect", "fund"]
    waiting = as_person("jiangbei-housing-officer").every("/hazard-steps", community="yijiang")
    assert [one["step"] for one in waiting] == ["inspect"]

    here = "/communities/yijiang/indicators"
    for rate, reached in (("awareness", 1000), ("bag-use", 950), ("correct", 700)):
        series = as_person("yijiang-resident-2").get(f"{here}/waste-sorting-{rate}/series", by="entry")
        assert [series["points"][place]["rate"] for place in (0, -1)] == [50, reached]
        assert series["latest"]["reached"] is True


def test_loading_again_changes_nothing(admin, system):
    def there():
        return (
            [one["attendances"] for one in activities(admin, "yijiang")[:5]],
            [admin.get(f"/communities/{one}/series")["items"] for one in ("xiezhuang", "yijiang")],
            admin.get("/communities/xiezhuang/stations")["items"],
            admin.get("/pairings", community="boli-xinqi-centre", limit=200)["items"],
            admin.get("/daily-rolls", community="yijiang")["items"],
            admin.get("/project-figures", communities="mengyang-east,mengyang-north"),
            [one["project_id"] for one in admin.every("/projects", community="mengyang-south")],
            admin.every("/communities/mengyang-west/resources"),
            admin.every("/communities/mengyang-west/joint-meetings"),
            admin.every("/communities/yijiang/consent-surveys"),
            [admin.every("/hazards", community="yijiang", closed=closed) for closed in (False, True)],
            admin.every("/communities/yijiang/indicators/waste-sorting-correct/entries"),
            Counter(one["kind"] for one in admin.get("/teams")["items"]),
            len(admin.every("/volunteers")),
        )

    before = there()
    system.load(only=None)
    assert there() == before
