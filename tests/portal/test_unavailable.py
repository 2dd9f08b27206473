"""When services, broker or database are away: a clear answer soon, and everything again when they are back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import ports
from tests.bus import eventually
from tests.portal.conftest import ADMIN, ADMIN_TOKEN, open_account
from tests.services import RunningService
from tests.web import client

WITHIN_SECONDS = 5.0
"""How soon somebody must be told that a service is away."""


@pytest.fixture
def database_url(sqlite_url: Callable[[str], str]) -> Callable[[str], str]:
    return sqlite_url


@pytest.fixture
def portal_process(running: Callable[..., RunningService]) -> tuple[RunningService, httpx.Client]:
    port = ports.choose(1)[0]
    process = running("portal", LINLI_PORTAL_BIND=f"127.0.0.1:{port}", LINLI_ADMIN_TOKEN=ADMIN_TOKEN)
    return process, client(f"http://127.0.0.1:{port}", headers=ADMIN, timeout=WITHIN_SECONDS)


def is_unavailable(answer: httpx.Response) -> bool:
    return answer.status_code == 503 and answer.json()["code"] == "service_unavailable"


def test_a_service_that_never_started_is_unavailable(web: FlaskClient) -> None:
    for path in ("/api/v1/places", "/api/v1/needs", "/api/v1/departments/appraisals", "/api/v1/inbox"):
        answer = web.get(path, headers=ADMIN)
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.json["code"] == "service_unavailable"


def test_a_service_that_hangs_is_unavailable_soon_and_answers_when_it_is_back(
    running: Callable[..., RunningService], portal_process: tuple[RunningService, httpx.Client]
) -> None:
    _, web = portal_process
    volunteer = running("volunteer")
    assert web.get("/api/v1/places").json() == {"items": []}
    volunteer.pause()
    assert is_unavailable(web.get("/api/v1/places"))
    assert is_unavailable(web.post("/api/v1/places", json={"places": [{"code": "d", "kind": "district", "name": "d"}]}))
    assert web.get("/api/v1/me").status_code == 200
    volunteer.resume()
    assert eventually(lambda: web.get("/api/v1/places").status_code == 200)


def test_a_killed_service_is_unavailable_and_answers_after_its_return(
    running: Callable[..., RunningService], portal_process: tuple[RunningService, httpx.Client]
) -> None:
    _, web = portal_process
    volunteer = running("volunteer")
    volunteer.kill()
    assert is_unavailable(web.get("/api/v1/places"))
    volunteer.start()
    assert eventually(lambda: web.get("/api/v1/places").status_code == 200)


def test_while_the_portals_own_database_is_busy_it_is_unavailable(
    make_portal: Callable[..., Flask], sqlite_url: Callable[[str], str]
) -> None:
    web = make_portal(sqlite_url("portal")).test_client()
    writer = sqlite3.connect(sqlite_url("portal").removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    made = {"json": {"name": "n"}, "headers": {**ADMIN, "Idempotency-Key": "once"}}
    answer = web.post("/api/v1/accounts/district-admin/tokens", **made)
    assert (answer.status_code, answer.json["code"]) == (503, "service_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    writer.close()
    assert web.post("/api/v1/accounts/district-admin/tokens", **made).status_code == 201


def test_a_page_says_that_a_service_is_away(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    web = app.test_client()
    answer = web.get("/stars")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "服务暂时不可用" in answer.text
    assert web.get("/").status_code == 200


def test_what_was_typed_is_still_there_when_a_service_is_away(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    web = app.test_client()
    web.post("/demo-sign-in", data={"username": open_account(app, "resident-1", communities=["east"])})
    answer = web.post("/report", data={"community": "east", "description": "楼道灯坏了 👵", "place_words": "三楼"})
    assert answer.status_code == 503
    assert "楼道灯坏了 👵</textarea>" in answer.text
    assert 'value="三楼"' in answer.text
    assert "服务暂时不可用" in answer.text


def test_ready_when_database_and_broker_are_there(
    make_portal: Callable[..., Flask], sqlite_url: Callable[[str], str]
) -> None:
    web = make_portal(sqlite_url("portal")).test_client()
    assert (web.get("/ready").status_code, web.get("/ready").json) == (200, {"database": True, "bus": True})


def test_without_a_broker_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    port, nowhere = ports.choose(2)
    environment = {
        **os.environ,
        "LINLI_AMQP_URL": f"amqp://guest:guest@127.0.0.1:{nowhere}/",
        "LINLI_DATA": str(tmp_path),
        "LINLI_PORTAL_BIND": f"127.0.0.1:{port}",
        "LINLI_ADMIN_TOKEN": ADMIN_TOKEN,
    }
    with (
        client(f"http://127.0.0.1:{port}", headers=ADMIN, timeout=WITHIN_SECONDS) as web,
        (tmp_path / "portal.log").open("wb") as log,
        subprocess.Popen([sys.executable, "-m", "portal"], env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            assert eventually(lambda: _answers(web), 40)
            assert web.get("/ready").json() == {"database": True, "bus": False}
            assert is_unavailable(web.get("/api/v1/places"))
        finally:
            process.terminate()


def _answers(web: httpx.Client) -> bool:
    try:
        return web.get("/live").status_code == 200
    except httpx.TransportError:
        return False


def test_it_ends_by_itself_when_told_to(portal_process: tuple[RunningService, httpx.Client]) -> None:
    process, web = portal_process
    assert web.get("/live").status_code == 200
    assert process.stop() == 0
    assert '"level": "error"' not in process.logged()


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("LINLI_PORTAL_BIND", "8080", "an address and a port"),
        ("LINLI_PORTAL_THREADS", "0", "a whole number from 1 to 100"),
        ("LINLI_ADMIN_TOKEN", "short", "16 to 200"),
        ("LINLI_SIGN_IN_LIMIT", "often", "a rate"),
        ("LINLI_PUBLIC_LIMIT", "often", "a rate"),
        ("LINLI_SECRET_KEY", "short", "at least 16 characters"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(name: str, value: str, takes: str, tmp_path: Path) -> None:
    environment = {"LINLI_DATA": str(tmp_path), name: value}
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "portal"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2
    assert name in ended.stderr and takes in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_request_can_be_followed_into_the_services_logs(
    running: Callable[..., Any], portal_process: tuple[RunningService, httpx.Client]
) -> None:
    process, web = portal_process
    volunteer = running("volunteer")
    web.get("/api/v1/places", headers={"X-Correlation-Id": "follow-me-7"})
    assert eventually(lambda: "follow-me-7" in volunteer.logged() and "follow-me-7" in process.logged())
