"""The loop that a `Link`'s connection runs on: what pika asks of one, on epoll, a turn at a time.

pika's own loop asks `select` again about every descriptor at every turn, and under eventlet each of them goes into the
hub and out again: more than the rest of what a message costs when they come one by one. Here the descriptors stay where
they are, a turn that finds something ready never leaves its greenlet, and one that has to wait gives the hub a single
descriptor, the epoll object's own.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

from pika.adapters.utils.selector_ioloop_adapter import AbstractSelectorIOLoop

Handler = Callable[[int, int], None]


def _patcher() -> Any:
    """eventlet's, where this process uses it."""
    return sys.modules.get("eventlet.patcher")


class _Timer:
    """A call to be made; `callback` is None once it was made or called off."""

    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], Any]) -> None:
        self.callback: Callable[[], Any] | None = callback


class Loop(AbstractSelectorIOLoop):
    """Everything but `add_callback` is for the thread that takes the turns."""

    READ, WRITE, ERROR = 1, 4, 8  # as of epoll: EPOLLIN, EPOLLOUT, EPOLLERR
    _LOST = 8 | 16  # EPOLLERR, EPOLLHUP

    def __init__(self) -> None:
        patcher = _patcher()
        self._green = bool(patcher and patcher.is_monkey_patched("select"))
        # eventlet takes epoll out of the module that it patches.
        self._epoll = (patcher.original("select") if patcher else select).epoll()
        self._handlers: dict[int, tuple[Handler, int]] = {}
        self._timers: list[tuple[float, int, _Timer]] = []
        self._numbers = count()
        self._callbacks: deque[Callable[[], Any]] = deque()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._epoll.register(self._bell, self.READ)
        self._lock = threading.Lock()

    def turn(self, seconds: float) -> None:
        """Do what is to be done; where there is nothing, wait for it, `seconds` at most."""
        ready = self._epoll.poll(0)
        if not ready and not self._callbacks:
            if self._timers:
                seconds = min(seconds, self._timers[0][0] - time.monotonic())
            if seconds > 0:
                ready = self._wait(seconds)
        for descriptor, events in ready:
            if descriptor == self._bell:
                os.eventfd_read(self._bell)
                continue
            # One of those before may have taken it away.
            handler, wanted = self._handlers.get(descriptor, (None, 0))
            if handler is not None:
                # Whoever reads or writes a lost connection is told what became of it.
                handler(descriptor, wanted if events & self._LOST else events)
        for _ in range(len(self._callbacks)):
            self._callbacks.popleft()()
        while self._timers and self._timers[0][0] <= time.monotonic():
            timer = heappop(self._timers)[2]
            callback, timer.callback = timer.callback, None
            if callback is not None:
                callback()

    def ring(self) -> None:
        """End a turn that waits; from any thread."""
        with self._lock:
            # After the end its number may be another's.
            if self._bell >= 0:
                os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        self._epoll.close()
        with self._lock:
            os.close(self._bell)
            self._bell = -1

    def call_later(self, delay: float, callback: Callable[[], Any]) -> _Timer:
        timer = _Timer(callback)
        heappush(self._timers, (time.monotonic() + delay, next(self._numbers), timer))
        return timer

    def remove_timeout(self, timeout_handle: _Timer) -> None:
        timeout_handle.callback = None

    def add_callback(self, callback: Callable[[], Any]) -> None:
        self._callbacks.append(callback)
        self.ring()

    def add_handler(self, fd: int, handler: Handler, events: int) -> None:
        self._handlers[fd] = handler, events
        self._epoll.register(fd, events)

    def update_handler(self, fd: int, events: int) -> None:
        self._handlers[fd] = self._handlers[fd][0], events
        self._epoll.modify(fd, events)

    def remove_handler(self, fd: int) -> None:
        del self._handlers[fd]
        self._epoll.unregister(fd)

    def _wait(self, seconds: float) -> list[tuple[int, int]]:
        if not self._green:
            return self._epoll.poll(seconds)
        from eventlet.hubs import trampoline

        try:
            trampoline(self._epoll.fileno(), read=True, timeout=seconds, timeout_exc=_Over)
        except _Over:
            return []
        return self._epoll.poll(0)


class _Over(Exception):
    """Nothing happened in the time given."""
