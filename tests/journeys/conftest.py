"""The whole system, on SQLite and again on PostgreSQL, shared by the journeys of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import infrastructure
from tests.conftest import DATABASES, make_database_url
from tests.system import System


@pytest.fixture(scope="session", params=DATABASES)
def system(
    request: pytest.FixtureRequest, broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    amqp_url = broker.new_vhost()
    folder = tmp_path_factory.mktemp(f"system-{request.param}")
    with System(amqp_url, make_database_url(request, folder, request.param), folder) as running:
        running.load()
        yield running
    broker.remove_vhost(amqp_url)
