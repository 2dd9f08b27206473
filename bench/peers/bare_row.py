"""The peer of bench/explained.py: stock nameko with a call that reads a volunteer's year through SQLAlchemy.

Run: ``python bare_row.py AMQP_URL DATABASE_URL``.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import sqlalchemy as sa  # noqa: E402
from nameko.constants import AMQP_URI_CONFIG_KEY  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from scoring.models import VolunteerYear  # noqa: E402

engine = sa.create_engine(sys.argv[2].replace("postgresql://", "postgresql+psycopg2://", 1))


class BenchRow:
    name = "bench_row"

    @rpc
    def row(self, request: dict[str, Any]) -> dict[str, Any]:
        with Session(engine) as session:
            found = session.get_one(VolunteerYear, (request["volunteer_id"], request["year"]))
            return {"answer": {column.key: getattr(found, column.key) for column in found.__table__.columns}}


if __name__ == "__main__":
    runner = ServiceRunner(config={AMQP_URI_CONFIG_KEY: sys.argv[1]})
    runner.add_service(BenchRow)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    runner.start()
    runner.wait()
