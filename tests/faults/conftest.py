"""A whole system for tests that break parts of it: on SQLite, where a kill is hardest, shared by one module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import infrastructure
from tests.conftest import make_database_url
from tests.system import System


@pytest.fixture(scope="module")
def system(
    request: pytest.FixtureRequest, broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    amqp_url = broker.new_vhost()
    folder = tmp_path_factory.mktemp("system")
    with System(amqp_url, make_database_url(request, folder, "sqlite"), folder) as running:
        running.load()
        yield running
    broker.remove_vhost(amqp_url)
