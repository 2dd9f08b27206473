"""Merging needs that are about the same thing: the number, the people and the clock of the one come along."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import NeedEscalated, NeedFollowed, NeedMerged

from tests import actors
from tests.ticketing.clocked import Clocked


def merge(here: Clocked, need: dict[str, Any], into: dict[str, Any], actor: Actor | None = None) -> dict[str, Any]:
    return here.do("merge", need, actor or here.worker, into=into["need_id"], reason="同一盏灯")


def due(need: dict[str, Any], kind: str = "answer") -> str:
    return next(one["due_at"] for one in need["clocks"] if one["kind"] == kind)


def test_the_old_number_leads_to_the_need_that_remains(clocked: Clocked) -> None:
    wang = actors.actor()
    need, other = clocked.report(wang), clocked.report()
    merged = merge(clocked, need, other)
    leads = {"need_id": other["need_id"], "number": other["number"]}
    assert (merged["state"], merged["merged_into"], merged["possible"]) == ("merged", leads, [])
    assert merged["history"][-1]["reason"] == "同一盏灯"
    assert clocked.see(need, wang)["merged_into"] == leads
    [found] = clocked.needs(wang, number=need["number"])
    assert (found["need_id"], found["merged_into"]) == (need["need_id"], leads)
    assert clocked.see(other, clocked.zhou)["merged_into"] is None
    [told] = [event.data for event in clocked.told(NeedMerged)]
    assert (told.need_id, told.into, told.reporter) == (need["need_id"], other["need_id"], wang.person_id)


def test_a_number_leads_on_where_the_need_was_merged_in_its_turn(clocked: Clocked) -> None:
    first, second, third = (clocked.report() for _ in range(3))
    merge(clocked, first, second)
    merge(clocked, second, third)
    for need in (first, second):
        assert clocked.see(need, clocked.zhou)["merged_into"]["number"] == third["number"]
    listed = {one["number"]: one["merged_into"] for one in clocked.needs(clocked.worker)}
    assert listed[first["number"]] == listed[second["number"]] and listed[third["number"]] is None


def test_reporter_and_followers_follow_the_need_that_remains_each_once(clocked: Clocked) -> None:
    wang, li, sun = (actors.actor() for _ in range(3))
    need, other = clocked.report(wang), clocked.report()
    for person, followed in ((li, need), (sun, need), (sun, other), (clocked.zhou, need)):
        clocked.rpc("ticketing", "join_need", {"need_id": followed["need_id"]}, actor=person)
    merge(clocked, need, other)
    assert clocked.see(other, clocked.worker)["followers"] == 3
    for person in (wang, li, sun):
        seen = clocked.see(other, person)
        assert (seen["following"], seen["description"]) == (True, None)
    assert clocked.see(other, clocked.zhou)["following"] is False
    joined = [event.data.follower for event in clocked.told(NeedFollowed) if event.data.subject == other["need_id"]]
    assert sorted(joined) == sorted([sun.person_id, wang.person_id, li.person_id])


def test_the_earlier_clock_comes_along_and_no_clock_of_the_merged_one_runs(clocked: Clocked) -> None:
    need = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary")
    clocked.wait(timedelta(days=1))
    other = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary")
    assert due(need) < due(other)
    merged = merge(clocked, need, other)
    remaining = clocked.see(other, clocked.worker)
    [clock] = [one for one in remaining["clocks"] if one["kind"] == "answer"]
    assert (clock["due_at"], clock["started_at"]) == (due(need), need["clocks"][1]["started_at"])
    assert [step["step"] for step in clock["history"]] == ["started", "moved"]
    assert {one["state"] for one in merged["clocks"]} == {"ended"}


def test_a_clock_that_is_due_first_anyway_stays(clocked: Clocked) -> None:
    other = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary")
    clocked.wait(timedelta(days=1))
    need = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary")
    merge(clocked, need, other)
    assert clocked.see(other, clocked.worker)["clocks"] == other["clocks"]


def test_what_is_more_urgent_makes_the_need_that_remains_so(clocked: Clocked) -> None:
    other = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary", complex=True)
    need = clocked.do("triage", clocked.report(), clocked.worker, urgency="life_safety")
    merge(clocked, need, other)
    remaining = clocked.see(other, clocked.worker)
    assert (due(remaining), remaining["urgency"], remaining["complex"]) == (due(need), "life_safety", False)
    assert [event.data.urgency for event in clocked.told(NeedMerged)] == ["life_safety"]
    clocked.wait(timedelta(hours=2, seconds=1))
    assert clocked.see(other, clocked.worker)["level"] == "subdistrict"


def test_an_old_ordinary_need_does_not_make_an_urgent_one_less_so(clocked: Clocked) -> None:
    need = clocked.do("triage", clocked.report(), clocked.worker, urgency="ordinary")
    clocked.wait(timedelta(days=14, hours=1))
    other = clocked.do("triage", clocked.report(), clocked.worker, urgency="utilities")
    assert due(need) < due(other)
    merge(clocked, need, other)
    remaining = clocked.see(other, clocked.worker)
    assert remaining["urgency"] == "utilities"
    assert due(remaining) <= due(need)


def test_two_that_wait_for_their_triage_keep_the_earlier_time_for_it(clocked: Clocked) -> None:
    need = clocked.report(urgency="life_safety")
    other = clocked.report()
    merge(clocked, need, other)
    remaining = clocked.see(other, clocked.worker)
    assert (due(remaining, "dispatch"), remaining["urgency"]) == (due(need, "dispatch"), "life_safety")


def test_a_need_that_waits_has_less_time_left_when_it_goes_on(clocked: Clocked) -> None:
    need = clocked.do("triage", clocked.report(), clocked.worker)
    clocked.wait(timedelta(hours=20))
    other = clocked.do("suspend", clocked.do("claim", clocked.offered(), clocked.lin), clocked.worker)
    merge(clocked, need, other)
    assert due(clocked.see(other, clocked.worker)) is None
    clocked.wait(timedelta(days=3))
    resumed = clocked.do("resume", other, clocked.worker)
    assert datetime.fromisoformat(due(resumed)) == clocked.now + timedelta(hours=4)


def test_how_far_up_a_need_has_gone_is_not_lost(clocked: Clocked) -> None:
    need, other = clocked.report(), clocked.report()
    for _ in range(2):
        clocked.do("raise", need, clocked.worker)
    merge(clocked, need, other)
    assert clocked.see(other, clocked.worker)["level"] == "district"


def test_a_summoned_department_owes_nothing_any_more_and_the_whistle_stays_to_be_read(clocked: Clocked) -> None:
    need, other = clocked.whistled(), clocked.offered()
    merge(clocked, need, other)
    assert clocked.whistles(clocked.water, waiting=True) == []
    [whistle] = clocked.see(need, clocked.water)["whistles"]
    assert whistle["department"] == clocked.water_works
    clocked.wait(timedelta(days=30))
    assert [event for event in clocked.told(NeedEscalated) if event.data.need_id == need["need_id"]] == []
    with pytest.raises(Conflict):
        clocked.do("report_in", need, clocked.water)


def test_what_nothing_can_be_merged_into_is_refused(clocked: Clocked) -> None:
    need, triaged = clocked.report(), clocked.offered()
    elsewhere = clocked.report(community=clocked.elsewhere)
    over = clocked.do("decline", clocked.report(), clocked.worker)
    merged = merge(clocked, clocked.report(), clocked.report())
    for what, into, code in (
        (need, need, "same_record"),
        (need, {"need_id": new_id()}, "unknown"),
        (need, elsewhere, "wrong_community"),
        (need, over, "need_not_open"),
        (need, merged, "need_not_open"),
        (need, clocked.completed(), "need_not_open"),
        (triaged, need, "not_triaged"),
    ):
        with pytest.raises(Invalid) as refused:
            merge(clocked, what, into)
        assert refused.value.fields == {"into": [code]}
    with pytest.raises(NotFound):
        merge(clocked, {"need_id": new_id()}, need)
    assert clocked.see(need, clocked.zhou) == need


def test_what_has_ended_or_is_being_served_is_not_merged_into_another(clocked: Clocked) -> None:
    other = clocked.offered()
    over = clocked.do("decline", clocked.report(), clocked.worker)
    served = clocked.do("claim", clocked.offered(), clocked.lin)
    for need in (over, served, clocked.completed(), merge(clocked, clocked.report(), other)):
        with pytest.raises(Conflict) as refused:
            merge(clocked, need, other)
        assert refused.value.code == "impossible_in_state"
    assert merge(clocked, other, served)["state"] == "merged"


def test_only_a_worker_of_the_community_merges(clocked: Clocked) -> None:
    need, other = clocked.report(), clocked.report()
    for person in (clocked.zhou, clocked.lin, clocked.water, actors.worker(clocked.elsewhere)):
        with pytest.raises(Forbidden):
            merge(clocked, need, other, person)
    assert merge(clocked, need, other, clocked.admin)["state"] == "merged"


def test_figures_count_it_as_merged_and_not_as_open(clocked: Clocked) -> None:
    merge(clocked, clocked.report(), clocked.report())
    days = {"first_day": "2026-09-29", "last_day": "2026-09-29"}
    found = clocked.rpc("ticketing", "need_figures", days, actor=clocked.worker)
    assert (found["reported"], found["open"], found["merged"]) == (2, 1, 1)
