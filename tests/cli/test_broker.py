"""A private RabbitMQ node: wholly its own, restartable, several side by side, gone without a trace."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pika
import psutil
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from cli import broker, ports, processes
from cli.broker import PrivateBroker
from cli.problem import Problem

QUORUM = {"x-queue-type": "quorum"}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateBroker]:
    """A node in a folder with a name as people give them."""
    with PrivateBroker(tmp_path_factory.mktemp("邻里 it's 100% #1")) as running:
        yield running


@contextmanager
def channel(url: str) -> Iterator[BlockingChannel]:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    opened = connection.channel()
    opened.confirm_delivery()
    yield opened
    connection.close()


def lives(process: psutil.Process) -> bool:
    """Whether it still runs; one that has ended may wait for its parent to be told."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def take(opened: BlockingChannel, queue: str, seconds: float = 20) -> tuple[Any, bytes]:
    """The next message of a queue, waited for."""
    for method, _, body in opened.consume(queue, inactivity_timeout=seconds):
        opened.cancel()
        assert method is not None, f"nothing came to {queue}"
        return method, body
    raise AssertionError


def test_what_was_confirmed_outlives_a_kill_and_the_address_stays(node: PrivateBroker) -> None:
    url = node.amqp_url
    with channel(url) as opened:
        opened.queue_declare("kept", durable=True, arguments=QUORUM)
    # RabbitMQ 3.10 keeps a new queue's own record in memory for a second or so; a kill then loses the queue.
    node.stop()
    node.start()
    with channel(url) as opened:
        opened.basic_publish("", "kept", b"still here", pika.BasicProperties(delivery_mode=2))
    node.kill()
    assert not node.answers()
    assert processes.marked(node.folder) == []
    assert node.start() == url
    with channel(url) as opened:
        method, body = take(opened, "kept")
        opened.basic_ack(method.delivery_tag)
    assert body == b"still here"


def test_two_nodes_know_nothing_of_each_other_and_stopping_one_leaves_nothing_of_it(
    node: PrivateBroker, tmp_path: Path
) -> None:
    other = PrivateBroker(tmp_path / "other")
    other.start()
    try:
        assert other.port != node.port
        with channel(other.amqp_url) as opened:
            opened.queue_declare("only here")
        with channel(node.amqp_url) as opened, pytest.raises(pika.exceptions.ChannelClosedByBroker):
            opened.queue_declare("only here", passive=True)
        started = processes.marked(other.folder)
        assert {"epmd", "beam.smp"} <= {process.name() for process in started}
    finally:
        other.stop()
    assert [process for process in started if lives(process)] == []
    assert node.answers()


def test_everything_listens_on_loopback_alone(node: PrivateBroker) -> None:
    listening = [
        connection.laddr.ip
        for process in processes.marked(node.folder)
        for connection in process.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("service", ["volunteer", "ticketing", "scoring", "notify"])
def test_a_message_that_keeps_coming_back_ends_in_the_dead_letters_of_its_service(
    node: PrivateBroker, service: str
) -> None:
    with channel(node.amqp_url) as opened:
        opened.queue_declare(f"{service}.dead", durable=True, arguments=QUORUM)
        opened.queue_declare(f"{service}.record", durable=True, arguments=QUORUM)
        opened.basic_publish("", f"{service}.record", b"poison", pika.BasicProperties(delivery_mode=2))
        for _ in range(21):
            method, _ = take(opened, f"{service}.record")
            opened.basic_reject(method.delivery_tag, requeue=True)
        method, body = take(opened, f"{service}.dead")
        assert body == b"poison"
        opened.basic_reject(method.delivery_tag, requeue=False)
        assert opened.queue_declare(f"{service}.dead", passive=True).method.message_count == 0


def test_secrets_are_for_the_owner_only(node: PrivateBroker) -> None:
    for name in ("node.json", "definitions.json", ".erlang.cookie"):
        assert (node.folder / name).stat().st_mode & 0o077 == 0, name


def test_a_remembered_port_that_somebody_took_is_replaced(tmp_path: Path) -> None:
    stopped = PrivateBroker(tmp_path)
    stopped.prepare()
    before = stopped.port
    with socket.create_server((ports.LOOPBACK, before)):
        stopped.prepare()
        assert stopped.port != before


def test_a_missing_rabbitmq_is_one_sentence_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "_SERVER_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match=r"RabbitMQ is not installed.*apt-get install rabbitmq-server.*LINLI_AMQP_URL"):
        PrivateBroker(tmp_path / "node").start()


def test_a_node_that_cannot_start_says_what_it_last_printed(tmp_path: Path) -> None:
    failing = PrivateBroker(tmp_path)
    failing.prepare()
    (tmp_path / "data" / broker.NODE).write_text("where the node's own folder should be")
    with pytest.raises(Problem, match=r"did not start. It last printed:\n(.|\n)*data/linli@localhost"):
        failing.start()
    assert processes.marked(failing.folder) == []
