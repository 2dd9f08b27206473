"""Everything that passes on the bus while the demonstration runs, each event once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar

import pika
from pika.exceptions import AMQPError

from cli.bus import address, connect
from cli.problem import Problem
from contracts import Envelope, Subscriber

_BIND_SECONDS = 15.0
_UNREAD_SECONDS = 300
"""For so long the broker keeps the demonstration's queue while nobody reads it: through a restart of the broker,
and not much longer than a demonstration that was killed."""

Found = TypeVar("Found")


class Watch:
    """A queue of its own on the bus, bound to everything, from `with` on. `show` is called with each event as it
    comes, in the watching thread."""

    def __init__(self, amqp_url: str, queue: str, show: Callable[[Envelope], None]) -> None:
        self._url, self._queue, self._show = amqp_url, queue, show
        self._changed = threading.Condition()
        self._ids: set[str] = set()
        self._failure: BaseException | None = None
        self._bound = threading.Event()
        self.seen: list[Envelope] = []
        """In the order in which they passed."""

    def __enter__(self) -> Self:
        connect(self._url).close()
        self._subscriber = Subscriber(self._url, queue=self._queue, expires=_UNREAD_SECONDS, on_bound=self._bound.set)
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()
        if not self._bound.wait(_BIND_SECONDS) or self._failure:
            self._subscriber.stop()
            raise Problem(f"The events on {address(self._url)} cannot be watched: {self._failure or 'no answer'}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._subscriber.stop()
        self._thread.join(5)
        # A broker that is away now drops the queue by itself, unread as it then is.
        with suppress(AMQPError, OSError), pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
            connection.channel().queue_delete(self._queue)

    def find(self, name: str, correlation: str | None = None, **values: Any) -> Envelope | None:
        """The first event seen of that name, caused by that request, with those values in its data."""
        return next(
            (
                one
                for one in list(self.seen)
                if one.data.event_name == name
                and (correlation is None or one.correlationid == correlation)
                and all(getattr(one.data, field) == value for field, value in values.items())
            ),
            None,
        )

    def check(self) -> None:
        """Raises Problem when the watching has ended, or what ended it (a closed output)."""
        if isinstance(self._failure, Exception):
            raise Problem(f"The events on {address(self._url)} can no longer be watched: {self._failure}")
        if self._failure:
            raise self._failure

    def wait(self, look: Callable[[], Found], seconds: float) -> Found | None:
        """What `look` returns once it is truthy, looked at again after each event; None after `seconds`."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                self.check()
                found = look()
                if found:
                    return found
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)

    def _run(self) -> None:
        try:
            self._subscriber.run(self._take)
        except BaseException as error:  # noqa: BLE001 - whatever ends this thread, a closed output too, ends the day
            with self._changed:
                self._failure = error
                self._changed.notify_all()
            self._bound.set()

    def _take(self, envelope: Envelope) -> None:
        if envelope.id in self._ids:
            return
        self._show(envelope)
        with self._changed:
            self._ids.add(envelope.id)
            self.seen.append(envelope)
            self._changed.notify_all()
