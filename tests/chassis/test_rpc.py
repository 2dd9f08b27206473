"""What remote calls promise the caller: an answer or a refusal in time, nothing left behind, nothing done twice; and
the service: that no message, whatever is in it, takes it down."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pika
import pytest
from nameko.exceptions import MethodNotFound
from nameko.standalone.rpc import ClusterRpcProxy

from chassis.rpc import Client, ServiceFailed, ServiceUnavailable
from chassis.topology import CALLS
from chassis.transaction import new_id

from tests.actors import actor, worker
from tests.bus import Bus, eventually
from tests.chassis.cable import cable
from tests.chassis.conftest import Gate
from tests.infrastructure import Broker
from tests.shared_service import SharedService

WORKERS = 10
WAITING = 20
"""More calls at once than the service has workers for."""


class Asking:
    """Many callers at once, each in a thread of its own, each asking once with all the time in the world."""

    def __init__(self, amqp_url: str, requests: list[tuple[str, dict[str, Any]]]) -> None:
        self.answers: list[Any] = []
        self._client = Client(amqp_url, timeout=60)
        self._threads = [threading.Thread(target=self._ask, args=request) for request in requests]
        for thread in self._threads:
            thread.start()

    def _ask(self, method: str, request: dict[str, Any]) -> None:
        try:
            self.answers.append(self._client.call("tally", method, request, worker("x"), new_id())["total"])
        except Exception as error:  # noqa: BLE001 - every end of a call is compared with what was promised
            self.answers.append(error)

    def wait(self) -> list[Any]:
        """The answers, once all have one."""
        for thread in self._threads:
            thread.join()
        self._client.close()
        return self.answers


def test_calls_in_hand_at_sigterm_are_answered_and_those_waiting_by_the_next_process(
    shared_tally: SharedService, bus: Bus, provider: str, gate: Gate
) -> None:
    asking = Asking(shared_tally.amqp_url, [("add", {"provider": provider, "minutes": 1})] * WAITING)
    gate.wait_until_reached()
    left_waiting = WAITING - WORKERS
    eventually(lambda: bus.messages_in("rpc-tally") == left_waiting, what="as many calls taken as there are workers")
    os.kill(shared_tally.process.pid, signal.SIGTERM)
    eventually(lambda: not shared_tally.process.ready())
    gate.open()
    assert shared_tally.process.stop() == 0
    assert shared_tally.process.logged_lines()[-1]["event"] == "stopped"
    left = bus.redelivered_in("rpc-tally")
    assert 0 < len(left) <= left_waiting
    assert not any(left)
    eventually(lambda: len(asking.answers) == WAITING - len(left))
    shared_tally.process.start()
    assert sorted(asking.wait()) == list(range(1, WAITING + 1))


def test_more_slow_calls_than_workers_are_all_answered(shared_tally: SharedService, provider: str, gate: Gate) -> None:
    asking = Asking(shared_tally.amqp_url, [("total", {"provider": provider})] * 2 * WAITING)
    gate.wait_until_reached()
    gate.open()
    assert asking.wait() == [0] * 2 * WAITING


def call_message(provider: str, minutes: int = 1, **changes: Any) -> tuple[str, bytes, dict[str, Any]]:
    """A call of `add` as it stands on the bus: routing key, body, properties."""
    body = {"args": [{"provider": provider, "minutes": minutes}], "kwargs": {}}
    headers = {"nameko.actor": json.dumps(worker("x").to_dict()), "nameko.command_id": new_id()}
    properties = {
        "content_type": "application/json",
        "content_encoding": "utf-8",
        "reply_to": "nobody",
        "correlation_id": new_id(),
        "headers": headers,
    }
    return "tally.add", json.dumps(body).encode(), {**properties, **changes}


def send_call(amqp_url: str, key: str, body: bytes, properties: dict[str, Any]) -> None:
    given = {name: value for name, value in properties.items() if value is not None}
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(CALLS, key, body, pika.BasicProperties(**given), mandatory=True)


def test_a_call_that_is_read_twice_is_done_once_though_its_caller_has_gone(
    shared_tally: SharedService, provider: str
) -> None:
    message = call_message(provider, 5)
    for _ in range(3):
        send_call(shared_tally.amqp_url, *message)
    send_call(shared_tally.amqp_url, *call_message(provider, 2))
    total = {"provider": provider}
    eventually(lambda: shared_tally.ask("total", total, actor())["total"] == 7)


def test_namekos_own_client_is_answered_too(shared_tally: SharedService, provider: str) -> None:
    said = {"actor": json.dumps(worker("x").to_dict()), "command_id": new_id()}
    with ClusterRpcProxy({"AMQP_URI": shared_tally.amqp_url}, context_data=said, timeout=30) as services:
        asked, answer = {"provider": provider, "minutes": 5}, {"provider": provider, "total": 5}
        assert services.tally.add(asked) == services.tally.add(asked) == {"answer": answer}
        with pytest.raises(MethodNotFound):
            services.tally.private(asked)


NONSENSE: dict[str, tuple[str | None, bytes | None, dict[str, Any]]] = {
    "a list": (None, b'["private"]', {}),
    "bad JSON": (None, b'{"private', {}),
    "no content type": (None, None, {"content_type": None}),
    "another content type": (None, b"<private/>", {"content_type": "text/xml"}),
    "a pickle": (None, b"\x80\x04private.", {"content_type": "application/x-python-serialize"}),
    "nobody to answer": (None, None, {"reply_to": None}),
    "a list for nobody": (None, b'["private"]', {"reply_to": None}),
    "no correlation": (None, b'["private"]', {"correlation_id": None}),
    "no headers": (None, None, {"headers": None}),
    "another person's headers": (None, None, {"headers": {"nameko.actor": "{}"}}),
    "a strange call stack": (None, None, {"headers": {"nameko.call_id_stack": 5}}),
    "no such method": ("tally.private", None, {}),
    "arguments of another kind": (None, b'{"args": 5, "kwargs": "private"}', {}),
    "too many arguments": (None, b'{"args": [1, 2, 3], "kwargs": {}}', {}),
}


def test_no_message_among_the_calls_takes_the_service_down(
    shared_tally: SharedService, bus: Bus, provider: str
) -> None:
    process = shared_tally.process.pid
    for key, body, changes in NONSENSE.values():
        usual_key, usual_body, properties = call_message(provider, 1, **changes)
        send_call(shared_tally.amqp_url, key or usual_key, usual_body if body is None else body, properties)
    assert shared_tally.ask("total", {"provider": new_id()}, actor())["total"] == 0
    eventually(lambda: bus.messages_in("rpc-tally") == 0)
    eventually(shared_tally.process.ready)
    assert shared_tally.process.pid == process
    assert "private" not in shared_tally.process.logged().replace("tally.private", "")


def test_a_fault_is_told_to_the_caller_by_its_kind_alone_and_to_the_log_without_what_was_in_it(
    shared_tally: SharedService,
) -> None:
    with pytest.raises(ServiceFailed) as failure:
        shared_tally.ask("add", {"provider": "broken 13900000000", "minutes": 1}, worker("x"))
    assert str(failure.value) == "tally.add failed: IntegrityError"
    assert "call failed" in shared_tally.process.logged()
    assert "13900000000" not in shared_tally.process.logged()


def test_calls_given_up_leave_nothing_behind(shared_tally: SharedService, provider: str, broker: Broker) -> None:
    vhost = shared_tally.amqp_url.rpartition("/")[2]

    def of_callers() -> int:
        """Connections and queues for answers."""
        connections = broker.call("GET", f"/vhosts/{vhost}/connections")
        named = [found.get("client_properties", {}).get("connection_name") for found in connections]
        queues = [found["name"] for found in broker.call("GET", f"/queues/{vhost}")]
        return named.count("calls") + sum(name.startswith("amq.gen") for name in queues)

    client = Client(shared_tally.amqp_url, timeout=0.2)
    shared_tally.process.pause()
    try:
        for _ in range(20):
            with pytest.raises(ServiceUnavailable):
                client.call("tally", "add", {"provider": provider, "minutes": 1}, worker("x"), new_id())
    finally:
        shared_tally.process.resume()
    client.close()
    shared_tally.close_calls()
    eventually(lambda: of_callers() == 0, 30)


@pytest.fixture
def unanswering(shared_tally: SharedService) -> Iterator[Client]:
    """A client whose broker takes what it is sent and says nothing."""
    with cable(shared_tally.amqp_url) as held:
        client = Client(held.amqp_url, timeout=1)
        assert client.call("tally", "total", {"provider": "x"}, actor())["total"] == 0
        held.hold_answers()
        yield client


PROMISED_SECONDS = 8.0
"""The caller is told within a few times its timeout of 1 s; the rest is for a slow machine."""


def test_a_broker_that_says_nothing_is_told_in_time(unanswering: Client) -> None:
    ended = threading.Event()

    def ask() -> None:
        for _ in range(2):
            with pytest.raises(ServiceUnavailable):
                unanswering.call("tally", "total", {"provider": "x"}, actor())
        ended.set()

    threading.Thread(target=ask, daemon=True).start()
    assert ended.wait(2 * PROMISED_SECONDS)


def test_an_unknown_service_is_told_at_once(shared_tally: SharedService) -> None:
    client = Client(shared_tally.amqp_url, timeout=60)
    began = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        client.call("nobody", "total", {"provider": "x"}, actor())
    assert time.monotonic() - began < 30, "it did not wait for an answer that cannot come"
    client.close()
