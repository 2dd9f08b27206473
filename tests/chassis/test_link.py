"""What happens to a running service when its connections are cut, hang, or are refused: it comes back by itself or
ends with a sentence, and what it had in hand counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pika
import pytest

from chassis.transaction import new_id
from contracts import EXCHANGE
from contracts.events import ServiceCompleted, VolunteerWithdrawn

from tests.actors import actor, worker
from tests.bus import Bus, eventually
from tests.chassis.conftest import PLACE_OF_TALLY, Gate
from tests.infrastructure import Broker
from tests.shared_service import SharedService, serve

HEARTBEAT_SECONDS = 2

Completed = Callable[..., ServiceCompleted]


@pytest.fixture(scope="module")
def tally_of_all(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedService]:
    """The small service with a short heartbeat, so that the broker soon takes a silent connection for dead."""
    folder = tmp_path_factory.mktemp("link")
    heartbeat = f"?heartbeat={HEARTBEAT_SECONDS}"
    with serve(
        "tally", broker, f"sqlite:///{folder}/tally.sqlite3", folder, heartbeat, PYTHONPATH=PLACE_OF_TALLY
    ) as service:
        yield service


@pytest.fixture
def vhost(shared_tally: SharedService) -> str:
    return shared_tally.amqp_url.rpartition("/")[2]


@pytest.fixture
def cut(broker: Broker, vhost: str) -> Callable[[], None]:
    """Has the broker close every connection of the service and those of its callers, as an operator may."""

    def close() -> None:
        for connection in listed(broker, vhost):
            made = connection["client_properties"]
            if not made.get("connection_name", "").startswith("tally.") and made["product"] != "py-amqp":
                continue
            try:
                broker.call("DELETE", f"/connections/{quote(connection['name'], safe='')}")
            except httpx.HTTPStatusError as error:
                assert error.response.status_code == 404, "it may have closed by itself, and nothing else"

    def stands() -> bool:
        names = {found["client_properties"].get("connection_name") for found in listed(broker, vhost)}
        return {"tally.count", "tally.relay"} <= names

    eventually(stands, what="the service's connections in the broker's list")
    return close


def listed(broker: Broker, vhost: str) -> list[dict[str, Any]]:
    return [found for found in broker.call("GET", f"/vhosts/{vhost}/connections") if "client_properties" in found]


def total(shared_tally: SharedService, provider: str) -> int:
    return shared_tally.ask("total", {"provider": provider}, actor())["total"]


def test_connections_closed_by_the_broker_come_back_and_what_was_in_hand_counts_once(
    shared_tally: SharedService, bus: Bus, completed: Completed, provider: str, gate: Gate, cut: Callable[[], None]
) -> None:
    process = shared_tally.process.pid
    sent = bus.publish(*(completed(provider) for _ in range(120)))
    gate.wait_until_reached()
    gate.forget()
    cut()
    eventually(lambda: not shared_tally.process.ready())
    eventually(lambda: total(shared_tally, new_id()) == 0, what="calls are answered again")
    assert not gate.reached(), "the same events were handed to the handler while it still had them"
    gate.open()
    eventually(lambda: len(bus.seen(VolunteerWithdrawn)) >= 120, 30)
    eventually(lambda: bus.messages_in("tally.count") == 0)
    assert total(shared_tally, provider) == 120
    assert {seen.causationid for seen in bus.settle() if isinstance(seen.data, VolunteerWithdrawn)} == {
        envelope.id for envelope in sent
    }
    eventually(shared_tally.process.ready)
    assert shared_tally.process.pid == process


def test_a_handler_that_lets_nobody_else_run_costs_the_connection_and_nothing_else(
    shared_tally: SharedService, bus: Bus, completed: Completed
) -> None:
    process = shared_tally.process.pid
    stubborn = f"deaf-{new_id()}-{HEARTBEAT_SECONDS * 3.5}"
    bus.publish(completed(stubborn, 7))
    eventually(lambda: not shared_tally.process.ready())
    eventually(lambda: shared_tally.process.ready(), 30, "ready again")
    last = new_id()
    bus.publish(completed(last))
    eventually(lambda: total(shared_tally, last) == 1)
    eventually(lambda: bus.messages_in("tally.count") == 0)
    assert total(shared_tally, stubborn) == 7
    assert shared_tally.process.pid == process


def test_a_queue_that_is_deleted_ends_the_service_with_a_sentence(
    shared_tally: SharedService, bus: Bus, completed: Completed, provider: str
) -> None:
    with pika.BlockingConnection(pika.URLParameters(bus.amqp_url)) as connection:
        connection.channel().queue_delete("tally.count")
    assert eventually(shared_tally.process.status) == 3
    assert "The broker refused queue tally.count" in shared_tally.process.logged()
    shared_tally.process.start()
    bus.publish(completed(provider))
    eventually(lambda: total(shared_tally, provider) == 1)


def test_permissions_withdrawn_end_the_service_with_a_sentence(
    shared_tally: SharedService, bus: Bus, broker: Broker, vhost: str, cut: Callable[[], None]
) -> None:
    user = broker.api.split("//")[1].split(":")[0]
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    broker.call("PUT", f"/permissions/{vhost}/{user}", {**everything, "read": "^$"})
    try:
        cut()
        assert eventually(shared_tally.process.status, 30) == 3
    finally:
        broker.call("PUT", f"/permissions/{vhost}/{user}", everything)
    assert "The broker refused queue tally." in shared_tally.process.logged()


def test_an_exchange_that_is_deleted_keeps_events_in_the_outbox_until_the_service_is_started_again(
    shared_tally: SharedService, bus: Bus, completed: Completed, provider: str
) -> None:
    with pika.BlockingConnection(pika.URLParameters(bus.amqp_url)) as connection:
        connection.channel().exchange_delete(EXCHANGE)
    sent = [completed(provider, 2)]
    bus.put("tally.count", bus.enveloped(*sent)[0].to_json())
    eventually(lambda: total(shared_tally, provider) == 2)
    eventually(lambda: f"no exchange '{EXCHANGE}'" in shared_tally.process.logged(), what="the reason in the log")
    assert shared_tally.ask("add", {"provider": provider, "minutes": 1}, worker("x"))["total"] == 3
    assert shared_tally.process.stop() == 0
    with shared_tally.bus() as after:
        shared_tally.process.start()
        after.wait_for(VolunteerWithdrawn, volunteer_id=sent[0].service_id)
