"""Figures of needs: each need counts once, as what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.refusals import Forbidden, Invalid

from tests import actors
from tests.ticketing.clocked import Clocked


def figures(clocked: Clocked, first_day: str = "2026-09-29", last_day: str = "2026-09-29", **asked: Any) -> Any:
    actor = asked.pop("actor", clocked.worker)
    days = {"first_day": first_day, "last_day": last_day}
    return clocked.rpc("ticketing", "need_figures", {**days, **asked}, actor=actor)


def test_every_need_counts_as_what_became_of_it(clocked: Clocked) -> None:
    clocked.report()
    clocked.do("withdraw", clocked.report(), clocked.zhou)
    clocked.do("decline", clocked.report(), clocked.worker)
    in_one_go = clocked.confirmed()
    clocked.do("call_back", in_one_go, clocked.worker, satisfaction="basically_satisfied")
    handed_back = clocked.do("hand_back", clocked.do("claim", clocked.offered(), clocked.mei), clocked.mei)
    served = clocked.do("complete", clocked.do("claim", handed_back, clocked.lin), clocked.lin)
    nobody = {"failure": "no_answer", "contacted": None, "resolved": None, "satisfaction": None}
    clocked.do("call_back", served, clocked.worker, **nobody)
    clocked.do("close", clocked.do("confirm", served, clocked.zhou), clocked.zhou)
    found = figures(clocked)
    assert {name: found[name] for name in ("reported", "open", "served", "in_one_go", "declined", "withdrawn")} == {
        "reported": 5,
        "open": 1,
        "served": 2,
        "in_one_go": 1,
        "declined": 1,
        "withdrawn": 1,
    }
    assert found["call_backs"] == {
        "made": 1,
        "failed": 1,
        "contacted": 1,
        "resolved": 1,
        "satisfied": 0,
        "basically_satisfied": 1,
        "not_satisfied": 0,
    }


def test_what_was_late_counts_as_late(clocked: Clocked) -> None:
    clocked.confirmed()
    need = clocked.report(urgency="life_safety")
    clocked.wait(timedelta(hours=1, seconds=1))
    need = clocked.do("claim", clocked.do("triage", need, clocked.worker, urgency="life_safety"), clocked.lin)
    clocked.wait(timedelta(hours=3))
    clocked.do("confirm", clocked.do("complete", need, clocked.lin), clocked.zhou)
    found = figures(clocked)
    assert (found["dispatched"], found["answered"]) == ({"in_time": 1, "late": 1}, {"in_time": 1, "late": 1})
    assert found["raised"] == 1


def test_a_reopened_need_was_not_served_in_one_go_and_is_open_again(clocked: Clocked) -> None:
    need = clocked.confirmed()
    assert figures(clocked)["in_one_go"] == 1
    clocked.do("reopen", need, clocked.zhou)
    found = figures(clocked)
    assert (found["open"], found["served"], found["in_one_go"]) == (1, 0, 0)


def test_days_are_the_districts_and_a_worker_sees_his_own_communities(clocked: Clocked) -> None:
    clocked.report()
    assert figures(clocked, last_day="2026-10-01")["reported"] == 1
    assert figures(clocked, "2026-09-30", "2026-10-01")["reported"] == 0
    assert figures(clocked, actor=actors.worker(clocked.elsewhere))["reported"] == 0
    assert figures(clocked, actor=clocked.admin, community=clocked.community)["reported"] == 1
    with pytest.raises(Forbidden):
        figures(clocked, actor=actors.worker(clocked.elsewhere), community=clocked.community)
    with pytest.raises(Forbidden):
        figures(clocked, actor=clocked.zhou)
    with pytest.raises(Invalid):
        figures(clocked, "2026-09-30", "2026-09-29")
