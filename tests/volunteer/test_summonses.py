"""Squads that are summoned to needs: called out once under the usual rules, or it is told why not."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.transaction import new_id
from contracts.events import CallOutEnded, SquadCalledOut, SquadSummoned, SquadSummonsRefused
from volunteer import call_out_records, call_outs, summonses, teams

from tests.bus import Bus
from tests.volunteer.clocked import Clocked

CODE, CHOIR, EMPTY = "xiezhuang-squad", "xiezhuang-choir", "xiezhuang-empty"
NUMBER = "XIEZHUANG-20261120-1"


@pytest.fixture(autouse=True)
def squads(clocked: Clocked) -> None:
    """A squad of all three, one of nobody, and a team that is no squad."""
    usual = {"name": "防汛突击队", "community": clocked.here, "leader": None}
    members = ["xz-1", "xz-2", "xz-3"]
    with clocked.at(-24) as tx:
        teams.form_teams(
            tx,
            [
                {**usual, "code": CODE, "kind": "emergency_squad", "members": members},
                {**usual, "code": EMPTY, "kind": "emergency_squad", "members": []},
                {**usual, "code": CHOIR, "kind": "community_team", "members": members},
            ],
        )


def summons(clocked: Clocked, team: str = CODE) -> SquadSummoned:
    return SquadSummoned(
        community=clocked.here,
        sequence=3,
        summons_id=new_id(),
        need_id=new_id(),
        number=NUMBER,
        team=team,
        summoned_by=clocked.worker.person_id,
        respond_within=5,
    )


def hear(clocked: Clocked, *told: SquadSummoned, hours: float = 0) -> None:
    with clocked.at(hours) as tx:
        summonses.answer(tx, Bus.enveloped(*told))


def call_out(clocked: Clocked, drill: bool) -> None:
    asked = {"team": CODE, "reason": "演练", "where": "一区", "respond_within": 10, "drill": drill}
    with clocked.at(-1) as tx:
        call_outs.call_out(tx, clocked.worker, asked)


def refusals(clocked: Clocked) -> list[tuple[str, str]]:
    return [(one.summons_id, one.reason) for one in clocked.told(SquadSummonsRefused)]


def test_the_squad_is_called_out_and_the_call_out_knows_its_need(clocked: Clocked) -> None:
    told = summons(clocked)
    hear(clocked, told)
    [event] = clocked.told(SquadCalledOut)
    assert (event.need_id, event.summons_id, event.called) == (told.need_id, told.summons_id, sorted(clocked.ids))
    with clocked.database.reading() as session:
        row = call_outs.found(session, event.call_out_id)
        seen = call_out_records.in_full(session, clocked.worker, row)
    shown = ("need_id", "reason", "where", "respond_within", "drill", "called")
    assert [seen[name] for name in shown] == [told.need_id, NUMBER, "协庄社区", 5, False, 3]
    with clocked.at(1) as tx:
        call_outs.end(tx, clocked.worker, event.call_out_id)
    [ended] = clocked.told(CallOutEnded)
    assert (ended.need_id, ended.summons_id) == (told.need_id, told.summons_id)


def test_the_same_summons_told_again_calls_nobody_out_again(clocked: Clocked) -> None:
    told = summons(clocked)
    hear(clocked, told, told)
    hear(clocked, told, hours=1)
    assert len(clocked.told(SquadCalledOut)) == 1
    assert refusals(clocked) == []


@pytest.mark.parametrize(
    ("team", "fault"), [("nowhere", "unknown_team"), (CHOIR, "not_a_squad"), (EMPTY, "no_members")]
)
def test_what_cannot_be_called_out_is_told_of(clocked: Clocked, team: str, fault: str) -> None:
    told = summons(clocked, team)
    hear(clocked, told)
    assert refusals(clocked) == [(told.summons_id, fault)]
    assert clocked.told(SquadCalledOut) == []


def test_a_squad_that_is_out_is_not_called_out_again_before_it_is_back(clocked: Clocked) -> None:
    first, second, third = (summons(clocked) for _ in range(3))
    hear(clocked, first, second)
    assert refusals(clocked) == [(second.summons_id, "call_out_running")]
    with clocked.at(1) as tx:
        call_outs.end(tx, clocked.worker, clocked.told(SquadCalledOut)[0].call_out_id)
    hear(clocked, third, hours=2)
    assert [one.summons_id for one in clocked.told(SquadCalledOut)] == [first.summons_id, third.summons_id]


@pytest.mark.parametrize(("drill", "called_out"), [(True, 1), (False, 0)])
def test_a_drill_keeps_no_squad_from_a_need(clocked: Clocked, drill: bool, called_out: int) -> None:
    call_out(clocked, drill)
    hear(clocked, summons(clocked))
    assert len([one for one in clocked.told(SquadCalledOut) if one.need_id]) == called_out
    assert len(refusals(clocked)) == 1 - called_out


@pytest.mark.parametrize("kind", [None, "emergency_squad", "community_team"])
@pytest.mark.parametrize("has_members", [True, False])
@pytest.mark.parametrize("is_out", [True, False])
def test_only_a_squad_with_members_that_is_here_is_called_out(
    kind: str | None, has_members: bool, is_out: bool
) -> None:
    right: Any = kind == "emergency_squad" and has_members and not is_out
    assert (summonses.refusal(kind, has_members, is_out) is None) == right
