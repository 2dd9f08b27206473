"""Links for rating: a secret in an address, shown once, kept as its hash, opening one rating and nothing else."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from chassis.refusals import Forbidden
from chassis.transaction import new_id

from tests.bus import eventually
from tests.portal.browser import Browser
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

GUESS = "A" * 43


@pytest.fixture
def served_need(served: Flask, community: str, asked: Callable[..., Any]) -> dict[str, Any]:
    """A need that a volunteer has served and the person served has confirmed."""
    volunteer = asked("POST", "/volunteers", {"community": community, "name": "何平"}, 201)["volunteer_id"]
    name = open_account(served, f"v-{community}", "volunteer", volunteer_id=volunteer, communities=[community])
    headers = bearer(token_of(served, name))
    resident = bearer(token_of(served, open_account(served, f"r-{community}", communities=[community])))
    wanted = {"community": community, "description": "水龙头滴水"}

    def report() -> Any:
        answer = served.test_client().post("/api/v1/needs", json=wanted, headers=resident)
        return answer.json if answer.status_code == 201 else None

    need: dict[str, Any] = eventually(report, what="ticketing to know the community")
    step = f"/needs/{need['need_id']}"
    sorted_as = {"kind": "convenience", "urgency": "ordinary", "route": "volunteer"}
    asked("POST", f"{step}/triage", sorted_as)
    asked("POST", f"{step}/claim", {}, headers=headers)
    asked("POST", f"{step}/complete", {"minutes": 20}, headers=headers)
    asked("POST", f"{step}/confirm", {}, headers=resident)
    return need


def test_a_visitor_reads_and_rates_by_the_address_that_a_worker_was_shown(
    served: Flask, asked: Callable[..., Any], served_need: dict[str, Any]
) -> None:
    made = asked("POST", f"/needs/{served_need['need_id']}/rating-link", {}, 201)
    assert len(base64.urlsafe_b64decode(made["key"] + "=")) == 32
    web = served.test_client()
    shown = web.get(made["address"])
    assert shown.status_code == 200
    assert (shown.json["number"], shown.json["provider_kind"]) == (served_need["number"], "volunteer")
    assert (shown.json["community_name"], shown.json["department_name"]) == ("东社区", None)
    assert "水龙头" not in shown.text and "何平" not in shown.text
    wrong = web.post(f"{made['address']}/rate", json={"stars": 9, "resolved": True})
    assert [fault["field"] for fault in wrong.json["errors"]] == ["stars"]
    rated = web.post(f"{made['address']}/rate", json={"stars": 4, "resolved": True, "comment": "很快"})
    assert (rated.status_code, rated.json["number"]) == (200, served_need["number"])
    seen = asked("GET", f"/needs/{served_need['need_id']}")
    assert (seen["rating"]["stars"], seen["history"][-1]["by_link"]) == (4, True)
    worker = open_account(served, f"p-{new_id()}", "community_worker", communities=[served_need["community"]])
    assert "居民（凭链接）" in Browser(served, worker).open(f"/needs/{served_need['need_id']}").text
    answers = [web.get(made["address"]), web.get(f"/api/v1/rating-links/{GUESS}")]
    answers.append(web.post(f"{made['address']}/rate", json={"stars": 4, "resolved": True}))
    for answer in answers:
        assert (answer.status_code, answer.json["code"]) == (403, "link_not_valid")
        assert answer.json["instance"].startswith("/api/v1/rating-links/***")
        assert made["key"] not in answer.text


def test_asked_again_with_its_idempotency_key_the_same_link_is_shown_and_a_new_one_replaces_it(
    served: Flask, asked: Callable[..., Any], served_need: dict[str, Any]
) -> None:
    path = f"/needs/{served_need['need_id']}/rating-link"
    worker = bearer(
        token_of(
            served, open_account(served, f"w-{new_id()}", "community_worker", communities=[served_need["community"]])
        )
    )
    once = {**worker, "Idempotency-Key": "lost-answer"}
    first, again = (asked("POST", path, {}, 201, headers=once) for _ in range(2))
    assert first == again
    second = asked("POST", path, {}, 201, headers=worker)
    web = served.test_client()
    assert [web.get(made["address"]).status_code for made in (first, second)] == [403, 200]


def test_a_link_s_secret_opens_nothing_else(
    served: Flask, asked: Callable[..., Any], served_need: dict[str, Any]
) -> None:
    key = asked("POST", f"/needs/{served_need['need_id']}/rating-link", {}, 201)["key"]
    web = served.test_client()
    assert web.get("/api/v1/me", headers=bearer(key)).status_code == 401
    assert web.get(f"/api/v1/calendars/{key}/communities/{served_need['community']}.ics").status_code == 404


@pytest.fixture
def alone(
    make_portal: Callable[..., Flask], sqlite_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Flask, list[dict[str, Any]]]:
    """A portal that takes two guesses a minute, and what it sends to services: one in its place knows the link that was
    made and no other."""
    app = make_portal(sqlite_url("portal"), sign_in_limit="2 per minute")
    sent: list[dict[str, Any]] = []

    def call(service: str, method: str, request: dict[str, Any], *_: Any) -> dict[str, Any]:
        if service == "volunteer":
            return {"items": [{"code": "c", "name": "东社区"}, {"code": "water", "name": "供水公司"}]}
        sent.append(request)
        if method != "make_rating_link" and request["digest"] != sent[0]["digest"]:
            raise Forbidden("link_not_valid")
        return {"number": "C-20260101-1", "community": "c", "department": "water"}

    monkeypatch.setattr(app.extensions["portal"].services, "call", call)
    return app, sent


def test_guesses_are_limited_and_a_good_link_is_no_guess(alone: tuple[Flask, list[dict[str, Any]]]) -> None:
    app, sent = alone
    web = app.test_client()
    made = web.post(f"/api/v1/needs/{new_id()}/rating-link", json={}, headers=ADMIN).json
    assert [web.get(made["address"]).status_code for _ in range(4)] == [200] * 4
    shown = web.get(made["address"]).json
    assert (shown["community_name"], shown["department_name"]) == ("东社区", "供水公司")
    rating = {"stars": 5, "resolved": True}
    guesses = [
        web.get(f"/api/v1/rating-links/{GUESS}"),
        web.post(f"/api/v1/rating-links/{GUESS}/rate", json=rating),
        web.post(f"/api/v1/rating-links/{GUESS}B/rate", json=rating),
        web.get(made["address"]),
    ]
    assert [answer.status_code for answer in guesses] == [403, 403, 429, 429]
    signing_in = web.post("/api/v1/sign-in", json={"username": "a", "password": "b"})
    assert signing_in.status_code == 401
    # What leaves for the services is the hash alone.
    assert not any(made["key"] in str(request) for request in sent)
