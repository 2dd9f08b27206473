"""One connection and one channel to the broker, driven step by step by whoever owns them.

pika's SelectConnection gives confirms and deliveries without a round trip each; driving its loop ourselves keeps
the owner's code a plain sequence of steps, under eventlet and without it. Everything runs in the owner's thread but
`wake`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pika
from pika.channel import Channel
from pika.exceptions import AMQPError, ChannelClosedByBroker

from .loop import Loop
from .wire import Connection, Take, after_tag

CONNECT_SECONDS = 10.0
BLOCKED_SECONDS = 10.0
"""How long the broker may hold publishers back (memory or disk alarm) before the connection is given up."""

CLOSE_SECONDS = 2.0


class LinkLost(Exception):
    """The broker cannot be reached, or the connection broke. Trying again later may help."""


class LinkRefused(Exception):
    """The broker closed the channel on us: missing permission, or a queue declared otherwise. The sentence says
    why; trying again will not help until somebody mends it."""


class Link:
    """`name` shows in the broker's list of connections."""

    def __init__(self, url: str, name: str) -> None:
        self._parameters = pika.URLParameters(url)
        self._parameters.client_properties = {"connection_name": name}
        self._parameters.blocked_connection_timeout = BLOCKED_SECONDS
        self._parameters.socket_timeout = CONNECT_SECONDS
        self._parameters.stack_timeout = CONNECT_SECONDS
        self._loop: Loop | None = None
        self._connection: Connection | None = None
        self._channel: Channel | None = None
        self._failure: Exception | None = None
        self._consumer: str | None = None
        self.cancelled = False
        self.is_held_back = False
        """Whether the broker, short of memory or disk, has said that it reads nothing of ours. It says so only when
        something is published."""

    @property
    def channel(self) -> Channel:
        """The open channel. Raises `LinkLost` when there is none."""
        if self._failure is not None:
            raise self._failure
        if self._channel is None or not self._channel.is_open:
            raise LinkLost("not connected")
        return self._channel

    @property
    def is_open(self) -> bool:
        return self._failure is None and self._channel is not None and self._channel.is_open

    @property
    def is_consuming(self) -> bool:
        """Whether more may be sent: `consume` was called, and `cancel` not yet."""
        return self._consumer is not None

    def open(self) -> Channel:
        """Connect and open the channel. Raises `LinkLost`."""
        self.close()
        self._failure = None
        self._loop = Loop()
        self._connection = Connection(
            self._parameters,
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._on_channel),
            on_open_error_callback=lambda connection, error: self._fail(error),
            on_close_callback=lambda connection, error: self._fail(error),
            custom_ioloop=self._loop,
        )
        self.is_held_back = False
        self._connection.add_on_connection_blocked_callback(lambda connection, frame: self._hold_back(True))
        self._connection.add_on_connection_unblocked_callback(lambda connection, frame: self._hold_back(False))
        if not self.run(lambda: self._channel is not None, CONNECT_SECONDS):
            self.close()
            raise LinkLost("the broker did not answer in time")
        return self.channel

    def consume(self, queue: str, handle: Take, prefetch: int = 0) -> None:
        """Have what lies in `queue` handed to `handle`, at most `prefetch` messages ahead of their acknowledgement;
        without `prefetch` none is to be acknowledged."""

        def from_pika(channel: Any, method: Any, properties: Any, body: bytes) -> None:
            handle(method.delivery_tag, after_tag(method), b"".join(properties.encode()), body)

        self.channel.add_on_cancel_callback(lambda frame: self._fail("the broker ended the consumer: its queue moved"))
        if prefetch:
            self.channel.basic_qos(prefetch_count=prefetch)
        self._consumer = self.channel.basic_consume(queue, from_pika, auto_ack=not prefetch)
        assert self._connection is not None
        self._connection.take(self._consumer, handle)
        self.cancelled = False

    def cancel(self) -> None:
        """Have nothing more sent. What is on its way is still handed over, until this is `cancelled`; pika by itself
        would send it back, and it would come again as delivered a second time."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            self.channel.basic_cancel(consumer, callback=self._on_cancelled)
            self.channel._cancelled.discard(consumer)

    def _on_cancelled(self, frame: Any) -> None:
        self.cancelled = True

    def run(self, until: Callable[[], bool], seconds: float) -> bool:
        """Let the connection work until `until` holds or the time is over; returns whether it holds.

        Raises `LinkLost` or `LinkRefused` as soon as the connection or channel is gone.
        """
        loop, connection = self._loop, self._connection
        if loop is None or connection is None:
            raise LinkLost("not connected")
        deadline, over = time.monotonic() + seconds, False
        while True:
            if self._failure is not None:
                raise self._failure
            connection.send_gathered()
            if until():
                return True
            if over:
                return False
            left = deadline - time.monotonic()
            over = left <= 0
            loop.turn(left)

    def send(self) -> None:
        """Have what was published or acknowledged leave now, and not when its owner next lets the connection work; from
        any greenlet of the owner's thread."""
        if self._connection is not None:
            self._connection.send_gathered()

    def wake(self) -> None:
        """Make a waiting `run` look at its condition again; from any thread."""
        loop = self._loop
        if loop is not None:
            loop.ring()

    def close(self) -> None:
        """Give the connection up, politely where it still stands."""
        connection, loop = self._connection, self._loop
        if connection is not None and loop is not None and connection.is_open:
            connection.close()
            deadline = time.monotonic() + CLOSE_SECONDS
            while not connection.is_closed and time.monotonic() < deadline:
                connection.send_gathered()
                loop.turn(0.1)
        self.drop()

    def drop(self) -> None:
        """Give the connection up without a word: a broker that holds publishers back would not answer it."""
        connection, loop = self._connection, self._loop
        self._channel = self._connection = self._loop = None
        if loop is None:
            return
        if connection is not None and connection.is_open:
            connection.close()
        if connection is not None and connection.is_closing:
            connection._adapter_disconnect_stream()
            loop.turn(0)
        loop.close()

    def _on_channel(self, channel: Channel) -> None:
        channel.add_on_close_callback(lambda channel, error: self._fail(error))
        self._channel = channel

    def _hold_back(self, held_back: bool) -> None:
        self.is_held_back = held_back

    def _fail(self, error: Any) -> None:
        if self._failure is not None:
            return
        if isinstance(error, ChannelClosedByBroker) and error.reply_code in (403, 404, 406):
            self._failure = LinkRefused(error.reply_text)
        else:
            self._failure = LinkLost(f"{type(error).__name__}: {error}" if isinstance(error, AMQPError) else str(error))
