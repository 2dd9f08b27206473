"""Feed keys: calendar programs that send no token read their owner's feeds by an address, and nothing else."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from portal import feed_keys, secret_addresses
from portal.models import FeedKey
from portal.server import Log

from tests.portal.conftest import ADMIN, bearer, open_account, token_of

FRIDAY = {
    "kind": "environment",
    "title": "垃圾分类课",
    "place": "一区活动室",
    "recurrence": {"every": "week", "weekday": 5},
    "starts": "09:30",
    "minutes": 90,
}
UNKNOWN = "0" * 64


@pytest.fixture
def person(app: Flask) -> tuple[str, dict[str, str]]:
    """A signed-in resident: username and headers."""
    name = open_account(app, "resident-1", communities=["xiezhuang"])
    return name, bearer(token_of(app, name))


def make(app: Flask, username: str, headers: dict[str, str], **more: str) -> Any:
    answer = app.test_client().post(f"/api/v1/accounts/{username}/feed-key", headers={**headers, **more})
    assert answer.status_code == 201, answer.text
    return answer.json


def status(app: Flask, path: str, **headers: str) -> tuple[int, str]:
    answer = app.test_client().get(path, headers=headers)
    return answer.status_code, (answer.json or {}).get("code", "")


def test_a_program_reads_its_owner_s_feeds_by_their_addresses(
    served: Flask, community: str, asked: Callable[..., Any]
) -> None:
    asked("POST", f"/communities/{community}/series", {"series": [FRIDAY]}, 201)
    first = asked("GET", f"/communities/{community}/activities")["items"][0]
    volunteer, other = (
        asked("POST", "/volunteers", {"community": community, "name": name}, 201)["volunteer_id"]
        for name in ("何平", "陈静")
    )
    formed = {"code": f"{community}-t", "kind": "service_team", "name": "服务队", "community": community}
    asked("POST", "/teams", {"teams": [{**formed, "members": [volunteer]}]})
    name = open_account(
        served, f"he-{community}", "resident", "volunteer", volunteer_id=volunteer, communities=[community]
    )
    headers = bearer(token_of(served, name))
    asked("POST", f"/activities/{first['activity_id']}/sign-up", {}, headers=headers)
    made = make(served, name, headers)
    own, every = made["feeds"]
    assert own.endswith(f"/{made['key']}/volunteers/{volunteer}.ics")
    assert every.endswith(f"/{made['key']}/communities/{community}.ics")

    web = served.test_client()
    for address in (own, own.replace(f"volunteers/{volunteer}", f"teams/{community}-t")):
        answer = web.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        feed = Calendar.from_ical(answer.data)
        assert isinstance(feed, Calendar)
        assert [event["UID"] for event in feed.events] == [first["activity_id"]]
    assert web.get(every).status_code == 200
    assert status(served, own.replace(volunteer, other)) == (403, "not_your_calendar")
    assert status(served, own.replace(made["key"], UNKNOWN)) == (404, "not_found")
    # The key says who asks, whatever else is sent.
    assert status(served, own.replace(volunteer, other), **ADMIN) == (403, "not_your_calendar")
    assert status(served, own.replace(made["key"], UNKNOWN), **ADMIN) == (404, "not_found")


def test_a_key_opens_nothing_but_feeds(app: Flask, person: tuple[str, dict[str, str]]) -> None:
    key = make(app, *person)["key"]
    assert status(app, "/api/v1/me", **bearer(key)) == (401, "token_invalid")
    token = person[1]["Authorization"].removeprefix("Bearer ")
    assert status(app, f"/api/v1/calendars/{token}/communities/xiezhuang.ics") == (404, "not_found")
    assert status(app, f"/api/v1/calendars/{key}/me") == (404, "no_such_address")


def test_it_is_shown_once_and_only_its_hash_is_kept(app: Flask, person: tuple[str, dict[str, str]]) -> None:
    name, headers = person
    assert status(app, f"/api/v1/accounts/{name}/feed-key", **headers) == (404, "not_found")
    made = make(app, name, headers)
    shown = app.test_client().get(f"/api/v1/accounts/{name}/feed-key", headers=headers).json
    assert shown == {"made_at": made["made_at"]}
    with app.extensions["portal"].database.reading() as session:
        for table in FeedKey.metadata.sorted_tables:
            kept = json.dumps([str(row) for row in session.execute(sa.select(table))])
            assert made["key"] not in kept


def test_asked_again_with_its_idempotency_key_the_same_one_is_shown(
    app: Flask, person: tuple[str, dict[str, str]]
) -> None:
    once = {"Idempotency-Key": "lost-answer"}
    assert make(app, *person, **once) == make(app, *person, **once)


def test_a_new_one_takes_the_place_of_the_one_before_until_it_is_revoked(
    app: Flask, person: tuple[str, dict[str, str]]
) -> None:
    name, headers = person
    first, second = make(app, name, headers)["key"], make(app, name, headers)["key"]

    def owner(key: str) -> str | None:
        with app.extensions["portal"].database.reading() as session:
            found = feed_keys.owner(session, key)
            return found.username if found else None

    assert (owner(first), owner(second)) == (None, name)
    web, address = app.test_client(), f"/api/v1/accounts/{name}/feed-key"
    assert web.delete(address, headers=headers).json == {"revoked": True}
    assert owner(second) is None
    assert web.delete(address, headers=headers).status_code == 404
    other = bearer(token_of(app, open_account(app, "resident-2")))
    for method in ("GET", "POST", "DELETE"):
        refused = web.open(address, method=method, headers=other)
        assert (refused.status_code, refused.json["code"]) == (403, "own_account_only")


def test_wrong_keys_are_counted_and_keep_nobody_from_signing_in(
    make_portal: Callable[..., Flask], database_url: Callable[[str], str]
) -> None:
    app = make_portal(database_url("portal"), sign_in_limit="2 per minute")
    feed = f"/api/v1/calendars/{UNKNOWN}/communities/xiezhuang.ics"
    other = "/api/v1/calendars/guess/teams/xiezhuang-t.ics"
    assert [status(app, address)[0] for address in (feed, other, feed)] == [404, 404, 429]
    signed = app.test_client().post("/api/v1/sign-in", json={"username": "a", "password": "b"})
    assert signed.status_code == 401
    name = open_account(app, "resident-1", communities=["xiezhuang"])
    key = make(app, name, ADMIN)["key"]
    # Nothing answers behind this portal, but the key was let in.
    assert status(app, f"/api/v1/calendars/{key}/communities/xiezhuang.ics") == (503, "service_unavailable")


def test_neither_the_log_nor_a_refusal_names_the_key(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    feed = f"/api/v1/calendars/{UNKNOWN}/communities/xiezhuang.ics"
    refused = app.test_client().get(feed)
    assert UNKNOWN not in refused.text
    assert refused.json["instance"] == "/api/v1/calendars/***/communities/xiezhuang.ics"

    class Answer:
        status_code = 404

    with caplog.at_level(logging.INFO):
        environ = {"PATH_INFO": feed, "REQUEST_METHOD": "GET"}
        Log.access(Log.__new__(Log), Answer(), None, environ, timedelta(milliseconds=3))
    [line] = [record for record in caplog.records if record.message == "request"]
    assert line.path == "/api/v1/calendars/***/communities/xiezhuang.ics"  # type: ignore[attr-defined]


@pytest.mark.parametrize("prefix", secret_addresses.PREFIXES)
@given(
    key=st.text(st.characters(exclude_characters="/"), min_size=1),
    rest=st.sampled_from(["", "/", "/teams/t.ics", "/x/y"]),
)
def test_no_key_is_left_in_a_path_whatever_it_is(prefix: str, key: str, rest: str) -> None:
    assert secret_addresses.without_secret(f"{prefix}{key}{rest}") == f"{prefix}***{rest}"
    assert secret_addresses.without_secret(f"/api/v1/volunteers{rest}") == f"/api/v1/volunteers{rest}"
