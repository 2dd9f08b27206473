"""What is in the outbox reaches the bus, and is marked only when the broker has it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pika
import pytest
import sqlalchemy as sa

from chassis import settings
from chassis.database import Database
from chassis.models import chassis_tables
from chassis.publisher import WINDOW
from chassis.relay import Relay
from contracts import EXCHANGE
from contracts.events import ServiceCompleted

from tests.bus import Bus, eventually

METADATA = sa.MetaData()
chassis_tables(METADATA)
OUTBOX = METADATA.tables["outbox"]


@pytest.fixture
def database(database_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("relayed"))
    made = Database(METADATA)
    made.open("relayed", settings.read())
    METADATA.create_all(made.engine)
    yield made
    made.engine.dispose()


@pytest.fixture
def relaying(database: Database, amqp_url: str) -> Iterator[Callable[[], Relay]]:
    """Starts a relay in a thread of its own; stopped after the test."""
    started: list[tuple[Relay, threading.Thread]] = []

    def start() -> Relay:
        relay = Relay(database, amqp_url, "relayed")
        database.on_commit(relay.wake)
        thread = threading.Thread(target=relay.run)
        thread.start()
        started.append((relay, thread))
        return relay

    yield start
    for relay, _ in started:
        relay.stop()
    for _, thread in started:
        thread.join(10)
        assert not thread.is_alive()


def test_a_backlog_of_several_windows_arrives_and_is_marked(
    database: Database, relaying: Callable[[], Relay], bus: Bus, completed: Callable[..., ServiceCompleted]
) -> None:
    sent = emit(database, completed, 2 * WINDOW + 10)
    relaying()
    eventually(lambda: unsent(database) == 0, what="marking")
    assert sorted(found.id for found in bus.settle()) == sorted(sent)


def test_a_commit_wakes_the_relay(
    database: Database, relaying: Callable[[], Relay], bus: Bus, completed: Callable[..., ServiceCompleted]
) -> None:
    relaying()
    sent = [emit(database, completed, 1)[0] for _ in range(20)]
    eventually(lambda: unsent(database) == 0, what="marking")
    assert sorted(found.id for found in bus.settle()) == sorted(sent)


def test_relays_side_by_side_leave_nothing_out(
    database: Database, relaying: Callable[[], Relay], bus: Bus, completed: Callable[..., ServiceCompleted]
) -> None:
    sent = emit(database, completed, 3 * WINDOW)
    relaying()
    relaying()
    sent += emit(database, completed, 10)
    eventually(lambda: unsent(database) == 0, what="marking")
    arrived = sorted(found.id for found in bus.settle())
    if database.is_sqlite:  # where a relay cannot lock what it sends, the other may send it too
        arrived = sorted(set(arrived))
    assert arrived == sorted(sent)


def test_what_no_queue_takes_stays_unsent_until_one_does(
    database: Database,
    relaying: Callable[[], Relay],
    amqp_url: str,
    completed: Callable[..., ServiceCompleted],
    caplog: pytest.LogCaptureFixture,
) -> None:
    emit(database, completed, 5)
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        relaying()
        eventually(lambda: "did not take 5 of 5" in str([vars(found) for found in caplog.records]), what="the refusal")
        assert unsent(database) == 5

        channel.queue_bind(channel.queue_declare("", exclusive=True).method.queue, EXCHANGE, "#")
        eventually(lambda: unsent(database) == 0, what="marking")


def test_what_waits_leaves_before_a_relay_stops(
    database: Database, relaying: Callable[[], Relay], bus: Bus, completed: Callable[..., ServiceCompleted]
) -> None:
    emit(database, completed, WINDOW + 1)
    relaying().stop()
    assert unsent(database) == 0


def emit(database: Database, completed: Callable[..., ServiceCompleted], count: int) -> list[str]:
    with database.transaction() as tx:
        return [tx.emit(completed("volunteer-1")) for _ in range(count)]


def unsent(database: Database) -> int:
    with database.reading() as session:
        return session.execute(sa.select(sa.func.count()).where(OUTBOX.c.sent_at.is_(None))).scalar_one()
