"""Trainings and drills: who is certified for what until when, who no longer is, and what that opens and closes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import CertificationRevoked, VolunteerCertified
from volunteer import attendance, descriptions, enrolment, merges, presences, proposals, sign_ups, talents, trainings

from tests.actors import actor, admin, volunteer, worker
from tests.volunteer.clocked import Clocked, time_at
from tests.volunteer.conftest import in_hours
from tests.volunteer.whole_person import PHONES, attend

FIRST_AID = {"kind": "training", "skill": "急救", "months": 12}
DAY = date(2026, 11, 20)
UNTIL = date(2027, 11, 20)
ASKED = {"skill": None, "within_days": 60, "limit": 50, "cursor": None}


def certified(clocked: Clocked, who: int = 0) -> list[tuple[str, date]]:
    with clocked.database.reading() as session:
        found = trainings.of_volunteer(session, clocked.worker, clocked.ids[who], DAY)
    return [(one["skill"], one["valid_until"]) for one in found]


def running_out(clocked: Clocked, today: date, **asked: Any) -> list[tuple[str, str, date, bool]]:
    with clocked.database.reading() as session:
        found, cursor = trainings.page_running_out(session, {**ASKED, "community": clocked.here, **asked}, today)
    assert cursor is None
    return [(one["volunteer_id"], one["skill"], one["valid_until"], one["valid"]) for one in found]


def sign_up(clocked: Clocked, activity: str, hours: float, who: int = 0) -> str | None:
    """Signs up; the code of the refusal."""
    try:
        with clocked.at(hours) as tx:
            sign_ups.sign_up(tx, clocked.people[who], activity, None)
    except Conflict as refused:
        return refused.code
    return None


def test_who_attended_a_training_is_certified_until_a_day(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2, training=FIRST_AID, title="急救培训")
    attend(clocked, activity, "xz-1", 0, 2)
    attend(clocked, activity, "xz-2", 0, 1)
    with clocked.database.reading() as session:
        [found] = trainings.of_volunteer(session, clocked.people[0], clocked.ids[0], UNTIL)
        [later] = trainings.of_volunteer(session, clocked.people[0], clocked.ids[0], UNTIL + timedelta(days=1))
        description = descriptions.seen(session, clocked.worker, clocked.ids[0], UNTIL)
    assert found == {
        "skill": "first-aid",
        "kind": "training",
        "activity_id": activity,
        "title": "急救培训",
        "earned_on": DAY,
        "valid_until": UNTIL,
        "valid": True,
    }
    assert later["valid"] is False
    assert description["credentials"] == [
        {
            "skill": "first-aid",
            "evidence": "急救培训 2026-11-20",
            "valid_until": UNTIL,
            "valid": True,
            "activity_id": activity,
        }
    ]
    assert certified(clocked, 1) == []
    [told] = clocked.told(VolunteerCertified)
    assert (told.volunteer_id, told.activity_id, told.skill, told.valid_until) == (
        clocked.ids[0],
        activity,
        "first-aid",
        UNTIL,
    )


def test_an_activity_that_is_no_training_certifies_nothing(clocked: Clocked) -> None:
    attend(clocked, clocked.plan(0, 2), "xz-1", 0, 2)
    assert certified(clocked) == []
    assert clocked.told(VolunteerCertified) == []


def test_a_correction_takes_it_back_and_gives_it_again(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2, training=FIRST_AID)
    attend(clocked, activity, "xz-1", 0, 2)
    attend(clocked, activity, "xz-1", 0, 1.5, at=25)
    assert certified(clocked) == [("first-aid", UNTIL)]
    assert len(clocked.told(VolunteerCertified)) == 1
    attend(clocked, activity, "xz-1", 0, 0.5, at=26)
    assert certified(clocked) == []
    [revoked] = clocked.told(CertificationRevoked)
    assert (revoked.volunteer_id, revoked.activity_id) == (clocked.ids[0], activity)
    attend(clocked, activity, "xz-1", 0, 2, at=27)
    assert certified(clocked) == [("first-aid", UNTIL)]
    assert len(clocked.told(VolunteerCertified)) == 2


def test_what_is_in_doubt_certifies_nothing_until_a_person_accepts_it(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2, training=FIRST_AID)
    for who in ("xz-1", "xz-2"):
        with clocked.at(0) as tx:
            presences.check_in(tx, clocked.worker, activity, who, None)
    with clocked.at(5) as tx:
        presences.settle_forgotten(tx)
    assert certified(clocked, 0) == certified(clocked, 1) == []
    for who, decision in (("xz-1", "accepted"), ("xz-2", "rejected")):
        decided = {"activity_id": activity, "volunteer": who, "decision": decision, "reason": "问过教员"}
        with clocked.at(6) as tx:
            attendance.decide(tx, clocked.worker, {**decided, "left_at": None})
    assert (certified(clocked, 0), certified(clocked, 1)) == ([("first-aid", UNTIL)], [])


def test_attending_again_prolongs_it_and_a_shorter_one_takes_nothing_away(clocked: Clocked) -> None:
    attend(clocked, clocked.plan(0, 2, training=FIRST_AID), "xz-1", 0, 2)
    attend(clocked, clocked.plan(48, 50, training={**FIRST_AID, "months": 1}), "xz-1", 48, 50, at=72)
    with clocked.database.reading() as session:
        [shown] = descriptions.seen(session, clocked.worker, clocked.ids[0], DAY)["credentials"]
    assert shown["valid_until"] == UNTIL
    assert running_out(clocked, date(2026, 12, 25)) == []
    attend(clocked, clocked.plan(96, 98, training=FIRST_AID), "xz-1", 96, 98, at=120)
    assert running_out(clocked, UNTIL - timedelta(days=1), within_days=1) == []
    later = UNTIL + timedelta(days=4)
    assert running_out(clocked, later, within_days=0) == [(clocked.ids[0], "first-aid", later, True)]


def test_a_skill_that_was_earned_opens_what_takes_it_for_as_long_as_it_holds(clocked: Clocked) -> None:
    attend(clocked, clocked.plan(0, 2, training={**FIRST_AID, "months": 1}), "xz-1", 0, 2)
    to_the_last_day = (date(2026, 12, 20) - DAY).days * 24
    last = clocked.plan(to_the_last_day, to_the_last_day + 2, skills=["急救"])
    after = clocked.plan(to_the_last_day + 24, to_the_last_day + 26, skills=["急救"])
    again = clocked.plan(to_the_last_day + 48, to_the_last_day + 50, skills=["急救"], training=FIRST_AID)
    assert sign_up(clocked, last, 25, who=1) == "skills_missing"
    assert sign_up(clocked, last, 25) is None
    assert sign_up(clocked, after, 25) == "credential_expired"
    assert sign_up(clocked, again, 25) is None
    job = dict.fromkeys(("starts_at", "ends_at", "kind", "people", "skills", "language", "building"))
    with clocked.at(26) as tx:
        asked = [{**job, "activity_id": one, "people": 1} for one in (after, again)]
        jobs = proposals.propose(tx.session, clocked.here, asked, tx.now)["jobs"]
    assert [one["volunteers"] for one in jobs] == [[], []]
    assert jobs[0]["unfilled"]["counts"] == {"no_skill": 2, "credential_expired": 1}
    assert jobs[1]["unfilled"]["counts"] == {"no_skill": 2, "busy": 1}


def test_the_talent_pool_finds_who_is_certified(clocked: Clocked) -> None:
    attend(clocked, clocked.plan(0, 2, training=FIRST_AID), "xz-1", 0, 2)
    nothing = dict.fromkeys(("skill", "language", "kind", "free_from", "free_until", "valid_on", "place", "cursor"))

    def found(today: date, **asked: Any) -> list[str]:
        with clocked.database.reading() as session:
            request = {**nothing, "community": clocked.here, "limit": 50, **asked}
            return [one["volunteer_id"] for one in talents.page(session, request, today)["items"]]

    assert found(UNTIL, skill="急救") == found(DAY, valid_on=UNTIL) == [clocked.ids[0]]
    assert found(UNTIL + timedelta(days=1), skill="急救") == []
    assert found(DAY, skill="急救", valid_on=UNTIL + timedelta(days=1)) == []


def test_what_runs_out_is_listed_by_its_last_day(clocked: Clocked) -> None:
    for who, hours, months in (("xz-1", 48, 1), ("xz-2", 0, 1), ("xz-3", 0, 12)):
        attend(
            clocked, clocked.plan(hours, hours + 2, training={**FIRST_AID, "months": months}), who, hours, hours + 2, 72
        )
    attend(clocked, clocked.plan(4, 6, training={**FIRST_AID, "kind": "drill", "skill": "应急演练"}), "xz-2", 4, 6)
    soon = date(2026, 12, 21)
    expected = [
        (clocked.ids[1], "first-aid", date(2026, 12, 20), False),
        (clocked.ids[0], "first-aid", date(2026, 12, 22), True),
    ]
    assert running_out(clocked, soon) == expected
    assert running_out(clocked, soon, within_days=0) == expected[:1]
    assert running_out(clocked, soon, within_days=400, skill="应急演练") == [(clocked.ids[1], "drills", UNTIL, True)]
    request = {**ASKED, "community": clocked.here, "within_days": 400, "limit": 1}
    paged, cursor = [], None
    with clocked.database.reading() as session:
        while True:
            items, cursor = trainings.page_running_out(session, {**request, "cursor": cursor}, soon)
            paged += [(one["volunteer_id"], one["skill"]) for one in items]
            if cursor is None:
                break
        assert paged == [(who, skill) for who, skill, *_ in running_out(clocked, soon, within_days=400)]
        assert len(paged) == 4
        with pytest.raises(Invalid):
            trainings.page_running_out(session, {**request, "cursor": "V-000001"}, soon)


def test_what_was_said_to_stand_behind_a_skill_runs_out_as_well(clocked: Clocked) -> None:
    with clocked.at(0) as tx:
        rows = [{"reference": "xz-1", "name": "志愿者1", "skills": ["急救", "缝补"]}]
        enrolment.import_roll(tx, PHONES, clocked.here, rows, False)
    with clocked.at(0) as tx:
        said = {"skill": "急救", "evidence": "救护员证", "valid_until": date(2026, 11, 19)}
        always = {"skill": "缝补", "evidence": "居委会", "valid_until": None}
        empty: dict[str, Any] = {"languages": [], "availability": [], "wishes": []}
        request = {"volunteer_id": clocked.ids[0], **empty, "credentials": [said, always]}
        descriptions.describe(tx, clocked.people[0], request)
    assert running_out(clocked, DAY) == [(clocked.ids[0], "first-aid", date(2026, 11, 19), False)]
    takes = clocked.plan(30, 32, skills=["急救"])
    assert sign_up(clocked, takes, 25) == "credential_expired"
    attend(clocked, clocked.plan(0, 2, training=FIRST_AID), "xz-1", 0, 2)
    assert running_out(clocked, DAY) == []
    assert sign_up(clocked, takes, 25) is None
    with clocked.at(26) as tx:
        descriptions.describe(tx, clocked.people[0], {**request, "credentials": []})
    assert certified(clocked) == [("first-aid", UNTIL)]


def test_a_merge_takes_it_over_once(clocked: Clocked) -> None:
    both, theirs = clocked.plan(0, 2, training=FIRST_AID), clocked.plan(4, 6, training={**FIRST_AID, "skill": "调解"})
    for who in ("xz-1", "xz-2"):
        attend(clocked, both, who, 0, 2)
    attend(clocked, theirs, "xz-2", 4, 6)
    with clocked.at(48) as tx:
        merges.merge(tx, clocked.admin, clocked.ids[0], clocked.ids[1], "登记了两次")
    assert certified(clocked, 0) == [("first-aid", UNTIL), ("mediation", UNTIL)]
    assert certified(clocked, 1) == []
    assert [one.volunteer_id for one in clocked.told(CertificationRevoked)] == [clocked.ids[1]]
    assert clocked.told(VolunteerCertified)[-1].volunteer_id == clocked.ids[0]


def test_it_is_read_by_the_volunteer_and_the_community(neighbourhood, ask, enrol, plan) -> None:
    who = enrol({"reference": "xz-1", "name": "何平"})["rows"][0]["volunteer_id"]
    made = plan(-3, -1, training={"skill": "急救", "months": 1})
    assert made["training"] == {"kind": "training", "skill": "first-aid", "months": 1}
    sent = {"volunteer": "xz-1", "came_at": in_hours(-3), "left_at": in_hours(-1)}
    ask("record_attendance", {"activity_id": made["activity_id"], "rows": [sent]})
    own = ask("certifications", {"volunteer_id": who}, volunteer(who))
    assert [(one["skill"], one["valid"]) for one in own["items"]] == [("first-aid", True)]
    here = {"community": neighbourhood.code}
    [listed] = ask("certifications_running_out", here)["items"]
    assert (listed["name"], listed["valid_until"]) == ("何平", own["items"][0]["valid_until"])
    assert ask("certifications_running_out", {**here, "within_days": 5}, admin())["items"] == []
    for stranger in (actor(), volunteer(new_id()), worker(neighbourhood.other)):
        with pytest.raises(Forbidden):
            ask("certifications", {"volunteer_id": who}, stranger)
        with pytest.raises(Forbidden):
            ask("certifications_running_out", here, stranger)
    with pytest.raises(NotFound):
        ask("certifications", {"volunteer_id": new_id()})
    ask("withdraw_volunteer", {"volunteer_id": who})
    assert ask("certifications_running_out", here)["items"] == []


@pytest.mark.parametrize(
    ("training", "faults"),
    [
        ({"months": 12}, {"skill": ["required"]}),
        ({"skill": "急救"}, {"months": ["required"]}),
        ({"skill": "急救", "months": 0}, {"months": ["out_of_range:1,120"]}),
        ({"skill": "急救", "months": 12, "kind": "exam"}, {"kind": ["not_one_of:training,drill"]}),
        ({"skill": " ", "months": 12}, {"skill": ["empty"]}),
    ],
)
def test_a_training_says_what_it_certifies_and_for_how_long(plan, training, faults) -> None:
    with pytest.raises(Invalid) as refused:
        plan(training=training)
    assert refused.value.fields == {"training": faults}


def test_every_activity_of_a_series_of_trainings_certifies(neighbourhood, ask) -> None:
    drill = {"kind": "drill", "skill": "应急演练", "months": 6}
    weekday = district.day_of(datetime.now(UTC)).isoweekday()
    one = {
        "kind": "public_order",
        "title": "防汛演练",
        "place": "河边",
        "recurrence": {"every": "week", "weekday": weekday},
        "starts": "23:59",
        "minutes": 60,
        "training": drill,
    }
    [series] = ask("schedule_series", {"community": neighbourhood.code, "series": [one]})["items"]
    settled = {**drill, "skill": "drills"}
    assert series["training"] == settled
    made = ask("activities", {"community": neighbourhood.code})["items"]
    assert made and all(activity["training"] == settled for activity in made)


def test_the_day_is_the_districts(clocked: Clocked) -> None:
    activity = clocked.plan(15.5, 16.5, training=FIRST_AID)
    attend(clocked, activity, "xz-1", 15.5, 16.5)
    assert time_at(15.5).date() == DAY
    assert certified(clocked) == [("first-aid", UNTIL + timedelta(days=1))]
