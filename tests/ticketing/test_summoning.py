"""Whistles among several departments: who leads, hands over, helps, declines, and who decides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import district
from contracts.events import (
    DepartmentExcused,
    DepartmentReportedIn,
    NeedAssigned,
    NeedEscalated,
    WhistleBlown,
    WhistleDeclined,
    WhistleUpheld,
)

from tests.ticketing.clocked import Clocked


def whistle_to(need: dict[str, Any], department: str) -> dict[str, Any]:
    return next(one for one in need["whistles"] if one["department"] == department)


def both(clocked: Clocked, **asked: Any) -> dict[str, Any]:
    return clocked.whistled(clocked.water_works, clocked.power_works, **asked)


def test_the_lead_takes_over_from_whoever_came_first(clocked: Clocked) -> None:
    need = both(clocked, lead=clocked.power_works)
    assert [whistle_to(need, one)["lead"] for one in (clocked.water_works, clocked.power_works)] == [False, True]
    need = clocked.do("report_in", need, clocked.water)
    assert need["provider"]["id"] == clocked.water_works
    need = clocked.do("report_in", need, clocked.power)
    assert need["provider"]["id"] == clocked.power_works
    assert [told.data.provider for told in clocked.told(NeedAssigned)] == [clocked.water_works, clocked.power_works]
    assert {told.data.department: told.data.lead for told in clocked.told(WhistleBlown)} == {
        clocked.water_works: False,
        clocked.power_works: True,
    }


def test_a_lead_must_be_among_those_summoned(clocked: Clocked) -> None:
    with pytest.raises(Invalid) as refused:
        clocked.whistled(clocked.water_works, lead=clocked.power_works)
    assert refused.value.fields == {"lead": ["not_among_departments"]}
    assert clocked.told(WhistleBlown) == []


def test_who_hands_over_stays_responsible_until_the_other_has_reported_in(clocked: Clocked) -> None:
    need = clocked.do("report_in", clocked.whistled(clocked.water_works), clocked.water)
    need = clocked.do("hand_over", need, clocked.water, reason="管道属于供电井")
    called = whistle_to(need, clocked.power_works)
    assert (called["purpose"], called["asked_by"], called["reason"]) == (
        "handover",
        clocked.water_works,
        "管道属于供电井",
    )
    assert need["provider"]["id"] == clocked.water_works
    need = clocked.do("report_in", need, clocked.power)
    assert need["provider"]["id"] == clocked.power_works
    with pytest.raises(Forbidden):
        clocked.do("complete", need, clocked.water)
    assert clocked.do("complete", need, clocked.power)["state"] == "completed"


def test_who_is_asked_for_help_comes_without_becoming_responsible(clocked: Clocked) -> None:
    need = clocked.do("report_in", clocked.whistled(clocked.water_works), clocked.water)
    need = clocked.do("ask_for_help", need, clocked.water)
    need = clocked.do("report_in", need, clocked.power)
    assert (need["provider"]["id"], whistle_to(need, clocked.power_works)["state"]) == (
        clocked.water_works,
        "reported_in",
    )
    assert len(clocked.told(DepartmentReportedIn)) == 2


@pytest.mark.parametrize("action", ["hand_over", "ask_for_help"])
def test_only_the_responsible_department_calls_another_and_only_a_department(clocked: Clocked, action: str) -> None:
    need = clocked.do("report_in", both(clocked), clocked.water)
    with pytest.raises(Forbidden):
        clocked.do(action, need, clocked.power, department=clocked.water_works)
    for department, fault in (
        (clocked.school, "not_a_department"),
        ("nobody", "unknown"),
        (clocked.water_works, "responsible_already"),
    ):
        with pytest.raises(Invalid) as refused:
            clocked.do(action, need, clocked.water, department=department)
        assert refused.value.fields == {"department": [fault]}
    with pytest.raises(Conflict) as summoned:
        clocked.do(action, need, clocked.water, department=clocked.power_works)
    assert summoned.value.code == "already_whistled"


def test_a_department_that_declines_owes_no_answer_while_nobody_has_decided(clocked: Clocked) -> None:
    need = clocked.whistled(clocked.water_works)
    need = clocked.do("decline_whistle", need, clocked.water, reason="属于供电", evidence="三定方案第四条")
    declined = whistle_to(need, clocked.water_works)
    assert (declined["state"], declined["reason"], declined["evidence"]) == ("declined", "属于供电", "三定方案第四条")
    (told,) = clocked.told(WhistleDeclined)
    assert told.data.department == clocked.water_works
    clocked.wait(timedelta(days=30))
    assert clocked.told(NeedEscalated) == []
    assert clocked.whistles(clocked.water, waiting=True) == []
    with pytest.raises(Conflict) as refused:
        clocked.do("decline_whistle", need, clocked.water)
    assert refused.value.code == "nothing_to_decline"


def test_a_worker_agrees_and_another_is_whistled(clocked: Clocked) -> None:
    need = clocked.do("decline_whistle", clocked.whistled(clocked.water_works), clocked.water)
    whistle_id = whistle_to(need, clocked.water_works)["whistle_id"]
    need = clocked.do("excuse", need, clocked.worker, whistle_id=whistle_id, reason="确属供电部门")
    assert whistle_to(need, clocked.water_works)["state"] == "excused"
    assert need["history"][-1]["reason"] == "确属供电部门"
    (told,) = clocked.told(DepartmentExcused)
    assert told.data.whistle_id == whistle_id
    due = whistle_to(need, clocked.water_works)["report_in_by"]
    assert told.data.report_in_by == datetime.fromisoformat(due)
    with pytest.raises(Conflict):
        clocked.do("report_in", need, clocked.water)
    need = clocked.do("whistle", need, clocked.worker, departments=[clocked.power_works])
    assert clocked.do("report_in", need, clocked.power)["provider"]["id"] == clocked.power_works
    clocked.wait(timedelta(days=30))
    assert [told.data.department for told in clocked.told(NeedEscalated)] == []


def test_a_worker_keeps_to_the_whistle_with_a_new_deadline(clocked: Clocked) -> None:
    need = clocked.do("decline_whistle", clocked.whistled(clocked.water_works), clocked.water)
    clocked.wait(timedelta(days=1))
    whistle_id = whistle_to(need, clocked.water_works)["whistle_id"]
    need = clocked.do("uphold", need, clocked.worker, whistle_id=whistle_id)
    upheld = whistle_to(need, clocked.water_works)
    due = clocked.now + timedelta(hours=2)
    assert (upheld["state"], datetime.fromisoformat(upheld["report_in_by"])) == ("waiting", due)
    (told,) = clocked.told(WhistleUpheld)
    assert told.data.report_in_by == due
    clocked.wait(timedelta(hours=2, seconds=1))
    assert [told.data.whistle_id for told in clocked.told(NeedEscalated)] == [whistle_id]


def test_a_department_that_declined_may_still_come(clocked: Clocked) -> None:
    need = clocked.do("decline_whistle", clocked.whistled(clocked.water_works), clocked.water)
    need = clocked.do("report_in", need, clocked.water)
    assert (need["state"], whistle_to(need, clocked.water_works)["state"]) == ("assigned", "reported_in")
    with pytest.raises(Conflict) as refused:
        clocked.do("excuse", need, clocked.worker, whistle_id=whistle_to(need, clocked.water_works)["whistle_id"])
    assert refused.value.code == "no_whistle_declined"


def test_only_a_worker_decides_and_only_on_what_was_declined(clocked: Clocked) -> None:
    need = clocked.do("decline_whistle", both(clocked), clocked.water)
    waiting = whistle_to(need, clocked.power_works)["whistle_id"]
    for action in ("excuse", "uphold"):
        with pytest.raises(Forbidden):
            clocked.do(action, need, clocked.power, whistle_id=whistle_to(need, clocked.water_works)["whistle_id"])
        with pytest.raises(NotFound):
            clocked.do(action, need, clocked.worker, whistle_id=waiting)


def test_the_deadline_is_the_policys_on_working_days_unless_one_is_asked_for(clocked: Clocked) -> None:
    need = clocked.do("triage", clocked.report(), clocked.worker, route="department", urgency="ordinary")
    clocked.now = datetime(2026, 9, 30, 16, 30, tzinfo=district.TIME)
    need = clocked.do("whistle", need, clocked.worker)
    due = datetime.fromisoformat(need["whistles"][0]["report_in_by"])
    assert due == datetime(2026, 10, 8, 16, 30, tzinfo=district.TIME)
