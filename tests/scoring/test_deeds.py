"""What departments did that is counted, from the events that tell of it, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts import Envelope
from contracts.events import JointMeetingHeld, ProjectFinished, VolunteerSeconded
from scoring import deeds, ledger, merging, record_ledger

from tests.scoring.facts import SPRING, SPRING_DAY, attended, completed, merged

QUARTER = "2026-Q2"


def told(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=datetime(2026, 6, 1, tzinfo=UTC), data=event) for event in events]


def seconded(who: str, **changes: Any) -> VolunteerSeconded:
    values: dict[str, Any] = {
        "community": "xiezhuang",
        "sequence": 1,
        "secondment_id": new_id(),
        "volunteer_id": who,
        "organisation": "housing",
        "from_day": SPRING_DAY,
    }
    return VolunteerSeconded(**values | changes)


def held(*present: str, **changes: Any) -> JointMeetingHeld:
    values: dict[str, Any] = {
        "community": "xiezhuang",
        "sequence": 2,
        "meeting_id": new_id(),
        "quarter": "2026-Q1",
        "held_on": date(2026, 4, 10),
        "present": list(present),
    }
    return JointMeetingHeld(**values | changes)


def test_a_finished_project_counts_once_in_the_quarter_of_its_end(session: Session) -> None:
    project = ProjectFinished(
        community="xiezhuang",
        sequence=5,
        project_id=new_id(),
        organisation="water",
        finished_on=date(2026, 4, 1),
        budget_fen=1,
        spent_fen=1,
        problems_solved=1,
        person_times=1,
    )
    for envelopes in (told(project), told(project)):
        deeds.record(session, envelopes)
    assert deeds.done(session, QUARTER) == {"water": {"projects_finished": 1}}
    assert deeds.done(session, "2026-Q1") == {}
    assert deeds.done(session, "2026") == {"water": {"projects_finished": 1}}


def test_a_meeting_counts_for_those_who_were_there_as_its_last_minutes_say(session: Session) -> None:
    first = held("housing", "water")
    corrected = held("housing", meeting_id=first.meeting_id, sequence=4)
    elsewhere = held("housing", "greening", community="yijiang")
    deeds.record(session, told(corrected))
    deeds.record(session, told(elsewhere, first, corrected))
    assert deeds.done(session, QUARTER) == {"housing": {"joint_meetings": 2}, "greening": {"joint_meetings": 1}}
    assert deeds.done(session, "2026-Q1") == {}, "it counts when it was held"


def test_days_of_seconded_volunteers_in_the_community_are_the_organisations(session: Session) -> None:
    who, other = new_id(), new_id()
    ends = SPRING + timedelta(days=9)
    deeds.record(session, told(seconded(who, to_day=ends.date()), seconded(other, organisation="water")))
    record_ledger.record(session, told(attended(who, 60), attended(who, 0, at=SPRING + timedelta(days=1))))
    services = [
        completed(who, at=SPRING + timedelta(hours=2)),
        completed(who, at=SPRING + timedelta(days=2)),
        completed(who, at=SPRING + timedelta(days=3), community="yijiang"),
        completed(who, at=ends + timedelta(days=1)),
        completed(other, at=SPRING - timedelta(days=1)),
    ]
    ledger.record_services(session, told(*services))
    assert deeds.done(session, QUARTER) == {"housing": {"volunteer_days": 2}}


def test_an_attendance_that_was_taken_back_and_a_secondment_that_ended_earlier_give_no_day(session: Session) -> None:
    who, term = new_id(), new_id()
    deeds.record(session, told(seconded(who, secondment_id=term)))
    was_there = attended(who, 60)
    later = attended(who, 60, at=SPRING + timedelta(days=5))
    record_ledger.record(session, told(was_there, later))
    assert deeds.done(session, QUARTER) == {"housing": {"volunteer_days": 2}}
    deeds.record(session, told(seconded(who, secondment_id=term, sequence=2, to_day=SPRING_DAY)))
    deeds.record(session, told(seconded(who, secondment_id=term)))
    assert deeds.done(session, QUARTER) == {"housing": {"volunteer_days": 1}}
    record_ledger.record(session, told(attended(who, 0, was_there.attendance_id, sequence=2)))
    assert deeds.done(session, QUARTER) == {}


def test_a_volunteer_registered_twice_gives_the_same_days(session: Session) -> None:
    old, new = new_id(), new_id()
    deeds.record(session, told(seconded(old)))
    record_ledger.record(session, told(attended(old, 60)))
    merging.merge(session, told(merged(old, new)))
    ledger.record_services(session, told(completed(new, at=SPRING + timedelta(days=1))))
    late = completed(old, at=SPRING + timedelta(days=2))
    ledger.record_services(session, told(late))
    assert deeds.done(session, QUARTER) == {"housing": {"volunteer_days": 3}}
