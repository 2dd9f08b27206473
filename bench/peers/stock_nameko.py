"""The peer of bench/ingest.py: what scoring does, as nameko's documentation would have one write it.

nameko's own `event_handler`, one event at a time, each in a transaction of its own. On SQLite, where there is one
writer, on one connection and as durable as ours. Run: ``python stock_nameko.py AMQP_URL DATABASE_URL``.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import signal  # noqa: E402
import sqlite3  # noqa: E402
import sys  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from typing import Any  # noqa: E402

import effects  # noqa: E402
from nameko.constants import AMQP_URI_CONFIG_KEY  # noqa: E402
from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from psycopg2.pool import SimpleConnectionPool  # noqa: E402

WORKERS = 10


class PostgreSQL:
    statements = effects.Statements(lambda number: "%s")

    def __init__(self, url: str) -> None:
        self._pool = SimpleConnectionPool(WORKERS, WORKERS, url)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        connection = self._pool.getconn()
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            self._pool.putconn(connection)

    @staticmethod
    def moment(moment: Any) -> Any:
        return moment


class SQLite:
    statements = effects.Statements(lambda number: "?")

    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {setting}")

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Nothing in it waits for anything but the file, so no other greenlet comes between."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection.cursor()
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    @staticmethod
    def moment(moment: Any) -> str:
        """As SQLAlchemy writes it."""
        return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


database = (SQLite if sys.argv[2].startswith("sqlite") else PostgreSQL)(sys.argv[2])


class StockScoring:
    name = "stock_scoring"

    @event_handler("ticketing", "ServiceCompleted")
    def record(self, event: dict[str, Any]) -> None:
        with database.transaction() as cursor:
            self._record(cursor, database.statements, event)

    def _record(self, cursor: Any, statements: effects.Statements, event: dict[str, Any]) -> None:
        cursor.execute(statements.inbox, (event["id"], database.moment(effects.now())))
        if not cursor.fetchall():
            return
        completed_at = effects.completed_at(event)
        cursor.execute(statements.fact, effects.fact(event, database.moment(completed_at)))
        if not cursor.fetchall():
            return
        provider, year = event["data"]["provider"], effects.year_of(completed_at)
        cursor.execute(statements.sums, (provider, year, event["data"]["minutes"]))
        changed = effects.changed_stars(year, *cursor.fetchone())
        if changed:
            cursor.execute(statements.stars, (*changed, provider, year))


if __name__ == "__main__":
    runner = ServiceRunner(config={AMQP_URI_CONFIG_KEY: sys.argv[1], "max_workers": WORKERS})
    runner.add_service(StockScoring)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    runner.start()
    runner.wait()
