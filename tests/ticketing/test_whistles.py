"""Whistles: who must come, by when, and what is told when nobody does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contracts.events import DepartmentReportedIn, NeedAssigned, NeedEscalated, WhistleBlown

from tests.bus import eventually
from tests.ticketing.neighbourhood import Neighbourhood


def soon(seconds: float = 2) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def test_an_overdue_whistle_is_told_once_and_a_late_report_in_is_recorded_as_late(here: Neighbourhood) -> None:
    need = here.whistled(here.water_works, report_in_by=soon())
    told = here.bus.wait_for(NeedEscalated, need_id=need["need_id"]).data
    assert (told.department, told.reason) == (here.water_works, "report_in_overdue")
    (whistle,) = here.whistles(here.water)
    assert whistle["overdue"] is True
    assert here.see(need, here.worker)["history"][-1]["actor_role"] == "system"
    here.do("whistle", need, here.worker, departments=[here.power_works], report_in_by=soon())
    here.bus.wait_for(NeedEscalated, need_id=need["need_id"], department=here.power_works)
    assert [event.data.department for event in here.told(NeedEscalated)] == [here.water_works, here.power_works]

    came = here.do("report_in", need, here.water)
    assert (came["state"], came["provider"]["id"]) == ("assigned", here.water_works)
    assert {found["department"]: found["overdue"] for found in came["whistles"]} == {
        here.water_works: False,
        here.power_works: True,
    }
    late = here.bus.wait_for(DepartmentReportedIn, need_id=need["need_id"]).data
    assert (late.in_time, late.whistle_id) == (False, told.whistle_id)
    assert late.reported_in_at > late.report_in_by


def test_the_first_to_report_in_is_responsible_and_the_others_are_recorded(here: Neighbourhood) -> None:
    need = here.whistled(here.water_works, here.power_works)
    assert here.do("report_in", need, here.power)["provider"]["id"] == here.power_works
    second = here.do("report_in", need, here.water)
    assert (second["state"], second["provider"]["id"]) == ("assigned", here.power_works)
    here.bus.wait_for(DepartmentReportedIn, need_id=need["need_id"], department=here.water_works)
    assert [told.data.provider for told in here.told(NeedAssigned)] == [here.power_works]
    here.do("complete", need, here.power)
    assert here.see(need, here.water)["possible"] == []


def test_a_report_in_after_the_need_was_closed_is_still_recorded(here: Neighbourhood) -> None:
    need = here.whistled(here.water_works, here.power_works)
    here.do("report_in", need, here.water)
    here.do("complete", need, here.water)
    here.do("confirm", need, here.zhou)
    here.do("close", need, here.zhou)
    assert here.see(need, here.power)["possible"] == ["report_in"]
    assert here.do("report_in", need, here.power)["state"] == "closed"
    here.bus.wait_for(DepartmentReportedIn, department=here.power_works)


def test_the_deadline_follows_the_urgency_unless_one_is_given(here: Neighbourhood) -> None:
    for urgency, hours in (("life_safety", 1), ("utilities", 2)):
        need = here.do("triage", here.report(), here.worker, route="department", urgency=urgency)
        here.do("whistle", need, here.worker)
        whistle = here.bus.wait_for(WhistleBlown, need_id=need["need_id"])
        assert whistle.data.report_in_by == whistle.time + timedelta(hours=hours)


def test_a_whistle_lapses_with_the_need_it_was_blown_for(here: Neighbourhood) -> None:
    declined = here.whistled(here.water_works, report_in_by=soon(4))
    here.do("decline", declined, here.worker)
    running = here.whistled(here.water_works, report_in_by=soon(4))
    assert [found["need_id"] for found in here.whistles(here.water, waiting=True)] == [running["need_id"]]
    here.bus.wait_for(NeedEscalated, need_id=running["need_id"])
    assert here.bus.seen(NeedEscalated, need_id=declined["need_id"]) == []


def test_more_departments_may_be_whistled_to_what_a_department_already_serves(here: Neighbourhood) -> None:
    need = here.whistled(here.water_works)
    here.do("report_in", need, here.water)
    joined = here.do("whistle", need, here.worker, departments=[here.power_works])
    assert (joined["state"], joined["provider"]["id"]) == ("assigned", here.water_works)
    back = here.do("hand_back", need, here.water, reason="不是我们的管线")
    assert (back["state"], back["provider"]) == ("triaged", None)


def test_whistles_are_listed_for_those_they_concern(here: Neighbourhood) -> None:
    for _ in range(3):
        here.whistled(here.water_works, here.power_works)
    assert len(here.whistles(here.water)) == 3
    assert {found["department"] for found in here.whistles(here.water)} == {here.water_works}
    assert len(here.whistles(here.worker)) == len(here.whistles(here.admin, community=here.community)) == 6
    assert len(here.whistles(here.admin, department=here.power_works)) == 3
    page = here.rpc("ticketing", "whistles", {"limit": 4}, actor=here.worker)
    rest = here.rpc("ticketing", "whistles", {"limit": 4, "cursor": page["next_cursor"]}, actor=here.worker)
    assert len({found["whistle_id"] for found in page["items"] + rest["items"]}) == 6
    assert rest["next_cursor"] is None


def test_the_service_goes_on_escalating_after_a_crash(here: Neighbourhood, ticketing) -> None:
    need = here.whistled(here.water_works, report_in_by=soon(4))
    ticketing.kill()
    ticketing.start()
    here.bus.wait_for(NeedEscalated, need_id=need["need_id"])
    assert eventually(lambda: here.see(need, here.worker)["history"][-1]["action"]) == "escalate"
