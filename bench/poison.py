"""How much of its pace scoring keeps when the traffic holds malformed messages, each of which it must put aside with
its reason, confirmed by the broker, before it may go on.

The same service, broker and database server drain a queue of good events, and one that holds the same events with a
thousand malformed ones strewn among them. Only good events are counted. Rounds take turns, and the median round of
each counts.
"""

from __future__ import annotations

from functools import partial
from random import Random

from . import samples
from .ingest import drained
from .result import Result, medians
from .stand import stand
from tests.faults.malformed import damaged

GOOD = 20_000
MALFORMED = 1_000
SEED = 2026


def run() -> list[Result]:
    chance = Random(SEED)
    good = list(samples.bodies(GOOD))
    bad = [damaged(body, chance) for body in chance.choices(good, k=MALFORMED)]
    spoiled = chance.sample(good + bad, k=GOOD + MALFORMED)
    with stand() as ground:
        rates = medians(
            {"with": partial(drained, ground, spoiled, GOOD), "without": partial(drained, ground, good, GOOD)}
        )
    name = f"poison: good events a second, {MALFORMED:,} malformed among {GOOD:,}"
    return [Result(name, rates["with"], "the same without malformed ones", rates["without"], goal=0.5)]
