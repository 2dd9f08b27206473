"""Call-backs: what the person served says of the service, and that not to reach anybody says nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from contracts.events import CallBackFailed, CallBackMade

from tests import actors
from tests.ticketing.clocked import Clocked

BAD = {"contacted": False, "resolved": False, "satisfaction": "not_satisfied"}


def test_what_was_said_is_kept_and_told_without_the_words(clocked: Clocked) -> None:
    need = clocked.confirmed()
    need = clocked.do("call_back", need, clocked.worker, **BAD, words="没人联系过我,水还在漏。")
    (kept,) = need["call_backs"]
    assert {name: kept[name] for name in BAD} == BAD
    assert (kept["words"], kept["failure"], kept["round"]) == ("没人联系过我,水还在漏。", None, 1)
    (told,) = clocked.told(CallBackMade)
    assert (told.data.provider, told.data.satisfaction, told.data.resolved, told.data.contacted) == (
        clocked.lin.volunteer_id,
        "not_satisfied",
        False,
        False,
    )
    assert "漏" not in told.to_json().decode()


def test_one_that_could_not_be_made_is_told_apart_from_a_bad_one_and_tried_again(clocked: Clocked) -> None:
    need = clocked.completed()
    need = clocked.do("call_back", need, clocked.worker, **_failed("no_answer"))
    need = clocked.do("call_back", need, clocked.worker, **_failed("away"))
    assert [one["failure"] for one in need["call_backs"]] == ["no_answer", "away"]
    assert clocked.told(CallBackMade) == []
    assert [told.data.failure for told in clocked.told(CallBackFailed)] == ["no_answer", "away"]
    last = clocked.told(CallBackFailed)[-1].data
    assert (last.provider_kind, last.provider) == ("volunteer", clocked.lin.volunteer_id)
    need = clocked.do("call_back", need, clocked.worker)
    assert clocked.told(CallBackMade)[-1].data.completed_at == last.completed_at
    with pytest.raises(Conflict) as refused:
        clocked.do("call_back", need, clocked.worker, **_failed("no_answer"))
    assert refused.value.code == "already_called_back"


def test_each_round_is_asked_about(clocked: Clocked) -> None:
    need = clocked.do("call_back", clocked.confirmed(), clocked.worker, **BAD)
    need = clocked.do("reopen", need, clocked.worker)
    need = clocked.do("claim", clocked.do("offer", need, clocked.worker), clocked.mei)
    need = clocked.do("call_back", clocked.do("complete", need, clocked.mei), clocked.worker)
    assert [(one["round"], one["satisfaction"]) for one in need["call_backs"]] == [
        (1, "not_satisfied"),
        (2, "satisfied"),
    ]


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ({"satisfaction": None}, {"satisfaction": ["required"]}),
        ({"failure": "away"}, {name: ["not_allowed"] for name in BAD}),
        ({"failure": "asleep"}, {"failure": ["choice"]}),
        ({"satisfaction": "delighted"}, {"satisfaction": ["choice"]}),
    ],
)
def test_a_call_back_that_contradicts_itself_is_refused(
    clocked: Clocked, told: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    need = clocked.completed()
    with pytest.raises(Invalid) as refused:
        clocked.do("call_back", need, clocked.worker, **told)
    assert set(refused.value.fields) == set(faults)
    assert clocked.see(need, clocked.worker)["call_backs"] == []


def test_only_a_worker_asks_who_did_not_do_the_service(clocked: Clocked) -> None:
    serving = actors.actor(
        "community_worker", "volunteer", communities=[clocked.community], volunteer_id=clocked.lin.volunteer_id
    )
    need = clocked.completed()
    for person in (clocked.zhou, clocked.lin, clocked.water):
        with pytest.raises(Forbidden):
            clocked.do("call_back", need, person)
    with pytest.raises(Forbidden) as refused:
        clocked.do("call_back", need, serving)
    assert refused.value.code == "own_service"
    with pytest.raises(Conflict):
        clocked.do("call_back", clocked.offered(), clocked.worker)


def _failed(failure: str) -> dict[str, Any]:
    return {"failure": failure, "contacted": None, "resolved": None, "satisfaction": None}
