"""Signing up and in, accounts opened for others, tokens; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.database import utc_now
from chassis.testing import assert_migrations_match
from portal import accounts
from portal.models import Base, Token

from tests.portal.conftest import ADMIN, bearer, open_account, token_of

PASSWORD = "correct horse 马"
PLACES = [
    {"code": "district-1", "kind": "district", "name": "示范区"},
    {"code": "street-1", "kind": "subdistrict", "name": "示范街道", "parent": "district-1"},
    {"code": "east", "kind": "community", "name": "东社区", "parent": "street-1", "community": "east"},
    {"code": "west", "kind": "community", "name": "西社区", "parent": "street-1", "community": "west"},
]
SIGN_UP = {"username": "wang.xiu", "password": PASSWORD, "display_name": "王秀 👵", "community": "east"}


@pytest.fixture
def app(make_portal: Callable[..., Flask], database_url: Callable[[str], str]) -> Flask:
    return make_portal(database_url("portal"))


@pytest.fixture
def district(running: Callable[..., Any], web: FlaskClient) -> None:
    """Two communities to live in, known to a running volunteer service."""
    running("volunteer")
    answer = web.post("/api/v1/places", json={"places": PLACES}, headers=ADMIN)
    assert answer.status_code == 200, answer.text


def code_of(answer: Any) -> str:
    return answer.json["code"]


def test_models_and_migrations_agree(app: Flask) -> None:
    assert_migrations_match(Base.metadata, "portal", app.extensions["portal"].database.engine)


@pytest.mark.usefixtures("district")
def test_a_resident_signs_up_signs_in_and_signs_out(web: FlaskClient) -> None:
    opened = web.post("/api/v1/accounts", json=SIGN_UP)
    assert opened.status_code == 201, opened.text
    assert opened.json["roles"] == ["resident"]
    assert opened.json["communities"] == ["east"]
    assert opened.json["display_name"] == "王秀 👵"
    assert "password" not in opened.text and PASSWORD not in opened.text
    signed_in = web.post("/api/v1/sign-in", json={"username": "wang.xiu", "password": PASSWORD})
    mine = bearer(signed_in.json["token"])
    assert web.get("/api/v1/me", headers=mine).json == opened.json
    assert web.post("/api/v1/sign-out", headers=mine).json == {"signed_out": True}
    assert code_of(web.get("/api/v1/me", headers=mine)) == "token_invalid"


@pytest.mark.usefixtures("district")
def test_signing_up_is_refused_for_what_is_wrong_with_it(web: FlaskClient) -> None:
    def faults(**change: Any) -> dict[str, str]:
        wanted = {name: value for name, value in {**SIGN_UP, **change}.items() if value is not None}
        answer = web.post("/api/v1/accounts", json=wanted)
        assert answer.status_code == 422, answer.text
        return {error["field"]: error["code"] for error in answer.json["errors"]}

    assert faults(community="north") == {"community": "unknown"}
    assert faults(community=None) == {"community": "required"}
    assert faults(password=None) == {"password": "password_required"}
    assert faults(password="short") == {"password": "too_short"}
    assert faults(username="Wang Xiu") == {"username": "not_a_username"}
    assert code_of(web.post("/api/v1/accounts", json={**SIGN_UP, "roles": ["district_admin"]})) == "not_yours_to_grant"
    assert web.post("/api/v1/accounts", json=SIGN_UP).status_code == 201
    taken = web.post("/api/v1/accounts", json={**SIGN_UP, "display_name": "别人"})
    assert (taken.status_code, code_of(taken)) == (409, "username_taken")


@pytest.mark.usefixtures("district")
def test_the_same_key_gives_the_first_answer_and_another_content_is_refused(web: FlaskClient) -> None:
    keyed = {"Idempotency-Key": "sign-up-1"}
    first = web.post("/api/v1/accounts", json=SIGN_UP, headers=keyed)
    again = web.post("/api/v1/accounts", json=SIGN_UP, headers=keyed)
    assert (again.status_code, again.json) == (201, first.json)
    other = web.post("/api/v1/accounts", json={**SIGN_UP, "username": "another"}, headers=keyed)
    assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")


@pytest.mark.usefixtures("district")
def test_a_worker_opens_accounts_in_their_own_community_only(app: Flask, web: FlaskClient) -> None:
    worker = bearer(token_of(app, open_account(app, "worker-1", "community_worker", communities=["east"])))
    wanted = {"username": "neighbour", "display_name": "邻居", "communities": ["east"]}
    assert web.post("/api/v1/accounts", json={**wanted, "roles": ["volunteer"]}, headers=worker).status_code == 201
    for beyond in ({"communities": ["west"]}, {"roles": ["community_worker"]}, {"organisation": "water"}):
        answer = web.post("/api/v1/accounts", json={**wanted, "username": "other", **beyond}, headers=worker)
        assert (answer.status_code, code_of(answer)) == (403, "not_yours_to_grant"), beyond


@pytest.mark.usefixtures("district")
def test_who_registers_as_a_volunteer_is_one_from_then_on(app: Flask, web: FlaskClient) -> None:
    mine = bearer(token_of(app, open_account(app, "resident-1", communities=["east"])))
    asked = {"community": "west", "name": "何平", "phone": "139 0000 1234", "skills": ["理发"]}
    made = web.post("/api/v1/volunteers", json=asked, headers=mine)
    assert made.status_code == 201, made.text
    me = web.get("/api/v1/me", headers=mine).json
    assert (me["roles"], me["volunteer_id"]) == (["resident", "volunteer"], made.json["volunteer_id"])
    assert code_of(web.post("/api/v1/volunteers", json=asked, headers=mine)) == "already_registered"
    gone = web.post(f"/api/v1/volunteers/{made.json['volunteer_id']}/withdraw", headers=mine)
    assert gone.json["active"] is False
    assert web.get("/api/v1/me", headers=mine).json["roles"] == ["resident"]


def test_a_wrong_password_and_an_unknown_name_are_told_alike(app: Flask, web: FlaskClient) -> None:
    open_account(app, "known", password=PASSWORD)
    open_account(app, "without-password")
    answers = [
        web.post("/api/v1/sign-in", json={"username": name, "password": "something else"})
        for name in ("known", "unknown", "without-password")
    ]
    assert {(answer.status_code, code_of(answer)) for answer in answers} == {(401, "wrong_credentials")}
    assert len({answer.json["detail"] for answer in answers}) == 1


def test_too_many_attempts_to_sign_in_are_stopped(
    make_portal: Callable[..., Flask], database_url: Callable[[str], str]
) -> None:
    web = make_portal(database_url("portal"), sign_in_limit="3 per minute").test_client()
    tried = [web.post("/api/v1/sign-in", json={"username": "a", "password": "b"}) for _ in range(5)]
    assert [answer.status_code for answer in tried] == [401, 401, 401, 429, 429]
    assert tried[-1].mimetype == "application/problem+json"
    assert code_of(tried[-1]) == "too_many_requests"
    assert int(tried[-1].headers["Retry-After"]) > 0
    assert web.get("/api/v1/me", headers=ADMIN).status_code == 200


def test_attempts_are_counted_by_the_address_that_a_known_proxy_names(
    make_portal: Callable[..., Flask], database_url: Callable[[str], str]
) -> None:
    def attempt(web: FlaskClient, address: str) -> int:
        sent = {"json": {"username": "a", "password": "b"}, "headers": {"X-Forwarded-For": address}}
        return web.post("/api/v1/sign-in", **sent).status_code

    behind = make_portal(database_url("portal"), sign_in_limit="1 per minute", proxies=1).test_client()
    assert [attempt(behind, "10.0.0.1"), attempt(behind, "10.0.0.2"), attempt(behind, "10.0.0.1")] == [401, 401, 429]
    alone = make_portal(database_url("portal"), sign_in_limit="1 per minute").test_client()
    assert [attempt(alone, "10.0.0.1"), attempt(alone, "10.0.0.2")] == [401, 429]


def test_a_token_is_shown_once_and_works_until_it_is_revoked(app: Flask, web: FlaskClient) -> None:
    open_account(app, "officer-1", "officer")
    made = web.post("/api/v1/accounts/officer-1/tokens", json={"name": "大厅的程序"}, headers=ADMIN).json
    mine = bearer(made["token"])
    assert web.get("/api/v1/me", headers=mine).json["username"] == "officer-1"
    listed = web.get("/api/v1/accounts/officer-1/tokens", headers=mine)
    assert made["token"] not in listed.text
    (one,) = listed.json["items"]
    assert {name: made[name] for name in one} == one
    address = f"/api/v1/accounts/officer-1/tokens/{made['token_id']}"
    assert web.delete(address, headers=mine).json == {"token_id": made["token_id"]}
    assert web.get("/api/v1/me", headers=mine).status_code == 401
    assert web.delete(address, headers=ADMIN).status_code == 404


def test_a_token_is_not_kept_in_the_database(app: Flask) -> None:
    text = token_of(app, open_account(app, "somebody"))
    with app.extensions["portal"].database.reading() as session:
        for table in Base.metadata.sorted_tables:
            assert text not in str(session.execute(table.select()).all())


def test_a_token_expires(app: Flask, web: FlaskClient) -> None:
    text = token_of(app, open_account(app, "somebody"))
    assert web.get("/api/v1/me", headers=bearer(text)).status_code == 200
    with app.extensions["portal"].database.transaction() as tx:
        tx.session.query(Token).update({"expires_at": utc_now() - timedelta(seconds=1)})
    assert code_of(web.get("/api/v1/me", headers=bearer(text))) == "token_invalid"


def test_the_same_key_makes_one_token(app: Flask, web: FlaskClient) -> None:
    address = f"/api/v1/accounts/{open_account(app, 'somebody')}/tokens"
    keyed = {**ADMIN, "Idempotency-Key": "one"}
    first = web.post(address, json={"name": "a"}, headers=keyed)
    again = web.post(address, json={"name": "a"}, headers=keyed)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert code_of(web.post(address, json={"name": "b"}, headers=keyed)) == "idempotency_key_reused"
    assert len(web.get(f"{address}", headers=ADMIN).json["items"]) == 1


def test_the_same_key_of_another_person_is_another_key(app: Flask, web: FlaskClient) -> None:
    tokens = set()
    for name in ("first", "second"):
        mine = bearer(token_of(app, open_account(app, name)))
        made = web.post(f"/api/v1/accounts/{name}/tokens", json={"name": "a"}, headers={**mine, "Idempotency-Key": "k"})
        tokens.add(made.json["token"])
    assert len(tokens) == 2


def test_an_account_and_its_tokens_are_nobody_else_s(app: Flask, web: FlaskClient) -> None:
    open_account(app, "mine")
    other = bearer(token_of(app, open_account(app, "other", "community_worker")))
    for answer in (
        web.get("/api/v1/accounts/mine", headers=other),
        web.get("/api/v1/accounts/mine/tokens", headers=other),
        web.post("/api/v1/accounts/mine/tokens", json={"name": "theft"}, headers=other),
    ):
        assert (answer.status_code, code_of(answer)) == (403, "own_account_only")
    assert web.get("/api/v1/accounts/mine", headers=ADMIN).json["username"] == "mine"
    assert web.get("/api/v1/accounts/nobody", headers=ADMIN).status_code == 404


def test_the_built_in_administrator_is_known_by_the_setting_alone(
    make_portal: Callable[..., Flask], database_url: Callable[[str], str]
) -> None:
    first = make_portal(database_url("portal")).test_client()
    me = first.get("/api/v1/me", headers=ADMIN).json
    assert (me["username"], me["roles"]) == (accounts.ADMINISTRATOR, ["district_admin"])
    again = make_portal(database_url("portal"), admin_token="another-token-of-theirs").test_client()
    assert again.get("/api/v1/me", headers=ADMIN).status_code == 401
    assert again.get("/api/v1/me", headers=bearer("another-token-of-theirs")).json["person_id"] == me["person_id"]


def test_without_a_secret_in_the_settings_one_is_made_and_kept(
    make_portal: Callable[..., Flask], database_url: Callable[[str], str]
) -> None:
    made = [make_portal(database_url("portal"), secret_key=None).secret_key for _ in range(2)]
    assert made[0] == made[1]
    assert len(str(made[0])) >= 32
