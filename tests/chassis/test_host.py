"""What the runner promises to operators: sentences instead of tracebacks, readiness that tells the truth, an end when
it is asked for."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pika
import pytest

from chassis.transaction import new_id
from cli.broker import PrivateBroker

from tests import services, web
from tests.bus import eventually
from tests.chassis.cable import cable
from tests.chassis.conftest import PLACE_OF_TALLY
from tests.infrastructure import Broker
from tests.services import RunningService
from tests.shared_service import SharedService


def run(**settings: str) -> subprocess.CompletedProcess[str]:
    """Run the small service to its end."""
    environment = {**os.environ, "PYTHONPATH": PLACE_OF_TALLY, **settings}
    return subprocess.run(services.command("tally"), env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINLI_AMQP_URL", "rabbit"),
        ("LINLI_AMQP_URL", "amqp://host:port/"),
        ("LINLI_DATABASE_URL", "mysql://somewhere"),
        ("LINLI_HEALTH_PORT", "many"),
        ("LINLI_HEALTH_PORT", "70000"),
        ("LINLI_LOG_LEVEL", "loud"),
        ("LINLI_WORKERS", "0"),
        ("LINLI_RELAY", "perhaps"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name_and_what_it_takes(name: str, value: str) -> None:
    ended = run(**{name: value})
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"{name} takes ")
    assert "Traceback" not in ended.stderr


def declared_otherwise(name: str) -> Callable[[Broker, str], str]:
    def prepare(broker: Broker, amqp_url: str) -> str:
        with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
            connection.channel().queue_declare(name, durable=True, arguments={"x-max-length": 7})
        return amqp_url

    return prepare


def exchange_declared_otherwise(name: str) -> Callable[[Broker, str], str]:
    def prepare(broker: Broker, amqp_url: str) -> str:
        with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
            connection.channel().exchange_declare(name, "direct", durable=True)
        return amqp_url

    return prepare


def wrong_password(broker: Broker, amqp_url: str) -> str:
    parts = urlsplit(amqp_url)
    return amqp_url.replace(f":{parts.password}@", ":mistyped-secret@")


def no_such_virtual_host(broker: Broker, amqp_url: str) -> str:
    return amqp_url.rpartition("/")[0] + "/nowhere"


def without(**permissions: str) -> Callable[[Broker, str], str]:
    def prepare(broker: Broker, amqp_url: str) -> str:
        vhost, user = amqp_url.rpartition("/")[2], f"user-{new_id()}"
        broker.call("PUT", f"/users/{user}", {"password": "mistyped-secret", "tags": ""})
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        broker.call("PUT", f"/permissions/{vhost}/{user}", {**everything, **permissions})
        return f"amqp://{user}:mistyped-secret@{amqp_url.partition('@')[2]}"

    return prepare


@pytest.mark.parametrize(
    ("prepare", "named"),
    [
        (declared_otherwise("tally.count"), "'tally.count'"),
        (declared_otherwise("tally.dead"), "'tally.dead'"),
        (declared_otherwise("linli.retry.30s"), "'linli.retry.30s'"),
        (declared_otherwise("rpc-tally"), "'rpc-tally'"),
        (exchange_declared_otherwise("linli.events"), "'linli.events'"),
        (exchange_declared_otherwise("nameko-rpc"), "'nameko-rpc'"),
        (wrong_password, "Login was refused"),
        (no_such_virtual_host, "vhost nowhere not found"),
        (without(configure="^$"), "ACCESS_REFUSED"),
        (without(write="^linli"), "ACCESS_REFUSED"),
        (without(read="^linli"), "ACCESS_REFUSED"),
    ],
)
def test_what_the_broker_refuses_stops_the_start_with_a_sentence(
    broker: Broker, amqp_url: str, tmp_path: Path, prepare: Callable[[Broker, str], str], named: str
) -> None:
    ended = run(LINLI_AMQP_URL=prepare(broker, amqp_url), LINLI_DATA=str(tmp_path))
    said = ended.stderr.splitlines()[-1]
    assert ended.returncode == 3
    assert said.startswith("The broker refused")
    assert named in said
    assert "Traceback" not in ended.stderr
    assert "secret" not in ended.stderr


def test_a_broker_lost_during_the_start_does_not_keep_the_service_from_ending(amqp_url: str, tmp_path: Path) -> None:
    with cable(amqp_url) as leading_nowhere:
        leading_nowhere.close_after(1)
        settings = {"LINLI_AMQP_URL": leading_nowhere.amqp_url, "LINLI_DATA": str(tmp_path)}
        environment = {**os.environ, "PYTHONPATH": PLACE_OF_TALLY, **settings}
        process = subprocess.Popen(services.command("tally"), env=environment, stderr=subprocess.DEVNULL)
        eventually(lambda: leading_nowhere.connections > 5, 30, "attempts to connect")
        process.terminate()
        assert process.wait(20) == 0


@pytest.fixture
def broker_of_its_own(tmp_path: Path) -> Iterator[PrivateBroker]:
    node = PrivateBroker(tmp_path / "broker")
    yield node
    node.kill()


def test_a_service_waits_for_its_broker_and_ends_while_it_is_away(
    broker_of_its_own: PrivateBroker, tmp_path: Path
) -> None:
    broker_of_its_own.start()
    settings = {
        "LINLI_AMQP_URL": broker_of_its_own.amqp_url,
        "LINLI_DATA": str(tmp_path),
        "PYTHONPATH": PLACE_OF_TALLY,
    }
    service = RunningService(services.command("tally"), settings, tmp_path / "tally.log").start()
    broker_of_its_own.stop()
    eventually(lambda: not service.ready(), seconds=30)
    assert service.live()
    broker_of_its_own.start()
    eventually(service.ready, seconds=60)
    broker_of_its_own.stop()
    eventually(lambda: not service.ready(), seconds=30)
    assert service.live()
    assert service.stop() == 0


def test_connections_kept_open_by_others_do_not_hold_up_the_end(lone_tally: SharedService) -> None:
    url = httpx.URL(lone_tally.process.health_url)
    with web.client(url) as keeping, socket.create_connection((url.host, url.port)):
        for _ in range(2):
            assert keeping.get("/ready", headers={"Connection": "keep-alive"}).is_success
        assert lone_tally.process.stop() == 0
