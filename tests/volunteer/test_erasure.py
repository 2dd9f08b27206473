"""Erasing: nothing anywhere tells who the person was or what they said; what was done stays and nothing counts less."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import VolunteerErased, VolunteerWithdrawn
from contracts.requests.patrols import PatrolRound
from contracts.requests.squads import CalledMember
from contracts.requests.stations import RosteredDuty
from contracts.requests.teams import Membership
from volunteer import (
    call_out_records,
    certificates,
    enrolment,
    erasure,
    honours,
    joining,
    merges,
    patrols,
    queries,
    service_records,
    stations,
)
from volunteer.models import Base, CalledRow, CallOutRow, NoShowRow, StationDutyRow, TeamRow, VolunteerRow

from tests.actors import actor, volunteer, worker
from tests.volunteer.clocked import NINE, Clocked
from tests.volunteer.whole_person import NAME, PHONES, TEAM, complete, rows_about

FACTS = {
    *("sign_ups", "attendances", "presences", "visits", "certificates", "certifications", "no_shows", "honour_hours"),
    *("station_duties", "pairings", "daily_roll_callers", "daily_roll_reports", "patrol_rounds"),
    *("past_team_members", "called_members", "call_out_responses", "secondments"),
}
PERSONS = {
    "volunteer_skills",
    "volunteer_languages",
    "availability",
    "volunteer_wishes",
    "credentials",
    "team_members",
    "building_duty",
    "household_volunteers",
}
"""Tables of which nothing stays."""

OWN_WORDS = ("在医院陪母亲", "水管漏水", "路灯不亮")
PERSONAL = (NAME, "13900002002", "xz-2", "四川话", "救护员证", "first-aid", "snow-clearing-group", *OWN_WORDS)


def erase(clocked: Clocked, who: str, by: Any = None, confirmed: bool = True, reason: str = "本人要求") -> VolunteerRow:
    with clocked.at(72) as tx:
        return erasure.erase(tx, by or clocked.worker, who, reason, confirmed)


def everything(clocked: Clocked) -> str:
    """All that the database holds, as one text, but what was told on the bus before: that holds codes under the id."""
    kept = [table for table in Base.metadata.sorted_tables if table.name != "outbox"]
    with clocked.database.reading() as session:
        return "\n".join(str(tuple(row)) for table in kept for row in session.execute(sa.select(table)))


def code(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(Conflict) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_nothing_in_any_table_tells_who_it_was(clocked: Clocked) -> None:
    who = complete(clocked)
    with clocked.database.reading() as session:
        sealed, mark = session.execute(
            sa.select(VolunteerRow.phone_sealed, VolunteerRow.phone_mark).where(VolunteerRow.volunteer_id == who)
        ).one()
    before = everything(clocked)
    for word in (*PERSONAL[:1], *PERSONAL[2:], sealed, mark):
        assert word in before, "what is not there cannot be seen going"

    erase(clocked, who, reason=f"{NAME}要求")

    after = everything(clocked)
    for word in (*PERSONAL, sealed, mark):
        assert word not in after


def test_what_was_done_stays_under_the_id(clocked: Clocked) -> None:
    who = complete(clocked)
    before = rows_about(clocked, who)
    assert before.keys() == FACTS | PERSONS, "a table that names volunteers is one or the other"
    erase(clocked, who)
    after = rows_about(clocked, who)
    # Whoever is erased leaves their team, which is one more time that is over.
    ended = {"past_team_members": 1}
    expected = {name: len(before[name]) + ended.get(name, 0) for name in FACTS}
    assert {name: len(after[name]) for name in FACTS} == expected
    for name in PERSONS:
        assert before[name] and not after[name], name
    [said] = after["no_shows"]
    assert (said["objection"], said["decided_because"], said["state"]) == (None, "问过***", "upheld")
    assert after["honour_hours"][0]["reason"] == "***连夜铲雪"
    assert [(one["finding"], one["need_id"]) for one in after["visits"]] == [(None, before["visits"][0]["need_id"])]
    with clocked.database.reading() as session:
        day = NINE.date()
        record = service_records.record(session, session.get_one(VolunteerRow, who), day, day)
        assert (record["credit_minutes"], record["honour_minutes"]) == (120, 90)


def test_a_certificate_is_still_verified_without_a_name(clocked: Clocked) -> None:
    who = complete(clocked)
    number = rows_about(clocked, who)["certificates"][0]["number"]
    erase(clocked, who)
    with clocked.database.reading() as session:
        seen = certificates.verify(session, number)
        assert (seen["stands"], seen["masked_name"]) == (True, "*")
        assert certificates.certificate(session, clocked.worker, number)["name"] == "*"
        assert queries.names(session, clocked.ids) == {clocked.ids[0]: "志愿者1", clocked.ids[2]: "志愿者3"}


def test_it_is_told_and_who_still_served_withdraws_by_it(clocked: Clocked) -> None:
    first, second, _ = clocked.ids
    with clocked.at(0) as tx:
        enrolment.withdraw(tx, clocked.worker, second)
    for who in (first, second):
        row = erase(clocked, who, by=volunteer(who))
        told = clocked.told(VolunteerErased)[-1]
        assert (told.volunteer_id, told.sequence) == (who, row.sequence)
        assert (row.active, row.name) == (False, "")
    assert [one.volunteer_id for one in clocked.told(VolunteerWithdrawn)] == [second, first]
    assert clocked.told(VolunteerWithdrawn)[-1].sequence < clocked.told(VolunteerErased)[0].sequence


def test_records_merged_into_it_are_erased_with_it(clocked: Clocked) -> None:
    kept, merged = clocked.ids[0], complete(clocked)
    with clocked.at(48) as tx:
        merges.merge(tx, clocked.worker, kept, merged, f"{NAME}登记了两次")
    assert code(erase, clocked, merged) == "already_merged"
    erase(clocked, kept)
    after = everything(clocked)
    for word in (*PERSONAL, "志愿者1", "xz-1"):
        assert word not in after
    assert {one.volunteer_id for one in clocked.told(VolunteerErased)} == {kept, merged}


def test_it_must_be_confirmed_and_is_done_once(clocked: Clocked) -> None:
    who = clocked.ids[0]
    with pytest.raises(Invalid) as refused:
        erase(clocked, who, confirmed=False)
    assert refused.value.fields == {"confirmed": ["required"]}
    for stranger in (worker(clocked.next), actor(), volunteer(clocked.ids[1])):
        with pytest.raises(Forbidden):
            erase(clocked, who, by=stranger)
    with pytest.raises(NotFound):
        erase(clocked, new_id())
    assert clocked.told(VolunteerErased) == []
    erase(clocked, who)
    assert code(erase, clocked, who) == "already_erased"


def test_the_id_is_nobody_s_and_of_no_use_any_more(clocked: Clocked) -> None:
    who, other, _ = clocked.ids
    erase(clocked, who)
    with pytest.raises(Forbidden):
        erase(clocked, who, by=volunteer(who))
    with clocked.at(80) as tx:
        granted = {"volunteer_id": who, "minutes": 30, "reason": "铲雪", "granted_on": NINE.date()}
        assert code(honours.grant, tx, clocked.worker, granted) == "already_erased"
        assert code(merges.merge, tx, clocked.worker, other, who, "同一个人") == "already_erased"
        asked = {"name": "何平", "phone": None, "group": None, "party_member": False, "skills": []}
        again = enrolment.register(tx, PHONES, volunteer(who), {**asked, "community": clocked.here})
        assert again.volunteer_id != who
        rows = [{"reference": "xz-1", "name": "何平"}]
        assert enrolment.import_roll(tx, PHONES, clocked.here, rows, False)["counts"]["added"] == 1


def test_who_was_not_erased_keeps_everything(clocked: Clocked) -> None:
    who = complete(clocked)
    before = rows_about(clocked, who)
    erase(clocked, clocked.ids[0])
    assert rows_about(clocked, who) == before
    with clocked.database.reading() as session:
        assert session.get_one(VolunteerRow, who).name == NAME
        assert session.scalar(sa.select(NoShowRow.objection)) is not None


def test_a_command_asked_again_does_not_tell_the_name(neighbourhood: Any) -> None:
    resident, key, own_key = actor(), new_id(), new_id()
    register = {"community": neighbourhood.code, "name": "孟庆和", "phone": "13900002001", "skills": ["调解"]}
    made = neighbourhood.ask("register_volunteer", register, resident, command_id=own_key)
    who = made["volunteer_id"]
    roll = {"community": neighbourhood.code, "rows": [{"phone": "13900002001", "reference": "xz-7", "name": "孟庆禾"}]}
    worker = neighbourhood.worker
    assert neighbourhood.ask("import_volunteers", roll, worker, command_id=key)["counts"]["changed"] == 1
    granted = {"volunteer_id": who, "minutes": 60, "reason": "孟庆禾连夜铲雪", "granted_on": "2026-01-20"}
    honour_key = new_id()
    neighbourhood.ask("grant_honour_hours", granted, worker, command_id=honour_key)
    visit = {"community": neighbourhood.code, "volunteer": who, "building": neighbourhood.buildings[0], "need": {}}
    visit |= {"kind": "door_knock", "visited_on": "2026-01-20", "finding": "水管漏水"}
    visit_key = new_id()
    need_id = neighbourhood.ask("log_visit", visit, worker, command_id=visit_key)["need_id"]

    request = {"volunteer_id": who, "reason": "本人要求", "confirmed": True}
    erased = neighbourhood.ask("erase_volunteer", request, resident)
    assert (erased["name"], erased["erased"], erased["active"], erased["skills"]) == (None, True, False, [])

    again = neighbourhood.ask("register_volunteer", register, resident, command_id=own_key)
    assert (again["volunteer_id"], again["number"]) == (who, made["number"])
    imported = neighbourhood.ask("import_volunteers", roll, worker, command_id=key)
    honoured = neighbourhood.ask("grant_honour_hours", granted, worker, command_id=honour_key)
    assert (honoured["minutes"], honoured["reason"]) == (60, "***连夜铲雪")
    visited = neighbourhood.ask("log_visit", visit, worker, command_id=visit_key)
    assert (visited["need_id"], visited["finding"]) == (need_id, None)
    told = json.dumps([again, imported, honoured], ensure_ascii=False)
    for word in ("孟庆", "xz-7", "mediation"):
        assert word not in told
    assert neighbourhood.ask("names", {"volunteer_ids": [who]})["names"] == {}
    seen = neighbourhood.ask("volunteer", {"volunteer_id": who})
    assert (seen["name"], seen["phone"], seen["reference"]) == (None, None, None)
    with pytest.raises(Invalid) as refused:
        neighbourhood.ask("erase_volunteer", {"volunteer_id": who, "reason": "本人要求", "confirmed": "yes"})
    assert refused.value.fields == {"confirmed": ["not_true_or_false"]}


def test_what_they_did_is_still_shown_without_a_name(clocked: Clocked) -> None:
    who = complete(clocked)
    erase(clocked, who)
    with clocked.database.reading() as session:
        duties = session.scalars(sa.select(StationDutyRow).where(StationDutyRow.volunteer_id == who)).all()
        called = session.scalars(sa.select(CalledRow).where(CalledRow.volunteer_id == who)).one()
        call_out = session.get_one(CallOutRow, called.call_out_id)
        day = NINE.date()
        areas = patrols.on_day(session, clocked.worker, clocked.here, day)["areas"]
        seen = {
            "duties": stations.duties_shown(session, list(duties)),
            "rounds": areas[0]["rounds"],
            "called": call_out_records.in_full(session, clocked.worker, call_out)["members"],
            "history": joining.history(session, session.get_one(TeamRow, TEAM))["memberships"],
        }
    for subject, rows in seen.items():
        assert {row["name"] for row in rows if row["volunteer_id"] == who} == {None}, subject
    contracts = {
        "duties": RosteredDuty,
        "rounds": PatrolRound,
        "called": CalledMember,
        "history": Membership,
    }
    for subject, rows in seen.items():
        schema = contracts[subject](many=True)
        assert schema.validate(schema.dump(rows)) == {}, subject
