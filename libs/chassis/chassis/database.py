"""A service's own database: SQLite file or PostgreSQL, the same code on both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from nameko.extensions import DependencyProvider
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from .connection import Connection
from .new_rows import take_new
from .settings import Settings
from .sql import Rows, insert_last, rows_of
from .transaction import Emitted, Transaction

BUSY_MILLISECONDS = 2_000
"""How long SQLite waits for another process's write. The wait stops every greenlet, so it is short."""

CHECKPOINT = "wal_autocheckpoint=8000"
"""Pages (32 MB) after which SQLite copies its log into the file. At its usual 1,000 a batch would be copied at once,
with pages of indexes that the next batch writes again."""

RESTED_SECONDS = 2.0
"""How long a pooled connection may have been idle and still be used unasked. To ask before each use, as SQLAlchemy's
`pool_pre_ping` does, would be a sixth of a short transaction; a server that went away a moment ago fails the call that
finds it so, as it did all the others in that moment."""

AroundCommit = Callable[[Sequence[Emitted], Mapping[str, int]], AbstractContextManager[None]]


def utc_now() -> datetime:
    return datetime.now(UTC)


def is_transient(error: BaseException) -> bool:
    """Whether the database was away, busy or chose this transaction to give way: the same again may succeed."""
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


class Database(DependencyProvider):
    """Opens transactions and reading sessions. As an attribute of a service class it is nameko's to set up; elsewhere
    call `open`. `clock` returns the current time in UTC."""

    engine: sa.Engine
    _writing: sa.Engine

    def __init__(self, metadata: sa.MetaData, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__()
        self.metadata = metadata
        self._clock = clock
        self._around_commit: list[AroundCommit] = []
        self._after_commit: list[Callable[[], None]] = []
        self._writer: AbstractContextManager[Any] = nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def setup(self) -> None:
        self.open(self.container.service_name, self.container.config["settings"])

    def open(self, service: str, settings: Settings) -> None:
        """Make the engine for `service`'s own database; connects at first use."""
        if hasattr(self, "engine"):
            return
        url = make_url(settings.database_url_of(service))
        if url.get_backend_name() == "sqlite":
            self._writer = threading.Lock()
            self.engine = _sqlite(url)
            self._writing = self.engine.execution_options(linli_writing=True)
        else:
            self.engine = sa.create_engine(
                url,
                pool_size=settings.workers + 5,
                max_overflow=0,
                pool_timeout=5,
                pool_use_lifo=True,
                hide_parameters=True,
                connect_args={
                    "connect_timeout": 5,
                    "application_name": f"linli-{service}",
                    "connection_factory": Connection,
                },
            )
            _ask_the_rested(self.engine)
            self._writing = self.engine

    def around_commit(self, enter: AroundCommit) -> None:
        """Have every commit that puts something into the outbox made within `enter(what it puts there, numbers)`, which
        is left by an exception when the commit failed, or when it is not known whether it did. `numbers`: of the rows
        in the outbox by their events, once it is committed."""
        self._around_commit.append(enter)

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Have `tell` called after every commit, in the thread that made it."""
        self._after_commit.append(tell)

    def get_dependency(self, worker_ctx: Any) -> Work:
        return Work(self, dict(worker_ctx.data))

    @contextmanager
    def transaction(self, cause: str | None = None) -> Iterator[Transaction]:
        """A transaction that is committed when the block ends well and rolled back when it does not. On SQLite
        it holds the one writer's place: never wait for anything inside."""
        with self._writer, ExitStack() as around, Session(self._writing, expire_on_commit=False) as session:
            tx = Transaction(session, self._clock(), cause)
            yield tx
            new, emitted = self._changes(tx)
            numbers: dict[str, int] = {}
            if emitted:
                for enter in self._around_commit:
                    around.enter_context(enter(emitted, numbers))
            outbox = self.metadata.tables["outbox"]
            numbers |= insert_last(session, new, outbox, Rows(Emitted._fields, emitted), "event_id")
            session.commit()
            for tell in self._after_commit:
                tell()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads. On PostgreSQL each statement sees what was committed before it; on SQLite all see
        the same."""
        with self.asking() as connection, Session(connection) as session:
            yield session

    @contextmanager
    def asking(self) -> Iterator[sa.Connection]:
        """As `reading`, for a question that needs no session, which costs more than many a question."""
        with self.engine.connect() as connection, _untransacted(connection):
            yield connection

    def is_reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def _changes(self, tx: Transaction) -> tuple[list[tuple[sa.Table, Rows]], list[Emitted]]:
        """Store what the transaction changed; returns the rows that are new, and what is to be sent."""
        new = [*take_new(tx.session), *((table, rows_of([row])) for table, row in tx.take_kept())]
        # As SQLAlchemy would: what was changed or deleted first, for something new may come in its place.
        tx.session.flush()
        return new, tx.take_emitted()


class Work:
    """A `Database` in the hands of one call: what it was asked with travels along."""

    def __init__(self, database: Database, context: dict[str, Any]) -> None:
        self.database, self.context = database, context


def _ask_the_rested(engine: sa.Engine) -> None:
    """Have a connection that was idle for `RESTED_SECONDS` asked whether it still stands, before it is used."""

    @sa.event.listens_for(engine, "checkin")
    def rest(connection: Any, record: Any) -> None:
        record.info["rested_since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, proxy: Any) -> None:
        since = record.info.get("rested_since")
        if since is None or time.monotonic() - since < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError(str(error)) from None


@contextmanager
def _untransacted(connection: sa.Connection) -> Iterator[None]:
    """Have what is read from PostgreSQL read outside a transaction. Under its usual isolation each statement sees what
    was committed before it, in one or not; without, the server need not be asked to begin and to end it. SQLAlchemy's
    own way, its isolation level AUTOCOMMIT, asks more of the server than is spared."""
    if connection.dialect.name != "postgresql":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.untransacted = True
    try:
        yield
    finally:
        raw.untransacted = False


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        poolclass=sa.QueuePool,
        pool_size=20,
        max_overflow=0,
        pool_timeout=5,
        connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", CHECKPOINT):
            connection.execute(f"PRAGMA {setting}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("linli_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
