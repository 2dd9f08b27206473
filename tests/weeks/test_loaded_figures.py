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


def test_loading_again_changes_nothing(admin, system):
    def there():
        return (
            [one["attendances"] for one in activities(admin, "yijiang")[:5]],
            [admin.get(f"/communities/{one}/series")["items"] for one in ("xiezhuang", "yijiang")],
            admin.get("/communities/xiezhuang/stations")["items"],
            admin.get("/pairings", community="boli-xinqi-centre", limit=200)["items"],
            admin.get("/daily-rolls", community="yijiang")["items"],
            Counter(one["kind"] for one in admin.get("/teams")["items"]),
            len(admin.every("/volunteers")),
        )

    before = there()
    system.load(only=None)
    assert there() == before
