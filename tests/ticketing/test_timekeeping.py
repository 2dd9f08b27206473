"""The clocks of needs as people see them: when they run, wait and run out, and what is told then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from contracts import district
from contracts.events import NeedRaised, NeedResumed, NeedSuspended, TimeLimitPassed

from tests.ticketing.clocked import Clocked

TUESDAY = datetime(2026, 9, 29, 9, 0, tzinfo=district.TIME)
"""Two days before National Day: 1 to 7 October are off, Saturday 10 October is worked on."""


def clock_of(need: dict[str, Any], kind: str, round: int = 1) -> dict[str, Any]:
    (found,) = [one for one in need["clocks"] if (one["kind"], one["round"]) == (kind, round)]
    return found


def moment(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(district.TIME)


def test_a_need_is_dispatched_within_a_working_day_and_answered_within_seven(clocked: Clocked) -> None:
    need = clocked.report()
    assert moment(clock_of(need, "dispatch")["due_at"]) == TUESDAY + timedelta(days=1)
    clocked.wait(timedelta(hours=2))
    need = clocked.do("triage", need, clocked.worker, urgency="ordinary")
    dispatched, answer = clock_of(need, "dispatch"), clock_of(need, "answer")
    assert (dispatched["state"], dispatched["in_time"]) == ("ended", True)
    assert moment(answer["due_at"]) == datetime(2026, 10, 14, 11, 0, tzinfo=district.TIME)
    assert (answer["policy"], answer["term"], answer["overdue"]) == ("time-limits/1", "ordinary", False)
    assert [step["step"] for step in answer["history"]] == ["started"]


def test_what_takes_long_has_fifteen_working_days_if_it_is_ordinary(clocked: Clocked) -> None:
    need = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary", complex=True)
    assert moment(clock_of(need, "answer")["due_at"]) == datetime(2026, 10, 26, 9, 0, tzinfo=district.TIME)
    need = clocked.do("triage", need, clocked.worker, urgency="life_safety")
    answer = clock_of(need, "answer")
    assert moment(answer["due_at"]) == TUESDAY + timedelta(hours=2)
    assert (need["complex"], [step["step"] for step in answer["history"]]) == (False, ["started", "moved"])
    with pytest.raises(Invalid) as refused:
        clocked.do("triage", need, clocked.worker, urgency="utilities", complex=True)
    assert refused.value.fields == {"complex": ["ordinary_only"]}
    assert clocked.see(need, clocked.worker) == need


def test_a_need_that_has_to_wait_keeps_its_time(clocked: Clocked) -> None:
    need = clocked.do("claim", clocked.offered(), clocked.lin)
    due = moment(clock_of(need, "answer")["due_at"])
    clocked.wait(timedelta(hours=5))
    need = clocked.do("suspend", need, clocked.worker, reason="等居民提供房产证明")
    assert (need["state"], clock_of(need, "answer")["state"], clock_of(need, "answer")["due_at"]) == (
        "suspended",
        "paused",
        None,
    )
    clocked.wait(timedelta(days=20))
    assert clocked.told(TimeLimitPassed) == []
    need = clocked.do("resume", need, clocked.lin)
    answer = clock_of(need, "answer")
    assert moment(answer["due_at"]) == due + timedelta(days=20)
    assert [step["step"] for step in answer["history"]] == ["started", "paused", "resumed"]
    assert [type(told.data) for told in clocked.told(NeedSuspended, NeedResumed)] == [NeedSuspended, NeedResumed]
    with pytest.raises(Forbidden):
        clocked.do("suspend", need, clocked.lin)


def test_a_need_that_became_a_project_waits_for_it_and_falls_due_no_earlier(clocked: Clocked) -> None:
    need = clocked.do("triage", clocked.report(), clocked.worker, route="department")
    need = clocked.do("suspend", need, clocked.worker, reason="列入微项目，由项目办理")
    clocked.wait(timedelta(days=90))
    assert clocked.told(TimeLimitPassed) == []
    need = clocked.do("resume", need, clocked.worker)
    assert (need["state"], need["provider"], clock_of(need, "answer")["state"]) == ("triaged", None, "running")
    assert clocked.do("whistle", need, clocked.worker)["state"] == "whistled"


def test_a_time_limit_that_passes_is_told_once_and_takes_the_need_to_the_subdistrict(clocked: Clocked) -> None:
    need = clocked.do("claim", clocked.offered(), clocked.lin)
    clocked.wait(timedelta(hours=24))
    assert clocked.told(TimeLimitPassed) == []
    clocked.wait(timedelta(seconds=1))
    clocked.wait(timedelta(hours=1))
    (told,) = clocked.told(TimeLimitPassed)
    assert (told.data.clock, told.data.provider, moment(told.data.due_at.isoformat())) == (
        "answer",
        clocked.lin.volunteer_id,
        TUESDAY + timedelta(hours=24),
    )
    (raised,) = clocked.told(NeedRaised)
    assert (raised.data.level, raised.data.way) == ("subdistrict", "time_limit")
    need = clocked.see(need, clocked.worker)
    assert (need["level"], clock_of(need, "answer")["overdue"]) == ("subdistrict", True)
    assert (need["history"][-1]["action"], need["history"][-1]["actor_role"]) == ("run_out", "system")
    assert [one["need_id"] for one in clocked.needs(clocked.worker, overdue=True)] == [need["need_id"]]
    assert [one["need_id"] for one in clocked.needs(clocked.admin, level="subdistrict")] == [need["need_id"]]

    need = clocked.do("complete", need, clocked.lin)
    assert clocked.needs(clocked.worker, overdue=True) == []
    need = clocked.do("confirm", need, clocked.zhou)
    assert clock_of(need, "answer")["in_time"] is False


def test_a_need_that_nobody_looks_at_is_raised_too(clocked: Clocked) -> None:
    clocked.report(urgency="life_safety")
    clocked.wait(timedelta(hours=1, seconds=1))
    (told,) = clocked.told(TimeLimitPassed)
    assert (told.data.clock, told.data.provider) == ("dispatch", None)
    assert [raised.data.level for raised in clocked.told(NeedRaised)] == ["subdistrict"]


def test_a_worker_raises_a_need_by_hand_as_far_as_the_district(clocked: Clocked) -> None:
    need = clocked.report()
    assert clocked.do("raise", need, clocked.worker, reason="涉及两个街道")["level"] == "subdistrict"
    need = clocked.do("raise", need, clocked.worker, reason="涉及两个街道")
    assert (need["level"], need["history"][-1]["reason"]) == ("district", "涉及两个街道")
    assert [(told.data.level, told.data.way) for told in clocked.told(NeedRaised)] == [
        ("subdistrict", "by_hand"),
        ("district", "by_hand"),
    ]
    with pytest.raises(Conflict) as refused:
        clocked.do("raise", need, clocked.worker)
    assert refused.value.code == "already_with_the_district"
    assert "raise" not in need["possible"]


def test_each_round_has_an_answer_clock_of_its_own(clocked: Clocked) -> None:
    need = clocked.confirmed()
    clocked.wait(timedelta(days=3))
    need = clocked.do("reopen", need, clocked.zhou)
    first, second = clock_of(need, "answer"), clock_of(need, "answer", round=2)
    assert (first["state"], first["in_time"]) == ("ended", True)
    assert (second["state"], moment(second["due_at"])) == ("running", clocked.now + timedelta(hours=24))
    need = clocked.do("offer", need, clocked.worker)
    assert need["state"] == "offered"
    assert [step["step"] for step in clock_of(need, "answer", round=2)["history"]] == ["started"]


def test_an_ended_need_has_no_clock_that_runs(clocked: Clocked) -> None:
    for end in ("decline", "withdraw"):
        need = clocked.do("triage", clocked.report(), clocked.worker)
        ended = clocked.do(end, need, clocked.worker if end == "decline" else clocked.zhou)
        assert {one["state"] for one in ended["clocks"]} == {"ended"}
    clocked.wait(timedelta(days=30))
    assert clocked.told(TimeLimitPassed) == []


def test_who_only_sees_the_offer_sees_no_clocks(clocked: Clocked) -> None:
    need = clocked.offered()
    assert clocked.see(need, clocked.mei)["clocks"] == []
    assert len(clocked.see(need, clocked.zhou)["clocks"]) == 2
