"""The bus as a test uses it: sends events as another service would, and remembers what passes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, TypeVar

import pika

from chassis.relay import WINDOW, ConfirmedPublisher
from chassis.transaction import new_id
from contracts import EXCHANGE, Envelope, Event, Subscriber

Found = TypeVar("Found")

DEADLINE_SECONDS = 15.0


def eventually(look: Callable[[], Found], seconds: float = DEADLINE_SECONDS, what: str = "it") -> Found:
    """What `look` returns once it is truthy; fails when that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:.0f} s (last: {found!r})")
        time.sleep(0.02)


def send(amqp_url: str, *messages: tuple[str, bytes]) -> None:
    """Send bodies under routing keys, whatever they are, and wait until the broker has taken them all."""
    now = datetime.now(UTC)
    rows = [
        SimpleNamespace(event_id=str(number), routing_key=key, type="linli.test.Raw.v1", body=body, created_at=now)
        for number, (key, body) in enumerate(messages)
    ]
    publisher = ConfirmedPublisher(amqp_url, "test")
    taken = sum(len(publisher.publish(rows[at : at + WINDOW])) for at in range(0, len(rows), WINDOW))
    publisher.link.close()
    assert taken == len(rows), f"the broker took {taken} of {len(rows)} messages"


class Bus:
    """Watches everything that passes on one broker from its making on."""

    def __init__(self, amqp_url: str) -> None:
        self.amqp_url = amqp_url
        with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
            connection.channel().exchange_declare(EXCHANGE, "topic", durable=True)
        self._seen: list[Envelope] = []
        self._invalid: list[str] = []
        bound = threading.Event()
        self._subscriber = Subscriber(
            amqp_url, on_bound=bound.set, on_invalid=lambda body, error: self._invalid.append(error.reason)
        )
        self._thread = threading.Thread(target=self._subscriber.run, args=(self._seen.append,), daemon=True)
        self._thread.start()
        assert bound.wait(DEADLINE_SECONDS), "the test's own subscriber could not bind"

    def publish(self, *events: Event, at: datetime | None = None) -> list[Envelope]:
        """Send events as their service would, confirmed by the broker; returns them as sent."""
        envelopes = self.enveloped(*events, at=at)
        self.publish_again(*envelopes)
        return envelopes

    @staticmethod
    def enveloped(*events: Event, at: datetime | None = None) -> list[Envelope]:
        """Events as their service would send them, not sent."""
        return [Envelope(id=new_id(), time=at or datetime.now(UTC), data=event) for event in events]

    def publish_again(self, *envelopes: Envelope) -> None:
        """Send these very envelopes, as a broker or relay may that repeats itself."""
        self.publish_raw(*((envelope.data.routing_key, envelope.to_json()) for envelope in envelopes))

    def publish_raw(self, *messages: tuple[str, bytes]) -> None:
        """As `send`."""
        send(self.amqp_url, *messages)

    def seen(self, *kinds: type[Event], **values: Any) -> list[Envelope]:
        """The events seen so far, of the given types and with the given values in their data."""
        return [
            found
            for found in list(self._seen)
            if (not kinds or isinstance(found.data, kinds))
            and all(getattr(found.data, name) == value for name, value in values.items())
        ]

    def wait_for(self, kind: type[Event], **values: Any) -> Envelope:
        """The first event of this type and with these values, once it has passed."""
        try:
            return eventually(lambda: self.seen(kind, **values), what=f"{kind.__name__} {values}")[0]
        except AssertionError as error:
            passed = [f"{found.data.event_name} {found.data.data()}" for found in self._seen][-30:]
            raise AssertionError(f"{error}\nseen: " + "\n      ".join(passed)) from None

    def settle(self, quiet_seconds: float = 0.5) -> list[Envelope]:
        """All events seen, once none has passed for a while."""
        count, since = len(self._seen), time.monotonic()
        while time.monotonic() - since < quiet_seconds:
            time.sleep(0.02)
            if len(self._seen) != count:
                count, since = len(self._seen), time.monotonic()
        return self.seen()

    def messages_in(self, queue: str) -> int:
        """How many messages wait in a queue."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            return connection.channel().queue_declare(queue, passive=True).method.message_count

    def take(self, queue: str) -> tuple[Any, bytes] | None:
        """Take one message from a queue: its properties and body."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            method, properties, body = connection.channel().basic_get(queue, auto_ack=True)
            return None if method is None else (properties, body)

    def take_all(self, queue: str) -> list[tuple[Any, bytes]]:
        """Take every message from a queue: their properties and bodies."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            return [found[1:] for found in self._gotten(connection, queue, auto_ack=True)]

    def redelivered_in(self, queue: str) -> list[bool]:
        """Of every message waiting in a queue, whether somebody had it in hand before. They go back."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            return [found[0].redelivered for found in self._gotten(connection, queue, auto_ack=False)]

    def put(self, queue: str, body: bytes, **properties: Any) -> None:
        """Put a message straight into a queue with AMQP `properties`, whatever they are."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            channel.basic_publish("", queue, body, pika.BasicProperties(**properties), mandatory=True)

    @staticmethod
    def _gotten(connection: pika.BlockingConnection, queue: str, auto_ack: bool) -> list[Any]:
        channel = connection.channel()
        found = []
        while (got := channel.basic_get(queue, auto_ack=auto_ack))[0] is not None:
            found.append(got)
        return found

    def close(self) -> None:
        self._subscriber.stop()
        self._thread.join(DEADLINE_SECONDS)
        assert not self._invalid, f"events broke the contract: {self._invalid}"
