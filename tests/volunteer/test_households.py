"""Households: recorded by workers, told by ids alone, each volunteer and person in at most one; after merging and
erasing, too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import HouseholdRecorded
from volunteer import enrolment, erasure, households, merges
from volunteer.models import VolunteerRow

from tests.actors import actor, volunteer, worker
from tests.volunteer.clocked import Clocked
from tests.volunteer.whole_person import PHONES


def record(clocked: Clocked, volunteers: list[str], persons: list[str], by: Any = None) -> dict[str, Any]:
    with clocked.at(0) as tx:
        asked = {"community": clocked.here, "volunteers": volunteers, "persons": persons}
        return households.record(tx, by or clocked.worker, asked)


def change(clocked: Clocked, made: dict[str, Any], volunteers: list[str], persons: list[str], by: Any = None) -> Any:
    with clocked.at(1) as tx:
        return households.change(tx, by or clocked.worker, made["household_id"], volunteers, persons)


def household(clocked: Clocked, volunteer_id: str, by: Any = None) -> Any:
    with clocked.database.reading() as session:
        return households.of_volunteer(session, by or clocked.worker, volunteer_id)


def told(clocked: Clocked) -> list[tuple[str, list[str], list[str], int]]:
    """The households told, in order: id, volunteers, persons, version."""
    return [(one.household_id, one.volunteers, one.persons, one.sequence) for one in clocked.told(HouseholdRecorded)]


def fields(call: Any, *arguments: Any, **named: Any) -> Any:
    with pytest.raises(Invalid) as refused:
        call(*arguments, **named)
    return refused.value.fields


def test_it_is_told_whole_at_every_change_and_ends(clocked: Clocked) -> None:
    one, other, third = sorted(clocked.ids)
    person, lodger = sorted((new_id(), new_id()))
    made = record(clocked, [other, one], [person])
    name = made["household_id"]
    assert (made["volunteers"], made["persons"], made["sequence"]) == ([one, other], [person], 1)
    assert household(clocked, one) == household(clocked, other, volunteer(other)) == made
    assert household(clocked, third) is None
    changed = change(clocked, made, [one], [lodger, person])
    assert (changed["volunteers"], changed["persons"], changed["sequence"]) == ([one], [person, lodger], 2)
    assert household(clocked, other) is None
    change(clocked, made, [], [])
    assert household(clocked, one) is None
    assert told(clocked) == [
        (name, [one, other], [person], 1),
        (name, [one], [person, lodger], 2),
        (name, [], [], 3),
    ]
    assert {event.community for event in clocked.told(HouseholdRecorded)} == {clocked.here}
    with pytest.raises(Conflict) as refused:
        change(clocked, made, [one], [person])
    assert refused.value.code == "household_ended"
    assert record(clocked, [one], [person])["household_id"] != name, "all are free for another"


def test_nobody_is_in_two_households(clocked: Clocked) -> None:
    one, other, third = clocked.ids
    person, lodger = new_id(), new_id()
    record(clocked, [one], [person])
    elsewhere = ["in_another_household"]
    assert fields(record, clocked, [other, one], [lodger]) == {"volunteers": {1: elsewhere}}
    assert fields(record, clocked, [other], [lodger, person]) == {"persons": {1: elsewhere}}
    made = record(clocked, [other], [lodger])
    assert fields(change, clocked, made, [other, one], [person]) == {
        "volunteers": {1: elsewhere},
        "persons": {0: elsewhere},
    }
    assert household(clocked, other) == made, "what is refused changes nothing"
    assert len(told(clocked)) == 2
    assert change(clocked, made, [other, third], [lodger])["sequence"] == 2


def test_a_wrong_household_is_refused_whole(clocked: Clocked) -> None:
    one, other, third = clocked.ids
    with clocked.at(0) as tx:
        enrolment.withdraw(tx, clocked.worker, third)
        enrolment.import_roll(tx, PHONES, clocked.next, [{"reference": "ql-1", "name": "何平"}], False)
        there = tx.session.scalar(sa.select(VolunteerRow.volunteer_id).where(VolunteerRow.reference == "ql-1"))
    assert there is not None
    assert fields(record, clocked, [one, new_id(), third], []) == {"volunteers": {1: ["unknown"], 2: ["withdrawn"]}}
    assert fields(record, clocked, [one], []) == {"volunteers": ["too_few_members:2"]}
    assert fields(record, clocked, [one], [new_id() for _ in range(20)]) == {"volunteers": ["too_many_members:20"]}
    assert fields(record, clocked, [there], [new_id()]) == {"volunteers": ["nobody_of_community"]}
    made = record(clocked, [one, there], [])
    with clocked.at(1) as tx:
        merges.merge(tx, clocked.worker, one, other, "登记了两次")
        enrolment.withdraw(tx, clocked.worker, one)
    assert fields(change, clocked, made, [one, other], []) == {"volunteers": {1: ["withdrawn"]}}
    assert change(clocked, made, [one, there], [new_id()])["sequence"] == 2, "who withdrew still lives there"


def test_who_may_record_change_and_read(clocked: Clocked) -> None:
    one, other, _ = clocked.ids
    made = record(clocked, [one, other], [])
    for stranger in (worker(clocked.next), volunteer(one)):
        with pytest.raises(Forbidden):
            change(clocked, made, [one], [new_id()], by=stranger)
    for stranger in (worker(clocked.next), volunteer(other), actor()):
        with pytest.raises(Forbidden):
            household(clocked, one, by=stranger)
    with pytest.raises(NotFound):
        change(clocked, {"household_id": new_id()}, [one, other], [])
    with pytest.raises(NotFound):
        household(clocked, new_id())


def test_a_merged_record_leaves_its_place_to_the_one_that_stands(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    person = new_id()
    made = record(clocked, [merged], [person])
    with clocked.at(2) as tx:
        merges.merge(tx, clocked.worker, kept, merged, "登记了两次")
    assert household(clocked, kept)["household_id"] == made["household_id"]
    assert told(clocked)[1:] == [(made["household_id"], [kept], [person], 2)]


def test_of_two_households_the_kept_record_stays_in_its_own(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    person, lodger = new_id(), new_id()
    own, other = record(clocked, [kept], [person]), record(clocked, [merged], [lodger])
    with clocked.at(2) as tx:
        merges.merge(tx, clocked.worker, kept, merged, "登记了两次")
    assert household(clocked, kept) == own
    assert told(clocked)[2:] == [(other["household_id"], [], [lodger], 2)]


def test_two_records_in_one_household_are_one_member(clocked: Clocked) -> None:
    kept, merged, third = clocked.ids
    made = record(clocked, [kept, merged, third], [])
    with clocked.at(2) as tx:
        merges.merge(tx, clocked.worker, kept, merged, "登记了两次")
    assert told(clocked)[1:] == [(made["household_id"], sorted((kept, third)), [], 2)]


def test_erasing_takes_out_the_volunteer_and_the_person(clocked: Clocked) -> None:
    one, other, third = clocked.ids
    with clocked.at(0) as tx:
        tx.session.get_one(VolunteerRow, one).person_id = person = new_id()
    made, also = record(clocked, [one, other], []), record(clocked, [third], [person])
    with clocked.at(2) as tx:
        erasure.erase(tx, clocked.worker, one, "本人要求", True)
    assert sorted(told(clocked)[2:]) == sorted(
        [(made["household_id"], [other], [], 2), (also["household_id"], [third], [], 2)]
    )
    assert household(clocked, other)["volunteers"] == [other]


def test_over_the_wire(neighbourhood: Any) -> None:
    roll = [{"reference": str(number), "name": f"志愿者{number}"} for number in (1, 2, 3)]
    rows = neighbourhood.enrol(*roll)["rows"]
    one, other, third = (row["volunteer_id"] for row in rows)
    person, key = new_id(), new_id()
    asked = {"community": neighbourhood.code, "volunteers": [one, other], "persons": [person]}
    made = neighbourhood.ask("record_household", asked, command_id=key)
    assert neighbourhood.ask("record_household", asked, command_id=key) == made
    read = {"volunteer_id": one}
    assert neighbourhood.ask("volunteer_household", read, volunteer(one)) == {"household": made}
    assert neighbourhood.ask("volunteer_household", {"volunteer_id": third}) == {"household": None}
    said = {"household_id": made["household_id"], "volunteers": [one, third], "persons": []}
    assert neighbourhood.ask("change_household", said)["sequence"] == 2
    for stranger in (volunteer(one), worker(neighbourhood.other)):
        with pytest.raises(Forbidden):
            neighbourhood.ask("record_household", asked, stranger)
    with pytest.raises(Invalid) as refused:
        neighbourhood.ask("record_household", {**asked, "volunteers": [other, other]})
    assert refused.value.fields == {"volunteers": ["repeated"]}
    events = neighbourhood.told(HouseholdRecorded)
    assert [(event.data.household_id, event.sequence) for event in events] == [
        (made["household_id"], 1),
        (made["household_id"], 2),
    ]
    neighbourhood.ask("erase_volunteer", {"volunteer_id": other, "reason": "本人要求", "confirmed": True})
    again = neighbourhood.ask("record_household", asked, command_id=key)
    assert (again["volunteers"], again["persons"]) == ([one], [person]), "who was erased is in no kept answer"


def test_of_several_who_record_the_same_person_at_once_one_does(neighbourhood: Any) -> None:
    rows = neighbourhood.enrol(*({"reference": str(number), "name": f"志愿者{number}"} for number in range(6)))["rows"]
    person = new_id()

    def ask(volunteer_id: str) -> str:
        asked = {"community": neighbourhood.code, "volunteers": [volunteer_id], "persons": [person]}
        try:
            return str(neighbourhood.ask("record_household", asked)["household_id"])
        except Invalid as refused:
            assert refused.fields == {"persons": {"0": ["in_another_household"]}}
            return ""

    with ThreadPoolExecutor(6) as pool:
        made = [one for one in pool.map(ask, [row["volunteer_id"] for row in rows]) if one]
    assert [event.data.household_id for event in neighbourhood.told(HouseholdRecorded)] == made
    assert len(made) == 1
