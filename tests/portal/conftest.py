"""The portal in this process: its own database, a real broker, and behind it whatever services a test starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis import Database, migrations
from chassis import settings as common
from chassis.rpc import Client
from chassis.transaction import new_id
from portal import accounts
from portal.app import create_app
from portal.limits import limiter
from portal.models import Base
from portal.settings import Settings

from tests import infrastructure, services
from tests.conftest import make_database_url
from tests.services import RunningService

SERVICES = ("volunteer", "ticketing", "scoring", "notify")
ADMIN_TOKEN = "the-administrators-own-token"
SECRET = "a secret for tests only, of no use anywhere"


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    return make_database_url(request, tmp_path, "sqlite")


@pytest.fixture(scope="session")
def all_services(broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Every service, running on SQLite for all tests here that want one; the AMQP URL where they answer. Each test
    keeps to places of its own."""
    folder, amqp_url = tmp_path_factory.mktemp("services"), broker.new_vhost()
    environment = {"LINLI_AMQP_URL": amqp_url, "LINLI_DATA": str(folder), "LINLI_PHONE_KEY": SECRET}
    started = [RunningService(services.command(name), environment, folder / f"{name}.log") for name in SERVICES]
    try:
        for service in started:
            service.start()
        yield amqp_url
    finally:
        for service in started:
            service.close()
        broker.remove_vhost(amqp_url)


@pytest.fixture
def make_portal(amqp_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes a portal on the database at a URL; further `portal.settings.Settings` by keyword."""
    with portals(amqp_url, tmp_path) as make:
        yield make


@contextmanager
def portals(amqp_url: str, folder: Path) -> Iterator[Callable[..., Flask]]:
    """Makes portals as `make_portal` does, on the broker at `amqp_url`."""
    opened: list[tuple[Database, Client]] = []

    def make(url: str, **settings: Any) -> Flask:
        told = Settings(
            common=replace(common.read(), amqp_url=amqp_url, database_url=url, data=folder),
            host="127.0.0.1",
            port=0,
            threads=4,
            secret_key=SECRET,
            admin_token=ADMIN_TOKEN,
            demo=True,
            https=False,
            proxies=0,
            sign_in_limit="1000 per minute",
        )
        database, client = Database(Base.metadata), Client(amqp_url)
        database.open("portal", told.common)
        migrations.upgrade(database.engine, "portal")
        opened.append((database, client))
        if limiter.initialized:
            limiter.reset()
        return create_app(replace(told, **settings), database, client)

    try:
        yield make
    finally:
        for database, client in opened:
            database.engine.dispose()
            client.close()


@pytest.fixture(scope="module")
def served(all_services: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with every service behind it."""
    folder = tmp_path_factory.mktemp("portal")
    with portals(all_services, folder) as make:
        yield make(f"sqlite:///{folder / 'portal'}.sqlite3")


@pytest.fixture
def app(make_portal: Callable[..., Flask], sqlite_url: Callable[[str], str]) -> Flask:
    """A portal on SQLite with no service behind it."""
    return make_portal(sqlite_url("portal"))


@pytest.fixture
def web(app: Flask) -> FlaskClient:
    return app.test_client()


def bearer(token: str = ADMIN_TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


ADMIN = bearer()


def open_account(app: Flask, username: str, *roles: str, password: str | None = None, **about: Any) -> str:
    """Keep an account without asking anybody; returns the username. The API's own way is tested in test_accounts."""
    wanted = {
        "username": username,
        "display_name": f"{username} 的名字",
        "roles": list(roles or ("resident",)),
        "communities": [],
        "organisation": None,
        "volunteer_id": None,
        **about,
    }
    with app.extensions["portal"].database.transaction() as tx:
        accounts.open_account(tx, wanted, accounts.hash_password(password) if password else None)
    return username


def token_of(app: Flask, username: str) -> str:
    """An API token for the account."""
    made = app.test_client().post(f"/api/v1/accounts/{username}/tokens", json={"name": "test"}, headers=ADMIN)
    assert made.status_code == 201, made.text
    return made.json["token"]


@pytest.fixture
def asked(served: Flask) -> Callable[..., Any]:
    """The answer to a request, by the administrator unless told otherwise, with the status expected."""

    def ask(method: str, path: str, body: Any = None, status: int = 200, headers: Any = ADMIN) -> Any:
        answer = served.test_client().open(f"/api/v1{path}", method=method, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    return ask


@pytest.fixture
def community(asked: Callable[..., Any]) -> str:
    mark = new_id()[-8:]
    places = [
        {"code": f"d-{mark}", "kind": "district", "name": "示范区"},
        {"code": f"c-{mark}", "kind": "community", "name": "东社区", "parent": f"d-{mark}"},
    ]
    asked("POST", "/places", {"places": places})
    return f"c-{mark}"
