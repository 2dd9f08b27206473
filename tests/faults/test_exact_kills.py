"""Services killed exactly between two steps that belong together: a proxy holds back what passes between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pika
import pytest
import sqlalchemy as sa

from chassis import Actor
from chassis.refusals import Invalid, NotFound
from chassis.rpc import ServiceUnavailable
from chassis.transaction import new_id
from contracts import Envelope, Event
from contracts.events import NeedReported

from tests import actors
from tests.bus import DEADLINE_SECONDS, Bus, eventually, send
from tests.faults.proxy import Hold, Proxy
from tests.faults.servers import Node, Postgres, redelivered
from tests.scoring import facts
from tests.shared_service import SharedService, fresh_community, serve

NOW = datetime.now(UTC)
UNSENT = "SELECT count(*) FROM outbox WHERE sent_at IS NULL"
COUNTED = "SELECT sum(services) FROM volunteer_years"


@pytest.fixture
def to_broker(node: Node) -> Iterator[Proxy]:
    with Proxy(port_of(node.clients.amqp_url)) as proxy:
        yield proxy


@pytest.fixture
def to_database(server: Postgres) -> Iterator[Proxy]:
    with Proxy(port_of(server.create_database(f"port_{new_id()[-12:]}"))) as proxy:
        yield proxy


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'service'}.sqlite3"


@pytest.fixture
def postgres_url(server: Postgres) -> str:
    return server.create_database(f"exact_{new_id()[-12:]}")


def port_of(url: str) -> int:
    return urlsplit(url).port or 0


def kill_once_held(service: SharedService, proxy: Proxy, hold: Hold) -> None:
    """kill -9 as soon as the proxy holds something back; then start it again, with nothing held back."""
    assert hold.begun.wait(DEADLINE_SECONDS), f"nothing to hold back came of {hold}"
    service.process.kill()
    proxy.hold = None
    service.process.start()


def test_a_relay_killed_before_it_hears_the_confirm_sends_again_under_the_same_id(
    node: Node, kind: str, to_broker: Proxy, sqlite_url: str, tmp_path: Path
) -> None:
    broker = replace(node.clients, amqp_url=to_broker.before(node.clients.amqp_url))
    with serve("ticketing", broker, sqlite_url, tmp_path) as ticketing:
        confirming = Hold("server", b"ticketing.relay")
        relay_is_killed(ticketing, sqlite_url, to_broker, confirming)
    print(f"\n{kind}, sqlite: killed the relay between publish and confirm: one event, twice on the bus with one id")


def test_a_relay_killed_between_confirm_and_mark_sends_again_under_the_same_id(
    node: Node, kind: str, to_database: Proxy, postgres_url: str, tmp_path: Path
) -> None:
    with serve("ticketing", node.clients, to_database.before(postgres_url), tmp_path) as ticketing:
        marking = Hold("client", after=(b"UPDATE outbox",))
        relay_is_killed(ticketing, postgres_url, to_database, marking)
    print(f"\n{kind}, postgresql: killed the relay between confirm and mark: one event, twice on the bus with one id")


def relay_is_killed(ticketing: SharedService, database_url: str, proxy: Proxy, hold: Hold) -> None:
    bus, community, resident = Bus(proxy.behind(ticketing.amqp_url)), fresh_community(), actors.actor()
    bus.publish(facts.community(community))
    first = eventually(lambda: reported(ticketing, community, resident), what="knowing the community")
    bus.wait_for(NeedReported, need_id=first)
    eventually(lambda: stored(database_url, UNSENT) == 0, what="the first mark")
    proxy.hold = hold
    need_id = reported(ticketing, community, resident)
    bus.wait_for(NeedReported, need_id=need_id)
    kill_once_held(ticketing, proxy, hold)
    seen = eventually(lambda: bus.seen(NeedReported, need_id=need_id)[1:], what="the second copy")
    third = reported(ticketing, community, resident)
    bus.wait_for(NeedReported, need_id=third)
    bus.settle()
    bus.close()
    eventually(lambda: stored(database_url, UNSENT) == 0, what="every mark")
    assert [one.id for one in bus.seen(NeedReported, need_id=need_id)] == [seen[0].id] * 2
    assert len(bus.seen(NeedReported, need_id=third)) == len(bus.seen(NeedReported, need_id=first)) == 1


def reported(ticketing: SharedService, community: str, resident: Actor) -> str | None:
    """The id of a need reported just now; None while the community is not known."""
    try:
        return ticketing.ask("report_need", {"community": community, "description": "灯坏了"}, resident)["need_id"]
    except Invalid:
        return None


def test_a_command_whose_commit_was_never_answered_is_done_once(
    node: Node, kind: str, to_database: Proxy, postgres_url: str, tmp_path: Path
) -> None:
    with serve("ticketing", node.clients, to_database.before(postgres_url), tmp_path) as ticketing:
        bus, community, resident = Bus(ticketing.amqp_url), fresh_community(), actors.actor()
        bus.publish(facts.community(community))
        eventually(lambda: reported(ticketing, community, resident), what="knowing the community")
        hold = to_database.hold = Hold("server", after=(b"INSERT INTO needs", b"COMMIT"))
        asked, command_id = {"community": community, "description": "水管漏了"}, new_id()
        with pytest.raises(ServiceUnavailable):
            ticketing.ask("report_need", asked, resident, command_id)
        kill_once_held(ticketing, to_database, hold)
        done = ticketing.ask("report_need", asked, resident, command_id)
        again = ticketing.ask("report_need", asked, resident, command_id)
        mine = ticketing.ask("needs", {"mine": "true"}, resident)["items"]
        bus.wait_for(NeedReported, need_id=done["need_id"])
        bus.settle()
        bus.close()
    assert done["need_id"] == again["need_id"]
    assert len(mine) == len({one.data.need_id for one in bus.seen(NeedReported)}) == 2
    print(f"\n{kind}, postgresql: killed a command between commit and its answer: asked again, done once")


def test_a_consumer_killed_between_commit_and_acknowledgement_counts_once(
    node: Node, kind: str, to_broker: Proxy, sqlite_url: str, tmp_path: Path
) -> None:
    broker = replace(node.clients, amqp_url=to_broker.before(node.clients.amqp_url))
    with serve("scoring", broker, sqlite_url, tmp_path) as scoring:
        acknowledging = Hold("client", b"scoring.record_services")
        again = consumer_is_killed(scoring, sqlite_url, node, to_broker, acknowledging)
    print(f"\n{kind}, sqlite: killed between commit and acknowledgement: {again} redelivered, counted once")


def test_a_consumer_killed_before_it_hears_of_its_commit_counts_once(
    node: Node, kind: str, to_database: Proxy, postgres_url: str, tmp_path: Path
) -> None:
    with serve("scoring", node.clients, to_database.before(postgres_url), tmp_path) as scoring:
        committing = Hold("server", after=(b"completed_services", b"COMMIT"))
        again = consumer_is_killed(scoring, postgres_url, node, to_database, committing)
    print(f"\n{kind}, postgresql: killed before the commit was answered: {again} redelivered, counted once")


def consumer_is_killed(scoring: SharedService, database_url: str, node: Node, proxy: Proxy, hold: Hold) -> int:
    """Have scoring killed where `hold` holds back what it says or hears of a service; returns how many messages were
    delivered a second time."""
    amqp_url, volunteer = proxy.behind(scoring.amqp_url), new_id()
    publish(amqp_url, facts.volunteer(volunteer))
    publish(amqp_url, facts.completed(volunteer, at=NOW))
    eventually(lambda: shown(scoring, volunteer) == 1, what="counting")
    before, proxy.hold = redelivered(node), hold
    publish(amqp_url, facts.completed(volunteer, at=NOW))
    assert hold.begun.wait(DEADLINE_SECONDS), "there was nothing to hold back"
    eventually(lambda: stored(database_url, COUNTED) == 2, what="the commit")
    scoring.process.kill()
    proxy.hold = None
    scoring.process.start()
    publish(amqp_url, facts.completed(volunteer, at=NOW))
    eventually(lambda: shown(scoring, volunteer) == 3, what="counting on")
    eventually(lambda: redelivered(node) > before, what="the redelivery")
    assert scoring.process.stop() == 0
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        left = connection.channel().queue_declare("scoring.record_services", passive=True).method.message_count
    assert (stored(database_url, COUNTED), left) == (3, 0)
    return redelivered(node) - before


def publish(amqp_url: str, event: Event) -> None:
    send(amqp_url, (event.routing_key, Envelope(id=new_id(), time=NOW, data=event).to_json()))


def shown(scoring: SharedService, volunteer: str) -> int:
    """The volunteer's services, as the API has them."""
    try:
        return scoring.ask("star_rating", {"volunteer_id": volunteer}, actors.admin())["services"]
    except NotFound:
        return 0


def stored(database_url: str, query: str) -> int:
    """What the database has."""
    engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg2:"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        return connection.scalar(sa.text(query))
