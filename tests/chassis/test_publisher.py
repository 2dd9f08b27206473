"""Each confirm counts for its own message, and for no other."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pika

from chassis.publisher import ConfirmedPublisher, Window
from contracts import EXCHANGE


def test_single_words_of_the_broker_settle_their_own_message() -> None:
    window = Window(7, ["a", "b", "c"])
    window.settle(8, multiple=False, taken=True)
    assert window.taken == {"b"} and not window.is_settled
    window.settle(7, multiple=False, taken=False)
    window.settle(9, multiple=False, taken=True)
    assert window.taken == {"b", "c"} and window.is_settled


def test_a_word_on_several_settles_all_up_to_it() -> None:
    window = Window(7, ["a", "b", "c"])
    window.settle(8, multiple=True, taken=True)
    assert window.taken == {"a", "b"} and not window.is_settled
    window.settle(20, multiple=True, taken=False)
    assert window.taken == {"a", "b"} and window.is_settled


def test_words_on_messages_of_another_window_settle_nothing() -> None:
    window = Window(7, ["a", "b"])
    window.settle(6, multiple=True, taken=True)
    window.settle(9, multiple=False, taken=True)
    assert window.taken == set() and not window.is_settled


def test_a_message_without_a_queue_is_not_taken(amqp_url: str) -> None:
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, EXCHANGE, "wanted")
        publisher = ConfirmedPublisher(amqp_url, "test")

        taken = publisher.publish([row("1", "wanted"), row("2", "unwanted"), row("3", "wanted")])

        publisher.link.close()
        bodies = [channel.basic_get(queue, auto_ack=True)[2] for _ in range(3)]
    assert taken == {"1", "3"}
    assert bodies == [b"1", b"3", None]


def test_windows_in_flight_together_are_each_settled(amqp_url: str) -> None:
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        channel.queue_bind(channel.queue_declare("", exclusive=True).method.queue, EXCHANGE, "#")
        publisher = ConfirmedPublisher(amqp_url, "test")

        windows = [publisher.send([row(f"{number}-{part}", "wanted") for part in range(100)]) for number in range(3)]

        assert publisher.link.run(lambda: all(window.is_settled for window in windows), 10)
        publisher.link.close()
    for number, window in enumerate(windows):
        assert window.taken == {f"{number}-{part}" for part in range(100)}


def row(event_id: str, routing_key: str) -> Any:
    return SimpleNamespace(
        event_id=event_id,
        routing_key=routing_key,
        type="linli.test.Raw.v1",
        body=event_id.encode(),
        created_at=datetime.now(UTC),
    )
