"""Whole systems for tests that break parts of them, and the brokers and databases, of both kinds, to break."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from chassis.transaction import new_id
from cli import broker as packages
from cli.postgres import binaries

from tests import infrastructure
from tests.conftest import make_database_url
from tests.faults.servers import (
    ContainerNode,
    ContainerPostgres,
    Node,
    PackageNode,
    Postgres,
    open_vhost,
    package_postgres,
)
from tests.system import System

KINDS = ("package", "container")

Start = Callable[[str], AbstractContextManager[System]]


@pytest.fixture(scope="module")
def system(
    request: pytest.FixtureRequest, broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """On SQLite, where a kill is hardest, and on a broker that nobody breaks; shared by one module."""
    amqp_url = broker.new_vhost()
    folder = tmp_path_factory.mktemp("system")
    with System(amqp_url, make_database_url(request, folder, "sqlite"), folder) as running:
        running.load()
        yield running
    broker.remove_vhost(amqp_url)


@pytest.fixture(scope="session")
def missing(with_containers: bool) -> dict[str, str]:
    """Why servers of a kind cannot be had here, for those that cannot."""
    found = {}
    if not (packages.installed() and binaries()):
        found["package"] = "RabbitMQ and PostgreSQL are not both installed on this machine"
    if not with_containers:
        asked = os.environ.get("LINLI_TEST_CONTAINERS", "1") != "1"
        found["container"] = "LINLI_TEST_CONTAINERS=0" if asked else "no Docker engine answers with the images"
    return found


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest, missing: dict[str, str]) -> str:
    """Which servers: Debian's packages (RabbitMQ 3.10), or containers (RabbitMQ 4.0)."""
    if request.param in missing:
        pytest.skip(missing[request.param])
    return request.param


@pytest.fixture(scope="session")
def node(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A broker that may be broken, whole again after each test."""
    made = PackageNode(tmp_path_factory.mktemp("node")) if kind == "package" else ContainerNode()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def server(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL that may be broken, likewise."""
    made = package_postgres(tmp_path_factory.mktemp("server")) if kind == "package" else ContainerPostgres()
    yield made
    made.remove()


@pytest.fixture
def start(request: pytest.FixtureRequest, node: Node, tmp_path: Path) -> Start:
    """Starts a loaded system on ``sqlite`` or ``postgresql``, for a with block."""

    @contextmanager
    def started(database: str) -> Iterator[System]:
        made: dict[str, str] = {}

        def database_url(service: str) -> str:
            if database == "sqlite":
                return f"sqlite:///{tmp_path / service}.sqlite3"
            if service not in made:
                made[service] = request.getfixturevalue("server").create_database(f"{service}_{new_id()[-12:]}")
            return made[service]

        amqp_url = open_vhost(node)
        with System(amqp_url, database_url, tmp_path) as running:
            running.load()
            yield running
        node.clients.remove_vhost(amqp_url)

    return started
