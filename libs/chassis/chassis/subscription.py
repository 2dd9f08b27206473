"""`@subscribe`: events from the bus into a handler, in batches, each event once, in one transaction with its effects.

The extension owns the queue, the batch, the transaction, the deduplication and the acknowledgement. Three kinds of
error have three ways (all of the retry policy of the bus stands in this file and in `topology.LADDER`):

- transient (database or broker away): nothing is acknowledged, the same batch is tried again after a pause;
- poison (not an event of the contract): to the dead letters with its reason, the rest of the batch goes on;
- handler error: the batch is halved down to the culprit; the rest is committed, the culprit climbs the ladder of
  delays, its attempts counted in a header of our own, and then goes to the dead letters.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import eventlet
from nameko.extensions import Entrypoint

from contracts import Envelope, Event, InvalidEvent

from .consumer import IDLE_SECONDS, LONGEST_PAUSE, Consumer
from .database import Database, is_transient, utc_now
from .handover import Handover
from .link import Link, LinkLost, LinkRefused
from .sql import Rows, insert_new
from .topology import ATTEMPT, DIED, LADDER, REASON, SUBSCRIPTION, dead_letters
from .wire import properties

PREFETCH_BATCHES = 4
AT_ONCE = 2
"""Batches of one subscription in the database at once, as of two replicas: while it works on one, the next is folded.
SQLite has one writer, so there it is one."""
MOST_FOLLOWED = 100
"""Correlation ids in the line that a batch logs: a backlog's line would be longer than many a log takes."""

_PLACE = ("subscription", "event_id", "received_at")

log = logging.getLogger(__name__)


class Delivery:
    """One message in hand. `header`: its properties, encoded; `envelope`: the event in it, or None with `fault`, why it
    is none."""

    __slots__ = ("body", "envelope", "fault", "header", "tag")

    def __init__(self, tag: int, header: bytes, body: bytes) -> None:
        self.tag, self.header, self.body = tag, header, body
        self.envelope: Envelope | None = None
        try:
            self.envelope = Envelope.from_json(body)
        except InvalidEvent as error:
            self.fault = error.reason


class _Commit:
    """A batch on its way into the database, in a greenlet of its own: meanwhile the connection lives on, heartbeats are
    answered and what arrives is read. `failure`: what went wrong, once it has `ended`."""

    def __init__(self, batch: Sequence[Delivery], commit: Callable[[Sequence[Delivery]], None], link: Link) -> None:
        self.batch, self._link = batch, link
        self.readable = [delivery for delivery in batch if delivery.envelope]
        self.ended = not self.readable
        self.failure: Exception | None = None
        self._thread = eventlet.spawn(self._run, commit) if self.readable else None

    def wait(self) -> None:
        if self._thread:
            self._thread.wait()

    def _run(self, commit: Callable[[Sequence[Delivery]], None]) -> None:
        try:
            commit(self.readable)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is dealt with by the subscription
            self.failure = error
        self.ended = True
        self._link.wake()


class Subscription(Consumer, Entrypoint):
    """``handler(self, tx, events)``: `events` are `Envelope`s of the given types that this subscription has not seen
    before, at most `batch` at a time, in no promised order."""

    def __init__(self, *events: type[Event], batch: int = 500, **kwargs: Any) -> None:
        self.events, self.batch = events, batch
        self._inbound: list[Delivery] = []
        self._under_way: deque[_Commit] = deque()
        self._handover: Handover | None = None
        super().__init__(**kwargs)

    @property
    def queue(self) -> str:
        """``<service>.<handler>``."""
        return f"{self.container.service_name}.{self.method_name}"

    @property
    def prefetch(self) -> int:
        return self.batch * PREFETCH_BATCHES

    @property
    def has_backlog(self) -> bool:
        """Whether more is in hand, and waits, than one batch takes."""
        return len(self._inbound) >= self.batch

    @property
    def is_busy(self) -> bool:
        """Whether anything is in hand."""
        return bool(self._inbound or self._under_way)

    def setup(self) -> None:
        self._database = next(found for found in self.container.dependencies if isinstance(found, Database))
        self._inbox = self._database.metadata.tables["inbox"]

    def on_open(self, link: Link) -> None:
        self._inbound, self._under_way, self._handover = [], deque(), Handover(link)

    def take(self, tag: int, method: bytes, header: bytes, body: bytes) -> None:
        self._inbound.append(Delivery(tag, header, body))

    def serve(self, link: Link) -> None:
        if link.run(lambda: bool(self._inbound) or self._stopping, IDLE_SECONDS):
            self._take_all()

    def finish(self, link: Link) -> None:
        self._take_all()

    def _take_all(self) -> None:
        """Handle everything in hand, batch by batch, and acknowledge in order."""
        link = self._link
        assert link is not None
        try:
            while self.is_busy:
                if self._stopping:
                    link.cancel()
                if self._may_begin():
                    self._under_way.append(self._begin())
                    continue
                oldest = self._under_way[0]
                link.run(lambda: self._is_something_due(link), IDLE_SECONDS)
                if oldest.ended:
                    self._settle(oldest)
                    self._under_way.popleft()
                    link.channel.basic_ack(oldest.batch[-1].tag, multiple=True)
        except (LinkLost, LinkRefused):
            for commit in self._under_way:
                commit.wait()
            raise

    def _is_something_due(self, link: Link) -> bool:
        return self._under_way[0].ended or self._may_begin() or (self._stopping and link.is_consuming)

    def _may_begin(self) -> bool:
        """A batch of any size when the database is idle, a full one while it works on another."""
        if not self._under_way:
            return bool(self._inbound)
        most = 1 if self._database.is_sqlite else AT_ONCE
        return len(self._inbound) >= self.batch and len(self._under_way) < most

    def _begin(self) -> _Commit:
        assert self._link is not None
        if len(self._inbound) < self.batch and not self._stopping:
            self._link.run(lambda: len(self._inbound) >= self.batch, 0)
        batch, self._inbound = self._inbound[: self.batch], self._inbound[self.batch :]
        return _Commit(batch, self._commit, self._link)

    def _settle(self, commit: _Commit) -> None:
        """See to what could not be read, and to a commit that failed; afterwards all of it may be acknowledged."""
        for delivery in commit.batch:
            if not delivery.envelope:
                self._bury(delivery, delivery.fault)
        if commit.failure:
            self._recover(commit.readable, commit.failure)
        assert self._handover is not None
        self._handover.wait()

    def _recover(self, deliveries: Sequence[Delivery], failure: Exception | None) -> None:
        pause = 1.0
        while failure:
            if not is_transient(failure):
                self._isolate(deliveries, failure)
                return
            log.warning(
                "the database is away or busy; the batch waits",
                extra={"queue": self.queue, "events": len(deliveries), "error": type(failure).__name__},
            )
            assert self._link is not None
            self._link.run(lambda: self._stopping, pause)
            if self._stopping:
                raise LinkLost("stopping while the database is away; the batch goes back to the queue")
            pause = min(pause * 2, LONGEST_PAUSE)
            failure = self._try(deliveries)

    def _isolate(self, deliveries: Sequence[Delivery], error: Exception) -> None:
        """Find the culprit by halves; what is not at fault is committed."""
        if len(deliveries) == 1:
            self._climb(deliveries[0], error)
            return
        middle = len(deliveries) // 2
        for half in (deliveries[:middle], deliveries[middle:]):
            self._recover(half, self._try(half))

    def _try(self, deliveries: Sequence[Delivery]) -> Exception | None:
        """Commit and wait for the end; returns what went wrong."""
        assert self._link is not None
        commit = _Commit(deliveries, self._commit, self._link)
        try:
            while not self._link.run(lambda: commit.ended, IDLE_SECONDS):
                pass
        except (LinkLost, LinkRefused):
            commit.wait()
            raise
        return commit.failure

    def _commit(self, deliveries: Sequence[Delivery]) -> None:
        envelopes = {delivery.envelope.id: delivery.envelope for delivery in deliveries if delivery.envelope}
        with self._database.transaction() as tx:
            places = Rows(_PLACE, [(self.queue, event_id, tx.now) for event_id in envelopes])
            fresh = insert_new(tx.session, self._inbox, places, _PLACE[:2])
            if fresh:
                handler = getattr(self.service_for(self), self.method_name)
                handler(tx, [envelopes[event_id] for _, event_id in fresh])
        self._log_handled(fresh, deliveries, envelopes)

    def _log_handled(
        self, fresh: Sequence[Any], deliveries: Sequence[Delivery], envelopes: Mapping[str, Envelope]
    ) -> None:
        """One line a batch: with its correlation ids a request can be followed to here. `seen_before`: deliveries of
        events that had been handled already, and were passed over."""
        followed = {found.correlationid for found in envelopes.values() if found.correlationid}
        some = sorted(followed)[:MOST_FOLLOWED]
        counts = {"events": len(fresh), "seen_before": len(deliveries) - len(fresh)}
        log.info("handled", extra={"queue": self.queue, **counts, "correlation_ids": some})

    def _climb(self, delivery: Delivery, error: Exception) -> None:
        told = (properties(delivery.header).headers or {}).get(ATTEMPT)
        attempt = (told if isinstance(told, int) and told > 0 else 0) + 1
        place = {"queue": self.queue, "event_id": delivery.envelope.id if delivery.envelope else None}
        log.error("event not handled", exc_info=error, extra={**place, "attempt": attempt})
        if attempt > len(LADDER):
            self._bury(delivery, f"handler error after {attempt} attempts: {type(error).__name__}")
            return
        self._hand_over(LADDER[attempt - 1].name, self.queue, delivery, {ATTEMPT: attempt})

    def _bury(self, delivery: Delivery, reason: str) -> None:
        log.error("dead letter", extra={"queue": self.queue, "reason": reason, "bytes": len(delivery.body)})
        headers = {REASON: reason, SUBSCRIPTION: self.queue, DIED: utc_now()}
        self._hand_over("", dead_letters(self.container.service_name), delivery, headers)

    def _hand_over(self, exchange: str, key: str, delivery: Delivery, headers: dict[str, Any]) -> None:
        assert self._handover is not None
        self._handover.send(exchange, key, delivery.header, delivery.body, headers)


subscribe = Subscription.decorator
