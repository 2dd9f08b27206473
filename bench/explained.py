"""How long it takes to read a volunteer's rating with its explanation, beside reading the bare row of the same year.

Ours is the scoring service as it is run for users, asked over its remote calls. Beside it, on the same broker and the
same database: stock nameko with a call that reads the row through SQLAlchemy and returns it. The volunteer is one of a
community's hundred, each with fifty services, most of them rated.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from chassis import Actor
from chassis.rpc import Client, ServiceUnavailable
from chassis.transaction import new_id

from .result import Result, medians
from .stand import execute, migrate, peer, process, require, service, stand

VOLUNTEERS, SERVICES, YEAR = 100, 50, 2026
ASKED = 60
"""Times that each is asked in a round, of which the median counts."""
ANYBODY = Actor(person_id=new_id(), roles=frozenset({"resident"}))

STORED = (
    """
    CREATE FUNCTION pg_temp.id(kind text, number int8) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT '0198' || kind || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0') $$
    """,
    """
    INSERT INTO volunteers (volunteer_id, community, withdrawn, sequence)
    SELECT pg_temp.id('0001', n), 'bench', false, 1 FROM generate_series(1, {volunteers}) AS n
    """,
    """
    INSERT INTO completed_services
        (service_id, event_id, community, kind, provider_kind, provider, minutes, completed_at, told_at)
    SELECT pg_temp.id('0002', n), pg_temp.id('0003', n), 'bench', 'convenience', 'volunteer',
        pg_temp.id('0001', 1 + n % {volunteers}), 30 + n % 90, timestamptz '{year}-01-05' + n * interval '1 hour', now()
    FROM generate_series(1, {volunteers} * {services}) AS n
    """,
    """
    INSERT INTO rated_services
        (service_id, event_id, provider_kind, provider, stars, resolved, completed_at, told_at)
    SELECT service_id, replace(event_id, '01980003', '01980004'), provider_kind, provider, 3 + minutes % 3, true,
        completed_at, told_at
    FROM completed_services WHERE minutes % 10 < 7
    """,
    """
    INSERT INTO volunteer_years (volunteer_id, year, services, minutes, ratings, rating_stars, stars, policy, version)
    SELECT provider, {year}, count(*), sum(minutes), count(stars), coalesce(sum(stars), 0), 3, 'yearly-stars/1', 1
    FROM completed_services LEFT JOIN rated_services USING (service_id, provider) GROUP BY provider
    """,
    "VACUUM ANALYZE",
)


def run() -> list[Result]:
    with stand() as ground:
        url = ground.database()
        migrate(url, "scoring")
        values = {"volunteers": VOLUNTEERS, "services": SERVICES, "year": YEAR}
        execute(url, *(statement.format(**values) for statement in STORED))
        with (
            service("scoring", ground.amqp_url, url),
            process(peer("bare_row", ground.amqp_url, url)),
        ):
            client = Client(ground.amqp_url)
            try:
                require(lambda: _answers(client), "the peer to be ready")
                took = medians(
                    {"ours": lambda: _asked(lambda: ours(client)), "bare": lambda: _asked(lambda: bare(client))}, 5
                )
            finally:
                client.close()
    name = "explained: milliseconds to read a rating with its explanation"
    return [Result(name, took["ours"], "the bare row, over the same RPC", took["bare"], most=2)]


WHO = {"volunteer_id": "01980001-0000-7000-8000-000000000007", "year": YEAR}


def ours(client: Client) -> None:
    rating = client.call("scoring", "star_rating", WHO, ANYBODY)
    assert rating["services"] == SERVICES and len(rating["explanation"]["clauses"]) == 3


def bare(client: Client) -> None:
    assert client.call("bench_row", "row", WHO, ANYBODY)["services"] == SERVICES


def _answers(client: Client) -> bool:
    try:
        bare(client)
    except ServiceUnavailable:
        return False
    return True


def _asked(ask: Callable[[], None]) -> float:
    """Milliseconds."""
    took = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        ask()
        took.append(time.perf_counter() - begun)
    return statistics.median(took) * 1000
