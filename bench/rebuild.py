"""How long scoring takes from its facts to ratings: a year of 1,000,000 services of 100,000 volunteers, on
PostgreSQL.

Ours is what `linli rebuild scoring` does once the facts are in: count every sum anew and decide every rating. Beside
it, over the same rows in the same run: one SQL aggregate by volunteer and year, which stores nothing and knows nothing
of stars. As in a rebuild from the log, the stars last announced are there before, so all are decided again and none is
announced. Rounds take turns, and the median round of each counts.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import migrations
from chassis.database import utc_now
from cli.postgres import PrivatePostgres
from contracts import district
from scoring import policies
from scoring.clauses import Sums
from scoring.ledger import VOLUNTEER_YEARS
from scoring.rebuild import recount

from .result import Result, medians

SERVICES = 1_000_000
VOLUNTEERS = 100_000
ROUNDS = 5

# Pseudo-random by multiplication with large primes: the same rows every time, without an order that would help.
COMPLETED = f"""
    INSERT INTO completed_services
        (service_id, event_id, community, kind, provider_kind, provider, minutes, completed_at, told_at)
    SELECT md5('service' || n), md5('completed' || n), 'community-' || n % 150, 'convenience', 'volunteer',
        md5('volunteer' || (n::bigint * 7919) % {VOLUNTEERS}), 30 + (n::bigint * 104729) % 150,
        timestamptz '2026-01-01 00:00+08' + interval '1 minute' * ((n::bigint * 1299709) % (365 * 24 * 60)), now()
    FROM generate_series(1, {SERVICES}) AS n
"""
RATED = """
    INSERT INTO rated_services (service_id, event_id, provider_kind, provider, stars, resolved, completed_at, told_at)
    SELECT service_id, md5(event_id), provider_kind, provider, 1 + ascii(service_id) % 5, true, completed_at, told_at
    FROM completed_services WHERE minutes % 10 < 7
"""
AGGREGATE = """
    SELECT count(*), sum(services) FROM (
        SELECT provider, year, sum(services) AS services, sum(minutes), sum(ratings), sum(stars) FROM (
            SELECT provider, extract(year FROM completed_at AT TIME ZONE 'Asia/Shanghai') AS year,
                1 AS services, minutes, 0 AS ratings, 0 AS stars
            FROM completed_services WHERE provider_kind = 'volunteer'
            UNION ALL
            SELECT provider, extract(year FROM completed_at AT TIME ZONE 'Asia/Shanghai'), 0, 0, 1, stars
            FROM rated_services WHERE provider_kind = 'volunteer'
        ) AS facts GROUP BY provider, year
    ) AS ratings
"""


def run() -> list[Result]:
    with filled() as engine:
        return [measure(engine)]


@contextmanager
def filled() -> Iterator[sa.Engine]:
    """A database of scoring with all services and ratings counted and decided."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder, PrivatePostgres(Path(folder)) as server:
        engine = sa.create_engine(server.create_database("scoring").replace("postgresql:", "postgresql+psycopg2:"))
        migrations.upgrade(engine, "scoring")
        try:
            with engine.begin() as connection:
                connection.execute(sa.text(COMPLETED))
                connection.execute(sa.text(RATED))
            rate(engine, announcing=True)
            yield engine
        finally:
            engine.dispose()


def measure(engine: sa.Engine) -> Result:
    def ours() -> float:
        with engine.begin() as connection:
            connection.execute(VOLUNTEER_YEARS.update().values(dict.fromkeys(Sums._fields, 0)))
        tidy(engine)
        return seconds(lambda: rate(engine))

    def theirs() -> float:
        tidy(engine)
        return seconds(lambda: aggregate(engine))

    found = medians({"ours": ours, "aggregate": theirs}, ROUNDS)
    name = f"rebuild: seconds from {SERVICES:,} service records to ratings"
    return Result(name, found["ours"], "one SQL aggregate over the same rows", found["aggregate"], most=4)


def rate(engine: sa.Engine, announcing: bool = False) -> None:
    """Count all sums and decide all ratings; `announcing`: even where the stars are others than announced."""
    own, today = policies.own(), district.day_of(utc_now())
    with Session(engine) as session:
        recount.count(session)
        session.commit()
        undecided = recount.settle_quietly(session, own, today)
        if announcing:
            recount.settle(session, own, today, undecided)
            session.commit()
        elif undecided.volunteers:
            raise AssertionError(f"{len(undecided.volunteers)} ratings came out otherwise than before")


def aggregate(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        _, services = connection.execute(sa.text(AGGREGATE)).one()
        assert services == SERVICES


def tidy(engine: sa.Engine) -> None:
    """Have neither pay for the server's tidying up, nor for writing what came before."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
        connection.execute(sa.text("CHECKPOINT"))


def seconds(do: Callable[[], None]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
