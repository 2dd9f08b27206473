"""The peer of bench/ingest.py: the same effects as nameko's documentation would have one write them.

nameko's own `event_handler`, one event at a time, each in a transaction of its own: an inbox entry against copies, the
fact, the sums of the volunteer's year, and the stars where they changed; plain prepared SQL and the same rules for
stars. Run: ``python stock_nameko.py AMQP_URL DATABASE_URL``.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import signal  # noqa: E402
import sys  # noqa: E402
from datetime import UTC, date, datetime  # noqa: E402
from typing import Any  # noqa: E402

from nameko.constants import AMQP_URI_CONFIG_KEY  # noqa: E402
from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from psycopg2.pool import SimpleConnectionPool  # noqa: E402

from scoring import periods, policies, stars  # noqa: E402

WORKERS = 10
POLICIES = policies.own().stars
INBOX = """INSERT INTO inbox (subscription, event_id, received_at) VALUES ('bench', %s, %s)
           ON CONFLICT DO NOTHING RETURNING event_id"""
FACT = """INSERT INTO completed_services
          (service_id, event_id, community, kind, provider_kind, provider, minutes, completed_at)
          VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING service_id"""
SUMS = """INSERT INTO volunteer_years (volunteer_id, year, services, minutes) VALUES (%s, %s, 1, %s)
          ON CONFLICT (volunteer_id, year) DO UPDATE SET services = volunteer_years.services + 1,
          minutes = volunteer_years.minutes + excluded.minutes
          RETURNING services, minutes, ratings, rating_stars, stars"""
STARS = """UPDATE volunteer_years SET stars = %s, policy = %s, version = version + 1
           WHERE volunteer_id = %s AND year = %s"""

pool = SimpleConnectionPool(WORKERS, WORKERS, sys.argv[2])


class StockScoring:
    name = "stock_scoring"

    @event_handler("ticketing", "ServiceCompleted")
    def record(self, event: dict[str, Any]) -> None:
        connection = pool.getconn()
        try:
            with connection, connection.cursor() as cursor:
                self._record(cursor, event)
        finally:
            pool.putconn(connection)

    def _record(self, cursor: Any, event: dict[str, Any]) -> None:
        cursor.execute(INBOX, (event["id"], datetime.now(UTC)))
        if not cursor.fetchall():
            return
        data = event["data"]
        completed_at = datetime.fromisoformat(data["completed_at"])
        names = ("kind", "provider_kind", "provider", "minutes")
        fact = (data["service_id"], event["id"], event["community"], *(data[name] for name in names), completed_at)
        cursor.execute(FACT, fact)
        if not cursor.fetchall():
            return
        year = periods.year_of(completed_at)
        cursor.execute(SUMS, (data["provider"], year, data["minutes"]))
        *sums, shown = cursor.fetchone()
        policy = policies.in_force(POLICIES, str(year), date.today())
        score = stars.score(policy, stars.Sums(*sums))
        earned = 0 if score is None else stars.stars(policy, score)
        if earned != shown:
            cursor.execute(STARS, (earned, policy.reference, data["provider"], year))


if __name__ == "__main__":
    runner = ServiceRunner(config={AMQP_URI_CONFIG_KEY: sys.argv[1], "max_workers": WORKERS})
    runner.add_service(StockScoring)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    runner.start()
    runner.wait()
