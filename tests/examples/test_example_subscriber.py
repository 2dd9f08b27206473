"""The example subscriber, run as another system would run it, against a real broker."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from uuid import UUID

import pika
import pytest

from cli.broker import PrivateBroker
from contracts import CONTENT_TYPE, EXCHANGE, Envelope
from contracts.events import StarRatingChanged

LI, WANG = str(UUID(int=1)), str(UUID(int=2))


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with PrivateBroker(tmp_path_factory.mktemp("broker")) as node:
        yield node.amqp_url


@pytest.fixture
def channel(broker):
    connection = pika.BlockingConnection(pika.URLParameters(broker))
    channel = connection.channel()
    channel.exchange_declare(EXCHANGE, "topic", durable=True)
    channel.confirm_delivery()
    yield channel
    connection.close()


@pytest.fixture
def subscriber(broker, channel, examples):
    program = subprocess.Popen(
        [sys.executable, str(examples / "subscriber.py"), broker], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    yield program
    program.kill()
    program.communicate()


def publish_when_bound(channel, n, volunteer, stars, before, sequence):
    """Publish one event; the broker hands it back until the subscriber has bound its queue."""
    rating = StarRatingChanged(
        community="xiezhuang",
        sequence=sequence,
        volunteer_id=volunteer,
        year=2026,
        stars=stars,
        previous_stars=before,
        score_tenths=stars * 200,
        policy="stars-1",
    )
    envelope = Envelope(id=str(UUID(int=100 + n)), time=datetime(2026, 11, 1, tzinfo=UTC), data=rating)
    properties = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2)
    deadline = time.monotonic() + 30
    while True:
        try:
            return channel.basic_publish(EXCHANGE, rating.routing_key, envelope.to_json(), properties, mandatory=True)
        except pika.exceptions.UnroutableError:
            assert time.monotonic() < deadline, "the subscriber has not bound its queue"
            time.sleep(0.1)


def test_each_volunteer_who_reaches_four_stars_is_told_of_once(subscriber, channel):
    publish_when_bound(channel, 1, LI, 3, 0, 1)
    publish_when_bound(channel, 2, LI, 4, 3, 2)
    publish_when_bound(channel, 2, LI, 4, 3, 2)
    publish_when_bound(channel, 3, LI, 5, 4, 3)
    publish_when_bound(channel, 4, WANG, 5, 0, 1)
    assert LI in subscriber.stdout.readline()
    assert WANG in subscriber.stdout.readline()
