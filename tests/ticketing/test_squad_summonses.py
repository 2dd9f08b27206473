"""Emergency squads summoned to needs: who may be, and what the worker sees of it on the need."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts import Event
from contracts.events import CallOutEnded, SquadCalledOut, SquadSummoned, SquadSummonsRefused

from tests import actors
from tests.ticketing.clocked import Clocked


def summoned(clocked: Clocked, by: Actor | None = None, **request: Any) -> dict[str, Any]:
    need = clocked.report(urgency="life_safety", building=clocked.building)
    return clocked.do("summon_squad", need, by or clocked.worker, **request)


def squad(clocked: Clocked, need: dict[str, Any]) -> dict[str, Any]:
    [seen] = clocked.see(need, clocked.worker)["squads"]
    return seen


def answers(clocked: Clocked, need: dict[str, Any]) -> dict[str, Event]:
    about = {"need_id": need["need_id"], "summons_id": need["squads"][-1]["summons_id"], "team": clocked.squad}
    call_out = {"community": clocked.community, "call_out_id": new_id(), "drill": False, **about}
    return {
        "called_out": SquadCalledOut(sequence=1, called=[new_id(), new_id()], **call_out),
        "ended": CallOutEnded(sequence=2, **call_out),
        "refused": SquadSummonsRefused(community=clocked.community, sequence=1, reason="call_out_running", **about),
    }


def test_a_worker_summons_a_squad_before_the_triage_and_it_is_told_by_ids(clocked: Clocked) -> None:
    need = summoned(clocked)
    assert (need["state"], squad(clocked, need)["state"]) == ("reported", "summoned")
    [told] = [one.data for one in clocked.told(SquadSummoned)]
    assert (told.team, told.number, told.building, told.summoned_by, told.respond_within) == (
        clocked.squad,
        need["number"],
        clocked.building,
        clocked.worker.person_id,
        10,
    )


def test_the_need_shows_the_call_out_and_its_end_in_whatever_order_they_come(clocked: Clocked) -> None:
    for order in (("called_out", "ended"), ("ended", "called_out")):
        need = summoned(clocked)
        told = answers(clocked, need)
        clocked.hear_of_squads(told[order[0]])
        clocked.hear_of_squads(told[order[1]], told[order[0]])
        seen = squad(clocked, need)
        assert (seen["state"], seen["called"], seen["fault"]) == ("ended", 2, None)
        assert seen["call_out_id"] == told["ended"].call_out_id
        assert seen["called_at"] == seen["ended_at"] is not None


def test_the_worker_sees_that_the_squad_was_not_called_out_and_may_try_again(clocked: Clocked) -> None:
    need = summoned(clocked)
    with pytest.raises(Conflict) as waiting:
        clocked.do("summon_squad", need, clocked.worker)
    assert waiting.value.code == "already_summoned"
    clocked.hear_of_squads(answers(clocked, need)["refused"])
    seen = squad(clocked, need)
    assert (seen["state"], seen["fault"], seen["call_out_id"]) == ("not_called_out", "call_out_running", None)
    again = clocked.do("summon_squad", need, clocked.worker)
    clocked.hear_of_squads(answers(clocked, again)["called_out"])
    assert [one["state"] for one in clocked.see(need, clocked.worker)["squads"]] == ["not_called_out", "called_out"]
    with pytest.raises(Conflict):
        clocked.do("summon_squad", need, clocked.worker)


def test_call_outs_that_nobody_summoned_from_here_are_passed_over(clocked: Clocked) -> None:
    need = summoned(clocked)
    other = {"community": clocked.community, "call_out_id": new_id(), "team": clocked.squad, "drill": False}
    clocked.hear_of_squads(SquadCalledOut(sequence=1, **other), CallOutEnded(sequence=2, summons_id=new_id(), **other))
    assert squad(clocked, need)["state"] == "summoned"


def test_an_unknown_team_is_refused_at_once_as_one_that_is_no_squad(clocked: Clocked) -> None:
    for team, code in (("nowhere", "unknown"), (clocked.choir, "not_a_squad")):
        with pytest.raises(Invalid) as refused:
            summoned(clocked, team=team)
        assert refused.value.fields == {"team": [code]}
    assert clocked.told(SquadSummoned) == []


def test_a_squad_of_another_community_takes_somebody_who_works_there_too(clocked: Clocked) -> None:
    need = clocked.report(urgency="utilities", community=clocked.elsewhere)
    with pytest.raises(Invalid) as refused:
        clocked.do("summon_squad", need, actors.worker(clocked.elsewhere))
    assert refused.value.fields == {"team": ["wrong_community"]}
    assert clocked.do("summon_squad", need, clocked.admin)["squads"][0]["team"] == clocked.squad


def test_an_ordinary_need_calls_nobody_out_and_only_workers_do(clocked: Clocked) -> None:
    ordinary = clocked.report()
    assert "summon_squad" not in clocked.see(ordinary, clocked.worker)["possible"]
    with pytest.raises(Conflict) as refused:
        clocked.do("summon_squad", ordinary, clocked.worker)
    assert refused.value.code == "not_urgent"
    for person in (clocked.zhou, clocked.lin, actors.worker(clocked.elsewhere)):
        with pytest.raises(Forbidden):
            summoned(clocked, by=person)
