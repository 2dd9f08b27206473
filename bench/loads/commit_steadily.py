"""The load of bench/latency.py: commands that complete services, committed at a steady rate.

It does what a service does with a command: a transaction of chassis with the command's row and the event, and the
relay in the same process, on eventlet. Run:
``python -m bench.loads.commit_steadily AMQP_URL DATABASE_URL COMMANDS A_SECOND``; prints a line for each command: the
service's id, and when (seconds since 1970) its commit returned.
"""

from __future__ import annotations

import os

os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import sys  # noqa: E402
import time  # noqa: E402

from chassis import cooperation  # noqa: E402
from chassis.collector import spare_collector  # noqa: E402
from chassis.database import Database  # noqa: E402
from chassis.relay import Relay  # noqa: E402
from chassis.sql import insert  # noqa: E402
from contracts.events import ServiceCompleted  # noqa: E402
from ticketing.models import Base  # noqa: E402

from bench import samples  # noqa: E402
from bench.stand import open_database  # noqa: E402

WORKERS = 10
A_YEAR = 20
"""Services of each volunteer: stars change as often as in a year, a few times for each."""
COMMANDS = Base.metadata.tables["commands"]


def complete(database: Database, event: ServiceCompleted, committed: list[tuple[str, float]]) -> None:
    """One command."""
    with database.transaction() as tx:
        row = {"command_id": event.service_id, "fingerprint": "", "answer": "{}", "received_at": tx.now}
        insert(tx.session, COMMANDS, [row])
        tx.emit(event)
    committed.append((event.service_id, time.time()))


def main(amqp_url: str, database_url: str, commands: int, a_second: int) -> None:
    cooperation.cooperate()
    database = open_database(Base.metadata, "ticketing", database_url, workers=WORKERS)
    relay = Relay(database, amqp_url, "ticketing")
    database.around_commit(relay.handing)
    relaying = eventlet.spawn(relay.run)
    events = list(samples.completed(commands, samples.volunteers(commands // A_YEAR)))
    committed: list[tuple[str, float]] = []
    workers = eventlet.GreenPool(WORKERS)
    spare_collector()
    began = time.monotonic()
    for number, event in enumerate(events):
        eventlet.sleep(max(0.0, began + number / a_second - time.monotonic()))
        workers.spawn(complete, database, event, committed)
    workers.waitall()
    relay.stop()
    relaying.wait()
    for service_id, at in committed:
        print(service_id, at)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
