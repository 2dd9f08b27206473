"""Needs that volunteers found: opened from the volunteer service's news, once, and then as any other need."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Forbidden
from chassis.transaction import new_id
from contracts.events import NeedClosed, NeedFound, NeedReported
from contracts.fields import as_utc_text

from tests.ticketing.neighbourhood import Neighbourhood


def found(here: Neighbourhood, **told: Any) -> NeedFound:
    """A leak that `lin` found on a visit."""
    known: dict[str, Any] = {
        "community": here.community,
        "sequence": 1,
        "need_id": new_id(),
        "origin": "visit",
        "origin_id": new_id(),
        "volunteer_id": str(here.lin.volunteer_id),
        "reporter": here.lin.person_id,
        "urgency": "utilities",
        "kind": "convenience",
        "building": here.building,
    }
    return NeedFound(**{**known, **told})


def opened(here: Neighbourhood, event: NeedFound, reader: Actor | None = None) -> dict[str, Any]:
    """The need that comes of the event, as a worker of the community sees it."""
    here.bus.wait_for(NeedReported, need_id=event.need_id)
    return here.see({"need_id": event.need_id}, reader or here.worker)


def test_a_need_is_opened_under_the_id_that_was_told(here: Neighbourhood) -> None:
    at = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    event = found(here)
    [sent] = here.bus.publish(event, at=at)
    need = opened(here, event)
    assert need["origin"] == {"kind": "visit", "id": event.origin_id}
    assert (need["description"], need["state"], need["building"]) == (None, "reported", here.building)
    assert (need["kind"], need["urgency"], need["route"]) == ("convenience", "utilities", None)
    assert (need["reported_at"], need["number"].split("-")[-2]) == (as_utc_text(at), "20260302")
    assert [(step["action"], step["actor_role"]) for step in need["history"]] == [("report", "volunteer")]
    [reported] = here.told(NeedReported)
    assert (reported.causationid, reported.sequence) == (sent.id, 1)
    assert reported.data == NeedReported(
        community=here.community,
        sequence=1,
        need_id=event.need_id,
        urgency="utilities",
        channel="on_behalf",
        reporter=here.lin.person_id,
        kind="convenience",
        building=here.building,
    )
    assert [one["origin"] for one in here.needs(here.worker, community=here.community)] == [need["origin"]]


def test_told_again_it_is_the_same_need(here: Neighbourhood) -> None:
    event, last = found(here), found(here, origin="patrol_finding")
    sent = here.bus.publish(event, event)
    opened(here, event)
    here.bus.publish_again(*sent)
    here.bus.publish(event, last)
    opened(here, last)
    here.bus.settle()
    assert [one.data.subject for one in here.told(NeedReported)] == [event.need_id, last.need_id]
    numbers = [need["number"].rsplit("-", 1)[1] for need in here.needs(here.worker, community=here.community)]
    assert sorted(numbers) == ["1", "2"]


def test_a_need_that_went_on_is_not_changed_by_older_news(here: Neighbourhood) -> None:
    event = found(here)
    [sent] = here.bus.publish(event)
    declined = here.do("decline", opened(here, event), here.worker)
    here.bus.publish_again(sent)
    here.bus.publish(found(here, need_id=event.need_id, urgency="life_safety"), other := found(here))
    opened(here, other)
    assert here.see(declined, here.worker) == declined


def test_a_place_that_is_not_known_yet_is_taken_as_told(here: Neighbourhood) -> None:
    fresh = f"fresh-{new_id()[-8:]}"
    event = found(here, community=fresh, building=f"{fresh}-b1", kind=None)
    here.bus.publish(event)
    need = opened(here, event, here.admin)
    assert (need["community"], need["building"], need["kind"]) == (fresh, f"{fresh}-b1", None)


def test_it_lives_as_one_reported_on_behalf_of_those_who_live_there(here: Neighbourhood) -> None:
    event = found(here)
    here.bus.publish(event)
    need = opened(here, event)
    assert here.see(need, here.lin)["possible"] == ["withdraw"]
    for stranger in (here.zhou, here.mei, here.water):
        with pytest.raises(Forbidden):
            here.see(need, stranger)
    here.do("triage", need, here.worker)
    offer = here.see(need, here.mei)
    assert (offer["origin"], offer["building"], offer["possible"]) == (need["origin"], None, ["claim"])
    here.do("claim", need, here.mei)
    done = here.do("complete", need, here.mei)
    assert here.see(done, here.lin)["possible"] == ["confirm", "dispute"]
    assert here.see(done, here.worker)["possible"] == ["confirm", "dispute", "call_back"]
    here.do("confirm", need, here.worker)
    assert here.do("close", need, here.lin)["state"] == "closed"
    assert here.bus.wait_for(NeedClosed, need_id=need["need_id"]).data.reporter == here.lin.person_id


def test_who_found_it_and_serves_it_does_not_confirm_it(here: Neighbourhood) -> None:
    event = found(here)
    here.bus.publish(event)
    need = here.do("triage", opened(here, event), here.worker)
    here.do("claim", need, here.lin)
    here.do("complete", need, here.lin)
    with pytest.raises(Forbidden) as refused:
        here.do("confirm", need, here.lin)
    assert refused.value.code == "own_service"
    assert here.do("confirm", need, here.worker)["state"] == "confirmed"
