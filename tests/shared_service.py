"""One service started once for many tests. Each of them works in a community of its own, so none sees another's."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chassis import Actor
from chassis.rpc import Client
from chassis.transaction import new_id

from tests import services
from tests.bus import Bus
from tests.infrastructure import Broker
from tests.keeping import Start
from tests.services import RunningService

PHONE_KEY = "a key for tests only, of no use anywhere"


class SharedService:
    """The running service `name`, and what a test needs to talk to it. `folder`: its log, and its SQLite file;
    `process`: to pause or kill it."""

    def __init__(self, name: str, amqp_url: str, client: Client, folder: Path, process: RunningService) -> None:
        self.name, self.amqp_url, self.folder, self.process = name, amqp_url, folder, process
        self._client = client

    def ask(self, method: str, request: dict[str, Any], actor: Actor, command_id: str | None = None) -> dict[str, Any]:
        """One remote call. Raises refusals as the portal sees them."""
        return self._client.call(self.name, method, request, actor, command_id or new_id())

    def close_calls(self) -> None:
        """Give up the connections that `ask` keeps for its next calls."""
        self._client.close()

    @contextmanager
    def bus(self) -> Iterator[Bus]:
        """The bus, watched from here on."""
        watching = Bus(self.amqp_url)
        try:
            yield watching
        finally:
            watching.close()


@contextmanager
def serve(
    name: str, broker: Broker, database_url: str, folder: Path, connection: str = "", **settings: str
) -> Iterator[SharedService]:
    """Start the service `name` on a virtual host of its own, with further settings by keyword; stop it in the end.
    `connection`: what its connections ask for, as in ``?heartbeat=2``."""
    amqp_url = broker.new_vhost()
    environment = {
        "LINLI_AMQP_URL": amqp_url + connection,
        "LINLI_DATABASE_URL": database_url,
        "LINLI_DATA": str(folder),
        "LINLI_PHONE_KEY": PHONE_KEY,
        **settings,
    }
    service = RunningService(services.command(name), environment, folder / f"{name}.log")
    client = Client(amqp_url)
    try:
        service.start()
        yield SharedService(name, amqp_url, client, folder, service)
    finally:
        client.close()
        service.close()
        broker.remove_vhost(amqp_url)


def shared(name: str) -> Start[SharedService]:
    """Starts the service `name` as `serve` does, to be kept."""
    return lambda broker, database_url, folder: serve(name, broker, database_url(name), folder)


def fresh_community() -> str:
    """The code of a community that no other test uses."""
    return f"c{secrets.token_hex(4)}"
