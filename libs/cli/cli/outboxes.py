"""A service's outbox, read from outside: what waits in it, since when, and when the last event left."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from chassis.models import chassis_tables
from cli.problem import Problem

_CONNECT_SECONDS = 5
_SQLITE_BUSY_SECONDS = 5
_STATEMENT_MILLISECONDS = 20_000

_metadata = sa.MetaData()
chassis_tables(_metadata)
_columns = _metadata.tables["outbox"].c


@dataclass(frozen=True)
class Outbox:
    """One service's outbox now. `waiting`: event types and how many of each; `oldest`: when the first of them happened;
    `fault`: why it could not be read, empty where it could."""

    service: str
    waiting: Mapping[str, int] = field(default_factory=dict)
    oldest: datetime | None = None
    last_sent: datetime | None = None
    fault: str = ""

    @property
    def count(self) -> int:
        return sum(self.waiting.values())

    def age(self, now: datetime) -> timedelta:
        """How long the oldest has waited."""
        return max(now - self.oldest, timedelta()) if self.oldest else timedelta()


def look(service: str, url: str) -> Outbox:
    """The outbox of `service` in the database at `url`, which is only read. Raises Problem for what is no address."""
    try:
        engine = _engine(url)
    except (ArgumentError, ImportError):
        raise Problem(
            "--database takes sqlite:///folder/{service}.sqlite3 or postgresql://user:password@host/linli_{service}."
        ) from None
    if isinstance(engine, str):
        return Outbox(service, fault=engine)
    try:
        with engine.connect() as connection:
            return _read(service, connection)
    except DBAPIError as error:
        return Outbox(service, fault=f"the database cannot be read: {str(error.orig).strip().splitlines()[0]}")
    finally:
        engine.dispose()


def _read(service: str, connection: sa.Connection) -> Outbox:
    if not sa.inspect(connection).has_table("outbox"):
        return Outbox(service, fault="the database has no outbox: the service never started on it")
    waiting = connection.execute(
        sa.select(_columns.type, sa.func.count(), sa.func.min(_columns.created_at, type_=_columns.created_at.type))
        .where(_columns.sent_at.is_(None))
        .group_by(_columns.type)
        .order_by(sa.func.count().desc())
    ).all()
    # Rows leave in the order of their numbers, and only by number is there an index.
    last_sent = connection.execute(
        sa.select(_columns.sent_at).where(_columns.sent_at.is_not(None)).order_by(_columns.number.desc()).limit(1)
    ).scalar()
    return Outbox(
        service,
        {type: count for type, count, _ in waiting},
        min((oldest for _, _, oldest in waiting), default=None),
        last_sent,
    )


def _engine(url: str) -> sa.Engine | str:
    """How the database is reached, without a right to change it; or why it cannot be."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        file = Path(address.database or "")
        if not file.is_file():
            return f"there is no database {file}: the service never started here"
        read_only = f"{file.resolve().as_uri()}?mode=ro"
        return sa.create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(read_only, uri=True, timeout=_SQLITE_BUSY_SECONDS)
        )
    if address.get_backend_name() != "postgresql":
        raise ArgumentError(url)
    return sa.create_engine(
        address,
        poolclass=sa.NullPool,
        hide_parameters=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "linli-outbox",
            "options": f"-c default_transaction_read_only=on -c statement_timeout={_STATEMENT_MILLISECONDS}",
        },
    )
