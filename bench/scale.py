"""What one consumer carries and what more of them bring: the figures that docs/scale.md stands on.

The services as they are run for users, on one broker and one PostgreSQL server. From a backlog: all messages lie in
their queue and all replicas are up before the first is handled; until then a lock on the table that each transaction
begins with holds them back. And steadily: commands at the rate of a province's festival day, with everything that
follows from them.

Two cores cannot show more events a second with two replicas where one already takes both; they do show who waits for
whom, and what each event costs. What follows from that for places and days is worked out by `bench.capacity` and
`bench.plan`, and printed as the tables of docs/scale.md. SCALE_EVENTS sets another number of events, SCALE_ROUNDS of
rounds.
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import NamedTuple

import pika
import psycopg2

from chassis.transaction import new_id
from cli.broker import NODE, PrivateBroker
from contracts import CONTENT_TYPE, EXCHANGE
from ticketing.models import Base as TicketingBase

from . import plan, samples
from .ingest import OUR_QUEUE, fill_ours
from .locked import BATCH, seconds_locked
from .result import Result, turns
from .stand import Stand, execute, load, migrate, open_database, peer, printed, process, require, service, stand
from .watch import Pace, broker_seconds, median, number, watched

EVENTS = int(os.environ.get("SCALE_EVENTS", "30000"))
ROUNDS = int(os.environ.get("SCALE_ROUNDS", "3"))

MANY, HANDFUL = 20_000, 10
"""Volunteers that all events are of, where they are spread and where they are hot."""

STEADY_RATES, STEADY_SECONDS = (20, 100, 210), 20
"""Commands a second. Each tells that a service is completed, which now and then leads to a second event, of the stars:
the first and the last bring half the events of a province's busiest hour, and half of those of its festival day's."""

PARTITIONS = "bench.partitions"
ONE_QUEUE = "bench.one"
QUORUM = {"x-queue-type": "quorum"}
IN_FLIGHT = 500

FACTS = "SELECT count(*) FROM completed_services"
MESSAGES = "SELECT count(*) FROM messages"
SENT = "SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL"
WRITTEN = "SELECT sum(n_tup_ins + n_tup_upd)::float8 FROM pg_stat_user_tables"


class HashingBroker(PrivateBroker):
    """With the exchange that divides messages over queues by a hash; it comes with RabbitMQ."""

    def prepare(self) -> None:
        super().prepare()
        (self.folder / "enabled_plugins").write_text("[rabbitmq_consistent_hash_exchange].\n")


class Published(NamedTuple):
    """Events a second that one publisher gets confirmed, from `one` quorum queue and from `all` that binds; bytes of an
    event in the log."""

    one: float
    all: float
    log_bytes: float


class Steady(NamedTuple):
    """Commands handled as they come. `pace`: of commands; `events`: that one leads to; `p50`, `p99`: seconds from the
    command's transaction to scoring's commit, which half of them and 99 of 100 stay below."""

    pace: Pace
    events: float
    p50: float
    p99: float


def run() -> list[Result]:
    with stand(HashingBroker) as ground:
        return Scale(ground).measure()


class Scale:
    """The measurements on one broker and one database server."""

    def __init__(self, ground: Stand) -> None:
        self._ground = ground
        self._spread = list(samples.bodies(EVENTS, samples.volunteers(MANY)))
        self._hot = list(samples.bodies(EVENTS, samples.volunteers(HANDFUL)))
        self._bytes: dict[str, float] = {}

    def measure(self) -> list[Result]:
        self._declare_all()
        published, notify, relay = self.publish(), self.notify(), self.relay()
        steady, rows = self.steady()
        rounds = turns(
            {
                "one": partial(self.scoring, self._spread, 1),
                "two": partial(self.scoring, self._spread, 2),
                "one, hot": partial(self.scoring, self._hot, 1),
                "two, hot": partial(self.scoring, self._hot, 2),
                "partitions": partial(self.partitioned, self._spread),
                "partitions, hot": partial(self.partitioned, self._hot),
            },
            ROUNDS,
        )
        scoring = {name: median(paces) for name, paces in rounds.items()}
        held = {count: seconds_locked(self._database("scoring"), count) for count in (MANY, HANDFUL)}
        measured = plan.Measured(
            scoring=scoring["one"].rate,
            notify=notify.rate,
            relay=relay.rate,
            serial=BATCH / max(held.values()),
            cores={rate * found.events: found.pace.cores / found.events for rate, found in steady.items()},
            broker={rate * found.events: found.pace.broker / found.events for rate, found in steady.items()},
            rows=rows,
            log_bytes=published.log_bytes,
            fact_bytes=self._bytes["completed_services"],
            message_bytes=self._bytes["messages"],
            inbox_bytes=self._bytes["inbox"],
            outbox_bytes=self._bytes["outbox"],
        )
        print(_tables(scoring | {"notify": notify, "relay": relay}, steady, held), plan.markdown(measured), sep="\n\n")
        rates = {name: pace.rate for name, pace in scoring.items()}
        name = "scale: ServiceCompleted a second, two replicas of scoring"
        return [
            Result(f"{name}, {MANY:,} volunteers", rates["two"], "one replica", rates["one"]),
            Result(f"{name}, {HANDFUL} volunteers", rates["two, hot"], "one replica", rates["one, hot"]),
            Result(f"{name} with a partition each", rates["partitions"], "on one queue", rates["two"]),
            Result("scale: events a second that notify handles", notify.rate, "scoring", rates["one"]),
            Result("scale: confirmed by all queues a second", published.all, "by one quorum queue", published.one),
        ]

    def publish(self) -> Published:
        """Leaves every event in the queues of scoring and notify."""
        path = self._ground.folder / "events"
        path.write_bytes(b"\n".join(self._spread))
        with self._ground.channel() as channel:
            channel.exchange_declare(ONE_QUEUE, "fanout")
            channel.queue_declare(ONE_QUEUE, durable=True, arguments=QUORUM)
            channel.queue_bind(ONE_QUEUE, ONE_QUEUE)
        size, rates = self._log_size(), {}
        for exchange in (ONE_QUEUE, EXCHANGE):
            before = broker_seconds(self._ground)
            rates[exchange] = float(printed(peer("publish", self._ground.amqp_url, exchange, path, IN_FLIGHT)))
            spent = (broker_seconds(self._ground) - before) / EVENTS
            told = f"{rates[exchange]:,.0f} a second, {spent * 1e6:.0f} µs of the broker each"
            print(f"published to {exchange}: {told}", flush=True)
        with self._ground.channel() as channel:
            channel.queue_delete(ONE_QUEUE)
        require(lambda: self._ground.ready(OUR_QUEUE) == EVENTS, f"{EVENTS} messages in {OUR_QUEUE}")
        return Published(rates[ONE_QUEUE], rates[EXCHANGE], (self._log_size() - size) / EVENTS)

    def notify(self) -> Pace:
        """Notify on what `publish` left in its queue."""
        url = self._database("notify")
        pace = self._drained("notify", url, "inbox", MESSAGES, [()])
        self._weigh(url, "messages")
        return pace

    def relay(self) -> Pace:
        """Ticketing's relay on a full outbox."""
        url = self._database("ticketing")
        database = open_database(TicketingBase.metadata, "ticketing", url)
        with database.transaction() as tx:
            for event in samples.completed(EVENTS):
                tx.emit(event)
        database.engine.dispose()
        pace = self._drained("ticketing", url, "outbox", SENT, [()])
        self._weigh(url, "outbox")
        return pace

    def steady(self) -> tuple[dict[int, Steady], float]:
        """Commands at each of the `STEADY_RATES`, each with its event through outbox and relay to scoring and notify;
        and the rows written for one."""
        urls = {name: self._database(name) for name in ("ticketing", "scoring", "notify")}
        with self._ground.channel() as channel:
            for queue in (OUR_QUEUE, "notify.deliver"):
                channel.queue_purge(queue)
        with ExitStack() as stack:
            subscribers = [
                stack.enter_context(service(name, self._ground.amqp_url, urls[name])) for name in ("scoring", "notify")
            ]
            pids = [each.pid for each in subscribers]
            found = {rate: self._at(rate, urls, pids) for rate in STEADY_RATES}
        return found, sum(number(url, WRITTEN) for url in urls.values()) / sum(_told(urls))

    def _at(self, rate: int, urls: Mapping[str, str], subscribers: Sequence[int]) -> Steady:
        commands, since = rate * STEADY_SECONDS, new_id()
        before, stars_before = _told(urls)
        counted = f"SELECT count(*) - {before:.0f} FROM completed_services"
        with process(load("commit_steadily", self._ground.amqp_url, urls["ticketing"], commands, rate)) as running:
            pids = [*subscribers, running.pid]
            pace = watched(self._ground, pids, "scoring", urls["scoring"], counted, commands)
        _, stars = _told(urls)
        began = "SELECT event_id, extract(epoch FROM created_at)::float8 FROM outbox"
        ended = "SELECT event_id, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM completed_services"
        begun = dict(execute(urls["ticketing"], began))
        took = [at - begun[event_id] for event_id, at in execute(urls["scoring"], ended) if event_id > since]
        percentiles = statistics.quantiles(took, n=100)
        return Steady(pace, 1 + (stars - stars_before) / commands, percentiles[49], percentiles[98])

    def scoring(self, bodies: Sequence[bytes], replicas: int) -> Pace:
        """So many replicas of scoring on its one queue."""
        url = self._database("scoring")
        fill_ours(self._ground, bodies)
        pace = self._drained("scoring", url, "inbox", FACTS, [()] * replicas)
        self._weigh(url, "completed_services", "inbox")
        return pace

    def partitioned(self, bodies: Sequence[bytes]) -> Pace:
        """Two replicas of scoring, each on a partition of its own, divided by community."""
        url = self._database("scoring")
        queues = [f"{OUR_QUEUE}.{number}" for number in (1, 2)]
        with self._ground.channel() as channel:
            channel.exchange_declare(PARTITIONS, "x-consistent-hash", arguments={"hash-header": "community"})
            for queue in queues:
                channel.queue_declare(queue, durable=True, arguments=QUORUM | {"x-single-active-consumer": True})
                channel.queue_bind(queue, PARTITIONS, routing_key="20")
            for body in bodies:
                headers = {"community": json.loads(body)["community"]}
                properties = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2, headers=headers)
                channel.basic_publish(PARTITIONS, "", body, properties)

            def all_there() -> bool:
                channel.connection.process_data_events()
                return sum(map(self._ground.ready, queues)) == EVENTS

            require(all_there, f"{EVENTS} messages in {queues}")
        return self._drained("scoring", url, "inbox", FACTS, [peer("partition", number) for number in (1, 2)])

    def _drained(self, name: str, url: str, begins_with: str, counted: str, commands: Sequence[Sequence[str]]) -> Pace:
        """Have replicas of a service, one a command (empty for the usual one), handle `EVENTS` that wait.
        `begins_with`: the table that each of its transactions begins with; `counted`: tells how many are handled."""
        with ExitStack() as stack:
            with _locked(url, begins_with):
                running = [
                    stack.enter_context(service(name, self._ground.amqp_url, url, command)) for command in commands
                ]
            return watched(self._ground, [each.pid for each in running], name, url, counted, EVENTS)

    def _declare_all(self) -> None:
        """What stands on the broker where all services have been started."""
        for name in ("ticketing", "scoring", "notify"):
            with service(name, self._ground.amqp_url, self._database(name)):
                pass

    def _database(self, name: str) -> str:
        url = self._ground.database()
        migrate(url, name)
        return url

    def _weigh(self, url: str, *tables: str) -> None:
        """Note what one event takes up in `tables`, with their indexes."""
        for table in tables:
            self._bytes[table] = number(url, f"SELECT pg_total_relation_size('{table}')") / EVENTS

    def _log_size(self) -> int:
        streams = self._ground.broker.folder / "data" / NODE / "stream"
        return sum(path.stat().st_size for path in streams.rglob("*.segment"))


def _tables(paces: Mapping[str, Pace], steady: Mapping[int, Steady], held: Mapping[int, float]) -> str:
    """What the table of results has no place for."""
    backlog = [
        (name, f"{pace.rate:,.0f}", pace.costs, f"{pace.waiting:.0%}", str(pace.deadlocks))
        for name, pace in paces.items()
    ]
    coming = [
        (
            str(rate),
            plan.few(at.pace.rate),
            plan.few(rate * at.events),
            f"{at.p50 * 1e3:.0f} ms",
            f"{at.p99 * 1e3:.0f} ms",
            at.pace.costs,
        )
        for rate, at in steady.items()
    ]
    costs, each = "service + database + broker, µs an event", "services + database + broker, µs a command"
    parts = (
        plan.table(("from a backlog", "a second", costs, "waiting for rows", "deadlocks"), backlog),
        plan.table(("commands a second", "handled", "events", "half within", "99 of 100 within", each), coming),
        *(f"Sums of {count:,} volunteers: locked {seconds * 1e3:.1f} ms a batch." for count, seconds in held.items()),
    )
    return "\n\n".join(parts)


def _told(urls: Mapping[str, str]) -> tuple[float, float]:
    """How many services scoring was told of, and how many changes of stars it told."""
    return number(urls["scoring"], FACTS), number(urls["scoring"], "SELECT count(*) FROM outbox")


@contextmanager
def _locked(url: str, table: str) -> Iterator[None]:
    """Nobody else gets at the table while the block lasts."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        connection.close()
