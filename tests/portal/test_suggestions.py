"""What a worker is shown before the triage, by words and for a need, wherever the need's words stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from chassis.rpc import ServiceUnavailable

from tests.bus import eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

TAP = "厨房水龙头关不紧，水漫了一地，想请师傅来修。"
NEED_ID = "01a00000-0000-7000-8000-000000000000"
KINDS = {"kinds": [{"kind": "convenience", "confidence": 80, "because": ["水龙头"], "departments": []}]}


def test_a_worker_asks_by_words_and_for_a_need(served: Flask, community: str, asked: Callable[..., Any]) -> None:
    web = served.test_client()

    def reported() -> Any:
        answer = web.post("/api/v1/needs", json={"community": community, "description": TAP}, headers=ADMIN)
        return answer.json if answer.status_code == 201 else None

    need = eventually(reported, what="ticketing to know the community")
    worker = bearer(
        token_of(served, open_account(served, f"w-{community}", "community_worker", communities=[community]))
    )
    by_words = asked("POST", f"/communities/{community}/triage-suggestions", {"words": TAP}, headers=worker)
    [first, *_] = by_words["kinds"]
    assert (first["kind"], first["departments"]) == ("convenience", [])
    assert first["confidence"] >= 50 and "水龙头" in first["because"]
    assert asked("GET", f"/needs/{need['need_id']}/triage-suggestions", headers=worker) == by_words
    elsewhere = bearer(
        token_of(served, open_account(served, f"e-{community}", "community_worker", communities=["elsewhere"]))
    )
    resident = bearer(token_of(served, open_account(served, f"r-{community}")))
    for headers, codes in ((elsewhere, {"not_your_need", "not_your_community"}), (resident, {"role_required"})):
        for method, path, body in (
            ("POST", f"/communities/{community}/triage-suggestions", {"words": TAP}),
            ("GET", f"/needs/{need['need_id']}/triage-suggestions", None),
        ):
            assert asked(method, path, body, 403, headers=headers)["code"] in codes
    assert asked("GET", f"/needs/{NEED_ID}/triage-suggestions", status=404)["code"] == "not_found"
    assert asked("POST", f"/communities/{community}/triage-suggestions", {"words": ""}, 422)["errors"]


@pytest.mark.parametrize("away", [False, True])
def test_the_words_of_a_found_need_are_asked_for_where_they_stand(
    app: Flask, monkeypatch: pytest.MonkeyPatch, away: bool
) -> None:
    need = {"need_id": NEED_ID, "community": "c", "description": None, "place_words": None, "origin": {"kind": "visit"}}

    def call(service: str, method: str, request: dict[str, Any], *_: Any) -> dict[str, Any]:
        match method:
            case "need":
                return dict(need)
            case "findings":
                if away:
                    raise ServiceUnavailable(service)
                return {"items": [{"need_id": NEED_ID, "finding": TAP, "place": None}]}
            case "triage_suggestions":
                assert request == {"community": "c", "words": TAP}
                return KINDS
        raise AssertionError(method)

    monkeypatch.setattr(app.extensions["portal"].services, "call", call)
    answer = app.test_client().get(f"/api/v1/needs/{NEED_ID}/triage-suggestions", headers=ADMIN)
    assert (answer.status_code, answer.json) == (200, {"kinds": []} if away else KINDS)
