"""What goes wrong is said as a problem document, in the reader's language, and never as a 500 for bad input."""

from __future__ import annotations

import json
import logging
import string

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts import vocabulary
from portal import messages, words
from portal.catalogue import community, helping, needs, results
from ticketing.project_life import Tie
from ticketing.relations import Relation

from tests.portal.coded_refusals import every_code
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "errors"}
NEED = {"community": "xiezhuang", "description": "楼道灯坏了"}


def problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    document = answer.json
    assert set(document) >= MEMBERS
    assert (document["status"], document["code"]) == (status, code)
    assert document["type"] == f"urn:linli:problem:{code}"
    assert document["title"] and document["detail"]
    return document


def test_faults_name_their_field_in_chinese(web: FlaskClient) -> None:
    answer = web.post("/api/v1/needs", json={"description": "好" * 4001, "colour": "red"}, headers=ADMIN)
    document = problem(answer, 422, "invalid_fields")
    said = {error["field"]: (error["code"], error["message"]) for error in document["errors"]}
    assert said == {
        "community": ("required", "请填写这一项。"),
        "description": ("too_long", "太长了，最多 4000 个字。"),
        "colour": ("unknown_field", "不认识这一项，请去掉。"),
    }
    assert document["instance"] == "/api/v1/needs"


def test_faults_are_said_in_english_to_who_reads_english(web: FlaskClient) -> None:
    answer = web.post("/api/v1/needs", json={}, headers={**ADMIN, "Accept-Language": "fr, en-GB;q=0.8"})
    document = problem(answer, 422, "invalid_fields")
    assert {error["message"] for error in document["errors"]} == {"Please fill this in."}
    assert document["title"] == "Some of it must be changed"


def test_who_sends_another_word_is_told_the_codes_that_may_be_sent(web: FlaskClient) -> None:
    answer = web.post("/api/v1/needs", json={**NEED, "kind": "everything", "description": ""}, headers=ADMIN)
    faults = {error["field"]: error for error in problem(answer, 422, "invalid_fields")["errors"]}
    assert faults["kind"]["options"] == list(vocabulary.NEED_KINDS)
    assert "便民服务" in faults["kind"]["message"]
    assert "options" not in faults["description"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("description", "a\x00b", "unprintable"),
        ("description", "\ud800", "unprintable"),
        ("description", 7, "not_text"),
        ("description", "  \n", "empty"),
        ("community", "协庄", "not_a_code"),
        ("kind", "everything", "not_one_of"),
        ("building", ["a"], "not_text"),
    ],
)
def test_bad_values_are_refused_by_field(web: FlaskClient, field: str, value: object, code: str) -> None:
    answer = web.post("/api/v1/needs", data=json.dumps({**NEED, field: value}), headers=JSON)
    (fault,) = problem(answer, 422, "invalid_fields")["errors"]
    assert (fault["field"], fault["code"]) == (field, code)


JSON = {**ADMIN, "Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        "nul",
        '{"a": NaN}',
        "\xff",
        "[" * 100_000,
        '{"x": ' * 200 + "1" + "}" * 200,
        '{"a\\u0000b": 1}',
        "1" * 5000,
    ],
)
def test_what_is_not_json_is_refused(web: FlaskClient, body: str) -> None:
    answer = web.post("/api/v1/needs", data=body.encode("latin-1"), headers=JSON)
    if body:
        problem(answer, 400, "malformed_json")
    else:
        problem(answer, 422, "invalid_fields")


@pytest.mark.parametrize("body", ["[]", '"text"', "null", "3"])
def test_a_body_that_is_no_object_is_refused(web: FlaskClient, body: str) -> None:
    document = problem(web.post("/api/v1/needs", data=body, headers=JSON), 422, "invalid_fields")
    assert [error["code"] for error in document["errors"]] == ["not_an_object"]


def test_another_content_type_is_refused(web: FlaskClient) -> None:
    answer = web.post("/api/v1/needs", data="description=x", headers={**ADMIN, "Content-Type": "text/plain"})
    problem(answer, 415, "unsupported_media_type")


def test_a_large_body_is_refused_and_an_import_may_be_larger(web: FlaskClient) -> None:
    body = json.dumps({**NEED, "description": "x" * 300_000})
    document = problem(web.post("/api/v1/needs", data=body, headers=JSON), 413, "too_large")
    assert "256" in document["detail"]
    rows = [{"name": "x" * 90, "skills": ["y" * 50]}] * 2000
    answer = web.post("/api/v1/communities/xiezhuang/volunteers/import", json={"rows": rows}, headers=ADMIN)
    problem(answer, 503, "service_unavailable")
    answer = web.post("/api/v1/communities/x/volunteers/import", data=b" " * 5_000_001, headers=JSON)
    problem(answer, 413, "too_large")


def test_unknown_addresses_and_methods(web: FlaskClient) -> None:
    problem(web.get("/api/v1/nowhere"), 404, "no_such_address")
    problem(web.get("/api/v1/needs/not-an-id", headers=ADMIN), 404, "no_such_address")
    answer = web.put("/api/v1/me", headers=ADMIN)
    problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_unknown_and_wrong_query_parameters_are_refused(web: FlaskClient) -> None:
    answer = web.get("/api/v1/needs?limit=many&colour=red", headers=ADMIN)
    document = problem(answer, 422, "invalid_fields")
    assert {error["field"]: error["code"] for error in document["errors"]} == {
        "limit": "not_a_number",
        "colour": "unknown_field",
    }


def test_nobody_and_somebody_with_a_wrong_token_are_told_to_sign_in(web: FlaskClient) -> None:
    answer = web.get("/api/v1/me")
    problem(answer, 401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for header in ("Bearer linli_0", "Bearer ", "Basic YTpi", "Bearer \xe9"):
        problem(web.get("/api/v1/me", headers={"Authorization": header}), 401, "token_invalid")


def test_a_role_that_is_missing_is_named_in_words(app: Flask) -> None:
    headers = bearer(token_of(app, open_account(app, "resident-1")))
    answer = app.test_client().get("/api/v1/whistles", headers=headers)
    assert "社区工作者" in problem(answer, 403, "role_required")["detail"]


def test_an_idempotency_key_must_be_readable(web: FlaskClient) -> None:
    answer = web.post("/api/v1/needs", json=NEED, headers={**ADMIN, "Idempotency-Key": "有空 格"})
    (fault,) = problem(answer, 422, "invalid_fields")["errors"]
    assert (fault["field"], fault["code"]) == ("Idempotency-Key", "not_a_key")


def test_an_unexpected_error_tells_nothing_of_itself_and_is_logged(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**kwargs: object) -> None:
        raise ZeroDivisionError("the password is hunter2")

    app.view_functions["accounts.me"] = fail
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/api/v1/me", headers={**ADMIN, "X-Correlation-Id": "trace-7"})
    document = problem(answer, 500, "internal")
    assert "hunter2" not in answer.text and "ZeroDivision" not in answer.text
    assert "trace-7" in document["detail"]
    assert any(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in caplog.records)


@pytest.mark.parametrize(("sent", "kept"), [("trace-7", True), ("a" * 65, False), ("<script>", False)])
def test_a_correlation_id_is_kept_if_it_is_well_formed(web: FlaskClient, sent: str, kept: bool) -> None:
    answered = web.get("/api/v1/me", headers={"X-Correlation-Id": sent}).headers["X-Correlation-Id"]
    assert (answered == sent) is kept
    assert 0 < len(answered) <= 64


def test_every_code_has_words() -> None:
    codes = every_code()
    assert {"impossible_in_state", "too_long", "wrong_community", "wrong_credentials", "own_service"} <= codes
    assert codes - set(messages.FIELDS) - set(messages.PROBLEMS) == set()


def test_no_code_stands_in_two_places() -> None:
    parts = (community.COMMUNITY, helping.HELPING, needs.NEEDS, results.RESULTS)
    assert sum(map(len, parts)) == len(words.WORDS)


def test_both_languages_speak_of_the_same_things() -> None:
    for code, (chinese, english) in {**messages.FIELDS, **messages.PROBLEMS}.items():
        assert _places(chinese) == _places(english), code
        assert chinese.endswith("。") and english.endswith("."), code


def test_whoever_a_step_is_for_has_words() -> None:
    assert [one for one in (*Relation, *Tie) if one not in words.WORDS] == []


def test_the_whole_vocabulary_has_words() -> None:
    lists = [value for name, value in vars(vocabulary).items() if name.isupper() and isinstance(value, tuple)]
    assert len(lists) > 10
    assert [code for codes in lists for code in codes if code not in words.WORDS] == []


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
