"""Broker and PostgreSQL that a test may break: of this machine's packages (Debian's RabbitMQ 3.10), or containers
(RabbitMQ 4.0, PostgreSQL 17). Each keeps its data and its address through every end and start."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import httpx
import psycopg2

from cli.broker import DEFINITIONS, NODE, PrivateBroker, without_settings
from cli.ports import LOOPBACK, speaks_amqp
from cli.postgres import PrivatePostgres
from cli.processes import wait_until

from tests import infrastructure, ports, web
from tests.infrastructure import POSTGRES_IMAGE, RABBITMQ_IMAGE, Broker

START_SECONDS = 90.0
STOP_SECONDS = 60
NEVER_FREE_ENOUGH, USUAL_LIMIT = "1000000GB", "50MB"
RABBITMQCTL = "/usr/lib/rabbitmq/bin/rabbitmqctl"


class Server(Protocol):
    """`stop` in order, `kill` as a power cut would; `start` waits until it answers."""

    def start(self) -> object: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...


class Node(Server, Protocol):
    """A broker. `clients`: where it is reached, for its virtual hosts."""

    clients: Broker

    def control(self, *command: str) -> str:
        """What `rabbitmqctl` prints for a command."""
        ...


class Postgres(Server, Protocol):
    def create_database(self, name: str) -> str: ...


class PackageNode:
    def __init__(self, folder: Path) -> None:
        self._node = PrivateBroker(folder, management=True)
        self.start = partial(self._node.start, timeout=START_SECONDS)
        self.stop, self.kill = self._node.stop, self._node.kill
        self.start()
        self.clients = Broker(self._node.amqp_url.rpartition("/")[0], self._node.management_url)

    def control(self, *command: str) -> str:
        environment = without_settings(os.environ) | self._node.environment()
        return subprocess.run(
            [RABBITMQCTL, "-q", "-n", NODE, *command], env=environment, check=True, capture_output=True, text=True
        ).stdout

    def remove(self) -> None:
        self.kill()


class _Container:
    """A container whose ports here stay the same through every start. `answers`: whether it can be used."""

    def __init__(self, image: str, inner: dict[int, int], environment: dict[str, str]) -> None:
        import docker

        published = {f"{port}/tcp": (LOOPBACK, ours) for port, ours in inner.items()}
        self._container: Any = docker.from_env().containers.create(image, environment=environment, ports=published)
        self.answers: Callable[[], bool] = lambda: True

    def start(self) -> None:
        self._container.start()
        assert wait_until(self.answers, START_SECONDS), self._container.logs(tail=20).decode(errors="replace")

    def _end(self, *command: str) -> None:
        """Have the server end itself in order: whatever else runs in the container might not pass a signal on."""
        self._container.exec_run(list(command))
        self._container.wait(timeout=STOP_SECONDS)

    def kill(self) -> None:
        self._container.kill()

    def remove(self) -> None:
        self._container.remove(force=True, v=True)


class ContainerNode(_Container):
    def __init__(self) -> None:
        amqp, api = ports.choose(2)
        super().__init__(RABBITMQ_IMAGE, {5672: amqp, 15672: api}, {})
        self.answers = lambda: speaks_amqp(LOOPBACK, amqp) and _responds(self.clients.api)
        place = f"guest:guest@{LOOPBACK}"
        self.clients = Broker(f"amqp://{place}:{amqp}", f"http://{place}:{api}/api")
        self.start()

    def stop(self) -> None:
        self._end("rabbitmqctl", "stop")

    def control(self, *command: str) -> str:
        status, printed = self._container.exec_run(["rabbitmqctl", "-q", *command])
        assert status == 0, printed.decode(errors="replace")
        return printed.decode()


class ContainerPostgres(_Container):
    def __init__(self) -> None:
        (port,) = ports.choose(1)
        super().__init__(POSTGRES_IMAGE, {5432: port}, {"POSTGRES_PASSWORD": "for-tests-only"})
        self._server = infrastructure.ContainerPostgres(
            f"postgresql://postgres:for-tests-only@{LOOPBACK}:{port}/postgres"
        )
        self.answers = lambda: _accepts(self._server.url)
        self.create_database = self._server.create_database
        self.start()

    def stop(self) -> None:
        """PostgreSQL's "fast" shutdown; SIGTERM would wait until every client has left."""
        postmaster = 'head -1 "${PGDATA:-/var/lib/postgresql/data}/postmaster.pid"'
        self._end("sh", "-c", f"kill -INT $({postmaster})")


def open_vhost(node: Node) -> str:
    """The AMQP URL of a new virtual host with the policies that Linli is deployed with."""
    url = node.clients.new_vhost()
    vhost = url.rpartition("/")[2]
    for policy in json.loads(DEFINITIONS.read_text())["policies"]:
        settings = {name: policy[name] for name in ("pattern", "apply-to", "priority", "definition")}
        node.clients.call("PUT", f"/policies/{vhost}/{policy['name']}", settings)
    return url


def raise_disk_alarm(node: Node) -> None:
    """Have the broker take its disk for full: whoever publishes is blocked."""
    node.control("set_disk_free_limit", NEVER_FREE_ENOUGH)


def lift_disk_alarm(node: Node) -> None:
    node.control("set_disk_free_limit", USUAL_LIMIT)


def redelivered(node: Node) -> int:
    """How many messages the node has delivered a second time since it started."""
    expression = "maps:fold(fun(_, C, Sum) -> maps:get(messages_redelivered_total, C, 0) + Sum end, 0, "
    return int(node.control("eval", f"{expression} rabbit_global_counters:overview())."))


def redelivered_by_queue(node: Node, amqp_url: str) -> dict[str, int]:
    """The same by queue, of one virtual host, as the node's statistics have it; they follow by some seconds."""
    queues = node.clients.call("GET", f"/queues/{amqp_url.rpartition('/')[2]}")
    again = {queue["name"]: queue.get("message_stats", {}).get("redeliver", 0) for queue in queues}
    return {name: count for name, count in again.items() if count}


def package_postgres(folder: Path) -> PrivatePostgres:
    """Durable: what it has committed must outlive a kill."""
    server = PrivatePostgres(folder)
    server.start()
    return server


def _responds(api: str) -> bool:
    with suppress(httpx.TransportError):
        return web.call("GET", f"{api}/overview", timeout=2).status_code == 200
    return False


def _accepts(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True
