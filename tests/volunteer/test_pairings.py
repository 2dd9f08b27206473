"""One-to-one pairing: who may read of the served, what is refused, and a lapse that is told once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import PairingLapsed

from tests.actors import actor, admin, officer, volunteer, worker
from tests.days import today


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


@pytest.fixture
def ids(enrol) -> list[str]:
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2)))
    return [row["volunteer_id"] for row in answer["rows"]]


@pytest.fixture
def school(neighbourhood, ask) -> str:
    code = f"{neighbourhood.code}-school"
    ask("register_organisations", {"organisations": [{"code": code, "kind": "school", "name": "小学"}]}, admin())
    return code


@pytest.fixture
def pair(neighbourhood, ask, ids):
    """Pairs a household with the first volunteer for a weekly contact, or otherwise."""

    def make(by: Any = None, **facts: Any) -> dict[str, Any]:
        asked = {
            "community": neighbourhood.code,
            "volunteer": "xz-1",
            "building": neighbourhood.buildings[0],
            "called": "三零二室老人",
            "delivery": "health",
            "every_days": 7,
        }
        return ask("pair", {**asked, **facts}, by)

    return make


@pytest.fixture
def listed(neighbourhood, ask):
    """The ids of the pairings that a reader sees, in order."""

    def look(reader: Any = None, **asked: Any) -> list[str]:
        found = ask("pairings", {"community": neighbourhood.code, **asked}, reader)
        return [one["pairing_id"] for one in found["items"]]

    return look


def test_whoever_is_paired_and_workers_read_of_the_served_and_nobody_else(neighbourhood, ask, ids, pair, listed):
    made = pair()
    assert made["called"] is None
    named = {"pairing_id": made["pairing_id"]}
    ask("log_contact", {**named, "kind": "household_visit", "note": "血压正常"}, volunteer(ids[0]))
    for reader in (volunteer(ids[0]), neighbourhood.worker, admin()):
        full = ask("pairing", named, reader)
        assert (full["called"], full["volunteer_id"], full["due_on"]) == ("三零二室老人", ids[0], ago(-7))
        assert [(one["day"], one["kind"], one["note"]) for one in full["contacts"]] == [
            (ago(0), "household_visit", "血压正常")
        ]
        assert listed(reader) == [made["pairing_id"]]
    for reader in (volunteer(ids[1]), worker(neighbourhood.other), officer("school")):
        assert listed(reader) == []
        with pytest.raises(Forbidden):
            ask("pairing", named, reader)
    with pytest.raises(Forbidden):
        ask("pairing", named, actor())
    assert listed(volunteer(ids[0]), community=None) == [made["pairing_id"]]
    with pytest.raises(NotFound):
        ask("pairing", {"pairing_id": new_id()})


def test_what_the_served_are_called_stands_in_no_event_log_or_table(neighbourhood, ask, pair, service, bus):
    secret, note = f"张{secrets.token_hex(8)}", f"记{secrets.token_hex(8)}"
    made = pair(called=secret, started_on=ago(30))
    named = {"pairing_id": made["pairing_id"]}
    bus.wait_for(PairingLapsed, **named)
    ask("log_contact", {**named, "kind": "door_knock", "note": note, "day": ago(20)})
    assert ask("pairing", named)["contacts"][0]["note"] == note
    ask("end_pairing", {**named, "reason": note})
    assert ask("pairing", named)["end_reason"] == note
    bus.settle()
    written = [envelope.to_json() for envelope in bus.seen()]
    written += [file.read_bytes() for file in service.folder.rglob("*") if file.is_file()]
    assert any(made["pairing_id"].encode() in text for text in written)
    for said in (secret, note):
        digits = said[1:].encode()
        assert not any(digits in text for text in written)


def test_a_lapse_is_told_once_until_they_are_in_time_again(neighbourhood, ask, ids, pair, listed, bus):
    made, fresh = pair(started_on=ago(10)), pair(called="四零一室", started_on=ago(7))
    named = {"pairing_id": made["pairing_id"]}
    told = bus.wait_for(PairingLapsed, **named).data
    assert (told.volunteer_id, told.organisation, told.due_on) == (ids[0], None, today() - timedelta(days=3))
    lapsed, standing = ask("pairings", {"community": neighbourhood.code})["items"]
    assert (lapsed["pairing_id"], lapsed["lapsed_days"], lapsed["due_on"]) == (made["pairing_id"], 3, ago(3))
    assert (standing["pairing_id"], standing["lapsed_days"], standing["due_on"]) == (fresh["pairing_id"], None, ago(0))
    assert listed(lapsed=True) == [made["pairing_id"]]

    late = ask("log_contact", {**named, "kind": "phone_interview", "day": ago(9)}, volunteer(ids[0]))
    assert (late["last_contact"], late["due_on"], late["lapsed_days"]) == (ago(9), ago(2), 2)
    early = ask("log_contact", {**named, "kind": "phone_interview", "day": ago(10)}, volunteer(ids[0]))
    assert (early["last_contact"], early["due_on"]) == (ago(9), ago(2))
    in_time = ask("log_contact", {**named, "kind": "phone_interview"}, volunteer(ids[0]))
    assert (in_time["last_contact"], in_time["due_on"], in_time["lapsed_days"]) == (ago(0), ago(-7), None)
    assert listed(lapsed=True) == []

    another = pair(called="五零一室", started_on=ago(9))
    bus.wait_for(PairingLapsed, pairing_id=another["pairing_id"])
    assert [event.data.pairing_id for event in neighbourhood.told(PairingLapsed)] == [
        made["pairing_id"],
        another["pairing_id"],
    ]


def test_an_organisation_is_paired_too_and_its_officers_keep_in_touch(neighbourhood, ask, ids, pair, school, listed):
    made = pair(volunteer=None, organisation=school, delivery="culture")
    assert (made["volunteer_id"], made["organisation"]) == (None, school)
    contact = {"pairing_id": made["pairing_id"], "kind": "household_visit"}
    assert ask("log_contact", contact, officer(school))["last_contact"] == ago(0)
    assert listed(officer(school)) == [made["pairing_id"]]
    for other in (officer("bank"), volunteer(ids[0]), worker(neighbourhood.other)):
        with pytest.raises(Forbidden):
            ask("log_contact", contact, other)


def test_a_pairing_shows_that_its_volunteer_has_withdrawn(neighbourhood, ask, ids, pair, school):
    made = pair()
    pair(volunteer=None, organisation=school)
    ask("withdraw_volunteer", {"volunteer_id": ids[0]})
    found = ask("pairings", {"community": neighbourhood.code})["items"]
    assert {one["pairing_id"]: one["withdrawn"] for one in found}[made["pairing_id"]] is True
    assert [one["withdrawn"] for one in found].count(True) == 1
    with pytest.raises(Invalid) as refused:
        ask("log_contact", {"pairing_id": made["pairing_id"], "kind": "door_knock"}, volunteer(ids[0]))
    assert refused.value.fields == {"volunteer": ["withdrawn"]}
    with pytest.raises(Forbidden):
        ask("pairing", {"pairing_id": made["pairing_id"]}, volunteer(ids[0]))


def test_only_workers_of_the_community_pair_and_end(neighbourhood, ask, ids, pair):
    made = pair()
    end = {"pairing_id": made["pairing_id"], "reason": "孩子复学"}
    for other in (volunteer(ids[0]), worker(neighbourhood.other), officer("school"), actor()):
        with pytest.raises(Forbidden):
            pair(other)
        with pytest.raises(Forbidden):
            ask("end_pairing", end, other)


def test_an_ended_pairing_keeps_its_contacts_and_takes_no_more(neighbourhood, ask, pair, listed):
    made = pair(started_on=ago(3))
    named = {"pairing_id": made["pairing_id"]}
    ask("log_contact", {**named, "kind": "door_knock", "day": ago(1)})
    ended = ask("end_pairing", {**named, "reason": "孩子复学"})
    assert (ended["ended_on"], ended["end_reason"]) == (ago(0), None)
    full = ask("pairing", named)
    assert (full["end_reason"], full["lapsed_days"], len(full["contacts"])) == ("孩子复学", None, 1)
    assert (listed(), listed(ended=True)) == ([], [made["pairing_id"]])
    own = volunteer(made["volunteer_id"])
    assert (listed(own), listed(own, ended=True)) == ([], [])
    with pytest.raises(Forbidden):
        ask("pairing", named, own)
    for again in (
        lambda: ask("log_contact", {**named, "kind": "door_knock"}),
        lambda: ask("end_pairing", {**named, "reason": "再次"}),
    ):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "pairing_ended"


def test_a_wrong_pairing_or_contact_is_refused_whole(neighbourhood, ask, ids, pair, school):
    def faults(**wrong: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            pair(**wrong)
        return refused.value.fields

    assert faults(volunteer="xz-9", building="nowhere", started_on=ago(-1)) == {
        "volunteer": ["unknown"],
        "building": ["unknown"],
        "started_on": ["in_the_future"],
    }
    assert faults(volunteer=None) == {"volunteer": ["choose_one"]}
    assert faults(organisation=school) == {"volunteer": ["choose_one"]}
    assert faults(volunteer=None, organisation="nobody") == {"organisation": ["unknown"]}
    assert faults(building=f"{neighbourhood.other}-b1") == {"building": ["wrong_community"]}
    assert faults(called="长" * 51, delivery="advice", every_days=0).keys() == {"called", "delivery", "every_days"}
    assert faults(by=admin(), community="nowhere") == {"community": ["unknown"]}
    made = pair(started_on=ago(5))
    for day, fault in ((ago(6), "before_start"), (ago(-1), "in_the_future")):
        with pytest.raises(Invalid) as refused:
            ask("log_contact", {"pairing_id": made["pairing_id"], "kind": "door_knock", "day": day})
        assert refused.value.fields == {"day": [fault]}
    ask("withdraw_volunteer", {"volunteer_id": ids[0]})
    assert faults() == {"volunteer": ["withdrawn"]}


def test_pages_follow_one_another(neighbourhood, ask, pair):
    made = [pair(started_on=ago(days))["pairing_id"] for days in (2, 6, 4, 4)]
    found, cursor = [], None
    while True:
        page = ask(
            "pairings",
            {"community": neighbourhood.code, "limit": 1, "cursor": cursor}
            if cursor
            else {"community": neighbourhood.code, "limit": 1},
        )
        found += [one["pairing_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [made[1], made[2], made[3], made[0]]
    with pytest.raises(Invalid) as refused:
        ask("pairings", {"community": neighbourhood.code, "cursor": new_id()})
    assert refused.value.fields == {"cursor": ["unknown"]}
