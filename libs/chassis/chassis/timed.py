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


MOST_WAY_GIVEN = 0.005
"""Seconds for which a handler waits at most each time that it gives way to events."""
_LOOKED_AGAIN = 0.001
_TURNS = 2
"""Of eventlet's hub, after which it has looked at the sockets, and what had come is in hand."""


class Every(Entrypoint):
    """Runs a handler ``handler(self, tx)`` in a transaction every `seconds`, first within `seconds`: those of a service
    that have the same period are spread over it. A failure is logged, and the next time comes all the same.

    A handler that takes a part of what waits returns whether there may be more. Then it is run again at once, in a
    transaction of its own. But events come first, where `in_backlog` is given: the handler begins when none is in hand,
    and while a backlog is taken in it is run only every `in_backlog` seconds, and not again at once. `tx.give_way()`
    lets those first that have come meanwhile.
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
        due = begun + self.seconds * self._share()
        while True:
            with Timeout(max(due - time.monotonic(), 0), False):
                self._stopping.wait()
                return
            if self.in_backlog is None or not self._is_backlog() or time.monotonic() >= begun + self.in_backlog:
                begun = time.monotonic()
                while self._once() and not self._stopping.ready() and not self._is_backlog():
                    eventlet.sleep(0)
            due = max(due + self.seconds, time.monotonic())

    def _share(self) -> float:
        """After which part of the period the first time comes."""
        found = (one for one in self.container.entrypoints if isinstance(one, Every) and one.seconds == self.seconds)
        names = sorted(one.method_name for one in found)
        return (names.index(self.method_name) + 0.5) / len(names)

    def _subscriptions(self) -> list[Subscription]:
        return [found for found in self.container.entrypoints if isinstance(found, Subscription)]

    def _is_backlog(self) -> bool:
        return any(found.has_backlog for found in self._subscriptions())

    def _give_way(self) -> None:
        for _ in range(_TURNS):
            eventlet.sleep(0)
        until = time.monotonic() + MOST_WAY_GIVEN
        while any(found.is_busy for found in self._subscriptions()) and time.monotonic() < until:
            eventlet.sleep(_LOOKED_AGAIN)

    def _once(self) -> bool:
        """Whether there may be more to do."""
        database = next(found for found in self.container.dependencies if isinstance(found, Database))
        if self.in_backlog is not None:
            self._give_way()
        try:
            with database.transaction() as tx:
                # On SQLite the events could not be handled while this transaction stands.
                if not database.is_sqlite:
                    tx.give_way = self._give_way
                return bool(getattr(self.container.service_cls(), self.method_name)(tx))
        except Exception as error:
            if is_transient(error):
                log.warning("not this time", extra={"handler": self.method_name, "error": type(error).__name__})
            else:
                log.exception("timed handler failed", extra={"handler": self.method_name})
            return False


every = Every.decorator
