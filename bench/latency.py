"""How long after a command is committed its star rating can be read, at 200 commands a second.

Ours is the whole way: a process that commits commands as a service does (loads/commit_steadily.py), its outbox and
relay, the exchange with all that is bound to it, and scoring as it is run for users. Beside it the least that such a
way can be: plain pika publishing to the same exchange, each message confirmed, and plain pika consuming, each message
inserted, committed and acknowledged by itself.

The clock starts when the commit of the command has returned, or just before the message is published; it stops at the
time that PostgreSQL gives to the commit on the other side. The first seconds, in which things are still being loaded,
do not count. Rounds take turns, and the median of each percentile counts.
"""

from __future__ import annotations

import statistics
from typing import NamedTuple

from contracts import EXCHANGE

from . import samples
from .ingest import counted
from .result import Result, turns
from .stand import Stand, execute, load, migrate, peer, printed, process, require, service, stand

A_SECOND = 200
COMMANDS = 3_000
WARMING_UP = 400
KEY = QUEUE = "bench.latency"


class Milliseconds(NamedTuple):
    """From start to readable: what half of them stay below, and what 99 of 100 do."""

    p50: float
    p99: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms"


def run() -> list[Result]:
    with stand() as ground:
        rounds = turns({"ours": lambda: ours(ground), "bare": lambda: bare(ground)})
    own, theirs = rounds["ours"], rounds["bare"]
    name = "latency: commit to readable stars at 200 a second, ms"
    least = "bare pika, publish-confirm + consume + commit"
    return [
        Result(f"{name}, p50", _median(own, 0), least, _median(theirs, 0), most=4),
        Result(f"{name}, p99", _median(own, 1), least, _median(theirs, 1), most=6),
    ]


def ours(ground: Stand) -> Milliseconds:
    own, scoring = ground.database(), ground.database()
    migrate(own, "ticketing")
    with service("scoring", ground.amqp_url, scoring):
        committed = _times(printed(load("commit_steadily", ground.amqp_url, own, COMMANDS, A_SECOND)))
        require(lambda: counted(scoring) == COMMANDS, f"{COMMANDS} services to be counted")
    return _compared(committed, scoring, "SELECT service_id, {} FROM completed_services")


def bare(ground: Stand) -> Milliseconds:
    url = ground.database()
    execute(url, "CREATE TABLE arrived (id text PRIMARY KEY, body bytea NOT NULL)")
    with ground.channel() as channel:
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(QUEUE, EXCHANGE, KEY)
    bodies = ground.folder / "bodies"
    bodies.write_bytes(b"\n".join(samples.bodies(COMMANDS)))
    with process(peer("commit_each", ground.amqp_url, QUEUE, url)):
        published = _times(printed(peer("publish_steadily", ground.amqp_url, EXCHANGE, KEY, bodies, A_SECOND)))
        require(lambda: execute(url, "SELECT count(*) FROM arrived") == [(COMMANDS,)], f"{COMMANDS} rows")
    return _compared(published, url, "SELECT id, {} FROM arrived")


def _times(text: str) -> dict[str, float]:
    """What a load prints: by id, when."""
    lines = (line.split() for line in text.splitlines())
    return {name: float(at) for name, at in lines}


def _compared(started: dict[str, float], url: str, query: str) -> Milliseconds:
    """How long each took from its start to its commit in the database."""
    committed = execute(url, query.format("extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8"))
    ended = dict(committed)
    counting = list(started.items())[WARMING_UP:]
    took = [(ended[name] - at) * 1000 for name, at in counting]
    percentiles = statistics.quantiles(took, n=100)
    return Milliseconds(percentiles[49], percentiles[98])


def _median(rounds: list[Milliseconds], place: int) -> float:
    return statistics.median(found[place] for found in rounds)
