"""The relay: takes events from the outbox to the bus, each marked as sent only on the broker's own confirm.

What this process has committed is handed over and sent at once, without being read again. Everything else (what another
process left when it died, what came while the broker was away, more than there was room for) is found by sweeps. On
PostgreSQL the rows of a sweep stay locked until they are marked, so that several relays share the work by skipping each
other's. A crash between confirm and mark sends an event again, with the same id; subscribers know it by that.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from contracts import LOG

from .database import Database, is_transient, utc_now
from .link import LinkLost, LinkRefused
from .publisher import CONFIRM_SECONDS, WINDOW, ConfirmedPublisher, Window
from .sweep import Sweep, Unsent
from .transaction import Emitted

SWEPT_AT_ONCE = 2
"""Windows of a sweep under way at once: while the broker confirms one, the last is marked and the next is read."""

HANDED_AT_ONCE = 8
"""Windows of rows handed over under way at once; what is handed over meanwhile makes up the next."""

MOST_HANDED = 2 * WINDOW
"""Rows that may wait to be sent without being read again."""

MARK_SECONDS = 0.2
"""How long rows that the broker took may wait for others, to be marked with them."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 10.0

log = logging.getLogger(__name__)


@dataclass
class _UnderWay:
    """Outbox rows sent, of which the broker has not said everything yet. `deadline`: when it must have, on the
    monotonic clock; `connection`: in whose transaction they are locked, if they are."""

    rows: Sequence[Any]
    window: Window
    deadline: float
    connection: sa.Connection | None


class Relay:
    """Empties one service's outbox until stopped. `run` is a plain loop for a thread or greenlet of its own."""

    def __init__(self, database: Database, amqp_url: str, service: str) -> None:
        self._database = database
        self._outbox = database.metadata.tables["outbox"]
        self._publisher = ConfirmedPublisher(amqp_url, f"{service}.relay", stream=LOG)
        self._sweep = Sweep(self._outbox)
        self._handed: deque[Unsent] = deque()
        self._under_way: deque[_UnderWay] = deque()
        self._taken: dict[int, str] = {}
        """Events that the broker took and that are to be marked at `_mark_at`, by the numbers of their rows."""
        self._mark_at = 0.0
        self._in_hand: set[str] = set()
        """Events that are handed over, under way without a lock, or taken: none of them is to be swept."""
        self._committing: set[str] = set()
        """Events whose commit is under way. A sweep may see them before `handing` goes on."""
        self._pause = FIRST_PAUSE
        self._stopping = False
        self._finished = threading.Event()

    @contextmanager
    def handing(self, rows: Sequence[Emitted], numbers: Mapping[str, int]) -> Iterator[None]:
        """Around the commit of `rows`, whose `numbers` it finds out: has them sent when it went well, and leaves them
        to the sweeps when it did not, if they are there after all. From any thread."""
        events = {row.event_id for row in rows}
        self._committing |= events
        try:
            yield
            self.hand([Unsent(numbers[row.event_id], *row) for row in rows])
        finally:
            self._committing -= events

    def hand(self, rows: Sequence[Unsent]) -> None:
        """Have rows sent that were just committed. What there is no room for, or no broker, is left to the sweeps.
        From any thread."""
        if self._publisher.link.is_open and len(self._handed) + len(rows) <= MOST_HANDED:
            self._in_hand.update(row.event_id for row in rows)
            self._handed.extend(rows)
            self._publisher.link.wake()

    def stop(self, seconds: float = 5.0) -> None:
        """Send what waits, then end; gives up after `seconds`."""
        self._sweep.everything()
        self._stopping = True
        self._publisher.link.wake()
        self._finished.wait(seconds)

    def run(self) -> None:
        """Send until stopped, pausing longer after each failure of broker or database (1 s to 10 s)."""
        try:
            while True:
                try:
                    self._send()
                    return
                except (LinkLost, LinkRefused, DBAPIError) as error:
                    if isinstance(error, DBAPIError) and not is_transient(error):
                        raise
                    self._abandon()
                    if self._stopping:
                        return
                    fault = type(error).__name__ if isinstance(error, DBAPIError) else str(error)
                    log.warning("the outbox waits", extra={"error": fault, "seconds": self._pause})
                    threading.Event().wait(self._pause)
                    self._pause = min(self._pause * 2, LONGEST_PAUSE)
        finally:
            self._abandon()
            self._publisher.link.close()
            self._finished.set()

    def _send(self) -> None:
        """Send until stopped and nothing waits. Raises what broker and database raise."""
        self._publisher.connect()
        while True:
            step = self._next()
            if step is not None:
                step()
            elif self._is_done():
                return
            else:
                self._wait()

    def _next(self) -> Callable[[], None] | None:
        """What is to be done now, if anything is."""
        if self._under_way and self._under_way[0].window.is_settled:
            return self._settle
        if self._handed and len(self._under_way) < HANDED_AT_ONCE:
            return self._send_handed
        if self._may_sweep() and self._sweep.seconds_left <= 0:
            return self._send_swept
        if self._taken and (len(self._taken) >= WINDOW or time.monotonic() >= self._mark_at or self._stopping):
            return self._mark_taken
        return None

    def _is_done(self) -> bool:
        return self._stopping and not self._under_way

    def _may_sweep(self) -> bool:
        return len(self._under_way) < SWEPT_AT_ONCE

    def _wait(self) -> None:
        """Until there is something to do. Raises `LinkLost` when the broker keeps us waiting for a confirm."""
        seconds = [CONFIRM_SECONDS]
        if self._under_way:
            seconds.append(self._under_way[0].deadline - time.monotonic())
        if self._taken:
            seconds.append(self._mark_at - time.monotonic())
        if self._may_sweep():
            seconds.append(self._sweep.seconds_left)
        found = self._publisher.link.run(lambda: bool(self._next()) or self._is_done(), max(0.0, min(seconds)))
        if not found and self._under_way and time.monotonic() >= self._under_way[0].deadline:
            raise self._publisher.doubt()

    def _send_handed(self) -> None:
        rows = [self._handed.popleft() for _ in range(min(WINDOW, len(self._handed)))]
        self._under_way.append(self._sent(rows, None))

    def _send_swept(self) -> None:
        with ExitStack() as stack:
            connection = stack.enter_context(self._database.engine.connect())
            # In this order: what is committed is in hand before it is no longer being committed.
            rows = self._sweep.read(connection, lambda: [*self._committing, *self._in_hand])
            if not rows:
                return
            if self._database.is_sqlite:
                self._in_hand.update(row.event_id for row in rows)
                self._under_way.append(self._sent(rows, None))
            else:
                self._under_way.append(self._sent(rows, connection))
                stack.pop_all()

    def _sent(self, rows: Sequence[Any], connection: sa.Connection | None) -> _UnderWay:
        return _UnderWay(rows, self._publisher.send(rows), time.monotonic() + CONFIRM_SECONDS, connection)

    def _settle(self) -> None:
        """See to a window that the broker has settled: mark what it took, now or together with others; pass over for a
        while what it did not take."""
        sent = self._under_way[0]
        taken = {row.number: row.event_id for row in sent.rows if row.event_id in sent.window.taken}
        if sent.connection is not None:
            sent.connection.execute(self._marked(self._are(list(taken))))
            sent.connection.commit()
            sent.connection.close()
        else:
            if not self._taken:
                self._mark_at = time.monotonic() + MARK_SECONDS
            self._taken |= taken
            self._in_hand.difference_update({row.event_id for row in sent.rows} - sent.window.taken)
        self._under_way.popleft()
        if len(taken) == len(sent.rows):
            self._pause = FIRST_PAUSE
            return
        types = sorted({row.type for row in sent.rows if row.number not in taken})
        refused = {"events": len(sent.rows) - len(taken), "types": types, "seconds": self._pause}
        log.error("the broker did not take events: no queue for them, or a full one", extra=refused)
        self._sweep.pass_over(sent.rows[-1].number, self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _mark_taken(self) -> None:
        """What a sweep of another has locked is sent and marked by that one, too."""
        taken = dict(self._taken)
        if self._database.is_sqlite:
            with self._database.transaction() as tx:
                tx.session.execute(self._marked(self._are(list(taken))))
        else:
            free = sa.select(self._outbox.c.number).where(self._are(list(taken))).with_for_update(skip_locked=True)
            with self._database.engine.begin() as connection:
                connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
                connection.execute(self._marked(self._outbox.c.number.in_(free)))
        self._taken = {number: event_id for number, event_id in self._taken.items() if number not in taken}
        self._in_hand.difference_update(taken.values())

    def _marked(self, which: sa.ColumnElement[bool]) -> sa.Update:
        return self._outbox.update().where(which).values(sent_at=utc_now())

    def _are(self, numbers: list[int]) -> sa.ColumnElement[bool]:
        """Rows by their numbers; to PostgreSQL as one array: so many values by themselves cost more than the rest."""
        number = self._outbox.c.number
        if self._database.is_sqlite:
            return number.in_(numbers)
        return number == sa.any_(sa.literal(numbers, ARRAY(sa.BigInteger)))

    def _abandon(self) -> None:
        """Let go of what is under way, to be sent again; its confirms must not be taken for another message's. What
        the broker took stays to be marked."""
        if self._under_way:
            self._publisher.link.close()
        while self._under_way:
            connection = self._under_way.popleft().connection
            if connection is not None:
                # Without a word, which unlocks its rows: a server that is gone would answer a rollback by an error.
                connection.invalidate()
                connection.close()
        self._handed.clear()
        self._in_hand = set(self._taken.values())
        self._sweep.give_up()
