"""The relay: takes events from the outbox to the bus, each marked as sent only on the broker's own confirm.

It reads unsent rows by their state, never by "number greater than the last": numbers are given before commits, so
a later one may be seen first. On PostgreSQL the rows of a window stay locked until it is marked, and several relays
share the work by skipping each other's rows. A crash between confirm and mark sends an event again, with the same
id; subscribers know it by that.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pika
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from contracts import CONTENT_TYPE, EXCHANGE

from .database import Database, is_transient, utc_now
from .link import Link, LinkLost, LinkRefused

WINDOW = 1000
"""Confirms in flight at once."""

CONFIRM_SECONDS = 10.0
SWEEP_SECONDS = 1.0
"""How often to look for rows that nobody announced: another process's, or a crash's."""

KEEP_SENT = timedelta(days=7)
LONGEST_PAUSE = 10.0

log = logging.getLogger(__name__)


class ConfirmedPublisher:
    """Publishes windows of messages on one channel, each confirmed for itself."""

    def __init__(self, url: str, name: str) -> None:
        self.link = Link(url, name)
        self._next_tag = 1
        self._waiting: dict[int, str] = {}
        self._confirmed: set[str] = set()
        self._returned: set[str] = set()

    def publish(self, rows: Sequence[Any]) -> set[str]:
        """Publish outbox rows; returns the ids of the events that the broker took. Raises `LinkLost`.

        After any doubt (a confirm that did not come in time) the connection is thrown away: a late confirm must never
        count for another message.
        """
        self.connect()
        channel = self.link.channel
        self._confirmed, self._returned = set(), set()
        for row in rows:
            self._waiting[self._next_tag] = row.event_id
            self._next_tag += 1
            channel.basic_publish(EXCHANGE, row.routing_key, row.body, _properties(row), mandatory=True)
        if not self.link.run(lambda: not self._waiting, CONFIRM_SECONDS):
            self.link.close()
            raise LinkLost(f"{len(self._waiting)} of {len(rows)} messages were not confirmed in time")
        return self._confirmed - self._returned

    def connect(self) -> None:
        """Connect, unless connected already. Raises `LinkLost`."""
        if self.link.is_open:
            return
        channel = self.link.open()
        self._next_tag = 1
        self._waiting = {}
        channel.confirm_delivery(self._on_confirm)
        channel.add_on_return_callback(self._on_return)

    def _on_confirm(self, frame: Any) -> None:
        method = frame.method
        tags = [method.delivery_tag]
        if method.multiple:
            tags = [tag for tag in self._waiting if tag <= method.delivery_tag]
        taken = isinstance(method, pika.spec.Basic.Ack)
        for tag in tags:
            event_id = self._waiting.pop(tag, None)
            if event_id is not None and taken:
                self._confirmed.add(event_id)

    def _on_return(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        self._returned.add(properties.message_id)


class Relay:
    """Empties one service's outbox until stopped. `run` is a plain loop for a thread or greenlet of its own."""

    def __init__(self, database: Database, amqp_url: str, service: str) -> None:
        self._database = database
        self._outbox = database.metadata.tables["outbox"]
        self._publisher = ConfirmedPublisher(amqp_url, f"{service}.relay")
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
        pause = 1.0
        sent_since_prune = 0
        try:
            while True:
                try:
                    sent = self.send_window()
                    pause = 1.0
                    sent_since_prune += sent
                    if sent_since_prune >= 100_000:
                        self.prune()
                        sent_since_prune = 0
                    if sent == 0:
                        if self._stopping:
                            return
                        self._wait()
                except (LinkLost, LinkRefused, DBAPIError) as error:
                    if isinstance(error, DBAPIError) and not is_transient(error):
                        raise
                    if self._stopping:
                        return
                    kind, reason = type(error).__name__, "" if isinstance(error, DBAPIError) else str(error)
                    log.warning("the outbox waits", extra={"error": kind, "reason": reason, "seconds": pause})
                    threading.Event().wait(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._publisher.link.close()
            self._finished.set()

    def send_window(self) -> int:
        """Send one window of unsent rows; returns how many were confirmed and marked."""
        if self._database.is_sqlite:
            with self._database.engine.connect() as connection:
                rows = connection.execute(self._unsent()).all()
            confirmed = self._publisher.publish(rows) if rows else set()
            if confirmed:
                with self._database.transaction() as tx:
                    self._mark(tx.session.connection(), rows, confirmed)
        else:
            with self._database.engine.begin() as connection:
                rows = connection.execute(self._unsent().with_for_update(skip_locked=True)).all()
                confirmed = self._publisher.publish(rows) if rows else set()
                if confirmed:
                    self._mark(connection, rows, confirmed)
        if len(confirmed) < len(rows):
            raise LinkLost(f"the broker did not take {len(rows) - len(confirmed)} of {len(rows)} events")
        return len(confirmed)

    def prune(self) -> None:
        """Delete rows sent long enough ago; the log on the bus keeps the events themselves."""
        with self._database.transaction() as tx:
            tx.session.execute(self._outbox.delete().where(self._outbox.c.sent_at < utc_now() - KEEP_SENT))

    def _unsent(self) -> Any:
        columns = self._outbox.c
        return (
            sa.select(
                columns.number, columns.event_id, columns.routing_key, columns.type, columns.body, columns.created_at
            )
            .where(columns.sent_at.is_(None))
            .order_by(columns.number)
            .limit(WINDOW)
        )

    def _mark(self, connection: sa.Connection, rows: Sequence[Any], confirmed: set[str]) -> None:
        numbers = [row.number for row in rows if row.event_id in confirmed]
        connection.execute(self._outbox.update().where(self._outbox.c.number.in_(numbers)).values(sent_at=utc_now()))

    def _wait(self) -> None:
        link = self._publisher.link
        if not link.is_open:
            self._publisher.connect()
        link.run(lambda: self._wakened, SWEEP_SECONDS)
        self._wakened = False


def _properties(row: Any) -> pika.BasicProperties:
    return pika.BasicProperties(
        content_type=CONTENT_TYPE,
        delivery_mode=2,
        message_id=row.event_id,
        type=row.type,
        app_id=row.type.split(".")[1],
        timestamp=int(row.created_at.timestamp()),
    )
