"""How fast scoring takes completed services from the bus into its database.

Ours is the service as it is run for users (``python -m chassis.run scoring``), with everything it does for an event:
validation, inbox, fact, sums, stars, announcements and their relay. Beside it, on the same broker and database server
in the same run: stock nameko, and FastStream with asyncpg, doing the same for each event by itself; and a bare pika
loop that only decodes the JSON, acknowledging many messages at once (nothing that also stores can beat that) or each
by itself, as pika's own examples do.

All messages lie in a queue before a consumer starts, and what is measured begins with the first ones done, so that
nobody's start-up counts. On PostgreSQL its own commit times tell when the first transaction and the last were
committed, and the events of the first are left out. On SQLite, which keeps none, the sums are read again and again,
and the clock runs from the first that are not zero. The bare loop reads the clock at the first message and the last.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from functools import partial

from chassis import topology
from contracts import CONTENT_TYPE
from contracts.events import ServiceCompleted, ServiceRated

from . import samples
from .result import Result, medians
from .stand import Stand, execute, migrate, peer, printed, process, require, service, stand

EVENTS = 100_000
EVENTS_FOR_PEERS = 4_000
"""Those that take one event a transaction need far longer for each, at a rate that does not depend on their number."""

OUR_QUEUE = "scoring.record_services"
STOCK_QUEUE = "evt-ticketing-ServiceCompleted--stock_scoring.record"
FASTSTREAM_QUEUE = "bench.faststream"
BARE_QUEUE = "bench.bare"
QUORUM = {"x-queue-type": "quorum"}


def run() -> list[Result]:
    with stand() as ground:
        return Ingest(ground).measure()


class Ingest:
    """The contenders on one broker and one database server."""

    def __init__(self, ground: Stand) -> None:
        self._ground = ground
        self._bodies = list(samples.bodies(EVENTS))
        self._few = self._bodies[:EVENTS_FOR_PEERS]

    def measure(self) -> list[Result]:
        rates = medians(
            {
                "ours": self.ours,
                "each": partial(self.bare, 1),
                "bulk": partial(self.bare, 500),
                "stock": self.stock,
                "faststream": self.faststream,
                "ours, SQLite": self.ours_on_sqlite,
                "stock, SQLite": self.stock_on_sqlite,
            }
        )
        ours, name = rates["ours"], "ingest: ServiceCompleted a second into PostgreSQL"
        on_sqlite = "ingest: ServiceCompleted a second into SQLite"
        return [
            Result(name, ours, "stock nameko event_handler, the same inserts on psycopg2", rates["stock"], goal=15),
            Result(name, ours, "FastStream, the same inserts on asyncpg", rates["faststream"], goal=10),
            Result(name, ours, "bare pika decoding JSON, 500 acknowledged at once", rates["bulk"], goal=0.6),
            Result(name, ours, "bare pika decoding JSON, each acknowledged", rates["each"], goal=0.6),
            Result(on_sqlite, rates["ours, SQLite"], "stock nameko on SQLite", rates["stock, SQLite"], goal=9),
        ]

    def ours(self) -> float:
        """Events a second that scoring's own handler commits."""
        return drained(self._ground, self._bodies, EVENTS)

    def ours_on_sqlite(self) -> float:
        url = self._ground.sqlite()
        migrate(url, "scoring")
        fill_ours(self._ground, self._bodies)
        with service("scoring", self._ground.amqp_url, url):
            return _seen_a_second(url, EVENTS)

    def stock(self) -> float:
        """Events a second that stock nameko commits."""
        url = self._prepared_for_stock(self._ground.database())
        with process(peer("stock_nameko", self._ground.amqp_url, url)):
            return committed_a_second(url, EVENTS_FOR_PEERS)

    def stock_on_sqlite(self) -> float:
        url = self._prepared_for_stock(self._ground.sqlite())
        with process(peer("stock_nameko", self._ground.amqp_url, url)):
            return _seen_a_second(url, EVENTS_FOR_PEERS)

    def faststream(self) -> float:
        """Events a second that FastStream commits."""
        url = self._ground.database()
        migrate(url, "scoring")
        with self._ground.channel() as channel:
            channel.queue_declare(FASTSTREAM_QUEUE, durable=True, arguments=QUORUM)
        self._ground.fill(FASTSTREAM_QUEUE, self._few, "application/json")
        with process(peer("faststream_asyncpg", self._ground.amqp_url, url, FASTSTREAM_QUEUE)):
            return committed_a_second(url, EVENTS_FOR_PEERS)

    def bare(self, acknowledged_at_once: int) -> float:
        """Messages a second that plain pika takes and decodes."""
        with self._ground.channel() as channel:
            channel.queue_declare(BARE_QUEUE, durable=True, arguments=QUORUM)
        self._ground.fill(BARE_QUEUE, self._bodies, CONTENT_TYPE)
        arguments = (self._ground.amqp_url, BARE_QUEUE, EVENTS, acknowledged_at_once)
        return float(printed(peer("bare_drain", *arguments)))

    def _prepared_for_stock(self, url: str) -> str:
        migrate(url, "scoring")
        with self._ground.channel() as channel:
            channel.queue_declare(STOCK_QUEUE, durable=True)
        self._ground.fill(STOCK_QUEUE, self._few, "application/json")
        return url


def drained(ground: Stand, messages: Sequence[bytes], events: int) -> float:
    """Events a second that scoring commits to PostgreSQL where `messages` lie in its queue, so many `events` among
    them."""
    url = ground.database()
    fill_ours(ground, messages)
    with service("scoring", ground.amqp_url, url):
        return committed_a_second(url, events)


def fill_ours(ground: Stand, messages: Sequence[bytes]) -> None:
    topology.declare(ground.amqp_url, "scoring", {OUR_QUEUE: [ServiceCompleted, ServiceRated]})
    ground.fill(OUR_QUEUE, messages, CONTENT_TYPE)


def committed_a_second(database_url: str, events: int, present: int = 0, since: str = "") -> float:
    """Wait until so many services are counted in a PostgreSQL database of scoring, beside those `present` before,
    whose ids are lower than `since`; returns how many a second were committed, the first transaction only starting
    the clock."""
    require(lambda: counted(database_url) == present + events, f"{events} events to be counted", pause=0.25)
    commits = execute(
        database_url,
        "SELECT count(*), extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM completed_services"
        f" WHERE service_id >= '{since}' GROUP BY xmin ORDER BY 2",
    )
    (first_events, first), (_, last) = commits[0], commits[-1]
    return (events - first_events) / (last - first)


def counted(database_url: str) -> int:
    """How many services are counted in a PostgreSQL database of scoring; 0 where it has no tables yet."""
    if execute(database_url, "SELECT to_regclass('volunteer_years')") == [(None,)]:
        return 0
    return execute(database_url, "SELECT coalesce(sum(services), 0)::int8 FROM volunteer_years")[0][0]


def _seen_a_second(database_url: str, events: int) -> float:
    """The same on SQLite, by reading the sums and the clock."""
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    seen: list[tuple[int, float]] = []

    def all_seen() -> bool:
        (services,) = connection.execute("SELECT coalesce(sum(services), 0) FROM volunteer_years").fetchone()
        if services:
            seen.append((services, time.perf_counter()))
        return services == events

    require(all_seen, f"{events} events to be counted", pause=0.02)
    connection.close()
    (first_events, first), (_, last) = seen[0], seen[-1]
    return (events - first_events) / (last - first)
