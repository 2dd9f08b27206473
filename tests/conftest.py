"""Fixtures for every test: real broker, real databases, services as processes. See CONTRIBUTING.md, Tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from chassis import Actor
from chassis.rpc import Client
from chassis.transaction import new_id

from tests import infrastructure, services
from tests.bus import Bus
from tests.keeping import Keep
from tests.services import RunningService

# How long an example takes says more of the machine than of the rule.
settings.register_profile("linli", deadline=None)
settings.load_profile("linli")

DATABASES = ("sqlite", "postgresql")


LONGEST = "tests/faults/test_killed_services.py"
TAXING = ("tests/faults/", "tests/deploy/test_running_compose.py")
"""Tests that start and break whole systems, and so take all the machine has."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, and spread the other files of taxing tests evenly until four fifths of a run: seldom do
    two of them take the machine from each other, and small files are left to fill up the end, when one process
    is done."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    others = [name for name in files if not name.startswith(TAXING)]
    taxing = [name for name in files if name.startswith(TAXING) and name != LONGEST]
    others.sort(key=lambda name: -len(files[name]))
    begins, ends = len(others) // 4, len(others) * 4 // 5
    every = max(1, (ends - begins) // max(1, len(taxing)))
    for number, name in enumerate(taxing):
        others.insert(begins + number * (every + 1), name)
    first = [LONGEST] if LONGEST in files else []
    items[:] = [item for name in (*first, *others) for item in files[name]]


@pytest.fixture(scope="session")
def with_containers() -> bool:
    """Whether broker and PostgreSQL come from containers; LINLI_TEST_CONTAINERS=0 keeps to private servers."""
    return os.environ.get("LINLI_TEST_CONTAINERS", "1") == "1" and infrastructure.containers_serve()


@pytest.fixture(scope="session")
def broker(with_containers: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[infrastructure.Broker]:
    if with_containers:
        with infrastructure.container_broker() as running:
            yield running
    else:
        with infrastructure.private_broker(tmp_path_factory.mktemp("broker")) as running:
            yield running


@pytest.fixture(scope="session")
def postgres(with_containers: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[infrastructure.Postgres]:
    if with_containers:
        with infrastructure.container_postgres() as running:
            yield running
    else:
        with infrastructure.private_postgres(tmp_path_factory.mktemp("postgres")) as running:
            yield running


@pytest.fixture
def amqp_url(broker: infrastructure.Broker) -> Iterator[str]:
    """A broker nobody else uses."""
    url = broker.new_vhost()
    yield url
    broker.remove_vhost(url)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The URL of an empty database for a service, by its name: on SQLite, and again on PostgreSQL."""
    return make_database_url(request, tmp_path, request.param)


def make_database_url(request: pytest.FixtureRequest, folder: Path, kind: str) -> Callable[[str], str]:
    """Service name to database URL; each service's database is made once."""
    made: dict[str, str] = {}

    def url(service: str) -> str:
        if service not in made:
            if kind == "sqlite":
                made[service] = f"sqlite:///{folder / service}.sqlite3"
            else:
                server = request.getfixturevalue("postgres")
                made[service] = server.create_database(f"{service}_{new_id()[-12:]}")
        return made[service]

    return url


@pytest.fixture(scope="session")
def keep(
    request: pytest.FixtureRequest, broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Keep]:
    with ExitStack() as stack:
        yield Keep(broker, partial(make_database_url, request), tmp_path_factory, stack)


@pytest.fixture
def bus(amqp_url: str) -> Iterator[Bus]:
    watching = Bus(amqp_url)
    yield watching
    watching.close()


@pytest.fixture
def running(
    amqp_url: str, database_url: Callable[[str], str], tmp_path: Path
) -> Iterator[Callable[..., RunningService]]:
    """Starts a service and waits until it is ready; stops it after the test. Extra LINLI_* settings by keyword."""
    started: list[RunningService] = []

    def start(name: str, **settings: str) -> RunningService:
        environment = {
            "LINLI_AMQP_URL": amqp_url,
            "LINLI_DATABASE_URL": database_url(name),
            "LINLI_DATA": str(tmp_path),
            "LINLI_PHONE_KEY": "a key for tests only, of no use anywhere",
            "LINLI_SECRET_KEY": "a secret for tests only, of no use anywhere",
            **settings,
        }
        service = RunningService(services.command(name), environment, tmp_path / f"{name}.log")
        started.append(service)
        return service.start()

    yield start
    for service in started:
        service.close()


@pytest.fixture
def rpc(amqp_url: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """Calls a service as the portal does: ``rpc("ticketing", "report_need", {...}, actor=…, command_id=…)``."""
    client = Client(amqp_url)

    def call(
        service: str, method: str, request: dict[str, Any], *, actor: Actor, command_id: str | None = None
    ) -> dict[str, Any]:
        return client.call(service, method, request, actor, command_id or new_id())

    yield call
    client.close()
