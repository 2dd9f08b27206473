"""What services and servers do while they handle events: how many a second, the processor's time that each takes, and
who waits for whose rows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, NamedTuple, Self

import psutil
import psycopg2

from cli.processes import marked

from .stand import Stand, execute, require

FROM, TO = 0.2, 0.8
"""What is measured lies between these parts of the events, so that neither start nor end counts."""

LOOK_EVERY_SECONDS = 0.05
COUNT_EVERY_SECONDS = 0.1
"""Often enough to see, seldom enough not to be seen in what the database does."""


@dataclass(frozen=True)
class Pace:
    """How events were handled: `rate`, a second; `service`, `database`, `broker`: processor seconds of each for one
    event; `waiting`: of the time in transactions, the part spent waiting for another's rows; `deadlocks`: seen."""

    rate: float
    service: float
    database: float
    broker: float
    waiting: float
    deadlocks: int

    @property
    def cores(self) -> float:
        """Processor seconds for one event, of all."""
        return self.service + self.database + self.broker

    @property
    def costs(self) -> str:
        """Microseconds of service, database and broker."""
        return " + ".join(f"{cost * 1e6:,.0f}" for cost in (self.service, self.database, self.broker))

    def __str__(self) -> str:
        return f"{self.rate:,.0f} ({self.costs} µs, {self.waiting:.0%} waiting)"


class _Moment(NamedTuple):
    """What stood at a moment: events handled, the clock, processor seconds of services, database and broker."""

    events: float
    clock: float
    service: float
    database: float
    broker: float


def watched(ground: Stand, pids: Sequence[int], name: str, url: str, counted: str, events: int) -> Pace:
    """Watch the processes `pids` while the service `name` handles `events`, and wait until it has. `counted`: a query
    of its database that tells how many are handled."""

    with _connected(url) as cursor:

        def handled_events() -> float:
            cursor.execute(counted)
            return (cursor.fetchone() or (0,))[0]

        def reach(share: float) -> None:
            wanted = events * share
            require(lambda: handled_events() >= wanted, f"{share:.0%} of {name}'s events", COUNT_EVERY_SECONDS)

        def moment() -> _Moment:
            return _Moment(
                handled_events(),
                time.perf_counter(),
                _processor_seconds(pids),
                _processor_seconds(process.pid for process in marked(ground.folder / "postgres")),
                broker_seconds(ground),
            )

        reach(FROM)
        first = moment()
        with _LockWaits(url, f"linli-{name}") as waits:
            reach(TO)
            last = moment()
        reach(1.0)
    handled, seconds, *spent = (after - before for before, after in zip(first, last, strict=True))
    service, database, broker = (each / handled for each in spent)
    return Pace(handled / seconds, service, database, broker, waits.share, waits.deadlocks)


def broker_seconds(ground: Stand) -> float:
    """The processor's time that the broker has taken so far."""
    return _processor_seconds(process.pid for process in marked(ground.folder / "broker"))


def number(url: str, query: str) -> float:
    """The one number that a query answers."""
    return float(execute(url, query)[0][0])


def median(paces: Sequence[Pace]) -> Pace:
    """The pace of the median rate, with the deadlocks of all."""
    middle = sorted(paces, key=lambda pace: pace.rate)[len(paces) // 2]
    return replace(middle, deadlocks=sum(pace.deadlocks for pace in paces))


class _LockWaits:
    """Looks again and again, as long as the block lasts, at what the connections of `application` to a PostgreSQL
    database do."""

    _LOOK = """
        SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*) FILTER (WHERE xact_start IS NOT NULL)
        FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s
    """
    _DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"

    def __init__(self, url: str, application: str) -> None:
        self._url, self._application = url, application
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._waiting = self._busy = 0
        self.deadlocks = 0

    @property
    def share(self) -> float:
        """Of the time in transactions, the part spent waiting for another's rows."""
        return self._waiting / self._busy if self._busy else 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self.deadlocks = int(number(self._url, self._DEADLOCKS))

    def _look(self) -> None:
        with _connected(self._url) as cursor:
            while not self._over.wait(LOOK_EVERY_SECONDS):
                cursor.execute(self._LOOK, (self._application,))
                waiting, busy = cursor.fetchone() or (0, 0)
                self._waiting += waiting
                self._busy += busy


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    """A cursor on a connection of its own, each statement a transaction."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _processor_seconds(pids: Iterable[int]) -> float:
    """The processor's time that processes have taken so far, and those they started."""
    times: dict[int, float] = {}
    for pid in pids:
        # What ends while one looks is counted by who started it.
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            times[pid] = _spent(process)
            for started in process.children(recursive=True):
                times[started.pid] = _spent(started)
    return sum(times.values())


def _spent(process: psutil.Process) -> float:
    """Its own time and that of the processes it started and saw ending."""
    times = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system
