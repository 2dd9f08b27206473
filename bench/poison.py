"""How much of its pace scoring keeps when the traffic holds malformed messages, each of which it must put aside with
its reason, confirmed by the broker, before it may go on.

The same service, broker and database server drain a queue of good events, and one that holds the same events with a
thousand malformed ones strewn among them. Only good events are counted. Rounds take turns, and the median round of
each counts.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from random import Random

from cli.broker import PrivateBroker
from cli.postgres import PrivatePostgres

from .ingest import Ingest, bodies, keep_commit_times
from .result import Result
from tests.faults.malformed import damaged

GOOD = 20_000
MALFORMED = 1_000
ROUNDS = 3
SEED = 2026


def run() -> list[Result]:
    chance = Random(SEED)
    good = bodies(GOOD)
    bad = [damaged(body, chance) for body in chance.choices(good, k=MALFORMED)]
    spoiled = chance.sample(good + bad, k=GOOD + MALFORMED)
    rates: dict[str, list[float]] = {"with": [], "without": []}
    with (
        tempfile.TemporaryDirectory(prefix="linli-bench-") as folder,
        PrivatePostgres(Path(folder) / "postgres") as server,
        PrivateBroker(Path(folder) / "broker") as broker,
    ):
        keep_commit_times(server)
        drain = Ingest(server, broker.amqp_url).drained
        for _ in range(ROUNDS):
            rates["with"].append(drain(spoiled, GOOD))
            rates["without"].append(drain(good, GOOD))
            print("  ".join(f"{name} poison {found[-1]:,.0f}/s" for name, found in rates.items()), flush=True)
    with_poison, without = (statistics.median(found) for found in rates.values())
    name = f"poison: good events a second, {MALFORMED:,} malformed among {GOOD:,}"
    return [Result(name, with_poison, "the same without malformed ones", without, goal=0.5)]
