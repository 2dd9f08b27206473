"""A week in 协庄社区: groups that serve, building duty, order and delivery of what residents ask for, stars from it."""

from __future__ import annotations

import pytest

from tests.bus import eventually
from tests.weeks.people import at, day, stays

HERE = "/communities/xiezhuang"
GOVERNING = [f"xz-{n:03d}" for n in range(1, 33)]
LIVEABLE = [f"xz-{n:03d}" for n in range(49, 73)]
VISITS = ("household_visit", "phone_interview", "door_knock", "publicity")


@pytest.fixture(scope="module")
def worker(as_person):
    return as_person("xiezhuang-worker-1")


def test_the_team_of_98_stands_in_four_groups(worker):
    team = worker.get("/teams/xiezhuang-team")
    groups = [worker.get(f"/teams/{code}") for code in team["groups"]]
    assert len(team["members"]) == 98
    assert {group["name"]: len(group["members"]) for group in groups} == {
        "社会治理组": 32,
        "便民服务组": 16,
        "宜居城市组": 24,
        "文体活动组": 26,
    }
    in_groups = sorted(one["volunteer_id"] for group in groups for one in group["members"])
    assert in_groups == sorted(one["volunteer_id"] for one in team["members"])


def test_who_answers_for_buildings_keeps_in_touch_in_all_four_ways(as_person, worker):
    volunteer = as_person("xiezhuang-volunteer-1")
    month = day(0).strftime("%Y-%m")
    before = volunteer.get(f"{HERE}/building-duty", month=month)
    assert before["unanswered"] == []
    assert {one["workload"] for one in before["volunteers"]} == {"usual"}
    own = [one["building"] for one in before["buildings"] if volunteer.volunteer_id in one["volunteer_ids"]]
    assert 3 <= len(own) <= 5

    for building, kind in zip(own, VISITS, strict=False):
        volunteer.post(f"{HERE}/visits", building=building, kind=kind, visited_on=str(day(0)))
    worker.post(f"{HERE}/visits", volunteer="xz-001", building=own[0], kind="publicity", visited_on=str(day(0)))
    assert volunteer.refused(
        f"{HERE}/visits", volunteer="xz-002", building=own[0], kind="publicity", visited_on=str(day(0))
    ) == (403, "not_your_community")

    after = worker.get(f"{HERE}/building-duty", month=month)
    visited = {one["building"]: one["visits"] for one in after["buildings"] if one["building"] in own}
    assert visited[own[0]] == {"household_visit": 1, "publicity": 1}
    assert [sum(visited[building].values()) for building in own] == [2, *[1] * 3, *[0] * (len(own) - 4)]
    assert set(before["unvisited"]) - set(after["unvisited"]) == set(own[:4])


def test_streets_are_cleaned_every_morning_of_the_week_and_the_hours_count(as_person, worker):
    for ago in range(7, 0, -1):
        morning = worker.post(
            f"{HERE}/activities",
            kind="environment",
            title="清晨保洁",
            place="协庄一区主街",
            starts_at=at(ago, "06:00"),
            ends_at=at(ago, "08:00"),
        )
        cleaned = worker.post(
            f"/activities/{morning['activity_id']}/attendance",
            rows=stays(LIVEABLE[ago : ago + 4] + LIVEABLE[:1], at(ago, "06:00"), at(ago, "08:00")),
        )
        assert [one["minutes"] for one in cleaned["attendances"]] == [120] * 5
    volunteer = as_person("xiezhuang-volunteer-5")
    record = volunteer.get(f"/volunteers/{volunteer.volunteer_id}/record", first=str(day(7)), last=str(day(1)))
    cleaning = [one for one in record["attendances"] if one["title"] == "清晨保洁"]
    assert (len(cleaning), sum(one["minutes"] for one in cleaning)) == (7, 7 * 120)
    assert record["credit_minutes"] >= 7 * 120


def test_a_weekly_class_goes_on_and_has_a_place_for_who_signs_up(as_person, worker):
    planned = worker.post(
        f"{HERE}/series",
        series=[
            {
                "kind": "culture_recreation",
                "title": "二胡班",
                "place": "协庄社区志愿服务总站",
                "recurrence": {"every": "week", "weekday": day(-1).isoweekday()},
                "starts": "14:00",
                "minutes": 90,
                "capacity": 20,
            }
        ],
    )["items"][0]
    assert (planned["health"], planned["next_days"][:2]) == ("running", [str(day(-1)), str(day(-8))])

    volunteer = as_person("xiezhuang-volunteer-7")
    [next_class] = [
        one
        for one in volunteer.every(f"{HERE}/activities", last=str(day(-1)))
        if one["series_id"] == planned["series_id"]
    ]
    assert volunteer.post(f"/activities/{next_class['activity_id']}/sign-up")["own"] == "going"
    assert volunteer.refused(f"/activities/{next_class['activity_id']}/sign-up") == (409, "already_signed_up")
    seen = worker.get(f"/activities/{next_class['activity_id']}")
    assert seen["going_ids"] == [volunteer.volunteer_id]


def test_residents_order_and_the_community_takes_the_order_up_to_the_stars(as_person, worker):
    resident, volunteer = as_person("xiezhuang-resident-1"), as_person("xiezhuang-volunteer-3")
    before = volunteer.get(f"/volunteers/{volunteer.volunteer_id}/rating")
    need = resident.post(
        "/needs",
        community="xiezhuang",
        description="厨房水龙头漏水,老人一个人在家。",
        kind="convenience",
        building="xiezhuang-c1-b01",
    )
    path = f"/needs/{need['need_id']}"
    worker.post(f"{path}/triage", kind="convenience", urgency="ordinary", route="volunteer")
    assert need["need_id"] in [one["need_id"] for one in volunteer.every("/needs", community="xiezhuang")]
    volunteer.post(f"{path}/claim")
    volunteer.post(f"{path}/complete", minutes=60)
    resident.post(f"{path}/confirm")
    resident.post(f"{path}/rate", stars=5, resolved=True, comment="一次就修好了。")
    resident.post(f"{path}/close")
    closed = resident.get(path)
    assert closed["state"] == "closed"
    assert closed["provider"] == {"kind": "volunteer", "id": volunteer.volunteer_id}

    def rated():
        rating = volunteer.get(f"/volunteers/{volunteer.volunteer_id}/rating")
        return rating if rating["services"] > before["services"] else None

    rating = eventually(rated, what="the service in the star rating")
    assert (rating["services"], rating["minutes"]) == (before["services"] + 1, before["minutes"] + 60)
    board = worker.get(f"{HERE}/stars")["items"]
    assert volunteer.me["display_name"] in [one["name"] for one in board]


def test_what_the_community_cannot_do_itself_goes_upwards(as_person, worker):
    resident, officer = as_person("xiezhuang-resident-2"), as_person("xintai-water-supply-officer")
    need = resident.post(
        "/needs", community="xiezhuang", description="整栋楼没水。", urgency="utilities", building="xiezhuang-c2-b03"
    )
    path = f"/needs/{need['need_id']}"
    worker.post(f"{path}/triage", kind="convenience", urgency="utilities", route="department")
    worker.post(f"{path}/whistle", departments=["xintai-water-supply"])
    waiting = officer.every("/whistles", waiting=True)
    assert need["need_id"] in [one["need_id"] for one in waiting]
    officer.post(f"{path}/report-in")
    officer.post(f"{path}/complete", minutes=90)
    resident.post(f"{path}/confirm")
    resident.post(f"{path}/rate", stars=4, resolved=True)
    assert resident.get(path)["provider"] == {"kind": "department", "id": "xintai-water-supply"}
    assert need["need_id"] not in [one["need_id"] for one in officer.every("/whistles", waiting=True)]


def test_a_duty_roster_keeps_a_station_staffed(as_person, worker):
    volunteer = as_person("xiezhuang-volunteer-2")
    duty = volunteer.post("/stations/xiezhuang-c1-station/duties", starts_at=at(-2, "09:00"), ends_at=at(-2, "11:00"))
    assert duty["name"] == volunteer.me["display_name"]
    twice = volunteer.refused("/stations/xiezhuang-station/duties", starts_at=at(-2, "10:00"), ends_at=at(-2, "12:00"))
    assert twice == (409, "stands_duty")
    stations = {one["code"]: one for one in worker.get(f"{HERE}/stations")["items"]}
    assert [one["duty_id"] for one in stations["xiezhuang-c1-station"]["roster"]] == [duty["duty_id"]]


def test_a_station_that_lost_one_of_the_six_shows_it_until_it_is_seen_again(worker):
    def lacking():
        stations = {one["code"]: one["missing"] for one in worker.get(f"{HERE}/stations")["items"]}
        return stations["xiezhuang-c4-station"]

    check = {"have": "records", "evidence": "台账"}
    assert lacking() == []
    worker.post("/stations/xiezhuang-c4-station/checks", had=False, seen_on=str(day(2)), **check)
    assert lacking() == ["records"]
    worker.post("/stations/xiezhuang-c4-station/checks", had=True, seen_on=str(day(1)), **check)
    assert lacking() == []
