"""The peer of bench/enrolling.py: stock nameko with a call that inserts one row through SQLAlchemy and commits.

Run: ``python bare_insert.py AMQP_URL DATABASE_URL``.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402
from uuid import uuid4  # noqa: E402

import sqlalchemy as sa  # noqa: E402
from nameko.constants import AMQP_URI_CONFIG_KEY  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column  # noqa: E402

WORKERS = 10


class Base(DeclarativeBase):
    pass


class Inserted(Base):
    __tablename__ = "inserted"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    body: Mapped[str] = mapped_column(sa.Text)


engine = sa.create_engine(sys.argv[2].replace("postgresql://", "postgresql+psycopg2://", 1), pool_size=WORKERS)


class BenchInsert:
    name = "bench_insert"

    @rpc
    def insert(self, request: dict[str, Any]) -> dict[str, Any]:
        with Session(engine) as session:
            session.add(Inserted(id=str(uuid4()), body=request["body"]))
            session.commit()
        return {"answer": {}}


if __name__ == "__main__":
    runner = ServiceRunner(config={AMQP_URI_CONFIG_KEY: sys.argv[1], "max_workers": WORKERS})
    runner.add_service(BenchInsert)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    runner.start()
    runner.wait()
