"""Reading `linli.log`: every event there ever was, from any point on, then live.

A log of bodies as they were sent, each at its offset; whether a body is an event of this contract is for
`Envelope.from_json` to say. Reading takes nothing away and needs only the right to read the stream.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import pika
from pika.adapters.select_connection import IOLoop, SelectConnection
from pika.exceptions import ChannelClosedByBroker, ProbableAccessDeniedError, ProbableAuthenticationError

from .subscriber import LOG

_OFFSET = "x-stream-offset"
_CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 1.0
_NOTHING_SECONDS = 3.0
"""How long nothing has to come before it is believed that nothing will. A log with something in it answers within
milliseconds, but there is no question to which the broker would answer that it is empty: its count lags behind."""


class LogUnavailable(Exception):
    """The log cannot be read now: no broker, or the connection was lost. Trying again later may help."""


class LogRefused(LogUnavailable):
    """The broker will not have the log read: it does not exist, or permission is missing. The sentence says why;
    trying again will not help until somebody mends it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at one place of the log. `offset` grows from each to the next; `body`: what was sent."""

    offset: int
    body: bytes


class Log:
    """The log on the broker at `url`; `prefetch`: how many entries may be on their way at once.

        with Log(url) as log:
            for entry in log.read():
                print(entry.offset, Envelope.from_json(entry.body))

    Each reading has a connection of its own, given up when the reading ends or `close` is called.
    """

    def __init__(self, url: str, *, prefetch: int = 2000) -> None:
        self._url, self._prefetch = url, prefetch
        self._readings: set[_Reading] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up every connection; a reading that is gone on with raises `LogUnavailable`."""
        while self._readings:
            self._readings.pop().close()

    def bounds(self) -> tuple[int, int] | None:
        """The first and the last offset now; None while the log is empty.

        Raises `LogUnavailable` or `LogRefused`.
        """
        with self._reading("first") as reading:
            reading.run(lambda: bool(reading.arrived), _NOTHING_SECONDS)
            if not reading.arrived:
                return None
            first = reading.arrived[0][0]
        with self._reading("last") as reading:
            reading.run(lambda: bool(reading.arrived), _NOTHING_SECONDS)
            last = first
            while reading.arrived:
                last, tag, _, _ = reading.arrived[-1]
                reading.arrived.clear()
                reading.acknowledge(tag)
                reading.round_trip()
            return first, last

    def read(self, start: int | datetime | Literal["first"] = "first", *, until: int | None = None) -> Iterator[Entry]:
        """The entries from `start` on, in order: the beginning, an offset, or a time (aware; beginning with the first
        that was sent in that second or later). Up to and including the offset `until`, which must be one that there
        is; without it on and on, live, until the iterator is closed.

        A log that was cut begins later than an offset asked for. Raises `LogUnavailable` or `LogRefused`.
        """
        if isinstance(start, int) and until is not None and start > until:
            return
        with self._reading(start) as reading:
            if isinstance(start, datetime) and until is not None:
                # A time later than everything in the log: nothing more will come that could end the reading.
                reading.run(lambda: bool(reading.arrived), _NOTHING_SECONDS)
                if not reading.arrived:
                    return
            yield from _entries(reading, start, until, max(1, self._prefetch // 4))

    @contextmanager
    def _reading(self, start: int | datetime | str) -> Iterator[_Reading]:
        at = start.astimezone(UTC) if isinstance(start, datetime) else start
        reading = _Reading(self._url, self._prefetch, at)
        self._readings.add(reading)
        try:
            reading.open()
            yield reading
        finally:
            self._readings.discard(reading)
            reading.close()


def _entries(reading: _Reading, start: Any, until: int | None, credit: int) -> Iterator[Entry]:
    arrived, unacknowledged, at_start = reading.arrived, 0, start == "first"
    while True:
        reading.run(lambda: bool(arrived), _LOOK_SECONDS)
        while arrived:
            offset, tag, timestamp, body = arrived.popleft()
            unacknowledged += 1
            if unacknowledged >= credit:
                reading.acknowledge(tag)
                unacknowledged = 0
            # Deliveries begin with the chunk in which the start lies.
            at_start = at_start or not _lies_before(start, offset, timestamp)
            if until is not None and offset > until:
                return
            if at_start:
                yield Entry(offset, body)
            if offset == until:
                return


def _lies_before(start: int | datetime, offset: int, timestamp: int | None) -> bool:
    if isinstance(start, datetime):
        return timestamp is not None and timestamp < int(start.timestamp())
    return offset < start


class _Reading:
    """One connection that is sent the log, driven step by step by whoever reads.

    pika's BlockingConnection rejects what is on its way when it closes, for which the broker cuts a reader of a
    stream off with an error. `arrived`: offset, delivery tag, time and body of what has come.
    """

    def __init__(self, url: str, prefetch: int, at: Any) -> None:
        self._parameters = pika.URLParameters(url)
        self._parameters.client_properties = {"connection_name": f"reading {LOG}"}
        self._parameters.socket_timeout = self._parameters.stack_timeout = _CONNECT_SECONDS
        self._place = f"{urlsplit(url).hostname}:{self._parameters.port}"
        self._prefetch, self._at = prefetch, at
        self._loop = IOLoop()
        self._connection: SelectConnection | None = None
        self._channel: Any = None
        self._failure: LogUnavailable | None = None
        self._answers = 0
        self.arrived: deque[tuple[int, int, int | None, bytes]] = deque()

    def open(self) -> None:
        self._loop.activate_poller()
        self._connection = SelectConnection(
            self._parameters,
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._consume),
            on_open_error_callback=lambda connection, error: self._fail(error),
            on_close_callback=lambda connection, error: self._fail(error),
            custom_ioloop=self._loop,
        )
        if not self.run(lambda: self._answers > 0, _CONNECT_SECONDS):
            raise LogUnavailable(f"The broker at {self._place} did not answer in time.")

    def run(self, until: Callable[[], bool], seconds: float) -> bool:
        """Let the connection work until `until` holds or the time is over; returns whether it holds."""
        deadline = time.monotonic() + seconds
        alarm = self._loop.call_later(seconds, _nothing)
        try:
            while not until():
                if self._failure is not None:
                    raise self._failure
                if time.monotonic() >= deadline:
                    return False
                self._loop.poll()
                self._loop.process_timeouts()
            return True
        finally:
            self._loop.remove_timeout(alarm)

    def acknowledge(self, tag: int) -> None:
        """Everything up to `tag` is read: so many more may come."""
        if self._failure is not None:
            raise self._failure
        self._channel.basic_ack(tag, multiple=True)

    def round_trip(self) -> None:
        """Wait for an answer: what an acknowledgement calls forth is sent before it."""
        wanted = self._answers + 1
        self._channel.basic_qos(prefetch_count=self._prefetch, callback=self._answered)
        if not self.run(lambda: self._answers >= wanted, _CONNECT_SECONDS):
            raise LogUnavailable(f"The broker at {self._place} did not answer in time.")

    def close(self) -> None:
        connection, self._connection = self._connection, None
        self._failure = self._failure or LogUnavailable(f"The reading of {LOG} was closed.")
        if connection is None:
            return
        if connection.is_open:
            connection.close()
            deadline = time.monotonic() + 2.0
            while not connection.is_closed and time.monotonic() < deadline:
                self._loop.call_later(0.1, _nothing)
                self._loop.poll()
                self._loop.process_timeouts()
        self._loop.deactivate_poller()
        self._loop.close()

    def _consume(self, channel: Any) -> None:
        self._channel = channel
        channel.add_on_close_callback(lambda channel, error: self._fail(error))
        channel.add_on_cancel_callback(self._cancelled)
        channel.basic_qos(prefetch_count=self._prefetch)
        channel.basic_consume(LOG, self._arrive, arguments={_OFFSET: self._at}, callback=self._answered)

    def _arrive(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        self.arrived.append((int(properties.headers[_OFFSET]), method.delivery_tag, properties.timestamp, body))

    def _answered(self, frame: Any) -> None:
        self._answers += 1

    def _cancelled(self, frame: Any) -> None:
        self._failure = LogUnavailable(f"The broker at {self._place} has ended the reading of {LOG}: was it deleted?")

    def _fail(self, error: Any) -> None:
        if self._failure is not None:
            return
        if isinstance(error, ChannelClosedByBroker):
            self._failure = LogRefused(f"The broker at {self._place} does not let {LOG} be read: {error.reply_text}")
        elif isinstance(error, (ProbableAuthenticationError, ProbableAccessDeniedError)):
            self._failure = LogRefused(f"The broker at {self._place} does not accept this user and password.")
        else:
            what = type(error).__name__
            self._failure = LogUnavailable(f"{LOG} on the broker at {self._place} cannot be read: {what}.")


def _nothing() -> None:
    """Ends a wait; the waiting code decides what follows."""
