"""Offers to named volunteers: they alone see and claim the need, for a time, and a worker decides what comes then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import NeedOffered, OfferLapsed
from contracts.fields import as_utc_text
from ticketing import offers

from tests.ticketing.clocked import Clocked

NOW = datetime(2026, 9, 29, 1, tzinfo=UTC)


def named(clocked: Clocked, *volunteers: Any, **request: Any) -> dict[str, Any]:
    """A need that a worker has offered to these, `lin` without any."""
    to = [one.volunteer_id for one in volunteers or (clocked.lin,)]
    need = clocked.do("triage", clocked.report(), clocked.worker, route="department")
    return clocked.do("offer_to", need, clocked.worker, to=to, **request)


def is_seen(clocked: Clocked, need: dict[str, Any], actor: Any) -> bool:
    listed = need["need_id"] in [one["need_id"] for one in clocked.needs(actor, state="offered")]
    try:
        clocked.see(need, actor)
    except Forbidden:
        assert not listed
        return False
    assert listed
    return True


def test_only_who_is_named_sees_the_need_and_claims_it(clocked: Clocked) -> None:
    need = named(clocked)
    assert (need["state"], need["offered_to"]) == ("offered", [clocked.lin.volunteer_id])
    assert [is_seen(clocked, need, one) for one in (clocked.lin, clocked.mei)] == [True, False]
    with pytest.raises(Forbidden) as refused:
        clocked.do("claim", need, clocked.mei)
    assert refused.value.code == "not_your_need"
    seen = clocked.see(need, clocked.lin)
    assert (seen["possible"], seen["offered_to"], seen["offered_until"]) == (["claim"], [], None)
    assert clocked.do("claim", need, clocked.lin)["state"] == "assigned"


def test_it_is_told_to_whom_and_until_when_it_is_offered(clocked: Clocked) -> None:
    need = named(clocked, clocked.lin, clocked.mei)
    [told] = [one.data for one in clocked.told(NeedOffered)]
    assert told.to == sorted(str(one.volunteer_id) for one in (clocked.lin, clocked.mei))
    assert as_utc_text(told.until) == need["offered_until"] == clocked.soon()


def test_a_worker_widens_the_offer_and_only_one_that_is_narrow(clocked: Clocked) -> None:
    need = named(clocked)
    widened = clocked.do("offer", need, clocked.worker)
    assert (widened["offered_to"], widened["offered_until"]) == ([], None)
    assert is_seen(clocked, need, clocked.mei)
    assert clocked.told(NeedOffered)[-1].data.to is None
    with pytest.raises(Conflict) as refused:
        clocked.do("offer", need, clocked.worker)
    assert refused.value.code == "offered_to_all"
    clocked.wait(timedelta(days=2))
    assert clocked.see(need, clocked.worker)["state"] == "offered"


def test_an_offer_to_others_takes_the_place_of_the_one_before(clocked: Clocked) -> None:
    need = named(clocked)
    clocked.do("offer_to", need, clocked.worker, to=[clocked.mei.volunteer_id, clocked.lin.volunteer_id])
    clocked.do("offer_to", need, clocked.worker, to=[clocked.mei.volunteer_id])
    assert [is_seen(clocked, need, one) for one in (clocked.lin, clocked.mei)] == [False, True]


def test_an_offer_that_nobody_took_in_time_goes_back_to_the_workers_once(clocked: Clocked) -> None:
    need = named(clocked, until=as_utc_text(clocked.now + timedelta(hours=2)))
    clocked.wait(timedelta(hours=2))
    assert is_seen(clocked, need, clocked.lin)
    clocked.wait(timedelta(seconds=1))
    clocked.wait(timedelta(hours=2))
    seen = clocked.see(need, clocked.worker)
    assert (seen["state"], seen["offered_to"], seen["offered_until"]) == ("triaged", [], None)
    assert (seen["history"][-1]["action"], seen["history"][-1]["actor_role"]) == ("lapse", "system")
    assert [one.data.need_id for one in clocked.told(OfferLapsed)] == [need["need_id"]]
    assert not is_seen(clocked, need, clocked.lin)
    assert clocked.do("offer", need, clocked.worker)["state"] == "offered"
    assert is_seen(clocked, need, clocked.mei)


def test_what_a_named_volunteer_hands_back_stays_with_those_who_are_named(clocked: Clocked) -> None:
    need = clocked.do("claim", named(clocked, clocked.lin, clocked.hua), clocked.lin)
    clocked.wait(timedelta(hours=3))
    clocked.do("hand_back", need, clocked.lin)
    assert [is_seen(clocked, need, one) for one in (clocked.hua, clocked.mei)] == [True, False]


def test_a_triage_names_them_at_once_and_a_second_one_leaves_it_at_that(clocked: Clocked) -> None:
    to = {"to": [clocked.lin.volunteer_id], "until": clocked.soon()}
    need = clocked.do("triage", clocked.report(), clocked.worker, **to)
    assert not is_seen(clocked, need, clocked.mei)
    assert clocked.do("triage", need, clocked.worker, kind="environment")["offered_to"] == to["to"]
    assert not is_seen(clocked, need, clocked.mei)


def test_a_micro_wish_for_named_volunteers_is_not_listed_for_everybody(clocked: Clocked) -> None:
    to = {"to": [clocked.lin.volunteer_id], "until": clocked.soon()}
    need = clocked.do("triage", clocked.report(), clocked.worker, wish_title="想要一副老花镜", **to)
    asked = {"community": clocked.community}
    assert clocked.rpc("ticketing", "micro_wishes", asked, actor=clocked.mei)["items"] == []
    clocked.do("offer", need, clocked.worker)
    assert len(clocked.rpc("ticketing", "micro_wishes", asked, actor=clocked.mei)["items"]) == 1


@pytest.mark.parametrize(
    ("request_", "faults"),
    [
        ({"to": []}, {"to": ["too_few:1"]}),
        ({"to": ["lin", "lin"]}, {"to": ["repeated"]}),
        ({"to": ["lin", "nobody"]}, {"to": {"1": ["unknown"]}}),
        ({"until": timedelta(0)}, {"until": ["not_in_future"]}),
        ({"until": timedelta(days=30, seconds=1)}, {"until": ["too_far:30"]}),
        ({"until": None}, {"until": ["required"]}),
        ({"helpers_wanted": 21}, {"helpers_wanted": ["out_of_range:1,20"]}),
    ],
)
def test_a_wrong_offer_is_refused_whole(clocked: Clocked, request_: dict[str, Any], faults: dict[str, Any]) -> None:
    ids = {"lin": clocked.lin.volunteer_id, "nobody": new_id()}
    asked = dict(request_)
    if "to" in asked:
        asked["to"] = [ids[name] for name in asked["to"]]
    if isinstance(asked.get("until"), timedelta):
        asked["until"] = as_utc_text(clocked.now + asked["until"])
    need = clocked.do("triage", clocked.report(), clocked.worker, route="department")
    with pytest.raises(Invalid) as refused:
        clocked.do("offer_to", need, clocked.worker, **asked)
    assert refused.value.fields == faults
    assert clocked.see(need, clocked.worker)["state"] == "triaged"


def test_a_triage_for_a_department_names_no_volunteers(clocked: Clocked) -> None:
    need = clocked.report()
    for asked, faults in (
        ({"route": "department", "to": [clocked.lin.volunteer_id], "until": clocked.soon()}, {"to": ["not_allowed"]}),
        ({"until": clocked.soon()}, {"until": ["not_allowed"]}),
    ):
        with pytest.raises(Invalid) as refused:
            clocked.do("triage", need, clocked.worker, **asked)
        assert refused.value.fields == faults
    assert clocked.see(need, clocked.worker)["state"] == "reported"


@given(st.none() | st.lists(st.just("v"), min_size=1), st.none() | st.integers(-(10**7), 10**7))
def test_a_time_is_said_exactly_where_somebody_is_named(to: list[str] | None, ahead: int | None) -> None:
    until = None if ahead is None else NOW + timedelta(seconds=ahead)
    right = (to is None) == (until is None) and (until is None or NOW < until <= NOW + offers.LONGEST)
    assert (offers.faults(to, until, NOW) == {}) == right
