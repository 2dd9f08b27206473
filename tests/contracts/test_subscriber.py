"""The client that other systems subscribe with."""

from __future__ import annotations

import socket
import threading
from urllib.parse import quote

import pytest
from pika.exceptions import ChannelClosedByBroker

from contracts import EXCHANGE, InvalidEvent, Subscriber
from contracts.events import ServiceCompleted, StarRatingChanged
from contracts.subscriber import SubscriptionRefused

from tests.bus import eventually
from tests.contracts.test_envelope import COMPLETED


class Listening:
    """A subscriber running in a thread, and what it was handed."""

    def __init__(self, amqp_url, **settings):
        self.seen, self.invalid = [], []
        bound = threading.Event()
        self.subscriber = Subscriber(
            amqp_url, on_bound=bound.set, on_invalid=lambda body, error: self.invalid.append(error), **settings
        )
        self.thread = threading.Thread(target=self.subscriber.run, args=(self.seen.append,), daemon=True)
        self.thread.start()
        assert bound.wait(15)

    def stop(self):
        self.subscriber.stop()
        self.thread.join(15)
        assert not self.thread.is_alive()


def test_a_subscriber_is_handed_the_events_it_asked_for(amqp_url, bus):
    stars = Listening(amqp_url, to=[StarRatingChanged])
    services = Listening(amqp_url, to=[ServiceCompleted])
    here = Listening(amqp_url, to=["#.xiezhuang"])
    elsewhere = Listening(amqp_url, to=["#.mengyang"])
    bus.publish_again(COMPLETED)
    eventually(lambda: services.seen == [COMPLETED] and here.seen == [COMPLETED])
    for listening in (stars, services, here, elsewhere):
        listening.stop()
    assert stars.seen == [] and elsewhere.seen == []


def test_a_named_queue_keeps_events_while_its_owner_is_away(amqp_url, bus):
    Listening(amqp_url, queue="library.services").stop()
    bus.publish_again(COMPLETED)
    back = Listening(amqp_url, queue="library.services")
    eventually(lambda: back.seen == [COMPLETED])
    back.stop()


def test_a_queue_that_expires_keeps_events_through_an_absence_and_not_for_ever(amqp_url, bus):
    Listening(amqp_url, queue="visitor.services", expires=60).stop()
    bus.publish_again(COMPLETED)
    back = Listening(amqp_url, queue="visitor.services", expires=60)
    eventually(lambda: back.seen == [COMPLETED])
    back.stop()
    Listening(amqp_url, queue="passer-by.services", expires=1).stop()

    def is_gone():
        try:
            bus.messages_in("passer-by.services")
        except ChannelClosedByBroker as refused:
            return refused.reply_code == 404

    eventually(is_gone)


def test_what_is_no_event_is_told_apart_and_does_not_stop_the_rest(amqp_url, bus):
    listening = Listening(amqp_url)
    bus._subscriber._on_invalid = lambda body, error: None
    bus.publish_raw(("ticketing.ServiceCompleted.v1.x", b"nonsense"))
    bus.publish_again(COMPLETED)
    eventually(lambda: listening.seen == [COMPLETED])
    assert isinstance(listening.invalid[0], InvalidEvent)
    listening.stop()


def test_an_event_whose_handler_fails_is_not_lost(amqp_url, bus):
    Listening(amqp_url, queue="library.services").stop()
    bus.publish_again(COMPLETED)
    failing = Subscriber(amqp_url, queue="library.services")
    with pytest.raises(ZeroDivisionError):
        failing.run(lambda envelope: 1 / 0)
    back = Listening(amqp_url, queue="library.services")
    eventually(lambda: back.seen == [COMPLETED])
    back.stop()


def test_a_queue_that_is_declared_otherwise_is_refused_with_a_sentence(amqp_url, bus):
    import pika

    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        connection.channel().queue_declare("taken", durable=True)
    with pytest.raises(SubscriptionRefused, match="'taken'.*x-queue-type"):
        Subscriber(amqp_url, queue="taken").run(print)
    with pytest.raises(SubscriptionRefused, match=EXCHANGE.replace("linli", "nobody")):
        Subscriber(amqp_url, queue="mine", exchange="nobody.events").run(print)


def test_a_subscriber_comes_back_after_its_connection_is_cut(amqp_url, bus, broker):
    listening = Listening(amqp_url, queue="library.services", to=[ServiceCompleted])
    vhost = amqp_url.rpartition("/")[2]
    connections = eventually(
        lambda: [found["name"] for found in broker.call("GET", f"/vhosts/{vhost}/connections")], what="connections"
    )
    for name in connections:
        broker.call("DELETE", f"/connections/{quote(name, safe='')}")
    bus.publish_again(COMPLETED)
    eventually(lambda: COMPLETED in listening.seen)
    listening.stop()


def test_a_subscriber_waits_out_a_broker_that_takes_connections_and_stays_silent(
    amqp_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"amqp://a:b@127.0.0.1:{port}/%2F?stack_timeout=0.3&socket_timeout=0.3"
        subscriber = Subscriber(url, to=["#"])
        thread = threading.Thread(target=subscriber.run, args=(print,), daemon=True)
        thread.start()
        eventually(lambda: caplog.text.count("connection lost") >= 2, what="a second attempt")
        assert thread.is_alive()
        subscriber.stop()
    thread.join(10)
    assert not thread.is_alive()
