"""Several volunteers on one need: who helps, how long each did, and what each is credited with."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import HelperJoined, HelperReleased, HelpReported, ServiceCompleted, ServiceRated
from ticketing import helpers

from tests import actors
from tests.ticketing.clocked import Clocked


def claimed(clocked: Clocked, volunteers: int = 3) -> dict[str, Any]:
    """A need for so many volunteers that `lin` has claimed."""
    need = clocked.do("triage", clocked.report(), clocked.worker, helpers_wanted=volunteers)
    return clocked.do("claim", need, clocked.lin)


def about(actor: Any, said: int) -> dict[str, Any]:
    return {"volunteer_id": actor.volunteer_id, "minutes": said}


def credited(clocked: Clocked, kind: type = ServiceCompleted) -> dict[str, Any]:
    value = "minutes" if kind is ServiceCompleted else "stars"
    return {one.data.provider: getattr(one.data, value) for one in clocked.told(kind)}


def test_each_helper_is_credited_with_the_own_minutes_and_with_the_rating(clocked: Clocked) -> None:
    need = claimed(clocked)
    clocked.do("join_in", need, clocked.mei)
    clocked.do("add_helper", need, clocked.worker, volunteer_id=clocked.hua.volunteer_id)
    seen = clocked.see(need, clocked.zhou)
    assert (seen["helpers_wanted"], seen["provider"]["id"]) == (3, clocked.lin.volunteer_id)
    assert [(one["volunteer_id"], one["way"], one["minutes"]) for one in seen["helpers"]] == [
        (clocked.mei.volunteer_id, "joined", None),
        (clocked.hua.volunteer_id, "called_in", None),
    ]
    clocked.do("tell_minutes", need, clocked.hua, minutes=25)
    clocked.do("complete", need, clocked.lin, minutes=40, helpers=[about(clocked.mei, 35)])
    clocked.do("confirm", need, clocked.zhou)
    ids = [str(one.volunteer_id) for one in (clocked.lin, clocked.mei, clocked.hua)]
    assert credited(clocked) == dict(zip(ids, (40, 35, 25), strict=True))
    clocked.do("rate", need, clocked.zhou, stars=4)
    assert credited(clocked, ServiceRated) == dict.fromkeys(ids, 4)
    completed, rated = ([one.data for one in clocked.told(kind)] for kind in (ServiceCompleted, ServiceRated))
    assert {one.service_id: one.provider for one in completed} == {one.service_id: one.provider for one in rated}
    assert len({one.service_id for one in completed}) == 3
    assert {(one.rated_by, one.rater_volunteer, one.on_behalf) for one in rated} == {
        (clocked.zhou.person_id, clocked.zhou.volunteer_id, False)
    }
    assert {one.completed_at for one in completed} == {one.completed_at for one in rated}
    assert [one.data.minutes for one in clocked.told(HelpReported)] == [25]


def test_what_the_one_responsible_says_stands_over_what_a_helper_said(clocked: Clocked) -> None:
    need = claimed(clocked)
    clocked.do("join_in", need, clocked.mei)
    clocked.do("tell_minutes", need, clocked.mei, minutes=600)
    clocked.do("complete", need, clocked.lin, minutes=40, helpers=[about(clocked.mei, 40)])
    clocked.do("dispute", need, clocked.zhou)
    assert clocked.do("tell_minutes", need, clocked.mei, minutes=50)["helpers"][0]["minutes"] == 50
    clocked.do("confirm", clocked.do("complete", need, clocked.lin, minutes=60), clocked.zhou)
    assert credited(clocked) == {clocked.lin.volunteer_id: 60, clocked.mei.volunteer_id: 50}


def test_who_took_no_part_has_no_service(clocked: Clocked) -> None:
    need = claimed(clocked)
    clocked.do("join_in", need, clocked.mei)
    clocked.do("complete", need, clocked.lin, minutes=40, helpers=[about(clocked.mei, 0)])
    clocked.do("confirm", need, clocked.zhou)
    clocked.do("rate", need, clocked.zhou)
    for kind in (ServiceCompleted, ServiceRated):
        assert list(credited(clocked, kind)) == [clocked.lin.volunteer_id]


def test_it_is_not_done_before_it_is_known_how_long_each_helped(clocked: Clocked) -> None:
    need = claimed(clocked)
    clocked.do("join_in", need, clocked.mei)
    for told, faults in (
        ([], ["minutes_missing"]),
        ([about(clocked.hua, 5)], {"0": {"volunteer_id": ["not_a_helper"]}}),
        ([about(clocked.lin, 5)], {"0": {"volunteer_id": ["not_a_helper"]}}),
        ([about(clocked.mei, 5), about(clocked.mei, 6)], {"1": {"volunteer_id": ["repeated"]}}),
    ):
        with pytest.raises(Invalid) as refused:
            clocked.do("complete", need, clocked.lin, helpers=told)
        assert refused.value.fields == {"helpers": faults}
    with pytest.raises(Invalid) as refused:
        clocked.do("complete", need, clocked.lin, helpers=[about(clocked.mei, 1441)])
    assert refused.value.fields == {"helpers": {0: {"minutes": ["out_of_range:0,1440"]}}}
    assert clocked.see(need, clocked.worker)["state"] == "assigned"


def test_no_more_help_than_are_wanted_and_nobody_twice(clocked: Clocked) -> None:
    need = claimed(clocked, volunteers=2)
    assert clocked.see(need, clocked.mei)["possible"] == ["join_in"]
    assert need["need_id"] in [one["need_id"] for one in clocked.needs(clocked.mei)]
    with pytest.raises(Invalid) as already:
        clocked.do("add_helper", need, clocked.worker, volunteer_id=clocked.lin.volunteer_id)
    assert already.value.fields == {"volunteer_id": ["already_serving"]}
    clocked.do("join_in", need, clocked.mei)
    for action, person, code in (
        ("join_in", clocked.mei, "already_serving"),
        ("join_in", clocked.lin, "already_serving"),
        ("join_in", clocked.hua, "helpers_full"),
        ("add_helper", clocked.worker, "helpers_full"),
        ("claim", clocked.hua, "need_already_claimed"),
    ):
        with pytest.raises(Conflict) as refused:
            clocked.do(action, need, person)
        assert refused.value.code == code
    with pytest.raises(Forbidden):
        clocked.see(need, clocked.hua)
    assert len(clocked.told(HelperJoined)) == 1


def test_a_need_for_one_takes_one(clocked: Clocked) -> None:
    need = clocked.do("claim", clocked.offered(), clocked.lin)
    with pytest.raises(Conflict) as refused:
        clocked.do("join_in", need, clocked.mei)
    assert refused.value.code == "helpers_full"


def test_a_helper_sees_the_need_among_the_own_and_steps_out(clocked: Clocked) -> None:
    need = claimed(clocked)
    joined = clocked.do("join_in", need, clocked.mei)
    assert (joined["mine"], joined["possible"]) == (True, ["step_out", "tell_minutes"])
    assert [one["need_id"] for one in clocked.needs(clocked.mei, mine=True)] == [need["need_id"]]
    clocked.do("step_out", need, clocked.mei)
    assert clocked.needs(clocked.mei, mine=True) == []
    assert [(one.data.way, one.data.provider) for one in clocked.told(HelperReleased)] == [
        ("stepped_out", clocked.lin.volunteer_id)
    ]
    clocked.do("tell_minutes", clocked.do("join_in", need, clocked.mei), clocked.mei, minutes=10)
    clocked.do("complete", need, clocked.lin)
    with pytest.raises(Conflict):
        clocked.do("step_out", need, clocked.mei)


def test_who_helped_does_not_speak_for_the_person_served(clocked: Clocked) -> None:
    reporter = actors.volunteer(new_id())
    need = clocked.do("triage", clocked.report(reporter), clocked.worker, helpers_wanted=2)
    clocked.do("join_in", clocked.do("claim", need, clocked.lin), reporter)
    clocked.do("complete", need, clocked.lin, helpers=[about(reporter, 15)])
    with pytest.raises(Forbidden) as refused:
        clocked.do("confirm", need, reporter)
    assert refused.value.code == "own_service"
    assert clocked.do("confirm", need, clocked.worker)["state"] == "confirmed"


def test_helpers_stay_when_another_becomes_responsible_who_may_be_one_of_them(clocked: Clocked) -> None:
    need = claimed(clocked)
    for helper in (clocked.mei, clocked.hua):
        clocked.do("join_in", need, helper)
    clocked.do("hand_back", need, clocked.lin)
    assert "step_out" in clocked.see(need, clocked.hua)["possible"]
    taken = clocked.do("claim", need, clocked.mei)
    assert taken["provider"]["id"] == clocked.mei.volunteer_id
    assert [one["volunteer_id"] for one in taken["helpers"]] == [clocked.hua.volunteer_id]
    clocked.do("complete", need, clocked.mei, minutes=20, helpers=[about(clocked.hua, 30)])
    clocked.do("confirm", need, clocked.zhou)
    assert credited(clocked) == {clocked.mei.volunteer_id: 20, clocked.hua.volunteer_id: 30}


def test_helpers_are_released_when_a_department_is_to_serve_or_nobody(clocked: Clocked) -> None:
    for action in ("whistle", "decline"):
        need = clocked.do("join_in", claimed(clocked), clocked.mei)
        clocked.do("hand_back", need, clocked.lin)
        assert clocked.do(action, need, clocked.worker)["helpers"] == []
        with pytest.raises(Forbidden):
            clocked.see(need, clocked.mei)
    assert [one.data.way for one in clocked.told(HelperReleased)] == ["released"] * 2


def test_a_reopened_need_begins_without_helpers_and_counts_anew(clocked: Clocked) -> None:
    need = claimed(clocked)
    clocked.do("join_in", need, clocked.mei)
    clocked.do("complete", need, clocked.lin, helpers=[about(clocked.mei, 35)])
    clocked.do("confirm", need, clocked.zhou)
    assert clocked.do("reopen", need, clocked.worker)["helpers"] == []
    clocked.do("assign", need, clocked.worker)
    clocked.do("join_in", need, clocked.mei)
    clocked.do("complete", need, clocked.lin, helpers=[about(clocked.mei, 5)])
    clocked.do("confirm", need, clocked.zhou)
    served = [one.data for one in clocked.told(ServiceCompleted) if one.data.provider == clocked.mei.volunteer_id]
    assert [(one.round, one.minutes) for one in served] == [(1, 35), (2, 5)]
    assert len({one.service_id for one in served}) == 2


def test_a_worker_adds_volunteers_who_serve_and_nobody_else(clocked: Clocked) -> None:
    need = claimed(clocked)
    with pytest.raises(Invalid) as unknown:
        clocked.do("add_helper", need, clocked.worker, volunteer_id=new_id())
    assert unknown.value.fields == {"volunteer_id": ["unknown"]}
    for person, code in ((clocked.lin, "role_required"), (actors.worker(clocked.elsewhere), "not_your_need")):
        with pytest.raises(Forbidden) as refused:
            clocked.do("add_helper", need, person)
        assert refused.value.code == code
    assert clocked.see(need, clocked.worker)["helpers"] == []


def test_a_worker_has_a_helper_leave_with_a_reason_and_has_another_instead(clocked: Clocked) -> None:
    need = claimed(clocked, volunteers=2)
    clocked.do("join_in", need, clocked.mei)
    clocked.do("tell_minutes", need, clocked.mei, minutes=30)
    with pytest.raises(Invalid) as nobody:
        clocked.do("release_helper", need, clocked.worker, volunteer_id=clocked.hua.volunteer_id)
    assert nobody.value.fields == {"volunteer_id": ["not_a_helper"]}
    for person, code in ((clocked.lin, "role_required"), (actors.worker(clocked.elsewhere), "not_your_need")):
        with pytest.raises(Forbidden) as refused:
            clocked.do("release_helper", need, person)
        assert refused.value.code == code
    with pytest.raises(Invalid) as silent:
        clocked.do("release_helper", need, clocked.worker, reason="")
    assert list(silent.value.fields) == ["reason"]
    left = clocked.do("release_helper", need, clocked.worker, reason="孩子病了")
    assert (left["helpers"], left["history"][-1]["reason"]) == ([], "孩子病了")
    assert [(one.data.volunteer_id, one.data.way) for one in clocked.told(HelperReleased)] == [
        (clocked.mei.volunteer_id, "released")
    ]
    with pytest.raises(Conflict) as again:
        clocked.do("release_helper", need, clocked.worker)
    assert again.value.code == "nobody_helps"
    clocked.do("join_in", need, clocked.hua)
    clocked.do("complete", need, clocked.lin, minutes=40, helpers=[about(clocked.hua, 10)])
    clocked.do("confirm", need, clocked.zhou)
    assert credited(clocked) == {clocked.lin.volunteer_id: 40, clocked.hua.volunteer_id: 10}


@given(
    st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")), st.lists(st.sampled_from("abcde"), max_size=5)
)
def test_nothing_is_wrong_exactly_where_each_helper_is_known_or_told_once(
    helping: set[str], known: set[str], told: list[str]
) -> None:
    right = len(set(told)) == len(told) and set(told) <= helping <= set(told) | known
    assert (not helpers.faults(helping, known, told)) == right
