"""What the runner promises to operators: sentences instead of tracebacks, readiness that tells the truth, an end when
it is asked for."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pika
import pytest

from cli.broker import PrivateBroker

from tests import services
from tests.bus import eventually
from tests.chassis.conftest import PLACE_OF_TALLY
from tests.services import RunningService


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


def test_a_queue_declared_otherwise_stops_the_start_with_a_sentence(amqp_url: str, tmp_path: Path) -> None:
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        connection.channel().queue_declare("tally.count", durable=True)
    ended = run(LINLI_AMQP_URL=amqp_url, LINLI_DATA=str(tmp_path))
    assert ended.returncode == 3
    assert "The broker refused what tally needs" in ended.stderr
    assert "tally.count" in ended.stderr


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
    broker_of_its_own.start()
    eventually(service.ready, seconds=60)
    broker_of_its_own.stop()
    eventually(lambda: not service.ready(), seconds=30)
    assert service.stop() == 0
