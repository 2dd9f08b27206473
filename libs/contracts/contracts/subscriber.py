"""A subscriber to Linli's events on plain pika: what another system needs, and nothing else."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPConnectionError, AMQPError, ChannelClosedByBroker

from .envelope import Envelope, InvalidEvent
from .event import Event

EXCHANGE = "linli.events"
"""The one durable topic exchange that every event passes through."""

LOG = "linli.log"
"""The stream that keeps every event, for those who want to begin at the beginning."""

log = logging.getLogger(__name__)


class SubscriptionRefused(Exception):
    """The broker will not have this subscription; the sentence says why. Trying again would not help."""


class Subscriber:
    """Bind a queue of your own and be handed validated events, whatever happens to the connection.

        Subscriber(url, queue="library.stars", to=[StarRatingChanged]).run(print)

    `to`: event classes or binding keys (``*.ServiceCompleted.v1.#``, ``#.xiezhuang``). With a `queue` name the
    queue is durable and keeps events while you are away, if `expires` is given no longer than so many seconds;
    without a name it lives as long as the connection.
    Each event is acknowledged after your function returns. If it raises, the event goes back to the queue and the
    exception reaches you. What is not an event of this contract goes to `on_invalid` (by default a warning in
    the log) and is dropped; deliveries may repeat, so use `Envelope.id` to tell a copy.
    """

    def __init__(
        self,
        url: str,
        *,
        queue: str = "",
        to: Iterable[type[Event] | str] = ("#",),
        expires: int | None = None,
        prefetch: int = 200,
        exchange: str = EXCHANGE,
        on_invalid: Callable[[bytes, InvalidEvent], None] | None = None,
        on_bound: Callable[[], None] | None = None,
    ) -> None:
        self._parameters = pika.URLParameters(url)
        self._queue, self._expires, self._prefetch, self._exchange = queue, expires, prefetch, exchange
        self._keys = [
            key if isinstance(key, str) else f"{key.event_service}.{key.event_name}.v{key.event_major}.#" for key in to
        ]
        self._on_invalid = on_invalid or _warn
        self._on_bound = on_bound
        self._handle: Callable[[Envelope], Any] = lambda envelope: None
        self._connection: pika.BlockingConnection | None = None
        self._channel: BlockingChannel | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self, handle: Callable[[Envelope], Any]) -> None:
        """Hand over events until `stop` is called, reconnecting with growing pauses (1 s to 30 s).

        Raises `SubscriptionRefused` when the broker refuses the queue or the binding.
        """
        self._handle = handle
        pause = 1.0
        while not self._stopped:
            try:
                channel = self._connect()
                pause = 1.0
                channel.start_consuming()
            except ChannelClosedByBroker as error:
                raise SubscriptionRefused(f"The broker refused queue {self._queue!r}: {error.reply_text}") from None
            except AMQPError as error:
                if self._stopped:
                    break
                log.warning("connection lost (%s); trying again in %.0f s", type(error).__name__, pause)
                time.sleep(pause)
                pause = min(pause * 2, 30.0)
            finally:
                self._close()

    def stop(self) -> None:
        """Stop from any thread; `run` returns after the event in hand."""
        self._stopped = True
        connection = self._connection
        if connection is not None and connection.is_open:
            connection.add_callback_threadsafe(self._stop_consuming)

    def _connect(self) -> BlockingChannel:
        try:
            self._connection = pika.BlockingConnection(self._parameters)
        except (AMQPConnectorException, OSError) as error:
            # A broker that takes the connection and stays silent, or a name that is not found just now.
            raise AMQPConnectionError(str(error)) from error
        channel = self._channel = self._connection.channel()
        own = bool(self._queue)
        arguments: dict[str, Any] = {"x-queue-type": "quorum"} if own else {}
        if own and self._expires:
            arguments["x-expires"] = self._expires * 1000
        declared = channel.queue_declare(
            self._queue, durable=own, exclusive=not own, auto_delete=not own, arguments=arguments
        )
        for key in self._keys:
            channel.queue_bind(declared.method.queue, self._exchange, key)
        channel.basic_qos(prefetch_count=self._prefetch)
        channel.basic_consume(declared.method.queue, self._deliver)
        if self._on_bound:
            self._on_bound()
        return channel

    def _stop_consuming(self) -> None:
        if self._channel is not None and self._channel.is_open:
            self._channel.stop_consuming()

    def _close(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None and connection.is_open:
            connection.close()

    def _deliver(self, channel: BlockingChannel, method: Any, properties: Any, body: bytes) -> None:
        try:
            envelope = Envelope.from_json(body)
        except InvalidEvent as error:
            self._on_invalid(body, error)
            channel.basic_ack(method.delivery_tag)
            return
        self._handle(envelope)
        channel.basic_ack(method.delivery_tag)


def _warn(body: bytes, error: InvalidEvent) -> None:
    log.warning("passed over a message of %d bytes: %s", len(body), error.reason)
