"""Calling squads out at times that the test sets: who answered when, who was there, and who may see it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import CallOutEnded, SquadCalledOut
from volunteer import call_out_records, call_outs, enrolment, joining, procedures, teams

from tests.actors import actor, worker
from tests.volunteer.clocked import Clocked, time_at

CODE = "xiezhuang-squad"
STEPS = ["到一区门口集合", "关闸断电", "清点人数"]
MINUTE = 1 / 60


@pytest.fixture
def squad(clocked: Clocked) -> str:
    """An emergency squad of all three, led by the first."""
    formed = {"code": CODE, "kind": "emergency_squad", "name": "防汛突击队", "community": clocked.here}
    with clocked.at(-24) as tx:
        teams.form_teams(tx, [{**formed, "leader": "xz-1", "members": ["xz-1", "xz-2", "xz-3"]}])
    return CODE


def decide(clocked: Clocked, steps: list[str], hours: float = -20, by: Any = None) -> int:
    with clocked.at(hours) as tx:
        return procedures.decide(tx, by or clocked.worker, CODE, steps).version


def call(clocked: Clocked, hours: float = 0, by: Any = None, **changed: Any) -> str:
    asked = {"team": CODE, "reason": "地下车库进水", "where": "一区车库", "respond_within": 10, "drill": False}
    with clocked.at(hours) as tx:
        return call_outs.call_out(tx, by or clocked.worker, {**asked, **changed}).call_out_id


def respond(
    clocked: Clocked,
    call_out: str,
    by: Any,
    minutes: int | None = 5,
    hours: float = MINUTE,
    named: str | None = None,
    answer: str | None = None,
) -> None:
    answered = {"answer": answer or ("not_coming" if minutes is None else "coming"), "minutes": minutes}
    with clocked.at(hours) as tx:
        call_outs.respond(tx, by, {"call_out_id": call_out, "volunteer": named, **answered})


def roll(clocked: Clocked, call_out: str, *present: str, by: Any = None, hours: float = 1, taken: Any = None) -> None:
    asked = {"call_out_id": call_out, "present": list(present), "taken_at": taken}
    with clocked.at(hours) as tx:
        call_outs.call_roll(tx, by or clocked.people[0], asked)


def end(clocked: Clocked, call_out: str, hours: float = 3, by: Any = None) -> None:
    with clocked.at(hours) as tx:
        call_outs.end(tx, by or clocked.worker, call_out)


def seen(clocked: Clocked, call_out: str, by: Any = None) -> dict[str, Any]:
    with clocked.database.reading() as session:
        return call_out_records.in_full(session, by or clocked.worker, call_outs.found(session, call_out))


def code(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(Conflict) as refused:
        call(*arguments, **named)
    return refused.value.code


def fields(call: Any, *arguments: Any, **named: Any) -> Any:
    with pytest.raises(Invalid) as refused:
        call(*arguments, **named)
    return refused.value.fields


def test_who_answered_when_and_who_has_not(clocked: Clocked, squad: str) -> None:
    first, second, third = clocked.ids
    call_out = call(clocked)
    respond(clocked, call_out, clocked.people[0], minutes=8, hours=2 * MINUTE)
    assert seen(clocked, call_out)["half_answered"] is None
    respond(clocked, call_out, clocked.people[1], minutes=None, hours=12 * MINUTE)
    found = seen(clocked, call_out)
    about = {one["volunteer_id"]: one for one in found["members"]}
    assert [about[first][name] for name in ("name", "answer", "minutes", "in_time")] == ["志愿者1", "coming", 8, True]
    assert about[first]["answered_at"] == time_at(2 * MINUTE)
    assert [about[second][name] for name in ("answer", "minutes", "in_time")] == ["not_coming", None, False]
    assert [about[third][name] for name in ("answer", "answered_at", "in_time")] == [None, None, None]
    assert (found["called"], found["unanswered"], found["half_answered"]) == (3, [third], 12)


def test_the_last_answer_counts_and_the_first_says_how_quickly(clocked: Clocked, squad: str) -> None:
    call_out = call(clocked)
    respond(clocked, call_out, clocked.people[0], minutes=None, hours=MINUTE)
    respond(clocked, call_out, clocked.people[0], minutes=30, hours=20 * MINUTE)
    [own] = seen(clocked, call_out, clocked.people[0])["members"][:1]
    assert (own["answer"], own["minutes"], own["answered_at"], own["in_time"]) == ("coming", 30, time_at(MINUTE), True)


def test_a_worker_takes_answers_by_telephone_and_a_member_only_gives_the_own(clocked: Clocked, squad: str) -> None:
    call_out = call(clocked)
    respond(clocked, call_out, clocked.worker, named="xz-2")
    with pytest.raises(Forbidden):
        respond(clocked, call_out, clocked.people[0], named=clocked.ids[1])
    assert seen(clocked, call_out)["unanswered"] == sorted([clocked.ids[0], clocked.ids[2]])


def test_wrong_answers_are_refused(clocked: Clocked, squad: str) -> None:
    with clocked.at(-1) as tx:
        joining.leave(tx, clocked.worker, squad, "xz-3")
    call_out = call(clocked)
    assert fields(respond, clocked, call_out, clocked.people[0], None, answer="coming") == {"minutes": ["required"]}
    assert fields(respond, clocked, call_out, clocked.people[0], 5, answer="not_coming") == {"minutes": ["not_allowed"]}
    assert code(respond, clocked, call_out, clocked.people[2]) == "not_called"
    end(clocked, call_out)
    assert code(respond, clocked, call_out, clocked.people[0], hours=4) == "call_out_ended"
    with pytest.raises(NotFound):
        respond(clocked, new_id(), clocked.people[0])
    assert len(seen(clocked, call_out)["unanswered"]) == 2


def test_the_roll_is_called_several_times(clocked: Clocked, squad: str) -> None:
    first, second, third = clocked.ids
    call_out = call(clocked)
    roll(clocked, call_out, first, hours=1)
    roll(clocked, call_out, "xz-2", first, "xz-1", hours=2, by=clocked.worker)
    roll(clocked, call_out, hours=2.5, taken=time_at(0.5))
    found = [
        (one["taken_at"], set(one["present"]), set(one["absent"])) for one in seen(clocked, call_out)["roll_calls"]
    ]
    assert found == [
        (time_at(0.5), set(), {first, second, third}),
        (time_at(1), {first}, {second, third}),
        (time_at(2), {first, second}, {third}),
    ]
    assert [len(one["present"]) for one in seen(clocked, call_out)["roll_calls"]] == [0, 1, 2]


def test_the_roll_takes_a_leader_or_a_worker_and_people_of_the_squad(clocked: Clocked, squad: str) -> None:
    with clocked.at(-1) as tx:
        joining.leave(tx, clocked.worker, squad, "xz-3")
    call_out = call(clocked)
    for stranger in (clocked.people[1], clocked.people[2], worker(clocked.next), actor()):
        with pytest.raises(Forbidden):
            roll(clocked, call_out, clocked.ids[1], by=stranger)
    assert fields(roll, clocked, call_out, "xz-1", "xz-3", "nobody") == {
        "present": {1: ["not_called"], 2: ["not_called"]}
    }
    with clocked.at(0.5) as tx:
        joining.join(tx, clocked.worker, {"team": squad, "volunteer": "xz-3", "role": "deputy", "tier": None})
    roll(clocked, call_out, "xz-3", by=clocked.people[2])
    [called] = seen(clocked, call_out)["roll_calls"]
    assert (called["present"], len(called["absent"])) == ([clocked.ids[2]], 2)


def test_a_roll_is_of_a_time_in_the_call_out(clocked: Clocked, squad: str) -> None:
    call_out = call(clocked)
    wrong = {"taken_at": ["not_during_call_out"]}
    assert fields(roll, clocked, call_out, hours=1, taken=time_at(-0.1)) == wrong
    assert fields(roll, clocked, call_out, hours=1, taken=time_at(1.1)) == wrong
    end(clocked, call_out, hours=3)
    assert fields(roll, clocked, call_out, hours=5, taken=time_at(3.1)) == wrong
    assert code(roll, clocked, call_out, hours=5) == "call_out_ended"
    roll(clocked, call_out, hours=5, taken=time_at(2.9))
    assert [one["taken_at"] for one in seen(clocked, call_out)["roll_calls"]] == [time_at(2.9)]


def test_a_call_out_is_told_and_its_end_once(clocked: Clocked, squad: str) -> None:
    call_out, drill = call(clocked), call(clocked, hours=1, drill=True)
    end(clocked, call_out, hours=2)
    assert code(end, clocked, call_out, hours=3) == "call_out_ended"
    assert [(one.call_out_id, one.team, one.drill) for one in clocked.told(SquadCalledOut)] == [
        (call_out, squad, False),
        (drill, squad, True),
    ]
    assert all(one.called == sorted(clocked.ids) for one in clocked.told(SquadCalledOut))
    [ended] = clocked.told(CallOutEnded)
    assert (ended.call_out_id, ended.sequence, ended.drill) == (call_out, 2, False)
    with clocked.database.reading() as session:
        items, cursor = call_out_records.page(session, clocked.people[1], squad, 1, None)
        assert ([one["call_out_id"] for one in items], items[0]["ended_at"]) == ([drill], None)
        items, cursor = call_out_records.page(session, clocked.people[1], squad, 1, cursor)
        assert ([one["call_out_id"] for one in items], cursor) == ([call_out], None)
        assert (items[0]["ended_at"], items[0]["called"]) == (time_at(2), 3)
        assert fields(call_out_records.page, session, clocked.worker, squad, 1, new_id()) == {"cursor": ["unknown"]}


def test_a_squad_is_called_out_by_a_worker_of_its_community(clocked: Clocked, squad: str) -> None:
    for stranger in (clocked.people[0], worker(clocked.next)):
        with pytest.raises(Forbidden):
            call(clocked, by=stranger)
        with pytest.raises(Forbidden):
            decide(clocked, STEPS, by=stranger)
    call_out = call(clocked)
    with pytest.raises(Forbidden):
        end(clocked, call_out, by=clocked.people[0])
    assert len(clocked.told(SquadCalledOut)) == 1


def test_only_a_squad_with_people_is_called_out(clocked: Clocked, squad: str) -> None:
    group = {"kind": "group", "name": "组", "community": clocked.here, "leader": None, "members": []}
    with clocked.at(-2) as tx:
        teams.form_teams(tx, [{**group, "code": "g"}, {**group, "code": "e", "kind": "emergency_squad"}])
    assert code(call, clocked, team="g") == "not_a_squad"
    assert code(call, clocked, team="e") == "no_members"
    with pytest.raises(NotFound):
        call(clocked, team="nowhere")


def test_a_squad_on_a_call_out_is_not_converted(clocked: Clocked, squad: str) -> None:
    call_out = call(clocked)
    asked = {"team": squad, "kind": "service_team", "name": "服务队", "industry": None, "reason": "汛期已过"}
    with clocked.at(1) as tx:
        assert code(joining.convert, tx, clocked.worker, asked) == "call_out_running"
        formed = {
            "code": squad,
            "kind": "group",
            "name": "组",
            "community": clocked.here,
            "leader": None,
            "members": [],
        }
        assert fields(teams.form_teams, tx, [formed]) == {"teams": {0: {"kind": ["call_out_running"]}}}
    end(clocked, call_out)
    with clocked.at(4) as tx:
        assert joining.convert(tx, clocked.worker, asked).kind == "service_team"


def test_a_procedure_is_kept_version_by_version(clocked: Clocked, squad: str) -> None:
    before = call(clocked, hours=-21)
    assert decide(clocked, STEPS, hours=-20) == 1
    assert decide(clocked, STEPS, hours=-19) == 1
    first = call(clocked, hours=-18)
    assert decide(clocked, STEPS[1:], hours=-10) == 2
    second = call(clocked, hours=-9)
    assert [seen(clocked, one)["steps"] for one in (before, first, second)] == [[], STEPS, STEPS[1:]]
    with clocked.database.reading() as session:
        found = procedures.versions(session, clocked.people[1], squad)
        assert [(one.version, one.steps, one.decided_at) for one in found] == [
            (2, STEPS[1:], time_at(-10)),
            (1, STEPS, time_at(-20)),
        ]
        for stranger in (actor(), worker(clocked.next)):
            with pytest.raises(Forbidden):
                procedures.versions(session, stranger, squad)


def test_members_see_themselves_and_strangers_nothing(clocked: Clocked, squad: str) -> None:
    first, second, third = clocked.ids
    call_out = call(clocked)
    roll(clocked, call_out, first, third)
    own = seen(clocked, call_out, clocked.people[1])
    assert [one["volunteer_id"] for one in own["members"]] == [second]
    [called] = own["roll_calls"]
    assert (own["unanswered"], called["present"], called["absent"], own["called"]) == ([second], [], [second], 3)
    assert len(seen(clocked, call_out, clocked.people[0])["members"]) == 3
    for stranger in (actor(), worker(clocked.next)):
        with pytest.raises(Forbidden):
            seen(clocked, call_out, stranger)
        with pytest.raises(Forbidden), clocked.database.reading() as session:
            call_out_records.page(session, stranger, squad, 10, None)


def test_who_withdraws_during_a_call_out_stays_among_the_called(clocked: Clocked, squad: str) -> None:
    call_out = call(clocked)
    with clocked.at(0.5) as tx:
        enrolment.withdraw(tx, clocked.worker, clocked.ids[2])
    roll(clocked, call_out, "xz-3")
    found = seen(clocked, call_out)
    assert (found["called"], found["roll_calls"][0]["present"]) == (3, [clocked.ids[2]])
