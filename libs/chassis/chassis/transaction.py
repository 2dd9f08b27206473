"""A unit of work: one database transaction, one clock reading, and the events that leave with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
import uuid_utils
from sqlalchemy.orm import Session

from contracts import Envelope, Event

from .logging import correlation_id


def new_id() -> str:
    """A UUIDv7 as text: unique, and growing with time."""
    return str(uuid_utils.uuid7())


def _go_on() -> None:
    """There is nobody to give way to."""


class Emitted(NamedTuple):
    """An event as it goes into the outbox; the fields are the columns."""

    event_id: str
    routing_key: str
    type: str
    body: bytes
    created_at: datetime


class Transaction:
    """What a handler is given. `session`: SQLAlchemy's, committed by chassis and never by the handler; `now`: the
    one time (UTC) at which everything in it happens; `give_way`: to be called in a handler that works by the clock
    while it has locked nothing that events need: lets those that have come be handled first."""

    def __init__(self, session: Session, now: datetime, cause: str | None = None) -> None:
        self.session = session
        self.now = now
        self.give_way: Callable[[], None] = _go_on
        self._cause = cause
        self._emitted: list[Emitted] = []
        self._kept: list[tuple[sa.Table, dict[str, Any]]] = []

    def new_id(self) -> str:
        """An id for a new record."""
        return new_id()

    def emit(self, event: Event, cause: Envelope | None = None) -> str:
        """Put the event into the outbox; it leaves if, and only if, the transaction is committed. Returns its id.

        `cause`: the event that led to it; its correlation id is passed on.
        """
        envelope = Envelope(
            id=new_id(),
            time=self.now,
            data=event,
            correlationid=(cause.correlationid if cause else None) or correlation_id.get(),
            causationid=cause.id if cause else self._cause,
            traceparent=cause.traceparent if cause else None,
        )
        self._emitted.append(
            Emitted(envelope.id, event.routing_key, envelope.type, envelope.to_json(), created_at=self.now)
        )
        return envelope.id

    def keep(self, table: sa.Table, **row: Any) -> None:
        """Have a row, which may not be there yet, stored with all that is new when the transaction ends."""
        self._kept.append((table, row))

    def take_kept(self) -> list[tuple[sa.Table, dict[str, Any]]]:
        """What was kept since the last call."""
        kept, self._kept = self._kept, []
        return kept

    def take_emitted(self) -> list[Emitted]:
        """What was emitted since the last call."""
        emitted, self._emitted = self._emitted, []
        return emitted
