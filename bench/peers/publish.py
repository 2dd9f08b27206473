"""The peer of bench/relay.py: plain pika publishing the lines of a file, each confirmed by the broker; no database.

Run: ``python publish.py AMQP_URL EXCHANGE FILE IN_FLIGHT``. With 1 in flight on a BlockingConnection, which waits for
each confirm; with more on a SelectConnection. Prints the messages a second, from the first sent to the last confirmed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pika
from pika.adapters.select_connection import SelectConnection


class Message(NamedTuple):
    """What is known of a message before it is sent; the rest of its making is part of sending."""

    routing_key: str
    id: str
    type: str
    time: int
    body: bytes

    def properties(self) -> pika.BasicProperties:
        return pika.BasicProperties(
            content_type="application/cloudevents+json",
            delivery_mode=2,
            message_id=self.id,
            type=self.type,
            app_id="ticketing",
            timestamp=self.time,
        )


def messages(path: str) -> list[Message]:
    """The messages in a file of envelopes, one a line."""
    made = []
    for body in Path(path).read_bytes().splitlines():
        event = json.loads(body)
        key = f"{event['type'].removeprefix('linli.')}.{event['community']}"
        time = int(datetime.fromisoformat(event["time"]).timestamp())
        made.append(Message(key, event["id"], event["type"], time, body))
    return made


def one_by_one(url: str, exchange: str, waiting: Sequence[Message]) -> float:
    """Seconds that it takes to publish and wait for the confirm of each before the next."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.confirm_delivery()
    began = time.perf_counter()
    for message in waiting:
        channel.basic_publish(exchange, message.routing_key, message.body, message.properties(), mandatory=True)
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


class InFlight:
    """Publishes with up to `window` confirms outstanding."""

    def __init__(self, url: str, exchange: str, waiting: Sequence[Message], window: int) -> None:
        self._exchange, self._waiting, self._window = exchange, waiting, window
        self._unconfirmed: set[int] = set()
        self._sent = 0
        self._began = self._ended = 0.0
        self._connection = SelectConnection(
            pika.URLParameters(url),
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._start),
            on_close_callback=lambda connection, error: connection.ioloop.stop(),
        )

    def seconds(self) -> float:
        """Publish all; the time from the first sent to the last confirmed."""
        self._connection.ioloop.start()
        return self._ended - self._began

    def _start(self, channel: Any) -> None:
        self._channel = channel
        channel.confirm_delivery(self._on_confirm, callback=lambda frame: self._publish())
        self._began = time.perf_counter()

    def _publish(self) -> None:
        while len(self._unconfirmed) < self._window and self._sent < len(self._waiting):
            message = self._waiting[self._sent]
            self._sent += 1
            self._unconfirmed.add(self._sent)
            self._channel.basic_publish(
                self._exchange, message.routing_key, message.body, message.properties(), mandatory=True
            )

    def _on_confirm(self, frame: Any) -> None:
        method = frame.method
        if not isinstance(method, pika.spec.Basic.Ack):
            raise RuntimeError(f"the broker did not take message {method.delivery_tag}")
        if method.multiple:
            self._unconfirmed = {tag for tag in self._unconfirmed if tag > method.delivery_tag}
        else:
            self._unconfirmed.discard(method.delivery_tag)
        self._publish()
        if not self._unconfirmed:
            self._ended = time.perf_counter()
            self._connection.close()


def main(url: str, exchange: str, path: str, window: int) -> float:
    waiting = messages(path)
    if window == 1:
        return len(waiting) / one_by_one(url, exchange, waiting)
    return len(waiting) / InFlight(url, exchange, waiting, window).seconds()


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
