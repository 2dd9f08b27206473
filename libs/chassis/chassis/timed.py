"""The entrypoint of a service that nobody calls: `every` runs by the clock."""

from __future__ import annotations

import logging
import time
from typing import Any

import eventlet
from eventlet.event import Event as GreenEvent
from eventlet.timeout import Timeout
from nameko.extensions import Entrypoint

from .database import Database, is_transient
from .subscription import Subscription

log = logging.getLogger(__name__)


class Every(Entrypoint):
    """Runs a handler ``handler(self, tx)`` in a transaction every `seconds`, first after `seconds`. A failure is
    logged, and the next time comes all the same.

    A handler that takes a part of what waits returns whether there may be more. Then it is run again at once, in a
    transaction of its own. But a backlog of events comes first: while one is taken in, the handler is run only every
    `in_backlog` seconds (as often as ever where not given), and not again at once.
    """

    def __init__(self, seconds: float, in_backlog: float | None = None, **kwargs: Any) -> None:
        self.seconds, self.in_backlog = seconds, in_backlog
        self._stopping = GreenEvent()
        self._thread: Any = None
        super().__init__(**kwargs)

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier=f"every.{self.method_name}")

    def stop(self) -> None:
        self._stopping.send(True)
        self._thread.wait()

    def _run(self) -> None:
        begun = time.monotonic()
        due = begun + self.seconds
        while True:
            with Timeout(max(due - time.monotonic(), 0), False):
                self._stopping.wait()
                return
            if self.in_backlog is None or not self._is_backlog() or time.monotonic() >= begun + self.in_backlog:
                begun = time.monotonic()
                while self._once() and not self._stopping.ready() and not self._is_backlog():
                    eventlet.sleep(0)
            due = max(due + self.seconds, time.monotonic())

    def _is_backlog(self) -> bool:
        return any(isinstance(found, Subscription) and found.has_backlog for found in self.container.entrypoints)

    def _once(self) -> bool:
        """Whether there may be more to do."""
        database = next(found for found in self.container.dependencies if isinstance(found, Database))
        try:
            with database.transaction() as tx:
                return bool(getattr(self.container.service_cls(), self.method_name)(tx))
        except Exception as error:
            if is_transient(error):
                log.warning("not this time", extra={"handler": self.method_name, "error": type(error).__name__})
            else:
                log.exception("timed handler failed", extra={"handler": self.method_name})
            return False


every = Every.decorator
