"""What is taken from the bytes of a connection is what pika would have read there, however the bytes arrive."""

from __future__ import annotations

from typing import Any

import pika
from hypothesis import given
from hypothesis import strategies as st
from pika import BasicProperties, frame, spec

from chassis.link import Link
from chassis.wire import Connection, properties, routing_key

from tests.bus import eventually

OURS, ANOTHERS = "ctag1.ours", "ctag1.anothers"

PROPERTIES = st.builds(
    BasicProperties,
    content_type=st.sampled_from([None, "application/cloudevents+json"]),
    message_id=st.none() | st.text(max_size=30),
    headers=st.none() | st.dictionaries(st.text(max_size=5), st.integers(-5, 5) | st.text(max_size=5), max_size=3),
    delivery_mode=st.sampled_from([None, 2]),
    timestamp=st.none() | st.integers(0, 2**40),
)


def written(method: Any, channel: int = 1) -> bytes:
    return frame.Method(channel, method).marshal()


@st.composite
def content(draw: st.DrawFn, method: Any) -> bytes:
    """A method with a message: its body in one frame or in several, perhaps with a heartbeat in between."""
    body = draw(st.binary(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(body)), max_size=2)))
    bodies = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True) if a < b]
    frames = [written(method), frame.Header(1, len(body), draw(PROPERTIES)).marshal()]
    frames += [frame.Body(1, part).marshal() for part in bodies]
    if draw(st.integers(0, 5)) == 0:
        frames.insert(draw(st.integers(1, len(frames))), frame.Heartbeat().marshal())
    return b"".join(frames)


@st.composite
def conversations(draw: st.DrawFn) -> bytes:
    """What a broker may send on one channel: deliveries to two consumers among confirms, returns and heartbeats."""
    sent = []
    for tag in range(1, draw(st.integers(1, 12))):
        consumer = draw(st.sampled_from([OURS, OURS, OURS, ANOTHERS]))
        key = draw(st.text("ab.", max_size=9))
        told = spec.Basic.Deliver(consumer, tag, draw(st.booleans()), "linli.events", key)
        returned = spec.Basic.Return(312, "NO_ROUTE", "linli.events", key)
        confirmed = written(spec.Basic.Ack(tag, draw(st.booleans())))
        other = st.sampled_from([confirmed, frame.Heartbeat().marshal()]) | content(returned)
        sent.append(draw(content(told) | content(told) | content(told) | other))
    return b"".join(sent)


class Reading(Connection):
    """A connection without a broker, on whose one open channel two consumers have begun. `seen`: what arrived."""

    def __init__(self) -> None:
        self.seen: list[tuple[Any, ...]] = []
        super().__init__(custom_ioloop=None, internal_connection_workflow=False)
        self.connection_state = self.CONNECTION_OPEN
        channel = self._channels[1] = self._create_channel(1, None)
        channel._set_state(channel.OPEN)
        for consumer in (OURS, ANOTHERS):
            channel._consumers[consumer] = self.by_pika
        channel.confirm_delivery = None
        self.callbacks.add(1, spec.Basic.Ack, lambda told: self.seen.append(("ack", told.method.delivery_tag)), False)
        self.callbacks.add(1, "_on_return", lambda *told: self.seen.append(("return", told[-1])), False)

    def by_pika(self, channel: Any, method: Any, read: BasicProperties, body: bytes) -> None:
        self.seen.append((method.consumer_tag, method.delivery_tag, method.routing_key, read, body))

    def taken(self, tag: int, method: bytes, encoded: bytes, body: bytes) -> None:
        self.seen.append((OURS, tag, routing_key(method), properties(encoded), body))

    def _adapter_connect_stream(self) -> None:
        """There is none."""

    def _adapter_disconnect_stream(self) -> None:
        """There is none."""


@given(conversations(), st.lists(st.integers(1, 300), max_size=20))
def test_deliveries_are_those_that_pika_reads(sent: bytes, pieces: list[int]) -> None:
    plain, quick = Reading(), Reading()
    quick.take(OURS, quick.taken)
    plain._on_data_available(sent)
    for size in [*pieces, len(sent)]:
        quick._on_data_available(sent[:size])
        sent = sent[size:]
    assert quick.seen == plain.seen
    assert quick.bytes_received == plain.bytes_received
    assert quick._frame_buffer == plain._frame_buffer == b""


def test_messages_of_any_size_arrive_from_a_broker_whole_and_in_order(amqp_url: str) -> None:
    bodies = [b"", b"x", b"y" * 700, b"z" * 131_064, b"u" * 131_065, b"v" * 1_000_000, b"w" * 700]
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.queue_declare("sizes", durable=True, arguments={"x-queue-type": "quorum"})
        for number, body in enumerate(bodies):
            channel.basic_publish("", "sizes", body, BasicProperties(message_id=str(number)))
    link = Link(amqp_url, "test")
    link.open()
    seen: list[tuple[str | None, bytes]] = []
    link.consume("sizes", lambda tag, method, header, body: seen.append((properties(header).message_id, body)), 100)
    eventually(lambda: link.run(lambda: len(seen) == len(bodies), 1), what="every message")
    link.close()
    assert seen == [(str(number), body) for number, body in enumerate(bodies)]
