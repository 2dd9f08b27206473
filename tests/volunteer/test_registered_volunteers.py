from __future__ import annotations

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts.events import TeamFormed, VolunteerRegistered, VolunteerWithdrawn
from volunteer.numbers import serial_of

from tests.actors import actor, volunteer, worker


@pytest.fixture
def register(neighbourhood):
    """Registers 孟庆和, or with other values somebody else."""

    def call(reader, **values):
        request = {"community": neighbourhood.code, "name": "孟庆和", "phone": "13900002001", "skills": ["调解"]}
        return neighbourhood.ask("register_volunteer", {**request, **values}, reader)

    return call


def test_a_resident_registers_once(neighbourhood, register, bus):
    resident = actor()
    made = register(resident)
    assert serial_of(made["number"])
    assert (made["name"], made["community"], made["skills"]) == ("孟庆和", neighbourhood.code, ["mediation"])
    assert made["active"] is True
    told = bus.wait_for(VolunteerRegistered, volunteer_id=made["volunteer_id"])
    assert (told.sequence, told.data.person) == (1, resident.person_id)

    with pytest.raises(Conflict) as refused:
        register(resident, community=neighbourhood.other)
    assert refused.value.code == "already_registered"
    assert refused.value.about["volunteer_id"] == made["volunteer_id"]
    assert len(neighbourhood.told(VolunteerRegistered)) == 1


def test_a_resident_who_registered_sees_the_own_telephone_number(neighbourhood, register):
    resident = actor()
    made = register(resident)
    assert neighbourhood.ask("volunteer", {"volunteer_id": made["volunteer_id"]}, resident)["phone"] == "13900002001"


def test_an_imported_volunteer_with_an_account_does_not_register_again(enrol, register):
    known = enrol({"name": "孟庆和", "phone": "13900002001"})["rows"][0]["volunteer_id"]
    with pytest.raises(Conflict) as refused:
        register(volunteer(known))
    assert refused.value.code == "already_registered"


def test_nobody_registers_with_the_telephone_number_of_somebody_else(neighbourhood, register):
    register(actor())
    with pytest.raises(Conflict) as refused:
        register(actor(), phone="139-0000-2001")
    assert refused.value.code == "phone_taken"
    assert register(actor(), community=neighbourhood.other)["community"] == neighbourhood.other


def test_a_worker_registers_others(neighbourhood, register):
    first = register(neighbourhood.worker)
    second = register(neighbourhood.worker, phone=None)
    assert first["volunteer_id"] != second["volunteer_id"]


def test_a_community_that_is_not_there_is_refused(neighbourhood, register):
    with pytest.raises(Invalid) as refused:
        register(actor(), community="nowhere")
    assert refused.value.fields == {"community": ["unknown"]}
    assert neighbourhood.told(VolunteerRegistered) == []


def test_who_withdraws_leaves_teams_and_duty_and_may_come_back(neighbourhood, ask, register, bus):
    resident = actor()
    made = register(resident)
    volunteer_id, code = made["volunteer_id"], neighbourhood.code
    team = {"code": f"{code}-team", "kind": "group", "name": "组", "community": code, "members": [volunteer_id]}
    ask("form_teams", {"teams": [{**team, "leader": volunteer_id}]})
    duty = {"volunteer": volunteer_id, "buildings": neighbourhood.buildings}
    ask("assign_building_duty", {"community": code, "duties": [duty]})

    left = ask("withdraw_volunteer", {"volunteer_id": volunteer_id}, resident)

    assert (left["active"], left["buildings"], left["teams"]) == (False, [], [])
    assert bus.wait_for(VolunteerWithdrawn, volunteer_id=volunteer_id).sequence == 2
    told = bus.wait_for(TeamFormed, team=team["code"], members=[])
    assert (told.sequence, told.data.leader) == (2, None)
    assert ask("volunteers", {"community": code})["items"] == []
    with pytest.raises(Conflict) as refused:
        ask("withdraw_volunteer", {"volunteer_id": volunteer_id}, resident)
    assert refused.value.code == "already_withdrawn"

    back = register(resident, community=neighbourhood.other)
    assert (back["number"], back["active"], back["community"]) == (made["number"], True, neighbourhood.other)
    told = bus.wait_for(VolunteerRegistered, volunteer_id=volunteer_id, community=neighbourhood.other)
    assert told.sequence == 3


def test_only_the_volunteer_or_a_worker_of_the_community_withdraws(neighbourhood, ask, register):
    made = register(actor())
    for stranger in (actor(), worker(neighbourhood.other)):
        with pytest.raises(Forbidden):
            ask("withdraw_volunteer", {"volunteer_id": made["volunteer_id"]}, stranger)
    assert ask("withdraw_volunteer", {"volunteer_id": made["volunteer_id"]})["active"] is False


def test_a_volunteer_who_is_not_there_is_not_found(ask):
    unknown = {"volunteer_id": "00000000-0000-7000-8000-000000000000"}
    for method in ("volunteer", "withdraw_volunteer"):
        with pytest.raises(NotFound):
            ask(method, unknown)
