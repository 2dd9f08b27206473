"""Reading the log: from its beginning, an offset or a time, up to a place or live."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import quote

import pika
import pytest

from chassis import topology
from chassis.transaction import new_id
from contracts import LOG, Envelope
from contracts.log import Log, LogRefused, LogUnavailable

from tests.bus import eventually
from tests.scoring.facts import completed


@pytest.fixture
def log(amqp_url):
    """The log of a broker where no service has yet said anything."""
    topology.declare(amqp_url, "scoring", {})
    with Log(amqp_url) as log:
        yield log


def told(bus, count, first_minute=0):
    """Events of so many minutes, as sent."""
    minutes = range(first_minute, first_minute + count)
    return bus.publish(*(completed(new_id(), minute % 1440) for minute in minutes))


def minutes(entries):
    return [Envelope.from_json(entry.body).data.minutes for entry in entries]


def test_everything_is_read_in_order_from_the_beginning(log, bus):
    sent = told(bus, 3000)
    assert log.bounds() == (0, 2999)
    entries = list(log.read(until=2999))
    assert [entry.offset for entry in entries] == list(range(3000))
    assert [entry.body for entry in entries] == [envelope.to_json() for envelope in sent]


def test_an_empty_log_has_no_bounds(log):
    assert log.bounds() is None


def test_reading_begins_with_the_very_entry_asked_for_and_ends_with_the_last(log, bus):
    told(bus, 500)
    assert minutes(log.read(137, until=140)) == [137, 138, 139, 140]
    assert minutes(log.read(499, until=499)) == [499]
    assert list(log.read(300, until=299)) == []


def test_what_comes_later_is_read_as_it_comes(log, bus):
    told(bus, 2)
    reading, found, both = log.read(1), [], threading.Event()

    def read():
        found.extend(islice(reading, 2))
        both.set()
        found.extend(islice(reading, 1))
        reading.close()

    thread = threading.Thread(target=read)
    thread.start()
    told(bus, 1, first_minute=50)
    assert both.wait(15)
    told(bus, 1, first_minute=60)
    thread.join(15)
    assert minutes(found) == [1, 50, 60]


def test_more_than_the_broker_may_send_at_once_is_read_to_the_end(bus, log, amqp_url):
    told(bus, 200)
    with Log(amqp_url, prefetch=3) as sipping:
        assert sipping.bounds() == (0, 199)
        assert len(list(sipping.read(until=199))) == 200


def test_reading_begins_at_a_time(log, bus):
    now = datetime.now(UTC)
    told(bus, 10)
    assert len(list(log.read(now - timedelta(hours=1), until=9))) == 10
    assert list(log.read(now + timedelta(hours=1), until=9)) == []


def test_of_a_chunk_only_what_is_as_late_as_asked_for_is_read(log, amqp_url):
    began = datetime.now(UTC).replace(microsecond=0)
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        for seconds in range(0, 50, 10):
            told_at = pika.BasicProperties(timestamp=int(began.timestamp()) + seconds - 40)
            channel.basic_publish("", LOG, b"%d" % seconds, told_at)
    eventually(lambda: log.bounds() == (0, 4))
    bodies = [entry.body for entry in log.read(began - timedelta(seconds=15), until=4)]
    assert bodies == [b"30", b"40"]


def test_a_broker_without_a_log_refuses_with_a_sentence(amqp_url):
    with pytest.raises(LogRefused, match=f"{LOG}.*no queue"):
        Log(amqp_url).bounds()
    with pytest.raises(LogRefused, match=LOG):
        next(Log(amqp_url).read())


def test_a_broker_that_is_away_or_does_not_know_us_is_told_apart():
    with pytest.raises(LogUnavailable, match="127.0.0.1:1 cannot be read") as away:
        Log("amqp://guest:guest@127.0.0.1:1/").bounds()
    assert not isinstance(away.value, LogRefused)


def test_wrong_credentials_are_refused_without_showing_them(amqp_url):
    stranger = amqp_url.replace(amqp_url.split("@")[0], "amqp://nobody:secret-word")
    with pytest.raises(LogRefused, match="user and password") as refused:
        Log(stranger).bounds()
    assert "secret-word" not in str(refused.value)


def test_a_connection_that_is_cut_ends_the_reading_with_an_error(log, bus, broker, amqp_url):
    told(bus, 1)
    reading = log.read()
    next(reading)
    vhost = amqp_url.rpartition("/")[2]

    def connection():
        found = broker.call("GET", f"/vhosts/{vhost}/connections")
        return [one["name"] for one in found if LOG in one["client_properties"].get("connection_name", "")]

    (name,) = eventually(connection)
    broker.call("DELETE", f"/connections/{quote(name, safe='')}")
    with pytest.raises(LogUnavailable, match=LOG):
        next(reading)


def test_a_log_that_is_deleted_ends_the_reading_with_an_error(log, bus, amqp_url):
    told(bus, 1)
    reading = log.read()
    next(reading)
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        connection.channel().queue_delete(LOG)
    with pytest.raises(LogUnavailable, match="ended the reading"):
        next(reading)
