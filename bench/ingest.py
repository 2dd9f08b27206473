"""How fast scoring takes completed services from the bus into PostgreSQL, on one core.

Ours is the service as it is run for users (``python -m chassis.run scoring``), with everything it does for an event:
validation, inbox, fact, sums, stars, announcements and their relay. Beside it, on the same broker and database
server in the same run: stock nameko doing the same for each event by itself, and a bare pika loop that only
decodes the JSON, acknowledging many messages at once (nothing that also stores can beat that) or each by itself, as
pika's own examples do.

All messages lie in a queue before a consumer starts, and what is measured begins with the first one done, so that
nobody's start-up counts: PostgreSQL's own commit times tell when the first transaction and the last were committed,
and the events of the first are left out; the bare loop reads the clock at the first message and the last. Rounds take
turns, and the median round of each counts.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pika
import psycopg2

from chassis import topology
from chassis.transaction import new_id
from cli.broker import PrivateBroker
from cli.postgres import PrivatePostgres
from cli.processes import wait_until
from contracts import CONTENT_TYPE, Envelope, vocabulary
from contracts.events import ServiceCompleted, ServiceRated

from .result import Result

EVENTS = 30_000
EVENTS_FOR_STOCK = 6_000
"""Stock nameko takes far longer for each, at a rate that does not depend on their number."""
VOLUNTEERS = 2_000
ROUNDS = 3
DEADLINE_SECONDS = 300.0

PEERS = Path(__file__).parent / "peers"
OUR_QUEUE = "scoring.record_services"
STOCK_QUEUE = "evt-ticketing-ServiceCompleted--stock_scoring.record"
BARE_QUEUE = "bench.bare"


def run() -> list[Result]:
    with (
        tempfile.TemporaryDirectory(prefix="linli-bench-") as folder,
        PrivatePostgres(Path(folder) / "postgres") as server,
        PrivateBroker(Path(folder) / "broker") as broker,
    ):
        keep_commit_times(server)
        return Ingest(server, broker.amqp_url).measure()


class Ingest:
    """The three contenders on one broker and one database server."""

    def __init__(self, server: PrivatePostgres, amqp_url: str) -> None:
        self._server, self._amqp_url = server, amqp_url
        self._bodies = bodies(EVENTS)
        self._rounds = 0

    def measure(self) -> list[Result]:
        rates: dict[str, list[float]] = {"ours": [], "each": [], "bulk": [], "stock": []}
        for _ in range(ROUNDS):
            rates["ours"].append(self.ours())
            rates["each"].append(self.bare(1))
            rates["bulk"].append(self.bare(500))
            rates["stock"].append(self.stock())
            print("  ".join(f"{name} {found[-1]:,.0f}/s" for name, found in rates.items()), flush=True)
        ours, each, bulk, stock = (statistics.median(found) for found in rates.values())
        name = "ingest: ServiceCompleted a second into PostgreSQL"
        return [
            Result(name, ours, "stock nameko event_handler, the same inserts on psycopg2", stock, goal=15),
            Result(name, ours, "bare pika decoding JSON, 500 acknowledged at once", bulk, goal=0.6),
            Result(name, ours, "bare pika decoding JSON, each acknowledged", each, goal=0.6),
        ]

    def ours(self) -> float:
        """Events a second that scoring's own handler commits."""
        return self.drained(self._bodies, EVENTS)

    def drained(self, messages: list[bytes], events: int) -> float:
        """The same where `messages` lie in the queue, so many `events` among them."""
        database_url = self._database()
        topology.declare(self._amqp_url, "scoring", {OUR_QUEUE: [ServiceCompleted, ServiceRated]})
        self._fill(OUR_QUEUE, messages, CONTENT_TYPE)
        settings = {"LINLI_AMQP_URL": self._amqp_url, "LINLI_DATABASE_URL": database_url}
        with _process([sys.executable, "-m", "chassis.run", "scoring"], settings):
            return self._committed_a_second(database_url, events)

    def stock(self) -> float:
        """Events a second that stock nameko commits."""
        database_url = self._database()
        _migrate(database_url)
        with self._channel() as channel:
            channel.queue_declare(STOCK_QUEUE, durable=True)
        self._fill(STOCK_QUEUE, self._bodies[:EVENTS_FOR_STOCK], "application/json")
        with _process([sys.executable, str(PEERS / "stock_nameko.py"), self._amqp_url, database_url], {}):
            return self._committed_a_second(database_url, EVENTS_FOR_STOCK)

    def bare(self, acknowledged_at_once: int) -> float:
        """Messages a second that plain pika takes and decodes."""
        with self._channel() as channel:
            channel.queue_declare(BARE_QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        self._fill(BARE_QUEUE, self._bodies, CONTENT_TYPE)
        command = [
            sys.executable,
            str(PEERS / "bare_drain.py"),
            self._amqp_url,
            BARE_QUEUE,
            str(EVENTS),
            str(acknowledged_at_once),
        ]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def _database(self) -> str:
        self._rounds += 1
        return self._server.create_database(f"round_{self._rounds}")

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        connection = pika.BlockingConnection(pika.URLParameters(self._amqp_url))
        try:
            yield connection.channel()
        finally:
            connection.close()

    def _fill(self, queue: str, messages: list[bytes], content_type: str) -> None:
        """Put the messages into a queue and wait until all lie ready there."""
        properties = pika.BasicProperties(content_type=content_type, delivery_mode=2)
        with self._channel() as channel:
            channel.queue_purge(queue)
            for body in messages:
                channel.basic_publish("", queue, body, properties)
        with self._channel() as channel:

            def ready() -> bool:
                return channel.queue_declare(queue, passive=True).method.message_count == len(messages)

            _require(wait_until(ready, DEADLINE_SECONDS), f"{queue} to hold {len(messages)} messages")

    def _committed_a_second(self, database_url: str, events: int) -> float:
        connection = psycopg2.connect(database_url)
        connection.autocommit = True
        with connection.cursor() as cursor:

            def counted() -> bool:
                cursor.execute("SELECT to_regclass('volunteer_years')")
                if cursor.fetchone() == (None,):
                    return False
                cursor.execute("SELECT coalesce(sum(services), 0) FROM volunteer_years")
                return cursor.fetchone() == (events,)

            _require(wait_until(counted, DEADLINE_SECONDS, pause=0.25), f"{events} events to be counted")
            cursor.execute(
                "SELECT count(*), extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM completed_services"
                " GROUP BY xmin ORDER BY 2"
            )
            commits = cursor.fetchall()
        connection.close()
        (first_events, first), (_, last) = commits[0], commits[-1]
        return (events - first_events) / (last - first)


def bodies(count: int) -> list[bytes]:
    """Completed services of a district's year: volunteers of ten communities, every kind, half an hour to three."""
    chance = random.Random(2026)
    volunteers = [(new_id(), f"community-{number % 10}") for number in range(VOLUNTEERS)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for _ in range(count):
        volunteer_id, community = chance.choice(volunteers)
        completed_at = start + timedelta(minutes=chance.randrange(300 * 24 * 60))
        service = ServiceCompleted(
            community=community,
            sequence=chance.randint(5, 9),
            service_id=new_id(),
            need_id=new_id(),
            kind=chance.choice(vocabulary.NEED_KINDS),
            provider_kind="volunteer",
            provider=volunteer_id,
            minutes=chance.randint(30, 180),
            completed_at=completed_at,
            round=1,
        )
        made.append(Envelope(id=new_id(), time=completed_at, data=service, correlationid=new_id()).to_json())
    return made


def keep_commit_times(server: PrivatePostgres) -> None:
    connection = psycopg2.connect(server.url())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    connection.close()
    server.stop()
    server.start()


def _migrate(database_url: str) -> None:
    import sqlalchemy as sa

    from chassis import migrations

    engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg2:"))
    migrations.upgrade(engine, "scoring")
    engine.dispose()


@contextmanager
def _process(command: list[str], settings: dict[str, str]) -> Iterator[None]:
    """A contender, ended when the block ends; what it printed is shown if it does not do its work."""
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield
        except BaseException:
            log.seek(0)
            print(log.read()[-4000:].decode(errors="replace"), file=sys.stderr)
            raise
        finally:
            running.terminate()
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def _require(done: bool, what: str) -> None:
    if not done:
        raise TimeoutError(f"waited {DEADLINE_SECONDS:.0f} s in vain for {what}")
