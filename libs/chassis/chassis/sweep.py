"""Sweeps of the outbox: which rows wait to be sent that nobody is sending yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from .models import Id
from .publisher import WINDOW

SWEEP_SECONDS = 1.0
"""From one sweep's end to the next."""

_ON_POSTGRESQL = sa.text("SET LOCAL enable_sort = off; SET LOCAL synchronous_commit = off")
"""The planner, who remembers an outbox where next to nothing waits, would sort all of a backlog for every window of
it; the index has it in order. And a mark need not wait for the disk: one that a crash of PostgreSQL takes back sends
its event once more, as any crash may."""


class Unsent(NamedTuple):
    """A row of the outbox that waits to be sent: its number there, and what was `Emitted`."""

    number: int
    event_id: str
    routing_key: str
    type: str
    body: bytes
    created_at: datetime


class Sweep:
    """Reads unsent rows by their state, in the order of their numbers, never by "number greater than the last":
    numbers are given before commits, so a later one may be seen first.

    A sweep takes what was there when the last one began: what is younger is being sent by the process that committed
    it. After `everything` the next sweep takes that, too.
    """

    def __init__(self, outbox: sa.Table) -> None:
        number = outbox.c.number
        self._newest = sa.select(sa.func.coalesce(sa.func.max(number), 0))
        self._unsent = (
            sa.select(*(outbox.c[name] for name in Unsent._fields))
            .where(outbox.c.sent_at.is_(None), number.between(sa.bindparam("first"), sa.bindparam("last")))
            .order_by(number)
            .limit(WINDOW)
            .with_for_update(skip_locked=True)
        )
        self._not_in_hand = outbox.c.event_id != sa.all_(sa.bindparam("in_hand", type_=ARRAY(Id)))
        self._all = True
        self._due = self._again_at = 0.0
        self._passed_over = self._seen = 0
        self._first, self._last, self._next_seen = 0, -1, 0
        """Numbers that the sweep under way is still to read; `_last` below zero: none is."""

    def everything(self) -> None:
        """Have the next sweep begin at once and take all that waits; from any thread."""
        self._all = True

    @property
    def seconds_left(self) -> float:
        """Until there is something to read; not above zero: now."""
        return 0.0 if self._all or self._last >= 0 else self._due - time.monotonic()

    def read(self, connection: sa.Connection, in_hand: Callable[[], Collection[str]]) -> Sequence[Any]:
        """The next window of rows (`Unsent`), without the events `in_hand`; empty at the end of what waits. On
        PostgreSQL they are locked in the transaction, and what others have locked is left to them.

        What is in hand is asked when it is known how far the sweep goes: whatever has a number up to there was in hand
        before it got it.
        """
        on_postgresql = connection.dialect.name == "postgresql"
        if on_postgresql:
            connection.execute(_ON_POSTGRESQL)
        if self._last < 0:
            self._begin(connection.scalar(self._newest) or 0)
        events = in_hand()
        place: dict[str, Any] = {"first": self._first, "last": self._last}
        query = self._unsent
        if on_postgresql and events:
            query, place = query.where(self._not_in_hand), {**place, "in_hand": list(events)}
        rows = connection.execute(query, place).all()
        if len(rows) < WINDOW:
            self._last, self._seen, self._due = -1, self._next_seen, time.monotonic() + SWEEP_SECONDS
        else:
            self._first = rows[-1].number + 1
        return rows if on_postgresql else [row for row in rows if row.event_id not in events]

    def pass_over(self, number: int, seconds: float) -> None:
        """Read nothing up to `number` for so many seconds: the broker does not take it, and it is not to stand in the
        way of the rest."""
        self._passed_over = max(self._passed_over, number)
        if time.monotonic() >= self._again_at:
            self._again_at = time.monotonic() + seconds

    def give_up(self) -> None:
        """Let go of the sweep under way; the next takes everything."""
        self._last, self._all = -1, True

    def _begin(self, newest: int) -> None:
        if time.monotonic() >= self._again_at:
            self._passed_over = 0
        self._first, self._last = self._passed_over + 1, newest if self._all else self._seen
        self._next_seen, self._all = newest, False
