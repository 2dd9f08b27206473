"""How fast the relay takes events from the outbox to the bus, each confirmed by the broker and marked for itself.

Ours is the relay as it runs for users: inside a service (``python -m chassis.run ticketing``) that is up and has
nothing else to do when the rows appear, all in one commit. It is measured from the first window marked to the last,
by PostgreSQL's own commit times; on SQLite, which keeps none, by the times in the marks. Beside it, in processes of
their own, plain pika without a database: publishing one message and waiting for its confirm, on a BlockingConnection;
and with 500 confirms in flight on a SelectConnection, the faster of pika's two.

All publish the same bodies with the same properties, persistent and mandatory, to the same exchange, from which they
go to one quorum queue (not to the stream as well that keeps all events: it would slow the broker for all of them).
"""

from __future__ import annotations

import sqlalchemy as sa

from chassis import topology
from contracts import EXCHANGE, LOG
from contracts.events import ServiceCompleted
from ticketing.models import Base

from . import samples
from .result import Result, medians
from .stand import Stand, execute, open_database, peer, printed, require, service, stand

EVENTS = 50_000
EVENTS_FOR_ONE_BY_ONE = 3_000
"""Waiting for each confirm takes far longer, at a rate that does not depend on their number."""

QUEUE = "bench.relay"


def run() -> list[Result]:
    with stand() as ground:
        return Relaying(ground).measure()


class Relaying:
    """The contenders before one quorum queue."""

    def __init__(self, ground: Stand) -> None:
        self._ground = ground
        with ground.channel() as channel:
            channel.exchange_declare(EXCHANGE, "topic", durable=True)
            channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
            channel.queue_bind(QUEUE, EXCHANGE, topology.binding_key(ServiceCompleted))
        bodies = list(samples.bodies(EVENTS))
        self._all, self._few = ground.folder / "all", ground.folder / "few"
        self._all.write_bytes(b"\n".join(bodies))
        self._few.write_bytes(b"\n".join(bodies[:EVENTS_FOR_ONE_BY_ONE]))

    def measure(self) -> list[Result]:
        rates = medians(
            {
                "ours": self.ours,
                "ours, SQLite": self.ours_on_sqlite,
                "one by one": self.one_by_one,
                "500 in flight": self.in_flight,
            }
        )
        name = "relay: outbox rows a second to a quorum queue"
        one_by_one = "pika BlockingConnection, a confirm for each message"
        in_flight = "pika SelectConnection, 500 confirms in flight, no database"
        return [
            Result(name, rates["ours"], one_by_one, rates["one by one"], goal=8),
            Result(name, rates["ours"], in_flight, rates["500 in flight"], goal=0.6),
            Result(f"{name}, from SQLite", rates["ours, SQLite"], in_flight, rates["500 in flight"]),
        ]

    def ours(self) -> float:
        """Rows a second on PostgreSQL."""
        url = self._ground.database()
        self._relay(url)
        marked = execute(
            url,
            "SELECT count(*), extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM outbox"
            " GROUP BY xmin ORDER BY 2",
        )
        return _rate(marked)

    def ours_on_sqlite(self) -> float:
        """Rows a second on SQLite."""
        url = self._ground.sqlite()
        self._relay(url)
        engine = sa.create_engine(url)
        outbox = Base.metadata.tables["outbox"]
        with engine.connect() as connection:
            marked = connection.execute(
                sa.select(sa.func.count(), outbox.c.sent_at).group_by(outbox.c.sent_at).order_by(outbox.c.sent_at)
            ).all()
        engine.dispose()
        return _rate([(rows, time.timestamp()) for rows, time in marked])

    def one_by_one(self) -> float:
        return self._peer(str(self._few), 1)

    def in_flight(self) -> float:
        return self._peer(str(self._all), 500)

    def _relay(self, url: str) -> None:
        """Have a service publish EVENTS rows and wait until all are marked."""
        with service("ticketing", self._ground.amqp_url, url):
            with self._ground.channel() as channel:
                channel.queue_purge(QUEUE)
                channel.queue_unbind(LOG, EXCHANGE, "#")
            database = open_database(Base.metadata, "ticketing", url)
            with database.transaction() as tx:
                for completed in samples.completed(EVENTS):
                    tx.emit(completed)
            outbox = Base.metadata.tables["outbox"]
            unsent = sa.select(sa.func.count()).where(outbox.c.sent_at.is_(None))

            def marked() -> bool:
                with database.reading() as session:
                    return session.execute(unsent).scalar_one() == 0

            require(marked, "all rows to be marked", pause=0.25)
            database.engine.dispose()
        require(lambda: self._ground.ready(QUEUE) == EVENTS, f"{EVENTS} messages in {QUEUE}")

    def _peer(self, path: str, in_flight: int) -> float:
        with self._ground.channel() as channel:
            channel.queue_purge(QUEUE)
        return float(printed(peer("publish", self._ground.amqp_url, EXCHANGE, path, in_flight)))


def _rate(marked: list[tuple[int, float]]) -> float:
    """Rows a second, of (rows, time) of each window marked; the first only says when the clock started."""
    (first, began), (_, ended) = marked[0], marked[-1]
    return (sum(rows for rows, _ in marked) - first) / (ended - began)
