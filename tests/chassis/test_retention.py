"""What is kept only for a while goes when its time is over, and nothing else does, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import retention
from chassis.database import Database
from chassis.models import service_base
from chassis.settings import read
from chassis.sql import insert

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("kept"))
    metadata = service_base().metadata
    made = Database(metadata)
    made.open("kept", read())
    metadata.create_all(made.engine)
    yield made
    made.engine.dispose()


def put(database: Database, table: str, rows: list[dict[str, Any]]) -> None:
    with database.transaction() as tx:
        insert(tx.session, database.metadata.tables[table], rows)


def left(database: Database, table: str, column: str) -> set[Any]:
    with database.reading() as session:
        return set(session.scalars(sa.select(database.metadata.tables[table].c[column])))


def sent(event_id: str, days: int | None) -> dict[str, Any]:
    at = None if days is None else NOW - timedelta(days=days)
    kept = {"routing_key": "a.B.v1.c", "type": "linli.a.B.v1", "body": b"{}"}
    return {"event_id": event_id, "created_at": NOW - timedelta(days=400), "sent_at": at, **kept}


def test_sent_events_go_after_a_week_and_unsent_ones_never(database: Database) -> None:
    put(database, "outbox", [sent("old", 8), sent("new", 6), sent("waiting", None)])
    assert retention.prune(database, NOW)["outbox"] == 1
    assert left(database, "outbox", "event_id") == {"new", "waiting"}


def test_events_seen_are_remembered_half_a_year_by_each_subscription(database: Database) -> None:
    seen = [("a", "old", 181), ("b", "old", 2), ("a", "new", 179)]
    names = ("subscription", "event_id", "received_at")
    put(database, "inbox", [dict(zip(names, (*who, NOW - timedelta(days=days)), strict=True)) for *who, days in seen])
    assert retention.prune(database, NOW)["inbox"] == 1
    with database.reading() as session:
        inbox = database.metadata.tables["inbox"].c
        found = {tuple(row) for row in session.execute(sa.select(inbox.subscription, inbox.event_id))}
    assert found == {("b", "old"), ("a", "new")}


def test_a_backlog_of_many_goes_in_parts(database: Database) -> None:
    many = 2 * retention.AT_ONCE + 1
    answered = {"fingerprint": "f", "answer": "{}", "received_at": NOW - timedelta(days=31)}
    put(database, "commands", [{"command_id": f"c{number}", **answered} for number in range(many)])
    assert retention.prune(database, NOW)["commands"] == many
    assert left(database, "commands", "command_id") == set()


def test_it_goes_on_until_the_service_stops(database: Database) -> None:
    put(database, "outbox", [sent("old", 400_000 // 24)])
    waits: list[float] = []

    def stopped_within(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 3

    retention.run(database, stopped_within)
    assert waits == [retention.EVERY_SECONDS] * 3
    assert left(database, "outbox", "event_id") == set()
