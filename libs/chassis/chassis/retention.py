"""How long a service keeps what it needs only for a while: sent events, events seen, commands answered.

- A sent event stays seven days for whoever looks into a trouble; the log on the bus keeps it for good.
- An event seen is remembered half a year, far longer than a broker repeats itself, and than a dead letter waits for
  somebody to replay it. Even then most handlers know the fact again by its own key.
- A command's answer is kept thirty days, longer than anybody retries with the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from .database import Database, is_transient, utc_now

KEEP = {
    ("outbox", "sent_at"): timedelta(days=7),
    ("inbox", "received_at"): timedelta(days=180),
    ("commands", "received_at"): timedelta(days=30),
}
"""By table and the column that says since when."""

AT_ONCE = 5_000
"""Rows deleted in one transaction, so that none holds up the service's own for long."""

EVERY_SECONDS = 3_600.0

log = logging.getLogger(__name__)


def run(database: Database, stopped_within: Callable[[float], bool]) -> None:
    """Prune every hour, for a greenlet of its own. `stopped_within`: waits so many seconds unless the service is to
    stop, and returns whether it is."""
    while not stopped_within(EVERY_SECONDS):
        try:
            log.info("pruned", extra=prune(database, utc_now()))
        except DBAPIError as error:
            if not is_transient(error):
                raise
            log.warning("not pruned this time", extra={"error": type(error).__name__})


def prune(database: Database, now: datetime) -> dict[str, int]:
    """Delete what is older than it is kept; returns how many rows of each table."""
    return {name: _prune(database, name, since, now - keep) for (name, since), keep in KEEP.items()}


def _prune(database: Database, name: str, since: str, before: datetime) -> int:
    table = database.metadata.tables[name]
    key = list(table.primary_key)
    old = sa.select(*key).where(table.c[since] < before).order_by(*key).limit(AT_ONCE)
    statement = table.delete().where((sa.tuple_(*key) if len(key) > 1 else key[0]).in_(old))
    deleted = 0
    while True:
        with database.transaction() as tx:
            count: int = tx.session.execute(statement).rowcount  # type: ignore[attr-defined]
        deleted += count
        if count < AT_ONCE:
            return deleted
