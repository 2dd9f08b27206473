"""Two records of one person become one: nothing is lost, nothing counts twice, and the old id means the other."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import (
    AttendanceRecorded,
    NoShowLifted,
    TeamFormed,
    VolunteerMerged,
    VolunteerUpdated,
    VolunteerWithdrawn,
)
from volunteer import certificates, enrolment, honours, merges, no_shows, presences, service_records, sign_ups
from volunteer.models import AttendanceRow, Base, NoShowRow, SignUpRow, VolunteerRow

from tests.actors import actor, volunteer, worker
from tests.volunteer.clocked import NINE, Clocked
from tests.volunteer.whole_person import BUILDING, PHONES, TEAM, attend, complete, form, rows_about


def merge(clocked: Clocked, kept: str, merged: str, by: Any = None, hours: float = 48) -> VolunteerRow:
    with clocked.at(hours) as tx:
        return merges.merge(tx, by or clocked.worker, kept, merged, "登记了两次")


def minutes(clocked: Clocked, volunteer_id: str) -> tuple[int, int]:
    """The credit and honour minutes of the year."""
    with clocked.database.reading() as session:
        row = session.get_one(VolunteerRow, volunteer_id)
        day = NINE.date()
        found = service_records.record(session, row, day.replace(day=1), day.replace(month=12))
        return found["credit_minutes"], found["honour_minutes"]


def attended(clocked: Clocked, volunteer_id: str) -> dict[str, tuple[int, list[str]]]:
    with clocked.database.reading() as session:
        found = sa.select(AttendanceRow).where(AttendanceRow.volunteer_id == volunteer_id, AttendanceRow.last)
        return {row.activity_id: (row.minutes, row.reasons) for row in session.scalars(found)}


def code(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(Conflict) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_all_that_names_a_volunteer_moves(clocked: Clocked) -> None:
    kept, merged = clocked.ids[0], complete(clocked)
    before = rows_about(clocked, merged)
    assert all(before.values()), "what is not there cannot be seen moving"

    merge(clocked, kept, merged)

    left = {name: rows for name, rows in rows_about(clocked, merged).items() if rows}
    assert list(left) == ["attendances"]
    assert not any(row["last"] for row in left["attendances"])
    with clocked.database.reading() as session:
        naming = {
            table.name
            for table in Base.metadata.sorted_tables
            for row in session.execute(sa.select(table))
            if merged in row
        }
    assert naming == {"volunteers", "attendances"}, "whatever the column is called"
    after = rows_about(clocked, kept)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert minutes(clocked, kept) == (120, 90)


def test_the_kept_record_stands_and_its_blanks_are_filled(clocked: Clocked) -> None:
    kept, merged = clocked.ids[0], complete(clocked)
    with clocked.database.reading() as session:
        number = session.get_one(VolunteerRow, kept).serial
    row = merge(clocked, kept, merged)
    assert (row.serial, row.name, row.reference, row.active) == (number, "志愿者1", "xz-1", True)
    assert (PHONES.open(row.phone_sealed or ""), row.party_member, row.group) == (
        "13900002002",
        True,
        "snow-clearing-group",
    )
    assert row.skills == ["first-aid"]
    with clocked.database.reading() as session:
        old = session.get_one(VolunteerRow, merged)
        assert (old.merged_into, old.active, old.name, old.phone_mark) == (kept, False, "志愿者2", None)
        assert (old.ended_by, old.ended_because) == (clocked.worker.person_id, "登记了两次")
    last = {kind: clocked.told(kind)[-1] for kind in (VolunteerUpdated, VolunteerWithdrawn, VolunteerMerged)}
    assert (last[VolunteerUpdated].volunteer_id, last[VolunteerUpdated].sequence) == (kept, row.sequence)
    gone, told = last[VolunteerWithdrawn], last[VolunteerMerged]
    assert (gone.volunteer_id, told.volunteer_id, told.into) == (merged, merged, kept)
    assert (gone.sequence, told.sequence) == (old.sequence - 1, old.sequence)


def test_both_with_a_telephone_number_keep_the_kept_one_s(clocked: Clocked) -> None:
    rows = [{"reference": f"xz-{one}", "name": "何平", "phone": f"1390000300{one}"} for one in (1, 2)]
    with clocked.at(0) as tx:
        enrolment.import_roll(tx, PHONES, clocked.here, rows, False)
    row = merge(clocked, *clocked.ids[:2])
    assert PHONES.open(row.phone_sealed or "") == "13900003001"


def test_an_activity_that_both_attended_counts_once(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    activity = clocked.plan(0, 2)
    attend(clocked, activity, kept, 0, 1.5)
    attend(clocked, activity, merged, 0, 2)
    merge(clocked, kept, merged)
    assert attended(clocked, kept) == {activity: (90, [])}
    assert attended(clocked, merged) == {activity: (0, ["merged"])}
    told = clocked.told(AttendanceRecorded)[-1]
    assert (told.volunteer_id, told.minutes, told.sequence) == (merged, 0, 2)


def test_no_minute_of_a_shared_day_counts_twice(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    first, second, elsewhere = clocked.plan(0, 2), clocked.plan(1, 3), clocked.plan(24, 26)
    attend(clocked, first, merged, 0, 2)
    attend(clocked, second, kept, 1, 3)
    attend(clocked, elsewhere, kept, 24, 26, at=30)
    told = len(clocked.told(AttendanceRecorded))
    merge(clocked, kept, merged)
    assert attended(clocked, kept) == {first: (120, []), second: (60, ["overlap"]), elsewhere: (120, [])}
    assert attended(clocked, merged) == {}
    news = clocked.told(AttendanceRecorded)[told:]
    assert sorted((one.activity_id, one.volunteer_id, one.minutes, one.sequence) for one in news) == sorted(
        [(first, kept, 120, 2), (second, kept, 60, 2)]
    )


def test_a_day_s_cap_holds_for_both_together(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    morning, afternoon = clocked.plan(-3, 2), clocked.plan(3, 8)
    attend(clocked, morning, kept, -3, 2)
    attend(clocked, afternoon, merged, 3, 8)
    merge(clocked, kept, merged)
    assert minutes(clocked, kept) == (480, 0)


def test_a_moved_attendance_is_corrected_under_the_same_id(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    activity = clocked.plan(0, 2)
    attend(clocked, activity, merged, 0, 2)
    merge(clocked, kept, merged)
    attend(clocked, activity, kept, 0, 1.5, at=50)
    told = clocked.told(AttendanceRecorded)
    assert len({one.attendance_id for one in told}) == 1
    assert [(one.volunteer_id, one.minutes, one.sequence) for one in told] == [
        (merged, 120, 1),
        (kept, 120, 2),
        (kept, 90, 3),
    ]


def test_one_who_did_not_come_as_the_one_was_there_as_the_other(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    activity = clocked.plan(0, 2)
    with clocked.at(-2) as tx:
        sign_ups.sign_up(tx, volunteer(merged), activity, None)
    with clocked.at(3) as tx:
        no_shows.record(tx, clocked.worker, activity, [merged])
    attend(clocked, activity, kept, 0, 2)
    merge(clocked, kept, merged)
    told = clocked.told(NoShowLifted)[-1]
    assert (told.activity_id, told.volunteer_id) == (activity, kept)
    with clocked.database.reading() as session:
        assert session.get_one(NoShowRow, (activity, kept)).state == "lifted"


def test_signed_up_as_both_is_signed_up_once_and_makes_room(clocked: Clocked) -> None:
    kept, merged, third = clocked.ids
    activity = clocked.plan(60, 62, capacity=2)
    with clocked.at(40) as tx:
        for one in (kept, merged, third):
            sign_ups.sign_up(tx, volunteer(one), activity, None)
    merge(clocked, kept, merged)
    with clocked.database.reading() as session:
        signed = sa.select(SignUpRow.volunteer_id).where(SignUpRow.activity_id == activity).order_by(SignUpRow.place)
        assert list(session.scalars(signed)) == [kept, third]


def test_checked_in_as_the_one_and_out_as_the_other(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    activity = clocked.plan(0, 2)
    with clocked.at(0) as tx:
        presences.check_in(tx, clocked.worker, activity, merged, None)
    merge(clocked, kept, merged, hours=1)
    with clocked.at(2) as tx:
        presences.check_out(tx, clocked.worker, activity, kept, None)
    assert attended(clocked, kept) == {activity: (120, [])}


def test_a_forgotten_check_in_does_not_undo_the_attendance_of_the_kept_record(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    activity = clocked.plan(0, 2)
    with clocked.at(0) as tx:
        presences.check_in(tx, clocked.worker, activity, merged, None)
    attend(clocked, activity, kept, 0, 2, at=3)
    merge(clocked, kept, merged, hours=3.5)
    with clocked.at(30) as tx:
        presences.settle_forgotten(tx)
    assert attended(clocked, kept) == {activity: (120, [])}


def test_in_a_team_and_a_building_of_both_the_kept_one_s_place_stays(clocked: Clocked) -> None:
    kept, merged = clocked.ids[0], complete(clocked)
    with clocked.at(10) as tx:
        form(tx, clocked, merged, clocked.ids[2], kept)
    merge(clocked, kept, merged)
    told = clocked.told(TeamFormed)[-1]
    assert (told.team, told.members, told.leader) == (TEAM, [clocked.ids[2], kept], kept)
    assert [row["building"] for row in rows_about(clocked, kept)["building_duty"]] == [BUILDING]


def test_a_merged_record_is_never_used_again(clocked: Clocked) -> None:
    kept, merged, third = clocked.ids
    merge(clocked, kept, merged)
    assert code(merge, clocked, third, merged) == "already_merged"
    assert code(merge, clocked, merged, third) == "already_merged"
    with clocked.at(50) as tx:
        granted = {"volunteer_id": merged, "minutes": 30, "reason": "铲雪", "granted_on": NINE.date()}
        assert code(honours.grant, tx, clocked.worker, granted) == "already_merged"
        day = NINE.date()
        asked = {"volunteer_id": merged, "first": day, "last": day}
        assert code(certificates.issue, tx, clocked.worker, asked) == "already_merged"
    asked = {
        "community": clocked.here,
        "name": "何平",
        "phone": None,
        "group": None,
        "party_member": False,
        "skills": [],
    }
    with clocked.at(50) as tx:
        assert code(enrolment.register, tx, PHONES, volunteer(merged), asked) == "already_registered"


def test_the_account_of_either_record_is_the_person_s(clocked: Clocked) -> None:
    asked = {"name": "何平", "phone": None, "group": None, "party_member": False, "skills": []}
    first, second = actor(), actor()
    ids = []
    with clocked.at(0) as tx:
        for one in (first, second):
            made = enrolment.register(tx, PHONES, one, {**asked, "community": clocked.here})
            ids.append(made.volunteer_id)
    merge(clocked, *ids)
    activity = clocked.plan(100, 102)
    with clocked.at(80) as tx:
        sign_ups.sign_up(tx, second, activity, None)
        assert code(sign_ups.sign_up, tx, first, activity, None) == "already_signed_up"
        assert tx.session.get_one(SignUpRow, (activity, ids[0])).place == 1


def test_merged_twice_in_a_row_all_lead_to_the_last(clocked: Clocked) -> None:
    first, second, third = clocked.ids
    activity = clocked.plan(0, 2)
    attend(clocked, activity, first, 0, 2)
    merge(clocked, second, first)
    merge(clocked, third, second)
    assert attended(clocked, third) == {activity: (120, [])}
    with clocked.database.reading() as session:
        assert {session.get_one(VolunteerRow, one).merged_into for one in (first, second)} == {third}


def test_a_certificate_issued_before_still_stands(clocked: Clocked) -> None:
    kept, merged = clocked.ids[0], complete(clocked)
    number = rows_about(clocked, merged)["certificates"][0]["number"]
    merge(clocked, kept, merged)
    with clocked.database.reading() as session:
        assert certificates.verify(session, number)["stands"] is True


def test_who_may_not_and_what_cannot_be(clocked: Clocked) -> None:
    kept, merged, third = clocked.ids
    with clocked.at(0) as tx:
        rows = [{"reference": "ql-1", "name": "何平"}]
        enrolment.import_roll(tx, PHONES, clocked.next, rows, False)
        there = tx.session.scalar(sa.select(VolunteerRow.volunteer_id).where(VolunteerRow.reference == "ql-1"))
    assert there is not None
    with pytest.raises(Forbidden):
        merge(clocked, kept, there)
    with pytest.raises(Forbidden):
        merge(clocked, kept, merged, by=worker(clocked.next))
    with pytest.raises(NotFound):
        merge(clocked, kept, new_id())
    assert code(merge, clocked, kept, kept) == "same_record"
    own = actor("community_worker", communities=[clocked.here], volunteer_id=kept)
    assert code(merge, clocked, kept, merged, by=own) == "own_record"
    with clocked.at(0) as tx:
        enrolment.withdraw(tx, clocked.worker, third)
    with pytest.raises(Invalid) as refused:
        merge(clocked, third, kept)
    assert refused.value.fields == {"kept": ["withdrawn"]}
    withdrawn = len(clocked.told(VolunteerWithdrawn))
    merge(clocked, kept, third)
    assert len(clocked.told(VolunteerWithdrawn)) == withdrawn
    row = merge(clocked, kept, there, by=worker(clocked.here, clocked.next))
    assert (row.reference, row.community) == ("xz-1", clocked.here)


def test_over_the_wire(neighbourhood: Any) -> None:
    rows = neighbourhood.enrol({"name": "何平", "reference": "a"}, {"name": "何萍", "phone": "13900002009"})["rows"]
    kept, merged = (row["volunteer_id"] for row in rows)
    asked = {"kept": kept, "merged": merged, "reason": "同一个人"}
    answer = neighbourhood.ask("merge_volunteers", asked)
    assert (answer["volunteer_id"], answer["merged_into"], answer["phone"]) == (kept, None, None)
    assert neighbourhood.ask("volunteer", {"volunteer_id": kept})["phone"] == "13900002009"
    old = neighbourhood.ask("volunteer", {"volunteer_id": merged})
    assert (old["name"], old["merged_into"], old["active"]) == ("何萍", kept, False)
    assert [one["name"] for one in neighbourhood.ask("volunteers", {"community": neighbourhood.code})["items"]] == [
        "何平"
    ]
    with pytest.raises(Forbidden):
        neighbourhood.ask("merge_volunteers", asked, volunteer(kept))
    with pytest.raises(Invalid) as refused:
        neighbourhood.ask("merge_volunteers", {"kept": kept, "merged": merged})
    assert refused.value.fields == {"reason": ["required"]}
