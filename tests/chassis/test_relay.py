"""What the relay promises: every event on the bus at least once, under its own id, marked on its own confirm and on no
other's; none held up by another that the broker will not take."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pika
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import publisher, relay
from chassis.database import Database
from chassis.link import LinkLost
from chassis.models import service_base
from chassis.publisher import WINDOW, ConfirmedPublisher
from chassis.relay import MOST_HANDED, Relay
from chassis.settings import read
from chassis.sql import insert
from chassis.sweep import SWEEP_SECONDS, Unsent
from chassis.transaction import Emitted, new_id
from contracts import EXCHANGE, LOG, Event
from contracts.events import ServiceCompleted

from tests.bus import eventually
from tests.chassis.cable import cable

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def row(key: str = "test.Told.v1.here") -> dict[str, Any]:
    return {"event_id": new_id(), "routing_key": key, "type": "linli.test.Told.v1", "body": b"{}", "created_at": NOW}


class Outbox:
    """A service's outbox and a broker with the log and one queue for what is told here."""

    def __init__(self, database: Database, amqp_url: str) -> None:
        self.database, self.amqp_url = database, amqp_url
        self.table = database.metadata.tables["outbox"]
        with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
            channel = connection.channel()
            channel.exchange_declare(EXCHANGE, "topic", durable=True)
            # Not bound: here there are to be events that no queue is for.
            channel.queue_declare(LOG, durable=True, arguments={"x-queue-type": "stream"})
            channel.queue_declare("told", durable=True, arguments={"x-queue-type": "quorum"})
            channel.queue_bind("told", EXCHANGE, "test.Told.#")
            full = {"x-max-length": 1, "x-overflow": "reject-publish"}
            channel.queue_declare("full", durable=True, arguments=full)
            channel.queue_bind("full", EXCHANGE, "test.Full.#")
            channel.basic_publish("", "full", b"there is room for one")

    def put(self, rows: list[dict[str, Any]]) -> list[str]:
        with self.database.transaction() as tx:
            insert(tx.session, self.table, rows)
        return [one["event_id"] for one in rows]

    def commit(self, *events: Event) -> list[str]:
        """Tell of events in one transaction; their ids."""
        with self.database.transaction() as tx:
            return [tx.emit(event) for event in events]

    def unsent(self) -> list[str]:
        with self.database.reading() as session:
            asked = sa.select(self.table.c.event_id).where(self.table.c.sent_at.is_(None))
            return list(session.scalars(asked))

    def hear_services(self) -> None:
        """Have services that are told of reach the queue, too."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            connection.channel().queue_bind("told", EXCHANGE, "ticketing.#")

    def told(self) -> list[str]:
        """The ids of the events that reached the queue since last asked."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            channel, found = connection.channel(), []
            while (got := channel.basic_get("told", auto_ack=True))[0]:
                found.append(got[1].message_id)
        return found


@pytest.fixture
def database(database_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("relayed"))
    metadata = service_base().metadata
    made = Database(metadata)
    made.open("relayed", read())
    metadata.create_all(made.engine)
    yield made
    made.engine.dispose()


@pytest.fixture
def outbox(database: Database, amqp_url: str) -> Outbox:
    return Outbox(database, amqp_url)


@pytest.fixture
def relaying(outbox: Outbox) -> Iterator[Callable[..., Relay]]:
    """Starts a relay of the outbox in a thread, to the broker or to `amqp_url`; stops it after the test."""
    started: list[tuple[Relay, threading.Thread]] = []

    def start(amqp_url: str = "", cls: type[Relay] = Relay) -> Relay:
        made = cls(outbox.database, amqp_url or outbox.amqp_url, "relayed")
        thread = threading.Thread(target=made.run, daemon=True)
        started.append((made, thread))
        thread.start()
        return made

    yield start
    for made, thread in started:
        made.stop()
        thread.join(20)
        assert not thread.is_alive()


def test_a_backlog_of_several_windows_arrives_and_is_marked(outbox: Outbox, relaying: Callable[..., Relay]) -> None:
    sent = outbox.put([row() for _ in range(2 * WINDOW + 10)])
    relaying()
    eventually(lambda: not outbox.unsent())
    assert sorted(outbox.told()) == sorted(sent)


def test_what_is_committed_is_handed_to_the_relay_and_sent_at_once(
    outbox: Outbox, relaying: Callable[..., Relay], completed: Callable[..., ServiceCompleted]
) -> None:
    outbox.database.around_commit(relaying().handing)
    outbox.hear_services()
    sent = [outbox.commit(completed("volunteer-1"))[0] for _ in range(20)]
    eventually(lambda: not outbox.unsent())
    assert sorted(outbox.told()) == sorted(sent)


def test_what_is_handed_over_is_not_read_again(outbox: Outbox, relaying: Callable[..., Relay]) -> None:
    made = relaying()
    first = outbox.put([row()])
    eventually(lambda: outbox.told() == first)
    nowhere = Unsent(10**9, **row())
    made.hand([nowhere])
    eventually(lambda: outbox.told() == [nowhere.event_id])


def test_what_a_sweep_sees_before_the_commit_has_returned_is_sent_once(
    outbox: Outbox, relaying: Callable[..., Relay], completed: Callable[..., ServiceCompleted]
) -> None:
    seen: list[list[str]] = []

    @contextmanager
    def slow_to_return(rows: Sequence[Emitted], numbers: Mapping[str, int]) -> Iterator[None]:
        yield
        seen.append(outbox.unsent())
        time.sleep(2.5 * SWEEP_SECONDS)

    outbox.database.around_commit(relaying().handing)
    outbox.database.around_commit(slow_to_return)
    outbox.hear_services()
    sent = outbox.commit(completed("volunteer-1"))
    eventually(lambda: not outbox.unsent())
    assert seen == [sent]
    assert outbox.told() == sent


def test_what_was_not_committed_is_not_sent(
    outbox: Outbox, relaying: Callable[..., Relay], completed: Callable[..., ServiceCompleted]
) -> None:
    made = relaying()

    @contextmanager
    def failing(rows: Sequence[Emitted], numbers: Mapping[str, int]) -> Iterator[None]:
        raise ConnectionError("gone")
        yield

    first = outbox.put([row()])
    eventually(lambda: outbox.told() == first)
    outbox.database.around_commit(made.handing)
    outbox.database.around_commit(failing)
    outbox.hear_services()
    with pytest.raises(ConnectionError):
        outbox.commit(completed("volunteer-1"))
    made.stop()
    assert outbox.told() == []


@pytest.mark.parametrize("at_once", [10, MOST_HANDED + 1])
def test_relays_of_two_processes_leave_each_other_what_was_just_committed(
    outbox: Outbox, relaying: Callable[..., Relay], completed: Callable[..., ServiceCompleted], at_once: int
) -> None:
    """Also where it is more than there is room for. A copy now and then there may be: when a relay begins, or one is
    held up for longer than a sweep."""
    if outbox.database.is_sqlite:
        pytest.skip("on SQLite one relay is all there may be")
    relaying()
    outbox.database.around_commit(relaying().handing)
    outbox.hear_services()
    sent: list[str] = []
    until = time.monotonic() + 3 * SWEEP_SECONDS
    while time.monotonic() < until:
        sent += outbox.commit(*(completed("volunteer-1") for _ in range(at_once)))
    eventually(lambda: not outbox.unsent(), 60)
    told = outbox.told()
    assert set(told) == set(sent)
    assert len(told) - len(sent) < len(sent) / 10


def test_what_another_has_locked_does_not_hold_up_the_marks(
    outbox: Outbox,
    relaying: Callable[..., Relay],
    completed: Callable[..., ServiceCompleted],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if outbox.database.is_sqlite:
        pytest.skip("on SQLite nothing is locked")
    monkeypatch.setattr(relay, "MARK_SECONDS", 1.0)
    outbox.database.around_commit(relaying().handing)
    outbox.hear_services()
    sent = [outbox.commit(completed("volunteer-1"))[0] for _ in range(2)]
    with Session(outbox.database.engine) as session:
        mine = sa.select(outbox.table).where(outbox.table.c.event_id == sent[0])
        assert session.execute(mine.with_for_update()).one().sent_at is None
        eventually(lambda: outbox.unsent() == sent[:1])
    eventually(lambda: not outbox.unsent())
    assert set(outbox.told()) == set(sent)


def test_what_waits_leaves_before_a_relay_stops(outbox: Outbox, relaying: Callable[..., Relay]) -> None:
    outbox.put([row() for _ in range(WINDOW + 1)])
    relaying().stop()
    assert not outbox.unsent()


def test_without_the_log_everything_waits_for_it(outbox: Outbox, relaying: Callable[..., Relay]) -> None:
    with pika.BlockingConnection(pika.URLParameters(outbox.amqp_url)) as connection:
        connection.channel().queue_delete(LOG)
        sent = outbox.put([row()])
        relaying()
        with pytest.raises(AssertionError):
            eventually(outbox.told, seconds=2)
        assert outbox.unsent() == sent
        connection.channel().queue_declare(LOG, durable=True, arguments={"x-queue-type": "stream"})
    eventually(lambda: outbox.told() == sent)


def test_several_relays_share_one_outbox_and_send_each_event_once(
    outbox: Outbox, relaying: Callable[..., Relay]
) -> None:
    if outbox.database.is_sqlite:
        pytest.skip("on SQLite nothing is locked, and one relay is all there may be")
    sent = outbox.put([row() for _ in range(6 * WINDOW)])
    for _ in range(3):
        relaying()
    eventually(lambda: not outbox.unsent(), 30)
    assert sorted(outbox.told()) == sorted(sent)


def test_a_lower_number_committed_later_is_sent_too(outbox: Outbox, relaying: Callable[..., Relay]) -> None:
    if outbox.database.is_sqlite:
        pytest.skip("on SQLite numbers are given in the order of commits")
    relaying()
    with outbox.database.transaction() as slow:
        earlier = row()
        insert(slow.session, outbox.table, [earlier])
        later = outbox.put([row()])
        eventually(lambda: outbox.told() == later)
    eventually(lambda: outbox.told() == [earlier["event_id"]])
    eventually(lambda: not outbox.unsent())


class DyingRelay(Relay):
    """Ends, as by a kill, when the broker has confirmed and the database has not heard of it."""

    def run(self) -> None:
        with suppress(SystemExit):
            super().run()

    def _settle(self) -> None:
        raise SystemExit


def test_a_relay_killed_between_publishing_and_marking_sends_again_under_the_same_id(
    outbox: Outbox, relaying: Callable[..., Relay]
) -> None:
    sent = outbox.put([row() for _ in range(20)])
    relaying(cls=DyingRelay)
    eventually(lambda: outbox.told() == sent)
    assert outbox.unsent() == sent
    relaying()
    eventually(lambda: not outbox.unsent())
    assert outbox.told() == sent


@pytest.fixture
def soon_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A confirm is waited for one second, not ten."""
    for module in (publisher, relay):
        monkeypatch.setattr(module, "CONFIRM_SECONDS", 1.0)


def test_events_whose_confirms_are_late_are_not_marked_until_they_are_confirmed(
    outbox: Outbox, relaying: Callable[..., Relay], soon_in_doubt: None, caplog: pytest.LogCaptureFixture
) -> None:
    with cable(outbox.amqp_url) as slow:
        made = relaying(slow.amqp_url)
        first = outbox.put([row()])
        eventually(lambda: outbox.told() == first)
        eventually(lambda: not outbox.unsent())
        slow.hold_answers()
        late = outbox.put([row() for _ in range(5)])
        eventually(lambda: any("did not confirm" in str(vars(record).get("error")) for record in caplog.records))
        assert outbox.unsent() == late
        later = outbox.put([row() for _ in range(5)])
        slow.release_answers()
        eventually(lambda: not outbox.unsent(), 30)
        assert set(outbox.told()) == {*late, *later}
        made.stop()


def test_a_database_that_ended_while_confirms_were_awaited_is_waited_for(
    outbox: Outbox, relaying: Callable[..., Relay], soon_in_doubt: None, caplog: pytest.LogCaptureFixture
) -> None:
    if outbox.database.is_sqlite:
        pytest.skip("SQLite has no server that could end")
    ended = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND state = 'idle in transaction'"
    )

    def end() -> bool:
        with outbox.database.reading() as session:
            return bool(session.execute(ended).all())

    with cable(outbox.amqp_url) as slow:
        relaying(slow.amqp_url)
        first = outbox.put([row()])
        eventually(lambda: outbox.told() == first)
        slow.hold_answers()
        late = outbox.put([row()])
        eventually(end)
        eventually(lambda: "the outbox waits" in caplog.messages)
        slow.release_answers()
        eventually(lambda: not outbox.unsent(), 30)
        assert set(outbox.told()) == {*late}


def test_a_connection_in_doubt_is_closed_though_the_broker_says_nothing(outbox: Outbox, soon_in_doubt: None) -> None:
    with cable(outbox.amqp_url) as slow:
        publishing = ConfirmedPublisher(slow.amqp_url, "test")
        publishing.connect()
        slow.hold_answers()
        with pytest.raises(LinkLost):
            publishing.publish([SimpleNamespace(**row())])
        eventually(lambda: slow.given_up == 1, 5)


def test_a_late_confirm_does_not_count_for_another_message(amqp_url: str, outbox: Outbox, soon_in_doubt: None) -> None:
    with cable(amqp_url) as slow:
        publishing = ConfirmedPublisher(slow.amqp_url, "test")
        publishing.connect()
        slow.hold_answers()
        with pytest.raises(LinkLost):
            publishing.publish([SimpleNamespace(**row())])
        slow.release_answers()
        refused = SimpleNamespace(**row("test.Full.v1.here"))
        unroutable = SimpleNamespace(**row("test.Nobody.v1.here"))
        good = SimpleNamespace(**row())
        assert publishing.publish([refused, unroutable, good]) == {good.event_id}
        publishing.link.close()


@pytest.mark.parametrize("key", ["test.Full.v1.here", "test.Nobody.v1.here"])
def test_events_that_the_broker_does_not_take_stay_and_do_not_hold_up_the_rest(
    outbox: Outbox, relaying: Callable[..., Relay], key: str, caplog: pytest.LogCaptureFixture
) -> None:
    refused = outbox.put([row(key) for _ in range(WINDOW + 10)])
    good = outbox.put([row() for _ in range(20)])
    relaying()
    eventually(lambda: outbox.unsent() == refused)
    assert outbox.told() == good
    more = outbox.put([row()])
    eventually(lambda: outbox.told() == more)
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert told[0].types == ["linli.test.Told.v1"]  # type: ignore[attr-defined]
    assert len(told) < 12, "it is tried again after pauses, not at once"
    with pika.BlockingConnection(pika.URLParameters(outbox.amqp_url)) as connection:
        connection.channel().queue_bind("told", EXCHANGE, "#")
        connection.channel().queue_unbind("full", EXCHANGE, "test.Full.#")
    eventually(lambda: not outbox.unsent(), 30)
    assert set(outbox.told()) == set(refused)
