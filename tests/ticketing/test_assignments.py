"""Assignments that a volunteer does not accept: the need is offered again, and the workers know why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from contracts.events import AssignmentDeclined, NeedOffered

from tests.ticketing.clocked import Clocked

WORDS = "这几天要照顾家里的老人"


def assigned(clocked: Clocked) -> dict[str, Any]:
    return clocked.do("assign", clocked.offered(), clocked.worker)


def figures(clocked: Clocked) -> dict[str, Any]:
    days = {"first_day": "2026-09-29", "last_day": "2026-09-29"}
    return clocked.rpc("ticketing", "need_figures", days, actor=clocked.worker)


def test_a_declined_need_is_offered_again_and_the_workers_alone_read_why(clocked: Clocked) -> None:
    need = assigned(clocked)
    assert "decline_assignment" in clocked.see(need, clocked.lin)["possible"]
    left = clocked.do("decline_assignment", need, clocked.lin, reason="no_time", words=WORDS)
    assert (left["state"], left["provider"], left["declined_assignments"]) == ("offered", None, [])
    [declined] = clocked.see(need, clocked.worker)["declined_assignments"]
    assert (declined["volunteer_id"], declined["reason"], declined["words"], declined["round"]) == (
        clocked.lin.volunteer_id,
        "no_time",
        WORDS,
        1,
    )
    for person in (clocked.zhou, clocked.mei):
        assert WORDS not in str(clocked.see(need, person))
    [told] = clocked.told(AssignmentDeclined)
    assert (told.data.volunteer_id, told.data.reason) == (clocked.lin.volunteer_id, "no_time")
    assert WORDS not in "".join(one.to_json().decode() for one in clocked.told())
    assert isinstance(clocked.told()[-1].data, NeedOffered)
    assert clocked.do("claim", need, clocked.mei)["state"] == "assigned"


def test_who_claimed_or_reported_it_done_already_hands_it_back_instead(clocked: Clocked) -> None:
    claimed = clocked.do("claim", clocked.offered(), clocked.lin)
    disputed = clocked.do("dispute", clocked.do("complete", assigned(clocked), clocked.lin), clocked.zhou)
    for need in (claimed, disputed):
        assert "decline_assignment" not in clocked.see(need, clocked.lin)["possible"]
        with pytest.raises(Conflict) as refused:
            clocked.do("decline_assignment", need, clocked.lin)
        assert refused.value.code == "accepted_already"
        assert clocked.do("hand_back", need, clocked.lin)["state"] == "offered"


def test_another_one_assigned_after_a_dispute_may_decline(clocked: Clocked) -> None:
    need = clocked.do("dispute", clocked.do("complete", assigned(clocked), clocked.lin), clocked.zhou)
    clocked.do("hand_back", need, clocked.lin)
    clocked.do("assign", need, clocked.worker, volunteer_id=clocked.mei.volunteer_id)
    assert clocked.do("decline_assignment", need, clocked.mei)["state"] == "offered"


def test_nobody_else_declines_for_the_volunteer(clocked: Clocked) -> None:
    need = assigned(clocked)
    for person, code in ((clocked.mei, "not_your_need"), (clocked.worker, "role_required")):
        with pytest.raises(Forbidden) as refused:
            clocked.do("decline_assignment", need, person)
        assert refused.value.code == code
    assert clocked.see(need, clocked.worker)["state"] == "assigned"


def test_another_reason_wants_words(clocked: Clocked) -> None:
    need = assigned(clocked)
    for asked, faults in (
        ({"reason": "other_reason"}, {"words": ["required"]}),
        ({"reason": "lazy"}, {"reason": ["not_one_of:no_time,no_skill,too_far_away,unwell,other_reason"]}),
    ):
        with pytest.raises(Invalid) as refused:
            clocked.do("decline_assignment", need, clocked.lin, **asked)
        assert refused.value.fields == faults
    assert clocked.do("decline_assignment", need, clocked.lin, reason="other_reason", words=WORDS)["state"] == "offered"


def test_never_accepted_and_handed_back_are_counted_apart_and_only_the_latter_is_not_in_one_go(
    clocked: Clocked,
) -> None:
    declined, handed_back = assigned(clocked), assigned(clocked)
    clocked.do("decline_assignment", declined, clocked.lin, reason="unwell")
    clocked.do("hand_back", handed_back, clocked.lin)
    for need in (declined, handed_back):
        clocked.do("assign", need, clocked.worker, volunteer_id=clocked.mei.volunteer_id)
        clocked.wait(timedelta(minutes=30))
        clocked.do("confirm", clocked.do("complete", need, clocked.mei), clocked.zhou)
    found = figures(clocked)
    assert (found["served"], found["in_one_go"], found["handed_back"]) == (2, 1, 1)
    assert found["assignments_declined"] == {
        "no_time": 0,
        "no_skill": 0,
        "too_far_away": 0,
        "unwell": 1,
        "other_reason": 0,
    }
