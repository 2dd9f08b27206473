"""Whether scoring takes events in as fast when five million lie in its ledger as when fifty thousand do.

The service as it is run for users, on one PostgreSQL server with two databases, which differ in nothing but the number
of services of past years: each with its fact and its inbox entry, the sums of the same volunteers and where they
served, everything indexed, vacuumed, analysed and written to disk before each round. The same new events are drained
into either.
"""

from __future__ import annotations

from functools import partial

from chassis.transaction import new_id
from scoring import policies

from . import samples
from .ingest import OUR_QUEUE, committed_a_second, counted, fill_ours
from .result import Result, medians
from .stand import Stand, execute, migrate, service, stand

MANY, FEW = 5_000_000, 50_000
EVENTS = 50_000
VOLUNTEERS = 20_000

IN_ORDER = "CREATE FUNCTION pg_temp.id(prefix text, number int8) RETURNS text LANGUAGE sql IMMUTABLE AS\
 $$ SELECT prefix || '0000-0000-7000-8000-' || lpad(to_hex(number), 12, '0') $$"
"""Ids in the form of a UUIDv7, growing with the number and lower than any made today."""

INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE 'CREATE INDEX %public.%'"
"""All but those that keep keys unique."""

PAST = (
    """
    INSERT INTO completed_services
        (service_id, event_id, community, kind, provider_kind, provider, minutes, completed_at, told_at)
    SELECT pg_temp.id('0191', number), pg_temp.id('0192', number), 'community-' || volunteer % {communities},
        'convenience', 'volunteer', pg_temp.id('0190', volunteer), 30 + number % 150,
        timestamptz '2021-01-01' + number::float8 / {facts} * interval '1826 days', timestamptz '2026-01-01'
    FROM (
        SELECT number, (hashint8(number)::int8 & 2147483647) % {volunteers} AS volunteer
        FROM generate_series(1, {facts}::int8) AS number
    ) AS past
    """,
    """
    INSERT INTO inbox (subscription, event_id, received_at)
    SELECT '{subscription}', event_id, completed_at FROM completed_services
    """,
    """
    INSERT INTO served_in (community, year, volunteer_id)
    SELECT DISTINCT community, extract(year FROM completed_at)::int, provider FROM completed_services
    """,
    """
    INSERT INTO volunteer_years (volunteer_id, year, services, minutes, stars, policy, version)
    SELECT provider, extract(year FROM completed_at)::int, count(*), sum(minutes), 5, '{policy}', 5
    FROM completed_services GROUP BY 1, 2
    """,
)


def run() -> list[Result]:
    with stand() as ground:
        return Growth(ground).measure()


class Growth:
    """Two databases of scoring, with much and with little in the ledger."""

    def __init__(self, ground: Stand) -> None:
        self._ground = ground
        self._volunteers = samples.volunteers(VOLUNTEERS)
        self._many, self._few = (self._with_past(facts) for facts in (MANY, FEW))

    def measure(self) -> list[Result]:
        rates = medians({"many": partial(self.drain, self._many), "few": self.drain_few})
        name = f"growth: ServiceCompleted a second with {MANY:,} in the ledger"
        return [Result(name, rates["many"], f"the same with {FEW:,}", rates["few"], goal=0.9)]

    def drain_few(self) -> float:
        """Into a copy, so that few remain few."""
        return self.drain(self._ground.copy(self._few))

    def drain(self, url: str) -> float:
        """Events a second that scoring commits."""
        since, present = new_id(), counted(url)
        fill_ours(self._ground, list(samples.bodies(EVENTS, self._volunteers)))
        execute(url, "VACUUM ANALYZE", "CHECKPOINT")
        with service("scoring", self._ground.amqp_url, url):
            return committed_a_second(url, EVENTS, present, since)

    def _with_past(self, facts: int) -> str:
        """A database with so many services of past years. Its indexes are made after them, which is far quicker."""
        url = self._ground.database()
        migrate(url, "scoring")
        values = {
            "facts": facts,
            "volunteers": VOLUNTEERS,
            "communities": samples.COMMUNITIES,
            "subscription": OUR_QUEUE,
            "policy": policies.own().stars[0].reference,
        }
        print(f"writing {facts:,} services of past years", flush=True)
        indexes = execute(url, INDEXES)
        execute(url, *(f"DROP INDEX {name}" for name, _ in indexes))
        execute(url, IN_ORDER, *(statement.format(**values) for statement in PAST), *(made for _, made in indexes))
        return url
