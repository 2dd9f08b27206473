"""The copy that is built beside the live database, and the switch from one to the other.

Both are in reach of one connection, so that one transaction can read the live tables, finish the copy and put it in
their place: unqualified names mean the copy, names in the schema `live` the live database. On PostgreSQL the copy is a
schema of the same database; on SQLite it is a file of its own, to which the live one is attached.
"""

from __future__ import annotations

import fcntl
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from chassis import migrations

from ..models import Base
from . import Refused

DERIVED = (
    "inbox",
    "completed_services",
    "rated_services",
    "department_cases",
    "whistles",
    "served_in",
    "records",
    "record_versions",
    "merged_volunteers",
    "volunteer_years",
    "department_quarters",
    "deeds",
    "seconded_volunteers",
    "meetings_held",
    "raters",
    "volunteer_persons",
    "households",
    "household_members",
    "rulings",
    "department_rulings",
    "volunteers",
    "organisations",
    "communities",
)
"""What follows from the log, in the order in which the service's handlers come to it."""

KEPT = (
    "outbox",
    "commands",
    "adopted_policies",
    "star_trials",
    "star_trial_moves",
    "star_closings",
    "final_ratings",
    "star_appeals",
    "ratings_to_check",
    "rating_doubts",
    "record_appeals",
    "department_appeals",
    "marks",
    "department_classes",
    "public_appraisals",
    "appraisal_appeals",
    "published_appraisals",
    "points_holders",
    "points_accounts",
    "points_postings",
    "points_lines",
    "benefits",
    "redemptions",
)
"""What does not follow from the log and stays as it is. The service itself has points follow the sums again."""

SCHEMA, REPLACED = "rebuild", "replaced"
_ADVISORY_LOCK = 7_105_111_202
INBOX_LOCK_SECONDS = 5.0
OTHER_LOCK_SECONDS = 0.1
"""So short that whoever waits for us is never the one that PostgreSQL lets go to solve a deadlock (after a second)."""
BUSY_SECONDS = 2.0

ANOTHER_RUNS = "Another rebuild of scoring is under way: wait for its end."


class Beside(ABC):
    """`engine`: connections for which unqualified names mean the copy; `live`: the live tables by name."""

    engine: sa.Engine
    live: dict[str, sa.Table]

    @abstractmethod
    def make(self) -> None:
        """Make the copy, empty, in the live database's shape. Raises `Refused`."""

    @abstractmethod
    def remove(self) -> None:
        """Leave nothing of the copy behind."""

    @abstractmethod
    def switching(self) -> Session:
        """A session in whose transaction nobody else writes to the live tables. Raises OperationalError when others
        are busy there; the same again may succeed."""

    @abstractmethod
    def snapshot(self) -> Session:
        """A session that sees the live tables as they are now, whatever happens to them meanwhile."""

    @abstractmethod
    def replace(self, session: Session) -> None:
        """Put the copy's derived tables in the place of the live ones, in the transaction of `switching`."""

    @contextmanager
    def built(self) -> Iterator[None]:
        """The copy is there while the block runs."""
        try:
            self.make()
            yield
        finally:
            self.remove()

    def _refuse_other_shape(self) -> None:
        """The copy has the shape that this version of scoring makes; the live database must have the same."""
        version = sa.table("alembic_version", sa.column("version_num"))
        schema = self.live["inbox"].schema
        theirs = sa.table("alembic_version", sa.column("version_num"), schema=schema)
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version", schema=schema):
                raise Refused(
                    "The database has no tables of scoring yet: start the service once, so that it makes its tables."
                )
            ours = connection.scalar(sa.select(version.c.version_num))
            live = connection.scalar(sa.select(theirs.c.version_num))
        if ours != live:
            raise Refused(
                f"The live database is of revision {live} and this version of scoring is of {ours}: "
                "start the service in this version first, then rebuild."
            )


def beside(url: str) -> Beside:
    """The copy for the live database at `url`."""
    return BesideSqlite(url) if make_url(url).get_backend_name() == "sqlite" else BesidePostgres(url)


def _tables(schema: str) -> dict[str, sa.Table]:
    metadata = sa.MetaData()
    return {name: Base.metadata.tables[name].to_metadata(metadata, schema=schema) for name in (*DERIVED, *KEPT)}


class BesidePostgres(Beside):
    """A schema of the same database. The old tables stay in the schema `replaced` until the next rebuild."""

    def __init__(self, url: str) -> None:
        named = {"application_name": "linli-rebuild", "connect_timeout": 5}
        self._live_engine = sa.create_engine(url, hide_parameters=True, connect_args=named, pool_size=1)
        self.engine = sa.create_engine(
            url, hide_parameters=True, connect_args={**named, "options": f"-csearch_path={SCHEMA}"}
        )
        self._guard: sa.Connection | None = None

    def make(self) -> None:
        self._guard = self._live_engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not self._guard.scalar(sa.select(sa.func.pg_try_advisory_lock(_ADVISORY_LOCK))):
            self._guard.close()
            self._guard = None
            raise Refused(ANOTHER_RUNS)
        schema = self._guard.scalar(sa.select(sa.func.current_schema()))
        self.live = _tables(str(schema))
        self._drop(SCHEMA)
        self._guard.execute(sa.text(f"CREATE SCHEMA {SCHEMA}"))
        migrations.upgrade(self.engine, "scoring")
        self._refuse_other_shape()

    def remove(self) -> None:
        self.engine.dispose()
        if self._guard is not None:
            self._drop(SCHEMA)
            self._guard.close()
        self._live_engine.dispose()

    def switching(self) -> Session:
        # The planner shall know from the start what the new tables hold.
        with self.engine.begin() as connection:
            connection.execute(sa.text(f"ANALYZE {', '.join(DERIVED)}"))
        self._drop(REPLACED)
        session = Session(self.engine)
        try:
            # First what keeps vacuum out and disturbs nobody; then the batches in hand come to their end.
            self._lock(session, DERIVED, "SHARE UPDATE EXCLUSIVE", INBOX_LOCK_SECONDS)
            self._lock(session, DERIVED[:1], "ACCESS EXCLUSIVE", INBOX_LOCK_SECONDS)
            self._lock(session, DERIVED[1:], "ACCESS EXCLUSIVE", OTHER_LOCK_SECONDS)
            session.execute(sa.text("SET LOCAL lock_timeout = 0"))
        except BaseException:
            session.close()
            raise
        return session

    def snapshot(self) -> Session:
        return Session(self.engine.execution_options(isolation_level="REPEATABLE READ"))

    def replace(self, session: Session) -> None:
        schema = self._quoted(self.live["inbox"].schema)
        session.execute(sa.text(f"CREATE SCHEMA {REPLACED}"))
        for name in DERIVED:
            session.execute(sa.text(f"ALTER TABLE {schema}.{name} SET SCHEMA {REPLACED}"))
            session.execute(sa.text(f"ALTER TABLE {SCHEMA}.{name} SET SCHEMA {schema}"))

    def _lock(self, session: Session, names: Sequence[str], mode: str, seconds: float) -> None:
        session.execute(sa.text(f"SET LOCAL lock_timeout = {int(seconds * 1000)}"))
        schema = self._quoted(self.live["inbox"].schema)
        for name in names:
            session.execute(sa.text(f"LOCK TABLE {schema}.{name} IN {mode} MODE"))

    def _drop(self, schema: str) -> None:
        assert self._guard is not None
        self._guard.execute(sa.text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))

    def _quoted(self, name: str | None) -> str:
        return self.engine.dialect.identifier_preparer.quote(str(name))


class BesideSqlite(Beside):
    """A file beside the live one, named like it with ``.rebuild`` before the ending."""

    def __init__(self, url: str) -> None:
        self._live_file = Path(make_url(url).database or "").absolute()
        self._file = self._live_file.with_suffix(f".rebuild{self._live_file.suffix}")
        self._guard: int | None = None
        self.live = _tables("live")
        self.engine = self._engine(attached=True)

    def make(self) -> None:
        if not self._live_file.is_file():
            raise Refused(
                f"There is no database {self._live_file}: start scoring once, so that it makes its tables, "
                "or correct LINLI_DATABASE_URL or LINLI_DATA."
            )
        self._guard = os.open(self._live_file.parent, os.O_RDONLY)
        try:
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._guard)
            self._guard = None
            raise Refused(ANOTHER_RUNS) from None
        self._unlink()
        alone = self._engine(attached=False)
        migrations.upgrade(alone, "scoring")
        alone.dispose()
        self._refuse_other_shape()

    def remove(self) -> None:
        self.engine.dispose()
        if self._guard is not None:
            self._unlink()
            os.close(self._guard)
            self._guard = None

    def switching(self) -> Session:
        session = Session(self.engine.execution_options(linli_switching=True))
        try:
            session.connection()
        except BaseException:
            session.close()
            raise
        return session

    def snapshot(self) -> Session:
        return Session(self.engine)

    def replace(self, session: Session) -> None:
        for name in DERIVED:
            live, ours = self.live[name], Base.metadata.tables[name]
            session.execute(live.delete())
            session.execute(live.insert().from_select([column.name for column in ours.columns], sa.select(ours)))

    def _engine(self, attached: bool) -> sa.Engine:
        engine = sa.create_engine(
            f"sqlite:///{self._file}", hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
        )

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, record: Any) -> None:
            connection.isolation_level = None
            # The copy need not survive a crash; it would be made anew.
            for setting in ("journal_mode=MEMORY", "synchronous=OFF"):
                connection.execute(f"PRAGMA main.{setting}")
            if attached:
                connection.execute("ATTACH DATABASE ? AS live", (str(self._live_file),))
                connection.execute("PRAGMA live.synchronous=FULL")

        @sa.event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            switching = connection.get_execution_options().get("linli_switching")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if switching else "BEGIN")

        return engine

    def _unlink(self) -> None:
        for ending in ("", "-journal", "-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
