"""Which rows of an outbox a sweep takes: what waits, but not what somebody is sending."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from chassis.database import Database
from chassis.models import service_base
from chassis.publisher import WINDOW
from chassis.settings import read
from chassis.sql import insert
from chassis.sweep import Sweep
from chassis.transaction import Emitted, new_id

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("swept"))
    made = Database(service_base().metadata)
    made.open("swept", read())
    made.metadata.create_all(made.engine)
    yield made
    made.engine.dispose()


@pytest.fixture
def sweep(database: Database) -> Sweep:
    return Sweep(database.metadata.tables["outbox"])


def put(database: Database, number: int) -> list[int]:
    """Rows that wait; their numbers."""
    rows = [Emitted(new_id(), "key", "type", b"{}", NOW)._asdict() for _ in range(number)]
    with database.transaction() as tx:
        told = insert(tx.session, database.metadata.tables["outbox"], rows, returning=["number"])
    return sorted(row.number for row in told)


def swept(database: Database, sweep: Sweep) -> list[int]:
    with database.engine.connect() as connection:
        return [row.number for row in sweep.read(connection, list)]


def test_the_first_takes_everything_window_by_window(database: Database, sweep: Sweep) -> None:
    numbers = put(database, 2 * WINDOW + 1)
    assert sweep.seconds_left == 0
    assert swept(database, sweep) == numbers[:WINDOW]
    assert sweep.seconds_left == 0
    assert swept(database, sweep) == numbers[WINDOW : 2 * WINDOW]
    assert swept(database, sweep) == numbers[2 * WINDOW :]
    assert sweep.seconds_left > 0


def test_a_later_one_leaves_alone_what_was_not_there_at_the_last(database: Database, sweep: Sweep) -> None:
    old = put(database, 2)
    assert swept(database, sweep) == old
    young = put(database, 2)
    assert swept(database, sweep) == old
    assert swept(database, sweep) == [*old, *young]


def test_everything_is_taken_when_that_is_asked_for(database: Database, sweep: Sweep) -> None:
    old = put(database, 2)
    assert swept(database, sweep) == old
    young = put(database, 2)
    sweep.everything()
    assert sweep.seconds_left == 0
    assert swept(database, sweep) == [*old, *young]


def test_what_is_in_hand_is_left_alone_and_not_locked(database: Database, sweep: Sweep) -> None:
    numbers = put(database, 5)
    outbox = database.metadata.tables["outbox"]
    with database.reading() as session:
        events = session.scalars(sa.select(outbox.c.event_id).order_by(outbox.c.number)).all()
    with database.engine.connect() as connection:
        rows = sweep.read(connection, lambda: events[::2])
        assert [row.number for row in rows] == numbers[1::2]
        if not database.is_sqlite:
            assert swept(database, Sweep(outbox)) == numbers[::2]


def test_what_is_committed_while_it_is_asked_what_is_in_hand_is_left_alone(database: Database, sweep: Sweep) -> None:
    numbers = put(database, 2)

    def in_hand() -> list[str]:
        put(database, 1)
        return []

    with database.engine.connect() as connection:
        assert [row.number for row in sweep.read(connection, in_hand)] == numbers


def test_what_is_passed_over_is_read_again_after_a_while(
    database: Database, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    numbers = put(database, 5)
    sweep.pass_over(numbers[1], 5.0)
    assert swept(database, sweep) == numbers[2:]
    clock[0] += 4.0
    sweep.pass_over(numbers[2], 5.0)
    assert swept(database, sweep) == numbers[3:]
    clock[0] += 1.0
    assert swept(database, sweep) == numbers


SENT = 300_000


def test_what_waits_is_found_by_its_index_however_much_was_sent(database: Database) -> None:
    engine, table = database.engine, database.metadata.tables["outbox"]
    columns = "event_id, routing_key, type, body, created_at, sent_at"
    values = f"'id' || n, 'key', 'type', {'x' if database.is_sqlite else ''}'00', :now, :now"
    many = (
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {SENT}) "
        f"INSERT INTO outbox ({columns}) SELECT {values} FROM numbers"
    )
    with engine.begin() as connection:
        connection.execute(sa.text(many), {"now": NOW})
    put(database, 10)
    statement = Sweep(table)._unsent
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    query = statement.params(first=1, last=SENT + 10).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        plan = "\n".join(str(found) for found in connection.exec_driver_sql(explain + str(query)))
        assert "outbox_unsent" in plan, plan
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == SENT + 10
