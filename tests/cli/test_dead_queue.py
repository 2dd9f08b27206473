"""Looking at dead letters takes nothing away, changes no order and kills none, however often one looks."""

from __future__ import annotations

import json
from urllib.parse import quote

import pika
import pytest

from chassis import topology
from cli import dead_queue
from cli.broker import DEFINITIONS
from cli.dead_queue import held
from cli.problem import Problem

from tests.infrastructure import Broker


def fill(amqp_url: str, queue: str, count: int) -> None:
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for number in range(count):
            channel.basic_publish("", queue, str(number).encode(), pika.BasicProperties(delivery_mode=2))


@pytest.fixture
def scoring(amqp_url: str, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> str:
    """A broker with the topology of scoring and the policies that a deployment has."""
    vhost = amqp_url.rpartition("/")[2]
    for policy in json.loads(DEFINITIONS.read_text())["policies"]:
        kept = {name: policy[name] for name in ("pattern", "apply-to", "priority", "definition")}
        broker.call("PUT", f"/policies/{quote(vhost, safe='')}/{policy['name']}", kept)
    topology.declare(amqp_url, "scoring", {})
    monkeypatch.setattr(dead_queue, "_QUIET_SECONDS", 0.05)
    return amqp_url


def bodies(amqp_url: str) -> list[int]:
    with held(amqp_url, "scoring", ["scoring"]) as queue:
        return [int(letter.body) for letter in queue.letters]


def test_thirty_looks_leave_everything_in_its_order(scoring: str) -> None:
    fill(scoring, "scoring.dead", 50)
    for _ in range(30):
        assert bodies(scoring) == list(range(50))


def test_more_than_the_broker_sends_unasked_are_all_in_hand(scoring: str) -> None:
    fill(scoring, "scoring.dead", 2500)
    assert bodies(scoring) == list(range(2500))


def test_what_is_taken_from_the_midst_leaves_the_rest_in_its_order(scoring: str) -> None:
    fill(scoring, "scoring.dead", 60)
    with held(scoring, "scoring", []) as queue:
        for letter in queue.letters[::3]:
            queue.remove(letter)
    left = [number for number in range(60) if number % 3]
    for _ in range(5):
        assert bodies(scoring) == left


def test_a_look_that_breaks_off_takes_nothing_away(scoring: str) -> None:
    fill(scoring, "scoring.dead", 20)
    with pytest.raises(KeyboardInterrupt), held(scoring, "scoring", []) as queue:
        assert len(queue.letters) == 20
        raise KeyboardInterrupt
    assert bodies(scoring) == list(range(20))


def test_a_service_without_such_a_queue_is_named_with_the_nearest(scoring: str) -> None:
    with (
        pytest.raises(Problem, match=r"no queue scorng.dead .* did you mean scoring\?"),
        held(scoring, "scorng", ["scoring", "notify"]),
    ):
        pass
    assert dead_queue.counts(scoring, ["scoring", "notify"]) == {"scoring": 0, "notify": None}
