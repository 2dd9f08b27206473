"""How long scoring keeps the sums locked that it adds to: the most that can pass through them, whoever handles it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.database import Database
from chassis.sql import Rows, insert_new
from contracts import Envelope
from scoring.models import Base
from scoring.service import ScoringService

from . import samples
from .ingest import OUR_QUEUE
from .stand import open_database

BATCH, BATCHES = 1_000, 20
"""Events in a transaction of scoring at most, and how many such transactions are timed."""


def seconds_locked(url: str, volunteers: int) -> float:
    """Seconds from the first sum touched to the commit, in a transaction of `BATCH` services of so many volunteers, in
    an empty database of scoring."""
    database = open_database(Base.metadata, "scoring", url)
    locked: list[float] = []

    @sa.event.listens_for(database.engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("INSERT INTO volunteer_years"):
            locked.append(time.perf_counter())

    bodies = list(samples.bodies(BATCH * BATCHES, samples.volunteers(volunteers)))
    found = []
    for start in range(0, len(bodies), BATCH):
        locked.clear()
        _handle(database, [Envelope.from_json(body) for body in bodies[start : start + BATCH]])
        found.append(time.perf_counter() - locked[0])
    database.engine.dispose()
    return statistics.median(found)


def _handle(database: Database, envelopes: Sequence[Envelope]) -> None:
    """What `@subscribe` does with a batch, in this process."""
    with database.transaction() as tx:
        names = ("subscription", "event_id", "received_at")
        rows = Rows(names, [(OUR_QUEUE, envelope.id, tx.now) for envelope in envelopes])
        insert_new(tx.session, database.metadata.tables["inbox"], rows, names[:2])
        ScoringService().record_services(tx, list(envelopes))
