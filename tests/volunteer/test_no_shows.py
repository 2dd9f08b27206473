"""No-shows: a person says so and is named, it can be objected to, somebody decides, and being there lifts it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from contracts.events import NoShowLifted, NoShowRecorded
from volunteer import attendance, no_shows, presences, sign_ups

from tests.actors import worker
from tests.volunteer.clocked import Clocked, time_at


@pytest.fixture
def missed(clocked: Clocked) -> str:
    """An activity of two places for which all three signed up, and to which nobody came."""
    activity = clocked.plan(0, 2, capacity=2)
    with clocked.at(-3) as tx:
        for person in clocked.people:
            sign_ups.sign_up(tx, person, activity, None)
    return activity


def say(clocked: Clocked, activity: str, *names: str, hours: float = 3) -> list[dict[str, Any]]:
    with clocked.at(hours) as tx:
        return no_shows.record(tx, clocked.worker, activity, list(names))


def decide(clocked: Clocked, activity: str, decision: str, by: Any, hours: float = 30) -> dict[str, Any]:
    request = {"activity_id": activity, "volunteer": "xz-1", "decision": decision, "reason": "问过组长"}
    with clocked.at(hours) as tx:
        return no_shows.decide(tx, by, request)


def code(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(Conflict) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_who_said_so_is_named_and_saying_it_again_changes_nothing(clocked: Clocked, missed: str) -> None:
    [found] = say(clocked, missed, "xz-1")
    assert (found["volunteer_id"], found["state"], found["title"]) == (clocked.ids[0], "recorded", "清扫一区")
    assert (found["said_by"], found["said_at"]) == (clocked.worker.person_id, time_at(3))
    again = say(clocked, missed, "xz-1", "xz-2", hours=4)
    assert [(one["volunteer_id"], one["said_at"]) for one in again] == [
        (clocked.ids[0], time_at(3)),
        (clocked.ids[1], time_at(4)),
    ]
    assert [event.volunteer_id for event in clocked.told(NoShowRecorded)] == clocked.ids[:2]


def test_only_who_was_going_and_did_not_come_can_be_a_no_show(clocked: Clocked, missed: str) -> None:
    with clocked.at(0) as tx:
        presences.check_in(tx, clocked.worker, missed, "xz-2", None)
    assert code(say, clocked, missed, "xz-1", hours=1.9) == "not_over_yet"
    with pytest.raises(Invalid) as refused:
        say(clocked, missed, "xz-1", "xz-2", "xz-3", "nobody")
    assert refused.value.fields == {"volunteers": {1: ["was_there"], 2: ["not_going"], 3: ["unknown"]}}
    with pytest.raises(Forbidden), clocked.at(3) as tx:
        no_shows.record(tx, worker(clocked.next), missed, ["xz-1"])
    assert clocked.told(NoShowRecorded) == []


def test_an_objection_is_decided_on_by_somebody_else(clocked: Clocked, missed: str) -> None:
    say(clocked, missed, "xz-1")
    with clocked.at(20) as tx:
        found = no_shows.object_to(tx, clocked.people[0], missed, "我到了，没有看到人")
        assert (found["state"], found["objection"]) == ("objected", "我到了，没有看到人")
    with clocked.at(21) as tx:
        assert code(no_shows.object_to, tx, clocked.people[0], missed, "再说一次") == "already_objected"
    assert code(decide, clocked, missed, "upheld", clocked.worker) == "own_word"
    found = decide(clocked, missed, "lifted", clocked.other_worker)
    assert (found["state"], found["decided_because"]) == ("lifted", "问过组长")
    assert code(decide, clocked, missed, "upheld", clocked.other_worker) == "already_decided"
    [lifted] = clocked.told(NoShowLifted)
    assert (lifted.volunteer_id, lifted.sequence) == (clocked.ids[0], 3)


def test_a_no_show_that_is_upheld_stands(clocked: Clocked, missed: str) -> None:
    say(clocked, missed, "xz-1")
    assert decide(clocked, missed, "upheld", clocked.other_worker)["state"] == "upheld"
    with clocked.at(31) as tx:
        assert code(no_shows.object_to, tx, clocked.people[0], missed, "不是这样") == "already_decided"
    assert clocked.told(NoShowLifted) == []


def test_objecting_takes_a_no_show_of_ones_own_and_has_an_end(clocked: Clocked, missed: str) -> None:
    say(clocked, missed, "xz-1")
    with clocked.at(20) as tx:
        assert code(no_shows.object_to, tx, clocked.people[1], missed, "不是我") == "no_such_no_show"
    with clocked.at(3 + 15 * 24 + 0.1) as tx:
        assert code(no_shows.object_to, tx, clocked.people[0], missed, "太晚了") == "too_late_to_object"


def test_who_turns_out_to_have_been_there_is_no_no_show(clocked: Clocked, missed: str) -> None:
    say(clocked, missed, "xz-1", "xz-2")
    listed = {"volunteer": "xz-1", "came_at": time_at(0), "left_at": time_at(2)}
    with clocked.at(40) as tx:
        attendance.record(tx, clocked.worker, missed, [listed])
    with clocked.database.reading() as session:
        assert [one["state"] for one in no_shows.of_activity(session, missed)] == ["lifted", "recorded"]
    assert [event.volunteer_id for event in clocked.told(NoShowLifted)] == clocked.ids[:1]
