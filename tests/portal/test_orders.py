"""Orders through the API and on the pages: several volunteers, offers and refusals, a squad called out to a need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.bus import eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

Asked = Callable[..., Any]
TRIAGE = {"kind": "convenience", "urgency": "utilities", "route": "volunteer"}


@dataclass(frozen=True)
class People:
    """A community with a squad of its two volunteers, `ids`; `zhou`, `worker`, `first`, `second`: who signs in."""

    community: str
    squad: str
    ids: list[str]
    names: list[str]
    zhou: dict[str, str]
    worker: dict[str, str]
    first: dict[str, str]
    second: dict[str, str]


@pytest.fixture
def people(served: Flask, asked: Asked, community: str) -> People:
    mark = new_id()[-8:]
    ids = [
        asked("POST", "/volunteers", {"community": community, "name": f"志愿者{n}"}, 201)["volunteer_id"]
        for n in (1, 2)
    ]
    team = {"code": f"t-{mark}", "kind": "emergency_squad", "name": "突击队", "community": community}
    choir = {**team, "code": f"t-{mark}-choir", "kind": "community_team"}
    asked("POST", "/teams", {"teams": [{**one, "leader": None, "members": ids} for one in (team, choir)]})

    def signed_in(name: str, *roles: str, **about: Any) -> dict[str, str]:
        return bearer(token_of(served, open_account(served, f"{name}-{mark}", *roles, **about)))

    volunteers = [signed_in(f"v{n}", "resident", "volunteer", volunteer_id=one) for n, one in enumerate(ids)]
    worker = signed_in("w", "community_worker", communities=[community])
    people = People(community, team["code"], ids, [f"v0-{mark}", f"v1-{mark}"], signed_in("z"), worker, *volunteers)
    eventually(lambda: _knows(served, people), what="ticketing to know the community and its squad")
    return people


def _knows(served: Flask, people: People) -> bool:
    """Whether ticketing knows the choir, which was formed after everything else."""
    web, report = served.test_client(), {"community": people.community, "description": "试一试"}
    made = web.post("/api/v1/needs", json={**report, "urgency": "utilities"}, headers=ADMIN)
    if made.status_code != 201:
        return False
    asked = {"team": f"{people.squad}-choir"}
    refused = web.post(f"/api/v1/needs/{made.json['need_id']}/summon-squad", json=asked, headers=ADMIN).json
    return bool(refused["errors"][0]["code"] == "not_a_squad")


def reported(asked: Asked, people: People, **about: Any) -> str:
    need = {"community": people.community, "description": "地下车库进水", "urgency": "utilities", **about}
    return f"/needs/{asked('POST', '/needs', need, 201, people.zhou)['need_id']}"


def kinds(asked: Asked, who: dict[str, str]) -> list[str]:
    return [one["kind"] for one in asked("GET", "/inbox", headers=who)["items"]]


def test_two_serve_a_need_and_each_hears_of_the_own_minutes(asked: Asked, people: People) -> None:
    need = reported(asked, people)
    asked("POST", f"{need}/triage", {**TRIAGE, "helpers_wanted": 2}, headers=people.worker)
    asked("POST", f"{need}/claim", headers=people.first)
    added = asked("POST", f"{need}/add-helper", {"volunteer_id": people.ids[1]}, headers=people.worker)
    assert [one["volunteer_id"] for one in added["helpers"]] == [people.ids[1]]
    eventually(lambda: "called_in_to_help" in kinds(asked, people.second), what="the message to the helper")
    refused = asked("POST", f"{need}/complete", {"minutes": 40}, 422, people.first)
    assert refused["errors"][0]["message"] == "还有协助的志愿者没有填时长。"
    asked("POST", f"{need}/tell-minutes", {"minutes": 25}, headers=people.second)
    asked("POST", f"{need}/complete", {"minutes": 40}, headers=people.first)
    asked("POST", f"{need}/confirm", headers=people.zhou)
    asked("POST", f"{need}/rate", {"stars": 5, "resolved": True}, headers=people.zhou)
    for who in (people.first, people.second):
        eventually(lambda who=who: "service_rated" in kinds(asked, who), what="the message of the rating")
    for volunteer_id, minutes in zip(people.ids, (40, 25), strict=True):
        path = f"/volunteers/{volunteer_id}/rating"
        rating = eventually(lambda path=path: _with_a_service(asked, path), what="scoring to know the service")
        assert rating["minutes"] == minutes


def _with_a_service(asked: Asked, path: str) -> Any:
    answer = asked("GET", path)
    return answer if answer["services"] == 1 else None


def test_a_squad_is_summoned_and_the_worker_sees_on_the_need_what_came_of_it(asked: Asked, people: People) -> None:
    first, second = reported(asked, people), reported(asked, people)
    refused = asked("POST", f"{first}/summon-squad", {"team": "nowhere"}, 422, people.worker)
    assert refused["errors"][0]["code"] == "unknown"

    def squad(need: str, state: str) -> Any:
        [one] = asked("GET", need, headers=people.worker)["squads"]
        return one if one["state"] == state else None

    asked("POST", f"{first}/summon-squad", {"team": people.squad}, headers=people.worker)
    out = eventually(lambda: squad(first, "called_out"), what="the call-out")
    assert out["called"] == 2
    call_out = asked("GET", f"/call-outs/{out['call_out_id']}", headers=people.worker)
    assert (f"/needs/{call_out['need_id']}", call_out["where"]) == (first, "东社区")
    eventually(lambda: "squad_called_out" in kinds(asked, people.first), what="the call to the member")

    asked("POST", f"{second}/summon-squad", {"team": people.squad}, headers=people.worker)
    missed = eventually(lambda: squad(second, "not_called_out"), what="the refusal")
    assert missed["fault"] == "call_out_running"
    eventually(lambda: "squad_summons_refused" in kinds(asked, people.worker), what="the message to the workers")

    asked("POST", f"/call-outs/{out['call_out_id']}/end", headers=people.worker)
    assert eventually(lambda: squad(first, "ended"), what="the end of the call-out")["ended_at"]


def test_an_assignment_is_declined_on_the_page_and_the_workers_hear_of_it(
    served: Flask, asked: Asked, people: People
) -> None:
    need = reported(asked, people)
    asked("POST", f"{need}/triage", TRIAGE, headers=people.worker)
    asked("POST", f"{need}/assign", {"volunteer_id": people.ids[0]}, headers=people.worker)
    served.config["WTF_CSRF_ENABLED"] = False
    web = served.test_client()
    web.post("/demo-sign-in", data={"username": people.names[0]})
    assert "身体不适" in web.get(need).text
    wordless = web.post(f"{need}/decline_assignment", data={"reason": "other_reason"})
    assert wordless.status_code == 422 and "请填写这一项。" in wordless.text and "身体不适" in wordless.text
    sent = web.post(f"{need}/decline_assignment", data={"reason": "unwell", "words": "感冒了"})
    assert sent.status_code == 303
    [declined] = asked("GET", need, headers=people.worker)["declined_assignments"]
    assert (declined["reason"], declined["words"]) == ("unwell", "感冒了")
    eventually(lambda: "assignment_declined" in kinds(asked, people.worker), what="the message to the workers")
    assert "感冒了" not in str(asked("GET", need, headers=people.second))


def test_an_offer_to_one_is_seen_by_the_one(asked: Asked, people: People) -> None:
    need = reported(asked, people)
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    asked("POST", f"{need}/triage", {**TRIAGE, "to": [people.ids[0]], "until": until}, headers=people.worker)
    eventually(lambda: "need_offered_to_you" in kinds(asked, people.first), what="the message to the one named")
    asked("GET", need, status=403, headers=people.second)
    asked("POST", f"{need}/claim", status=403, headers=people.second)
    asked("POST", f"{need}/offer", headers=people.worker)
    asked("POST", f"{need}/claim", headers=people.second)
    refused = asked("POST", f"{need}/decline-assignment", {"reason": "no_time"}, 409, people.second)
    assert refused["code"] == "accepted_already"
