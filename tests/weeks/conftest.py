"""The whole system with all five places loaded, shared by their weeks: each place is a world of its own in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests import infrastructure
from tests.conftest import make_database_url
from tests.system import System
from tests.weeks.people import Person

AsPerson = Callable[[str], Person]


@pytest.fixture(scope="session")
def system(
    request: pytest.FixtureRequest, broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    amqp_url = broker.new_vhost()
    folder = tmp_path_factory.mktemp("weeks")
    with System(amqp_url, make_database_url(request, folder, "sqlite"), folder) as running:
        running.load(only=None)
        yield running
    broker.remove_vhost(amqp_url)


@pytest.fixture(scope="session")
def as_person(system: System) -> Iterator[AsPerson]:
    """Anybody with an account, by their user name; ``admin`` is the system's administrator."""
    known: dict[str, Person] = {}

    def person(username: str) -> Person:
        if username not in known:
            known[username] = Person(system.as_admin() if username == "admin" else system.as_person(username))
        return known[username]

    yield person
    for one in known.values():
        one.close()
