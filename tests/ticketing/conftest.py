"""One running service for all tests of a database: each test lives in a neighbourhood of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chassis import Actor, settings
from chassis.rpc import Client
from chassis.transaction import new_id
from contracts import district

from tests import services
from tests.bus import Bus
from tests.conftest import DATABASES
from tests.infrastructure import Broker
from tests.keeping import DatabaseUrl, Keep
from tests.services import RunningService
from tests.ticketing.clocked import Clocked
from tests.ticketing.neighbourhood import Neighbourhood
from tests.ticketing.project_work import Works


@dataclass(frozen=True)
class Site:
    """A running ticketing service, its bus, and a way to call it."""

    service: RunningService
    bus: Bus
    client: Client

    def call(
        self, service: str, method: str, request: dict[str, Any], *, actor: Actor, command_id: str | None = None
    ) -> dict[str, Any]:
        return self.client.call(service, method, request, actor, command_id or new_id())


@pytest.fixture(scope="session", params=DATABASES)
def site(request: pytest.FixtureRequest, keep: Keep) -> Site:
    return keep.started("ticketing", request.param, started)


@contextmanager
def started(broker: Broker, database_url: DatabaseUrl, folder: Path) -> Iterator[Site]:
    amqp_url = broker.new_vhost()
    environment = {
        "LINLI_AMQP_URL": amqp_url,
        "LINLI_DATABASE_URL": database_url("ticketing"),
        "LINLI_DATA": str(folder),
    }
    bus, client = Bus(amqp_url), Client(amqp_url)
    service = RunningService(services.command("ticketing"), environment, folder / "ticketing.log")
    try:
        service.start()
        yield Site(service, bus, client)
    finally:
        service.close()
        client.close()
        bus.close()
        broker.remove_vhost(amqp_url)


@pytest.fixture
def ticketing(site: Site) -> RunningService:
    return site.service


@pytest.fixture
def here(site: Site) -> Neighbourhood:
    """A community that the running service knows."""
    neighbourhood = Neighbourhood(site.call, site.bus)
    neighbourhood.settle_in()
    return neighbourhood


@pytest.fixture
def clocked(database_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clocked]:
    """A community on a Tuesday, two days before National Day."""
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("ticketing"))
    made = Clocked(settings.read(), datetime(2026, 9, 29, 9, 0, tzinfo=district.TIME))
    yield made
    made.close()


@pytest.fixture
def works(here: Neighbourhood) -> Works:
    """What is asked about the lists, projects and meetings of that community."""
    return Works(here)
