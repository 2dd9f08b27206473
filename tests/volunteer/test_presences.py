"""Checking in and out: with the code shown there or by a worker, early, late, twice, and when it was forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from contracts.events import AttendanceRecorded
from volunteer import activities, attendance, presences, sign_ups

from tests.actors import actor, worker
from tests.volunteer.clocked import Clocked, time_at


def shown(clocked: Clocked, activity: str, hours: float) -> str:
    """The code that a worker shows then."""
    with clocked.at(hours) as tx:
        return presences.show_code(tx, clocked.worker, activity)["code"]


def come(clocked: Clocked, activity: str, hours: float, who: int = 0) -> dict:
    code = shown(clocked, activity, hours)
    with clocked.at(hours) as tx:
        return presences.check_in(tx, clocked.people[who], activity, None, code)


def leave(clocked: Clocked, activity: str, hours: float, who: int = 0) -> dict:
    code = shown(clocked, activity, hours)
    with clocked.at(hours) as tx:
        return presences.check_out(tx, clocked.people[who], activity, None, code)


def refusal(call, *arguments) -> tuple:
    with pytest.raises((Conflict, Invalid)) as refused:
        call(*arguments)
    about = refused.value.fields if isinstance(refused.value, Invalid) else {}
    return refused.value.code, about


def test_who_checks_in_and_out_with_the_code_has_an_attendance(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2)
    assert come(clocked, activity, -0.25)["attendance"] is None
    left = leave(clocked, activity, 2.1)
    row = left["attendance"]
    assert (row.minutes, row.reasons, row.way, row.doubts) == (120, [], "code", [])
    assert (row.came_at, row.left_at) == (time_at(-0.25), time_at(2.1))
    [told] = clocked.told(AttendanceRecorded)
    assert (told.volunteer_id, told.minutes) == (clocked.ids[0], 120)
    with clocked.database.reading() as session:
        [seen] = presences.presences(session, clocked.worker, activity)
        assert presences.presences(session, clocked.people[1], activity) == []
    assert (seen["volunteer_id"], seen["attendance"].minutes) == (clocked.ids[0], 120)


def test_checking_in_or_out_again_changes_nothing(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2)
    first = come(clocked, activity, 0)
    assert come(clocked, activity, 0.5) == first
    out = leave(clocked, activity, 2)
    assert leave(clocked, activity, 2.5)["left_at"] == out["left_at"]
    assert refusal(come, clocked, activity, 1.9) == ("already_checked_out", {})
    assert len(clocked.told(AttendanceRecorded)) == 1


def test_times_outside_the_window_are_refused(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2)
    assert refusal(come, clocked, activity, -1.01) == ("too_early", {})
    assert refusal(come, clocked, activity, 2) == ("activity_over", {})
    assert refusal(leave, clocked, activity, 1) == ("not_checked_in", {})
    come(clocked, activity, 0)
    assert refusal(shown, clocked, activity, 4.01) == ("activity_over", {})
    code = shown(clocked, activity, 4)
    with clocked.at(4.001) as tx:
        assert refusal(presences.check_out, tx, clocked.people[0], activity, None, code) == ("check_out_over", {})


def test_a_wrong_an_old_and_no_code_are_refused(clocked: Clocked) -> None:
    activity, other = clocked.plan(0, 2), clocked.plan(0, 2)
    shown(clocked, other, 0)
    code = shown(clocked, other, 0)
    old = shown(clocked, activity, -0.5)
    for wrong, fault in ((code, "wrong_code"), (old, "wrong_code"), (None, "required")):
        with clocked.at(0) as tx:
            found = refusal(presences.check_in, tx, clocked.people[0], activity, None, wrong)
        assert found == ("invalid_fields", {"code": [fault]})
    with pytest.raises(Forbidden), clocked.at(0) as tx:
        presences.show_code(tx, worker(clocked.next), activity)
    with pytest.raises(Forbidden), clocked.at(0) as tx:
        presences.check_in(tx, clocked.people[0], activity, clocked.ids[1], code)


def test_who_did_not_sign_up_is_signed_up_and_who_waits_is_let_in_only_by_a_worker(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2, capacity=1)
    with clocked.at(-2) as tx:
        for person in clocked.people[:2]:
            sign_ups.sign_up(tx, person, activity, None)
    assert refusal(come, clocked, activity, 0, 1) == ("still_waiting", {})
    assert refusal(come, clocked, activity, 0, 2) == ("still_waiting", {})
    with clocked.at(0.1) as tx:
        presences.check_in(tx, clocked.worker, activity, clocked.ids[1], None)
    late = clocked.plan(10, 12)
    come(clocked, late, 10.2, 2)
    with clocked.database.reading() as session:
        assert activities.in_full(session, late, clocked.worker)["going_ids"] == [clocked.ids[2]]


def test_a_worker_on_the_spot_needs_no_code_and_vouches_for_it(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2)
    with clocked.at(0) as tx:
        presences.check_in(tx, clocked.worker, activity, "xz-1", None)
    row = leave(clocked, activity, 2)["attendance"]
    assert (row.way, row.minutes) == ("on_the_spot", 120)


def test_a_night_across_midnight_counts_whole(clocked: Clocked) -> None:
    activity = clocked.plan(13, 17)
    come(clocked, activity, 13)
    assert leave(clocked, activity, 17)["attendance"].minutes == 240


def test_who_forgot_to_check_out_is_set_aside_until_a_person_decides(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2)
    come(clocked, activity, 0)
    for hours, known in ((3.9, 0), (4.1, 1), (5, 1)):
        with clocked.at(hours) as tx:
            presences.settle_forgotten(tx)
        assert len(clocked.told(AttendanceRecorded)) == known
    with clocked.database.reading() as session:
        [waiting], cursor = attendance.page_set_aside(session, clocked.here, 50, None)
    assert (waiting["doubts"], waiting["reasons"], waiting["minutes"]) == (["no_check_out"], ["set_aside"], 0)
    assert (waiting["left_at"], waiting["title"], cursor) == (time_at(2), "清扫一区", None)
    decided = {"activity_id": activity, "volunteer": "xz-1", "decision": "accepted", "reason": "同组的人都看见了"}
    with clocked.at(5) as tx:
        row = attendance.decide(tx, clocked.worker, {**decided, "left_at": time_at(1.5)})
        assert (row.minutes, row.reasons, row.decision, row.version) == (90, [], "accepted", 2)
    with clocked.at(5) as tx:
        request = {**decided, "left_at": None}
        assert refusal(attendance.decide, tx, clocked.worker, request) == ("not_set_aside", {})
    with clocked.database.reading() as session:
        assert attendance.page_set_aside(session, clocked.here, 50, None) == ([], None)
    assert [event.minutes for event in clocked.told(AttendanceRecorded)] == [0, 90]


def test_what_a_person_rejects_stays_on_record_and_counts_for_nothing(clocked: Clocked) -> None:
    first, second = clocked.plan(0, 2), clocked.plan(2, 4)
    come(clocked, first, 0)
    come(clocked, second, 1.5)
    assert leave(clocked, first, 1.9)["attendance"].doubts == ["two_places"]
    row = leave(clocked, second, 4)["attendance"]
    assert (row.doubts, row.reasons) == (["two_places"], ["set_aside"])
    decided = {
        "activity_id": second,
        "volunteer": "xz-1",
        "decision": "rejected",
        "reason": "当时在一区",
        "left_at": None,
    }
    own = actor("community_worker", communities=[clocked.here], volunteer_id=clocked.ids[0])
    with clocked.at(4) as tx:
        assert refusal(attendance.decide, tx, own, decided) == ("own_attendance", {})
    with clocked.at(4) as tx:
        row = attendance.decide(tx, clocked.worker, decided)
        assert (row.minutes, row.reasons, row.decided_because) == (0, ["rejected"], "当时在一区")
    with clocked.at(5) as tx:
        listed = {"volunteer": "xz-1", "came_at": time_at(2), "left_at": time_at(4)}
        [row] = attendance.record(tx, clocked.worker, second, [listed])
        assert (row.minutes, row.reasons, row.decision) == (120, [], None)


def test_a_crowd_that_checks_in_at_once_is_set_aside(clocked: Clocked, monkeypatch: pytest.MonkeyPatch) -> None:
    few = presences.doubts.DoubtRules(burst=3)
    monkeypatch.setattr(presences.doubts.about, "__defaults__", (few,))
    activity = clocked.plan(0, 2)
    for who in range(3):
        come(clocked, activity, who / 3600, who)
    assert leave(clocked, activity, 2, 1)["attendance"].doubts == ["burst"]


def test_who_is_elsewhere_within_no_time_is_set_aside(clocked: Clocked) -> None:
    here, there = clocked.plan(0, 2), clocked.plan(2, 4, clocked.next)
    come(clocked, here, 0)
    leave(clocked, here, 2)
    with clocked.at(2.05) as tx:
        code = presences.show_code(tx, clocked.admin, there)["code"]
    with clocked.at(2.05) as tx:
        presences.check_in(tx, clocked.people[0], there, None, code)
    with clocked.at(4) as tx:
        code = presences.show_code(tx, clocked.admin, there)["code"]
        row = presences.check_out(tx, clocked.people[0], there, None, code)["attendance"]
        assert (row.doubts, row.reasons) == (["too_far_apart"], ["set_aside"])


def test_the_window_says_when_it_opens(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2)
    with pytest.raises(Conflict) as refused:
        come(clocked, activity, -3)
    assert refused.value.about["opens_at"] == time_at(0) - timedelta(hours=1)
