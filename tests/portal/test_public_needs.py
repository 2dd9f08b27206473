"""Needs followed without signing in: in words and days, and not without limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from chassis.rpc import ServiceUnavailable

from tests.bus import eventually
from tests.portal.conftest import ADMIN

NEED = {"number": "C-20260101-1", "community": "c", "kind": "environment", "state": "offered"}
NEED |= {"steps": [{"state": "offered", "day": "2026-01-01"}], "due_on": None, "late": False}


def test_a_visitor_follows_a_need_and_the_needs_of_a_community(
    served: Flask, community: str, asked: Callable[..., Any]
) -> None:
    web = served.test_client()
    words = {"community": community, "description": "垃圾堆在路口", "kind": "environment", "place_words": "西门"}

    def reported() -> Any:
        answer = web.post("/api/v1/needs", json=words, headers=ADMIN)
        return answer.json if answer.status_code == 201 else None

    need = eventually(reported, what="ticketing to know the community")
    hidden = asked("POST", "/needs", {**words, "kind": "health_care"}, 201)
    address = f"/api/v1/public/needs/{need['number']}"
    shown = web.get(address, headers={"Accept-Language": "zh"})
    assert shown.status_code == 200
    assert (shown.json["community_name"], shown.json["state_words"]) == ("东社区", "已提交")
    assert set(shown.json) == {*NEED, "community_name", "state_words"}
    assert "垃圾" not in shown.text and "西门" not in shown.text and need["need_id"] not in shown.text
    english = web.get(address, headers={"Accept-Language": "en"}).json
    assert english["state_words"] != shown.json["state_words"]
    page = web.get(f"/api/v1/public/communities/{community}/needs", headers={"Accept-Language": "zh"})
    assert page.json == {"items": [shown.json], "next_cursor": None}
    refused = web.get(f"/api/v1/public/needs/{hidden['number']}")
    assert (refused.status_code, refused.json["code"]) == (404, "not_found")
    assert web.get("/api/v1/public/communities/nowhere/needs").status_code == 404
    wrong = web.get(f"/api/v1/public/communities/{community}/needs?limit=0&state=closed")
    assert {fault["field"] for fault in wrong.json["errors"]} == {"limit", "state"}


def test_one_address_may_ask_so_often_and_whoever_signed_in_more(
    make_portal: Callable[..., Flask], sqlite_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_portal(sqlite_url("portal"), public_limit="2 per minute")

    def call(service: str, method: str, *_: Any) -> dict[str, Any]:
        if service != "ticketing":
            raise ServiceUnavailable(service)
        return NEED if method == "public_need" else {"items": [NEED], "next_cursor": None}

    monkeypatch.setattr(app.extensions["portal"].services, "call", call)
    web = app.test_client()
    one, many = "/api/v1/public/needs/C-20260101-1", "/api/v1/public/communities/c/needs"
    answers = [web.get(address) for address in (one, many, one)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    # The name is the volunteer service's; what it is away for is shown without.
    assert answers[0].json["community_name"] is None
    assert [web.get(one, headers=ADMIN).status_code for _ in range(3)] == [200] * 3
