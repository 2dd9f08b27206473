"""The relay: takes events from the outbox to the bus, each marked as sent only on the broker's own confirm.

It reads unsent rows by their state, never by "number greater than the last": numbers are given before commits, so
a later one may be seen first. On PostgreSQL the rows of a window stay locked until it is marked; several relays share
the work by skipping each other's rows, and one works on a window while the broker does on its last. A crash between
confirm and mark sends an event again, with the same id; subscribers know it by that.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from .database import Database, is_transient, utc_now
from .link import LinkLost, LinkRefused
from .publisher import CONFIRM_SECONDS, WINDOW, ConfirmedPublisher, Window

AT_ONCE = 2
"""Windows of one relay under way at once: while the broker confirms one, the last is marked and the next is read. On
SQLite, where nothing is locked and a window would be read twice, it is one."""

SWEEP_SECONDS = 1.0
"""How often to look for rows that nobody announced: another process's, or a crash's."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 10.0

_ON_POSTGRESQL = sa.text("SET LOCAL enable_sort = off; SET LOCAL synchronous_commit = off")
"""The planner, who remembers an outbox where next to nothing waits, would sort all of a backlog for every window of
it; the index has it in order. And a mark need not wait for the disk: one that a crash of PostgreSQL takes back sends
its event once more, as any crash may."""

log = logging.getLogger(__name__)


@dataclass
class _UnderWay:
    """Outbox rows sent and not yet marked. `connection`: in whose transaction they are locked, on PostgreSQL;
    `deadline`: when the broker must have settled them, on the monotonic clock."""

    rows: Sequence[Any]
    connection: sa.Connection
    window: Window
    deadline: float


class Relay:
    """Empties one service's outbox until stopped. `run` is a plain loop for a thread or greenlet of its own."""

    def __init__(self, database: Database, amqp_url: str, service: str) -> None:
        self._database = database
        self._outbox = database.metadata.tables["outbox"]
        self._publisher = ConfirmedPublisher(amqp_url, f"{service}.relay")
        columns = self._outbox.c
        self._unsent = (
            sa.select(
                columns.number, columns.event_id, columns.routing_key, columns.type, columns.body, columns.created_at
            )
            .where(columns.sent_at.is_(None), columns.number > sa.bindparam("passed_over"))
            .order_by(columns.number)
            .limit(WINDOW)
            .with_for_update(skip_locked=True)
        )
        self._under_way: deque[_UnderWay] = deque()
        self._pause = FIRST_PAUSE
        self._passed_over, self._again_at = 0, 0.0
        self._stopping = False
        self._finished = threading.Event()
        self._wakened = False

    def wake(self) -> None:
        """Look at the outbox now; called after commits, from any thread."""
        self._wakened = True
        self._publisher.link.wake()

    def stop(self, seconds: float = 5.0) -> None:
        """Send what waits, then end; gives up after `seconds`."""
        self._stopping = True
        self.wake()
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
        under_way = self._under_way
        at_once = 1 if self._database.is_sqlite else AT_ONCE
        may_be_more = True
        while True:
            if (may_be_more or self._wakened) and len(under_way) < at_once:
                may_be_more = self._take()
            elif under_way and under_way[0].window.is_settled:
                self._mark(under_way[0])
                under_way.popleft()
            elif under_way:
                self._wait_for_confirms(under_way[0], or_wake=len(under_way) < at_once)
            elif self._stopping:
                return
            else:
                self._wait_for_rows()
                may_be_more = True

    def _take(self) -> bool:
        """Read a window of unsent rows, if there are any, and send it; returns whether there may be more."""
        self._wakened = False
        if time.monotonic() >= self._again_at:
            self._passed_over = 0
        with ExitStack() as stack:
            connection = stack.enter_context(self._database.engine.connect())
            if not self._database.is_sqlite:
                connection.execute(_ON_POSTGRESQL)
            rows = connection.execute(self._unsent, {"passed_over": self._passed_over}).all()
            if self._database.is_sqlite:
                connection.rollback()
            if rows:
                window = self._publisher.send(rows)
                self._under_way.append(_UnderWay(rows, connection, window, time.monotonic() + CONFIRM_SECONDS))
                stack.pop_all()
        return len(rows) == WINDOW

    def _mark(self, sent: _UnderWay) -> None:
        """Mark what the broker took of a window; what it did not take is passed over for a while, so that it does not
        stand in the way of the rest."""
        taken = sent.window.taken
        numbers = [row.number for row in sent.rows if row.event_id in taken]
        marked = self._outbox.update().where(self._is_one_of(numbers)).values(sent_at=utc_now())
        if self._database.is_sqlite:
            with self._database.transaction() as tx:
                tx.session.execute(marked)
        else:
            sent.connection.execute(marked)
            sent.connection.commit()
        sent.connection.close()
        if len(numbers) == len(sent.rows):
            self._pause = FIRST_PAUSE
            return
        types = sorted({row.type for row in sent.rows if row.event_id not in taken})
        refused = {"events": len(sent.rows) - len(numbers), "types": types, "seconds": self._pause}
        log.error("the broker did not take events: no queue for them, or a full one", extra=refused)
        self._passed_over = sent.rows[-1].number
        self._again_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _is_one_of(self, numbers: list[int]) -> sa.ColumnElement[bool]:
        """Rows by their numbers; to PostgreSQL as one array: so many values by themselves cost more than the rest."""
        number = self._outbox.c.number
        if self._database.is_sqlite:
            return number.in_(numbers)
        return number == sa.any_(sa.literal(numbers, ARRAY(sa.BigInteger)))

    def _wait_for_confirms(self, oldest: _UnderWay, or_wake: bool) -> None:
        """Until the broker has settled the `oldest` window, or there is reason to look for more."""
        seconds = max(1.0, oldest.deadline - time.monotonic())
        if not self._publisher.link.run(lambda: oldest.window.is_settled or (or_wake and self._wakened), seconds):
            raise self._publisher.doubt()

    def _wait_for_rows(self) -> None:
        self._publisher.connect()
        self._pause = FIRST_PAUSE
        self._publisher.link.run(lambda: self._wakened, SWEEP_SECONDS)

    def _abandon(self) -> None:
        """Let go of what is under way, to be sent again; its confirms must not be taken for another message's."""
        if self._under_way:
            self._publisher.link.close()
        while self._under_way:
            connection = self._under_way.popleft().connection
            # Closed without a word, which unlocks its rows: a server that is gone would answer a rollback by an error.
            connection.invalidate()
            connection.close()
