"""A week in 蒙阳街道: the community whistles, departments report in or are reminded, units send people every Friday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chassis.database import utc_now

from tests.bus import eventually
from tests.weeks.people import at, day, stays

EAST, SOUTH = "mengyang-east", "mengyang-south"
HOUSING, ENFORCEMENT = "mingshan-housing", "mingshan-law-enforcement"


@pytest.fixture(scope="module")
def worker(as_person):
    return as_person("mengyang-east-worker")


def reported(as_person, worker, description, urgency="ordinary"):
    """A need of a resident of the east, decided to be a department's; its path."""
    need = as_person("mengyang-east-resident").post(
        "/needs", community=EAST, description=description, building="mengyang-east-c1-b01", urgency=urgency
    )
    path = f"/needs/{need['need_id']}"
    worker.post(f"{path}/triage", kind="convenience", urgency=urgency, route="department")
    return path


def test_a_department_reports_in_serves_and_is_rated(as_person, worker):
    resident, officer = as_person("mengyang-east-resident"), as_person(f"{HOUSING}-officer")
    before = officer.get(f"/departments/{HOUSING}/appraisal")["counts"]
    path = reported(as_person, worker, "改造小区的楼道灯不亮。")
    worker.post(f"{path}/whistle", departments=[HOUSING])
    [waiting] = [one for one in officer.every("/whistles", waiting=True) if path.endswith(one["need_id"])]
    assert (waiting["department"], waiting["overdue"]) == (HOUSING, False)

    officer.post(f"{path}/report-in")
    officer.post(f"{path}/complete", minutes=120)
    resident.post(f"{path}/confirm")
    resident.post(f"{path}/rate", stars=5, resolved=True)
    resident.post(f"{path}/close")
    told = [(step["action"], step["actor_role"]) for step in resident.get(path)["history"]]
    assert [action for action, _ in told] == [
        "report",
        "triage",
        "whistle",
        "report_in",
        "complete",
        "confirm",
        "rate",
        "close",
    ]

    def appraised():
        counts = officer.get(f"/departments/{HOUSING}/appraisal")["counts"]
        return counts if counts != before else None

    eventually(appraised, what="the service in the department's appraisal")


def test_who_does_not_report_in_by_the_deadline_is_overdue(as_person, worker):
    officer = as_person(f"{ENFORCEMENT}-officer")
    path = reported(as_person, worker, "占道经营,老人过不去。")
    soon = utc_now() + timedelta(seconds=1)
    worker.post(f"{path}/whistle", departments=[ENFORCEMENT], report_in_by=soon.isoformat())

    def overdue():
        return [
            one for one in officer.every("/whistles", waiting=True) if path.endswith(one["need_id"]) and one["overdue"]
        ]

    [late] = eventually(overdue, what="the overdue whistle")
    officer.post(f"{path}/report-in")
    [late] = [one for one in officer.every("/whistles") if one["whistle_id"] == late["whistle_id"]]
    assert late["reported_in_at"] > late["report_in_by"]


def test_one_department_does_not_see_what_another_is_whistled_for(as_person, worker):
    path = reported(as_person, worker, "单元门坏了。")
    worker.post(f"{path}/whistle", departments=[HOUSING])
    assert not [one for one in as_person(f"{ENFORCEMENT}-officer").every("/whistles") if path.endswith(one["need_id"])]


def test_a_unit_seconds_people_to_a_community_where_they_serve_on_friday(as_person, worker):
    officer, south = as_person(f"{HOUSING}-officer"), as_person("mengyang-south-worker")
    volunteer = as_person("mengyang-east-volunteer")
    sent = officer.post(
        f"/communities/{SOUTH}/secondments",
        organisation=HOUSING,
        volunteer_id=volunteer.volunteer_id,
        from_day=str(day(6)),
        to_day=str(day(-30)),
    )
    assert (sent["home_community"], sent["community"]) == (EAST, SOUTH)
    here = south.get("/secondments", community=SOUTH)["items"]
    assert [(one["organisation"], one["name"]) for one in here] == [(HOUSING, volunteer.me["display_name"])]
    assert officer.refused(
        f"/communities/{SOUTH}/secondments",
        organisation=ENFORCEMENT,
        volunteer_id=volunteer.volunteer_id,
        from_day=str(day(0)),
    ) == (403, "not_your_secondment")

    friday = south.post(
        f"/communities/{SOUTH}/activities",
        kind="hardship_relief",
        title="周五志愿服务",
        place="蒙阳南社区",
        starts_at=at(2, "09:00"),
        ends_at=at(2, "12:00"),
    )
    served = south.post(
        f"/activities/{friday['activity_id']}/attendance",
        rows=stays([volunteer.volunteer_id], at(2, "09:00"), at(2, "11:00")),
    )
    assert [one["minutes"] for one in served["attendances"]] == [120]
    record = volunteer.get(f"/volunteers/{volunteer.volunteer_id}/record", first=str(day(6)), last=str(day(0)))
    assert [(one["community"], one["minutes"]) for one in record["attendances"]] == [(SOUTH, 120)]


def test_the_first_month_of_each_quarter_is_activity_month_and_units_come_every_friday(as_person, worker):
    series = {one["title"]: one for one in worker.every(f"/communities/{EAST}/series")}
    assert {one["health"] for one in series.values()} == {"running"}
    quarterly = series["季度活动月启动"]["next_days"]
    assert quarterly and {one[5:7] for one in quarterly} <= {"01", "04", "07", "10"}

    volunteer = as_person("mengyang-east-volunteer")
    fridays = [one for one in volunteer.every(f"/communities/{EAST}/activities") if one["title"] == "单位周五志愿服务"]
    assert {date.fromisoformat(one["starts_at"][:10]).isoweekday() for one in fridays} == {5}
    assert volunteer.post(f"/activities/{fridays[-1]['activity_id']}/sign-up")["own"] == "going"


def test_the_district_sees_all_departments_in_the_appraisal_and_the_paired_ones(as_person):
    admin = as_person("admin")
    departments = [one for one in admin.get("/organisations", kind="department")["items"] if one["paired_with"]]
    paired = {
        community: [one["code"] for one in admin.get("/organisations", paired_with=community)["items"]]
        for community in (EAST, SOUTH, "mengyang-west", "mengyang-north")
    }
    assert sum(len(codes) for codes in paired.values()) == 34
    assert {code for codes in paired.values() for code in codes} <= {one["code"] for one in departments}


def test_the_department_named_to_lead_is_responsible_and_the_community_calls_back(as_person, worker):
    resident = as_person("mengyang-east-resident")
    lead, other = as_person(f"{ENFORCEMENT}-officer"), as_person(f"{HOUSING}-officer")
    path = reported(as_person, worker, "违建挡住了消防通道。")
    worker.post(f"{path}/whistle", departments=[HOUSING, ENFORCEMENT], lead=ENFORCEMENT)
    assert other.post(f"{path}/report-in")["provider"]["id"] == HOUSING
    assert lead.post(f"{path}/report-in")["provider"]["id"] == ENFORCEMENT
    assert other.refused(f"{path}/complete", minutes=10) == (403, "not_your_step")
    lead.post(f"{path}/complete", minutes=180)

    worker.post(f"{path}/call-back", failure="no_answer")
    resident.post(f"{path}/confirm")
    asked = worker.post(f"{path}/call-back", contacted=True, resolved=True, satisfaction="basically_satisfied")
    assert [(one["failure"], one["satisfaction"]) for one in asked["call_backs"]] == [
        ("no_answer", None),
        (None, "basically_satisfied"),
    ]
    assert worker.refused(f"{path}/call-back", failure="away") == (409, "already_called_back")
