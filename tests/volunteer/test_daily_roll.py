"""Daily rolls: everybody is heard from or stands there as silent, the callers alone read who they are, and silence is
told once a day."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import RollSilenceNoticed
from volunteer import roll_silence

from tests.actors import actor, admin, officer, volunteer, worker
from tests.days import today


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


@pytest.fixture
def ids(enrol) -> list[str]:
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2)))
    return [row["volunteer_id"] for row in answer["rows"]]


@pytest.fixture
def start(neighbourhood, ask, ids):
    """Opens a roll of three people since two days ago, for whom the first volunteer calls, or otherwise."""

    def make(by: Any = None, **facts: Any) -> dict[str, Any]:
        first, second = neighbourhood.buildings
        asked = {
            "community": neighbourhood.code,
            "title": "居家隔离",
            "first_day": ago(2),
            "silence_hour": 0,
            "callers": ["xz-1"],
            "people": [
                {"called": "一零一", "building": first},
                {"called": "一零二", "building": first},
                {"called": "二零一", "building": second},
            ],
        }
        return ask("open_roll", {**asked, **facts}, by)

    return make


@pytest.fixture
def report(ask):
    def record(roll: dict[str, Any], person: int, state: str, by: Any = None, **facts: Any) -> dict[str, Any]:
        named = {"roll_id": roll["roll_id"], "entry_id": roll["entry_ids"][person]}
        return ask("heard_from", {**named, "state": state, **facts}, by)

    return record


def states(found: dict[str, Any]) -> dict[str, str]:
    return {one["called"]: one["state"] for one in found["people"]}


def test_a_day_shows_who_was_heard_from_and_who_was_not(neighbourhood, ask, ids, start, report):
    roll, own = start(), volunteer(ids[0])
    report(roll, 0, "well", own)
    report(roll, 0, "not_reached", own)
    report(roll, 1, "not_reached", own)
    report(roll, 1, "needs_help", day=ago(1))
    found = ask("roll_day", {"roll_id": roll["roll_id"]}, own)
    assert (found["day"], found["title"], found["caller_ids"]) == (ago(0), "居家隔离", ids[:1])
    assert states(found) == {"一零一": "well", "一零二": "not_reached", "二零一": "silent"}
    assert found["counts"] == {
        "on_roll": 3,
        "heard": 1,
        "unheard": 2,
        "well": 1,
        "needs_help": 0,
        "not_reached": 1,
        "silent": 1,
    }
    first, second, third = found["people"]
    assert (first["volunteer_id"], first["last_heard_on"], first["building"]) == (
        ids[0],
        ago(0),
        neighbourhood.buildings[0],
    )
    assert (second["last_heard_on"], third["last_heard_on"], third["reported_at"]) == (ago(1), None, None)
    earlier = ask("roll_day", {"roll_id": roll["roll_id"], "day": ago(1)})
    assert states(earlier) == {"一零一": "silent", "一零二": "needs_help", "二零一": "silent"}
    assert earlier["people"][1]["volunteer_id"] is None


def test_callers_and_workers_read_a_roll_and_nobody_else(neighbourhood, ask, ids, start, report):
    roll = start()
    named = {"roll_id": roll["roll_id"]}

    def listed(reader: Any, community: str | None) -> list[str]:
        return [one["roll_id"] for one in ask("rolls", {"community": community}, reader)["items"]]

    for reader in (volunteer(ids[0]), neighbourhood.worker, admin()):
        assert len(ask("roll_day", named, reader)["people"]) == 3
        assert listed(reader, neighbourhood.code) == [roll["roll_id"]]
    for reader in (volunteer(ids[1]), worker(neighbourhood.other), officer("school")):
        assert listed(reader, neighbourhood.code) == []
        with pytest.raises(Forbidden):
            ask("roll_day", named, reader)
        with pytest.raises(Forbidden):
            report(roll, 0, "well", reader)
    assert listed(volunteer(ids[0]), None) == [roll["roll_id"]]
    with pytest.raises(Forbidden):
        ask("roll_day", named, actor())
    with pytest.raises(NotFound):
        ask("roll_day", {"roll_id": new_id()})

    ask("name_callers", {**named, "callers": [ids[1]]})
    assert len(ask("roll_day", named, volunteer(ids[1]))["people"]) == 3
    with pytest.raises(Forbidden):
        report(roll, 0, "well", volunteer(ids[0]))
    ask("withdraw_volunteer", {"volunteer_id": ids[1]})
    assert listed(volunteer(ids[1]), neighbourhood.code) == []
    with pytest.raises(Forbidden):
        ask("roll_day", named, volunteer(ids[1]))


def test_only_workers_of_the_community_change_a_roll(neighbourhood, ask, ids, start):
    roll = start()
    named = {"roll_id": roll["roll_id"]}
    person = {"called": "三零一", "building": neighbourhood.buildings[0]}
    for other in (volunteer(ids[0]), worker(neighbourhood.other), actor()):
        for command, asked in (
            ("add_to_roll", {**named, "people": [person]}),
            ("take_off_roll", {**named, "entry_id": roll["entry_ids"][0]}),
            ("name_callers", {**named, "callers": []}),
            ("close_roll", named),
        ):
            with pytest.raises(Forbidden):
                ask(command, asked, other)
        with pytest.raises(Forbidden):
            start(other)


def test_silence_is_told_once_a_day_with_counts_alone(neighbourhood, ask, start, report, bus):
    late = start(silence_hour=23, title="晚间")
    roll = start()
    told = bus.wait_for(RollSilenceNoticed, roll_id=roll["roll_id"])
    assert (told.data.day, told.data.on_roll, told.data.unheard) == (today(), 3, 3)
    assert set(told.data.data()) == {"roll_id", "day", "on_roll", "unheard", "not_reached", "needs_help"}
    for person in range(3):
        report(late, person, "well")
    another = start()
    bus.wait_for(RollSilenceNoticed, roll_id=another["roll_id"])
    # Rolls are all looked at together: what the first and the late one had to tell has been told by now.
    after = [event.data.roll_id for event in neighbourhood.told(RollSilenceNoticed)]
    assert after.count(roll["roll_id"]) == after.count(another["roll_id"]) == 1
    if roll_silence.hour_of(datetime.now(UTC)) < 23:
        assert late["roll_id"] not in after


def test_nothing_is_told_of_a_roll_that_is_over_or_has_not_begun_or_has_nobody(neighbourhood, ask, start, bus):
    quiet = [
        start(last_day=ago(1)),
        start(first_day=ago(-1)),
        start(people=[]),
    ]
    told = start()
    bus.wait_for(RollSilenceNoticed, roll_id=told["roll_id"])
    assert [event.data.roll_id for event in neighbourhood.told(RollSilenceNoticed)] == [told["roll_id"]]
    joining = [{"called": "三零一", "building": neighbourhood.buildings[0]}]
    ask("add_to_roll", {"roll_id": quiet[2]["roll_id"], "people": joining})
    found = bus.wait_for(RollSilenceNoticed, roll_id=quiet[2]["roll_id"]).data
    assert (found.on_roll, found.unheard) == (1, 1)


def test_people_join_and_leave_from_today_on_and_earlier_days_stay(neighbourhood, ask, start, report):
    roll = start()
    named = {"roll_id": roll["roll_id"]}
    report(roll, 0, "well", day=ago(1))
    joined = ask("add_to_roll", {**named, "people": [{"called": "三零一", "building": neighbourhood.buildings[0]}]})
    ask("take_off_roll", {**named, "entry_id": roll["entry_ids"][0]})
    assert set(states(ask("roll_day", named))) == {"一零二", "二零一", "三零一"}
    assert states(ask("roll_day", {**named, "day": ago(1)})) == {
        "一零一": "well",
        "一零二": "silent",
        "二零一": "silent",
    }
    for entry, day in (
        (roll["entry_ids"][0], ago(0)),
        (joined["entry_ids"][0], ago(1)),
        (roll["entry_ids"][1], ago(3)),
    ):
        with pytest.raises(Invalid) as refused:
            ask("heard_from", {**named, "entry_id": entry, "state": "well", "day": day})
        assert refused.value.fields == {"day": ["not_on_roll"]}
    with pytest.raises(Conflict) as again:
        ask("take_off_roll", {**named, "entry_id": roll["entry_ids"][0]})
    assert again.value.code == "left_roll"


def test_a_closed_roll_keeps_everything_and_takes_no_more(neighbourhood, ask, start, report):
    roll = start()
    named = {"roll_id": roll["roll_id"]}
    report(roll, 0, "well")
    assert ask("close_roll", named)["closed_on"] == ago(0)
    assert states(ask("roll_day", named))["一零一"] == "well"
    listed = [ask("rolls", {"community": neighbourhood.code, "closed": closed})["items"] for closed in (False, True)]
    assert [[one["roll_id"] for one in found] for found in listed] == [[], [roll["roll_id"]]]
    own = volunteer(roll["caller_ids"][0])
    assert ask("rolls", {"community": neighbourhood.code, "closed": True}, own)["items"] == []
    with pytest.raises(Forbidden):
        ask("roll_day", named, own)
    for again in (lambda: report(roll, 1, "well"), lambda: ask("close_roll", named)):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "roll_closed"


def test_a_worker_records_for_a_caller_and_for_nobody_who_is_none(ask, ids, start, report):
    roll = start()
    assert report(roll, 0, "well", volunteer="xz-1")["volunteer_id"] == ids[0]
    assert report(roll, 0, "well")["volunteer_id"] is None
    for named, fault in (("xz-2", "not_a_caller"), ("xz-9", "unknown")):
        with pytest.raises(Invalid) as refused:
            report(roll, 0, "well", volunteer=named)
        assert refused.value.fields == {"volunteer": [fault]}


def test_a_wrong_roll_day_or_report_is_refused_whole(neighbourhood, ask, ids, start, report):
    def faults(**wrong: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            start(**wrong)
        return refused.value.fields

    people = [{"called": "一零一", "building": neighbourhood.buildings[0]}, {"called": "甲", "building": "nowhere"}]
    assert faults(people=people, callers=["xz-1", "xz-9"], last_day=ago(3)) == {
        "people": {"1": {"building": ["unknown"]}},
        "callers": {"1": ["unknown"]},
        "last_day": ["before_start"],
    }
    assert faults(silence_hour=24, title=" ").keys() == {"silence_hour", "title"}
    assert faults(by=admin(), community="nowhere") == {"community": ["unknown"]}
    assert ask("rolls", {"community": neighbourhood.code})["items"] == []
    roll, other = start(last_day=ago(1)), start()
    for day, fault in ((ago(-1), "in_the_future"), (ago(0), "not_on_roll")):
        with pytest.raises(Invalid) as refused:
            report(roll, 0, "well", day=day)
        assert refused.value.fields == {"day": [fault]}
    assert ask("roll_day", {"roll_id": roll["roll_id"]})["day"] == ago(1)
    for day, fault in ((ago(-1), "in_the_future"), (ago(3), "before_start")):
        with pytest.raises(Invalid) as refused:
            ask("roll_day", {"roll_id": roll["roll_id"], "day": day})
        assert refused.value.fields == {"day": [fault]}
    with pytest.raises(NotFound):
        ask("heard_from", {"roll_id": roll["roll_id"], "entry_id": other["entry_ids"][0], "state": "well"})


def test_what_people_are_called_stands_in_no_event_log_or_table(neighbourhood, ask, start, service, bus):
    secret = f"李{secrets.token_hex(8)}"
    roll = start(people=[{"called": secret, "building": neighbourhood.buildings[0]}])
    bus.wait_for(RollSilenceNoticed, roll_id=roll["roll_id"])
    assert states(ask("roll_day", {"roll_id": roll["roll_id"]})) == {secret: "silent"}
    bus.settle()
    written = [envelope.to_json() for envelope in bus.seen()]
    written += [file.read_bytes() for file in service.folder.rglob("*") if file.is_file()]
    assert any(roll["roll_id"].encode() in text for text in written)
    assert not any(secret[1:].encode() in text for text in written)
