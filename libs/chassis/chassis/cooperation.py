"""psycopg2 under eventlet: while one greenlet waits for PostgreSQL, the others run.

eventlet does that by itself, but by a turn through its hub for every answer, which costs more than most answers take to
come. Here a greenlet waits where it is as long as nobody else has anything to do, and for no longer than a moment.
"""

from __future__ import annotations

from typing import Any

import psycopg2
from eventlet import patcher
from eventlet.hubs import get_hub, trampoline
from psycopg2 import extensions

MOMENT_MILLISECONDS = 1

_select = patcher.original("select")


def cooperate() -> None:
    """Have every psycopg2 connection of this process wait so. Without epoll, eventlet's own way stays."""
    if hasattr(getattr(get_hub(), "poll", None), "fileno"):
        extensions.set_wait_callback(_wait)


def _wait(connection: Any, timeout: float = -1) -> None:
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        if state == extensions.POLL_READ:
            if not _answers_before_others(connection.fileno()):
                trampoline(connection.fileno(), read=True)
        elif state == extensions.POLL_WRITE:
            trampoline(connection.fileno(), write=True)
        else:
            raise psycopg2.OperationalError(f"psycopg2 is in a state that it should not be in: {state!r}")


def _answers_before_others(descriptor: int) -> bool:
    """Whether an answer comes within a moment and before anything happens that other greenlets wait for."""
    hub: Any = get_hub()
    if _is_anyone_due(hub):
        return False
    waiting = _select.poll()
    waiting.register(descriptor, _select.POLLIN)
    # The hub's own descriptor can be read as soon as one of those that it watches can be used.
    waiting.register(hub.poll.fileno(), _select.POLLIN)
    return [ready for ready, _ in waiting.poll(MOMENT_MILLISECONDS)] == [descriptor]


def _is_anyone_due(hub: Any) -> bool:
    """Whether a greenlet is to run now: it was spawned or woken, or its time has come. Of those that are due together
    the hub lets one after the other run, so one may be left from before."""
    now = hub.clock()
    is_left = bool(hub.timers) and hub.timers[0][0] <= now
    return is_left or any(at <= now for at, _ in hub.next_timers)
