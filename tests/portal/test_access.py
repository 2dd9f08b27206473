"""Who gets in where: the access table against every endpoint, every role and nobody."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from contracts import vocabulary
from portal.access import ACCESS

from tests.portal.conftest import bearer, open_account, token_of

ASKERS = (None, *vocabulary.ROLES)
SOME = {"id": "01a00000-0000-7000-8000-000000000000", "code": "somewhere", "username": "somebody", "action": "claim"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in ("static", "bootstrap.static")]


def address(rule: Rule) -> str:
    kinds = {"IdConverter": SOME["id"], "CodeConverter": SOME["code"], "UsernameConverter": SOME["username"]}
    known = {name: kinds.get(type(c).__name__, SOME["action"]) for name, c in rule._converters.items()}
    return rule.build(known)[1]  # type: ignore[index]


def test_table_and_endpoints_are_the_same(app: Flask) -> None:
    assert set(ACCESS) == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_role_is_known_to_the_vocabulary() -> None:
    assert {role for rule in ACCESS.values() for role in rule.roles} == set(vocabulary.ROLES)


@pytest.mark.parametrize("asker", ASKERS)
def test_api_lets_in_those_whom_the_table_names_and_nobody_else(app: Flask, asker: str | None) -> None:
    headers = {}
    if asker:
        open_account(app, "asker", asker)
        headers = bearer(token_of(app, "asker"))
    wrong = []
    for rule in rules(app):
        if not rule.rule.startswith("/api/") or rule.endpoint == "accounts.sign_out":
            continue
        method = "POST" if "POST" in rule.methods else "DELETE" if "DELETE" in rule.methods else "GET"  # type: ignore[operator]
        answer = app.test_client().open(
            address(rule), method=method, headers=headers, json={} if method == "POST" else None
        )
        allowed = ACCESS[rule.endpoint].allows(frozenset({asker}) if asker else None)
        code = (answer.json or {}).get("code")
        refused = code in ("not_signed_in", "role_required")
        if refused == allowed or (refused and answer.status_code != (403 if asker else 401)):
            wrong.append((rule.endpoint, answer.status_code, code))
    assert not wrong


@pytest.mark.parametrize("asker", ASKERS)
def test_pages_let_in_those_whom_the_table_names_and_nobody_else(app: Flask, asker: str | None) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    web = app.test_client()
    if asker:
        open_account(app, "asker", asker)
        assert web.post("/demo-sign-in", data={"username": "asker"}).status_code == 303
    wrong = []
    for rule in rules(app):
        if not rule.endpoint.startswith("pages.") or rule.endpoint in ("pages.sign_out", "pages.step"):
            continue
        answer = web.open(address(rule), method="GET" if "GET" in rule.methods else "POST")  # type: ignore[operator]
        asked_to_sign_in = answer.status_code == 401 or "/sign-in?next=" in answer.headers.get("Location", "")
        refused = asked_to_sign_in or answer.status_code == 403
        if refused == ACCESS[rule.endpoint].allows(frozenset({asker}) if asker else None):
            wrong.append((rule.endpoint, answer.status_code))
    assert not wrong


@pytest.mark.parametrize(("role", "action"), [("resident", "claim"), ("volunteer", "triage"), ("officer", "decline")])
def test_a_step_on_a_page_keeps_the_rule_of_the_api(app: Flask, role: str, action: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    web = app.test_client()
    web.post("/demo-sign-in", data={"username": open_account(app, "asker", role)})
    answer = web.post(f"/needs/{SOME['id']}/{action}")
    assert answer.status_code == 403


def test_an_endpoint_that_is_not_in_the_table_is_refused_even_to_an_administrator(app: Flask) -> None:
    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")
    answer = app.test_client().get("/api/v1/forgotten", headers=bearer())
    assert answer.status_code == 403
    assert b"secret" not in answer.data


def test_a_page_s_cookie_opens_nothing_in_the_api(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    web = app.test_client()
    web.post("/demo-sign-in", data={"username": open_account(app, "asker")})
    assert web.get("/needs").status_code != 303
    assert web.get("/api/v1/me").status_code == 401
