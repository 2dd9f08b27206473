"""A need that nobody reported: found on a visit or a patrol, opened by itself, read in the finder's words, served."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contracts import district
from contracts.events import NeedFound, NeedReported

from tests.bus import Bus, eventually
from tests.system import System

BUILDING = "xiezhuang-c1-b01"
WORDS = "三楼的刘奶奶一个人住，水管漏了两天"
VISIT = {
    "building": BUILDING,
    "kind": "door_knock",
    "visited_on": "2026-03-01",
    "finding": WORDS,
    "need": {"kind": "convenience", "urgency": "utilities"},
}
TRIAGE = {"kind": "convenience", "urgency": "utilities", "route": "volunteer"}
WAITING_SECONDS = 8.0


@pytest.fixture
def people(system: System) -> Iterator[dict[str, httpx.Client]]:
    names = {
        "finder": "xiezhuang-volunteer-1",
        "server": "xiezhuang-volunteer-2",
        "worker": "xiezhuang-worker-1",
        "resident": "xiezhuang-resident-1",
        "officer": "xintai-housing-officer",
    }
    made = {name: system.as_person(username) for name, username in names.items()}
    yield made
    for client in made.values():
        client.close()


@pytest.fixture
def bus(system: System) -> Iterator[Bus]:
    watching = Bus(system.amqp_url)
    yield watching
    watching.close()


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()


def opened(reader: httpx.Client, need_id: str) -> dict[str, Any]:
    """The need, once the news of it has come to ticketing."""
    answer = eventually(lambda: _found(reader.get(f"/needs/{need_id}")), what=f"need {need_id}")
    return done(answer)


def _found(answer: httpx.Response) -> httpx.Response | None:
    return None if answer.status_code == 404 else answer


def test_what_a_visit_found_is_opened_read_served_and_closed(people: dict[str, httpx.Client], bus: Bus) -> None:
    finder, worker, server = people["finder"], people["worker"], people["server"]
    again = {"Idempotency-Key": f"visit-{uuid4()}"}
    first, second = (done(finder.post("/communities/xiezhuang/visits", json=VISIT, headers=again)) for _ in range(2))
    assert first == second
    need_id = first["need_id"]

    need = opened(worker, need_id)
    assert (need["description"], need["building"], need["state"]) == (WORDS, BUILDING, "reported")
    assert need["origin"] == {"kind": "visit", "id": first["visit_id"]}
    assert (need["kind"], need["urgency"], need["mine"]) == ("convenience", "utilities", False)
    assert [(step["action"], step["actor_role"]) for step in need["history"]] == [("report", "volunteer")]
    own = done(finder.get(f"/needs/{need_id}"))
    assert (own["description"], own["mine"], own["possible"]) == (WORDS, True, ["withdraw"])
    [listed] = [one for one in done(worker.get("/needs?limit=200"))["items"] if one["need_id"] == need_id]
    assert listed["description"] == WORDS
    for stranger in (people["resident"], people["officer"], server):
        assert stranger.get(f"/needs/{need_id}").status_code == 403

    assert done(worker.post(f"/needs/{need_id}/triage", json=TRIAGE))["description"] == WORDS
    offer = done(server.get(f"/needs/{need_id}"))
    assert (offer["description"], offer["building"]) == (WORDS, None)
    done(server.post(f"/needs/{need_id}/claim"))
    done(server.post(f"/needs/{need_id}/complete", json={"minutes": 40}))
    done(worker.post(f"/needs/{need_id}/confirm"))
    closed = done(worker.post(f"/needs/{need_id}/close"))
    assert (closed["state"], closed["description"], closed["origin"]) == ("closed", WORDS, need["origin"])

    bus.settle()
    assert len(bus.seen(NeedFound, need_id=need_id)) == 1
    [reported] = bus.seen(NeedReported, need_id=need_id)
    [found] = bus.seen(NeedFound, need_id=need_id)
    assert (reported.causationid, reported.correlationid) == (found.id, found.correlationid)
    assert reported.data.reporter == found.data.reporter
    assert not [seen for seen in bus.seen() if "刘奶奶" in seen.to_json().decode()]


def test_what_a_patrol_found_is_opened_with_the_place_and_a_department_reads_it_once_called(
    people: dict[str, httpx.Client],
) -> None:
    finder, worker, officer = people["finder"], people["worker"], people["officer"]
    area = f"area-{uuid4().hex[:8]}"
    facts = {"code": area, "name": "河边", "place": "河边步道"}
    done(worker.post("/communities/xiezhuang/patrol-areas", json=facts))
    day = district.day_of(datetime.now(UTC)) - timedelta(days=1)
    came_at = district.midnight(day) + timedelta(seconds=int(uuid4().hex[:4], 16))
    round_ = {"came_at": came_at.isoformat(), "finding": "护栏松了", "need": {"urgency": "life_safety"}}
    made = done(finder.post(f"/patrol-areas/{area}/rounds", json=round_))
    need_id = made["need_id"]

    need = opened(worker, need_id)
    assert need["origin"] == {"kind": "patrol_finding", "id": made["round_id"]}
    assert (need["description"], need["place_words"], need["building"]) == ("护栏松了", "河边步道", None)
    assert (need["kind"], need["urgency"]) == (None, "life_safety")
    [shown] = [
        one for one in done(worker.get(f"/communities/xiezhuang/patrols?day={day}"))["areas"] if one["code"] == area
    ]
    assert [one["need_id"] for one in shown["rounds"]] == [need_id]

    assert officer.get(f"/needs/{need_id}").status_code == 403
    done(worker.post(f"/needs/{need_id}/triage", json={**TRIAGE, "route": "department"}))
    done(worker.post(f"/needs/{need_id}/whistle", json={"departments": ["xintai-housing"]}))
    assert done(officer.get(f"/needs/{need_id}"))["description"] == "护栏松了"


def test_while_the_volunteer_service_is_away_the_need_is_shown_without_the_words(
    system: System, people: dict[str, httpx.Client]
) -> None:
    need_id = done(people["finder"].post("/communities/xiezhuang/visits", json=VISIT))["need_id"]
    opened(people["worker"], need_id)
    system.services["volunteer"].pause()
    try:
        alone = done(people["worker"].get(f"/needs/{need_id}", timeout=WAITING_SECONDS))
    finally:
        system.services["volunteer"].resume()
    assert (alone["description"], alone["origin"]["kind"], alone["state"]) == (None, "visit", "reported")
    eventually(lambda: people["worker"].get(f"/needs/{need_id}").json()["description"] == WORDS, what="the words again")


@pytest.mark.parametrize(("language", "message"), [("zh", "请填写这一项。"), ("en", "Please fill this in.")])
def test_a_need_without_words_is_refused_in_the_reader_s_language(system: System, language: str, message: str) -> None:
    with system.as_person("xiezhuang-volunteer-1", language) as finder:
        refused = finder.post("/communities/xiezhuang/visits", json={**VISIT, "finding": None})
    assert refused.status_code == 422
    assert [(one["field"], one["code"], one["message"]) for one in refused.json()["errors"]] == [
        ("finding", "required", message)
    ]
