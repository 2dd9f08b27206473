"""Broker and PostgreSQL for the tests: containers where a Docker engine answers, private servers of the system's own
packages where none does. The same tests run on either."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from cli.broker import PrivateBroker
from cli.postgres import PrivatePostgres

from tests import web

RABBITMQ_IMAGE = "rabbitmq:4.0-management"
POSTGRES_IMAGE = "postgres:17"


class Postgres(Protocol):
    def create_database(self, name: str) -> str: ...


@dataclass(frozen=True)
class Broker:
    """A running broker: `amqp_url` without a virtual host, `api`: its management API with user and password."""

    amqp_url: str
    api: str

    def new_vhost(self) -> str:
        """The AMQP URL of a virtual host that nobody else uses."""
        name = f"test-{secrets.token_hex(6)}"
        self.call("PUT", f"/vhosts/{name}")
        user = urlsplit(self.api).username or ""
        self.call("PUT", f"/permissions/{name}/{user}", {"configure": ".*", "write": ".*", "read": ".*"})
        return f"{self.amqp_url}/{name}"

    def remove_vhost(self, amqp_url: str) -> None:
        self.call("DELETE", f"/vhosts/{quote(amqp_url.rpartition('/')[2], safe='')}")

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the management API; the decoded answer, or None."""
        answer = web.call(method, self.api + path, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def private_broker(folder: Path) -> Iterator[Broker]:
    node = PrivateBroker(folder, management=True)
    node.start()
    try:
        yield Broker(node.amqp_url.rpartition("/")[0], node.management_url)
    finally:
        node.kill()  # nothing of it is wanted any more, and stopping in order takes it long


@contextmanager
def private_postgres(folder: Path) -> Iterator[Postgres]:
    with PrivatePostgres(folder, durable=False) as server:
        yield server


@contextmanager
def container_broker() -> Iterator[Broker]:
    from testcontainers.community.rabbitmq import RabbitMqContainer

    with RabbitMqContainer(RABBITMQ_IMAGE).with_exposed_ports(15672) as container:
        place = f"{container.username}:{container.password}@{container.get_container_host_ip()}"
        yield Broker(
            f"amqp://{place}:{container.get_exposed_port(5672)}",
            f"http://{place}:{container.get_exposed_port(15672)}/api",
        )


@contextmanager
def container_postgres() -> Iterator[Postgres]:
    from testcontainers.community.postgres import PostgresContainer

    with PostgresContainer(POSTGRES_IMAGE, driver=None) as container:
        yield ContainerPostgres(container.get_connection_url())


@dataclass(frozen=True)
class ContainerPostgres:
    url: str

    def create_database(self, name: str) -> str:
        import psycopg2

        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        connection.close()
        return f"{self.url.rpartition('/')[0]}/{name}"


def containers_serve() -> bool:
    """Whether a Docker engine answers here and has, or can pull, the images of broker and database."""
    import docker
    from docker.errors import APIError, DockerException, ImageNotFound

    try:
        engine = docker.from_env()
        for image in (RABBITMQ_IMAGE, POSTGRES_IMAGE):
            try:
                engine.images.get(image)
            except ImageNotFound:
                engine.images.pull(image)
    except (DockerException, APIError) as error:
        warnings.warn(f"broker and database from private servers, not containers: {error}", stacklevel=1)
        return False
    return True
