"""What `@subscribe` promises: each event once, its effects and what it leads to in one transaction, nothing lost."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chassis.subscription import PREFETCH_BATCHES
from chassis.topology import ATTEMPT, DIED, LADDER, REASON, SUBSCRIPTION
from chassis.transaction import new_id
from contracts import CONTENT_TYPE, Envelope
from contracts.events import NeedReopened, ServiceCompleted, VolunteerWithdrawn

from tests.actors import actor
from tests.bus import Bus, eventually
from tests.chassis.conftest import Gate
from tests.infrastructure import Broker
from tests.shared_service import SharedService

BATCH = 50
"""What the small service's `count` takes at once."""

Completed = Callable[..., ServiceCompleted]


@pytest.fixture
def total(shared_tally: SharedService) -> Callable[[str], int]:
    """The minutes counted for somebody."""
    return lambda provider: shared_tally.ask("total", {"provider": provider}, actor())["total"]


Total = Callable[[str], int]


def told(bus: Bus, sent: list[Envelope]) -> set[str]:
    """Of the events sent, those that led to another."""
    causes = {seen.causationid for seen in bus.seen(VolunteerWithdrawn)}
    return causes & {envelope.id for envelope in sent}


def test_events_are_counted_and_what_they_lead_to_is_told(bus: Bus, total: Total, completed: Completed) -> None:
    one, other = new_id(), new_id()
    sent = bus.publish(completed(one, 10), completed(one, 5), completed(other, 7))
    for envelope in sent:
        seen = bus.wait_for(VolunteerWithdrawn, volunteer_id=envelope.data.service_id)
        assert seen.causationid == envelope.id
    assert (total(one), total(other)) == (15, 7)


def test_copies_count_once_whatever_their_order(bus: Bus, total: Total, completed: Completed, provider: str) -> None:
    sent = bus.publish(*(completed(provider) for _ in range(120)))
    copies = sent * 2
    random.Random(7).shuffle(copies)
    bus.publish_again(*copies)
    eventually(lambda: bus.messages_in("tally.count") == 0)
    eventually(lambda: total(provider) == 120)
    last = new_id()
    bus.publish_again(*sent[:3])
    bus.publish(completed(last))
    eventually(lambda: total(last) == 1)
    assert total(provider) == 120
    assert len(bus.settle()) == 120 * 3 + 3 + 1 + 121


def test_copies_handled_by_two_processes_at_once_count_once(
    shared_tally: SharedService, bus: Bus, total: Total, completed: Completed, provider: str
) -> None:
    other = shared_tally.process.replica().start()
    try:
        copies = bus.enveloped(*(completed(provider) for _ in range(200))) * 5
        random.Random(11).shuffle(copies)
        bus.publish_again(*copies)
        eventually(lambda: total(provider) == 200, 30)
        eventually(lambda: bus.messages_in("tally.count") == 0)
        assert other.stop() == 0
        assert any(line["event"] == "handled" for line in other.logged_lines()), "both had a part in it"
        assert total(provider) == 200
    finally:
        other.close()


def test_an_event_is_counted_in_each_subscription(bus: Bus, total: Total, provider: str) -> None:
    reopened = NeedReopened(community="x", sequence=1, need_id=new_id(), round=2, reporter=provider)
    bus.publish_again(*bus.publish(reopened) * 2)
    eventually(lambda: (total(provider), total(f"noticed {provider}")) == (2, 2))
    eventually(lambda: bus.messages_in("tally.ponder") == bus.messages_in("tally.notice") == 0)
    assert (total(provider), total(f"noticed {provider}")) == (2, 2)


def test_a_killed_service_loses_nothing_and_counts_nothing_twice(
    shared_tally: SharedService, bus: Bus, total: Total, completed: Completed, provider: str
) -> None:
    sent = []
    for _ in range(2):
        sent += bus.publish(*(completed(provider) for _ in range(300)))
        shared_tally.process.kill()
        shared_tally.process.start()
    eventually(lambda: total(provider) == 600)
    eventually(lambda: len(told(bus, sent)) == 600)
    assert bus.messages_in("tally.count") == 0


def test_a_service_killed_in_the_middle_of_a_batch_counts_it_once(
    shared_tally: SharedService, bus: Bus, total: Total, completed: Completed, provider: str, gate: Gate
) -> None:
    bus.publish(*(completed(provider) for _ in range(2 * BATCH)))
    gate.wait_until_reached()
    shared_tally.process.kill()
    gate.open()
    shared_tally.process.start()
    eventually(lambda: total(provider) == 2 * BATCH)


UNREADABLE: dict[str, tuple[bytes | Callable[[bytes], bytes], dict[str, Any], str]] = {
    "bad JSON": (b'{"specversion":', {}, "the body is not JSON: JSONDecodeError"),
    "empty": (b"", {}, "the body is not JSON: JSONDecodeError"),
    "invalid UTF-8": (b'{"id":"\xff\xfe"}', {}, "the body is not JSON: UnicodeDecodeError"),
    "a megabyte of garbage": (random.Random(1).randbytes(1 << 20), {}, "the body is not JSON: UnicodeDecodeError"),
    "a megabyte of one bracket": (b"[" * (1 << 20), {}, "the body is not JSON: RecursionError"),
    "an endless number": (b"1" * 5000, {}, "the body is not JSON: ValueError"),
    "not an object": (b'["an", "array"]', {}, "the body is not a JSON object"),
    "deep inside": (
        lambda body: body.replace(b'"minutes":3', b'"minutes":' + b"[" * 500 + b"]" * 500),
        {},
        "data: minutes: not_a_number",
    ),
    "another content type": (b"<event/>", {"content_type": "text/xml"}, "the body is not JSON: JSONDecodeError"),
    "packed": (
        b"\x1f\x8b\x08\x00garbage",
        {"content_type": "application/json", "content_encoding": "gzip"},
        "the body is not JSON: UnicodeDecodeError",
    ),
    "unknown type": (
        lambda body: body.replace(b".ServiceCompleted.v1", b".ServiceImagined.v1"),
        {},
        "unknown event type linli.ticketing.ServiceImagined.v1",
    ),
    "unknown major": (
        lambda body: body.replace(b".v1", b".v9"),
        {},
        "unknown event type linli.ticketing.ServiceCompleted.v9",
    ),
    "out of bounds": (
        lambda body: body.replace(b'"minutes":3', b'"minutes":-3'),
        {},
        "data: minutes: out_of_range:0,1440",
    ),
    "a field too few": (lambda body: body.replace(b'"minutes":3', b'"hours":3'), {}, "data: minutes: required"),
    "a lone surrogate": (
        lambda body: body.replace(b'"type":"linli', b'"type":"\\ud800'),
        {},
        "attribute type: unprintable",
    ),
    "a zero byte": (lambda body: body.replace(b'"id":"', b'"id":"\\u0000'), {}, "attribute id: unprintable"),
}


def ours_in(headers: dict[str, Any]) -> dict[str, Any]:
    """The headers without those that brokers add, and without the time."""
    assert headers[DIED]
    brokers = {name for name in headers if name.startswith("x-") and not name.startswith("x-linli")}
    return {name: value for name, value in headers.items() if name not in {*brokers, DIED}}


def test_what_is_not_an_event_goes_to_the_dead_letters_whole_with_its_reason(
    shared_tally: SharedService, bus: Bus, total: Total, completed: Completed, provider: str
) -> None:
    personal = "13900000000"
    bus.publish(completed(provider, 4))
    [good] = bus.enveloped(completed(personal, 3))
    bodies = {}
    for name, (made, properties, _) in UNREADABLE.items():
        bodies[name] = made if isinstance(made, bytes) else made(good.to_json())
        bus.put("tally.count", bodies[name], message_id=name, headers={"of": "ours"}, **properties)
    bus.publish(completed(provider, 3))
    eventually(lambda: total(provider) == 7)
    eventually(lambda: bus.messages_in("tally.dead") == len(UNREADABLE))
    dead = {properties.message_id: (properties, body) for properties, body in bus.take_all("tally.dead")}
    assert {name: ours_in(properties.headers) for name, (properties, _) in dead.items()} == {
        name: {"of": "ours", REASON: reason, SUBSCRIPTION: "tally.count"} for name, (_, _, reason) in UNREADABLE.items()
    }
    assert {name: body for name, (_, body) in dead.items()} == bodies
    assert dead["another content type"][0].content_type == "text/xml"
    logged = shared_tally.process.logged()
    assert "dead letter" in logged
    assert personal not in logged
    assert "<event/>" not in logged


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json", CONTENT_TYPE])
def test_what_can_be_read_is_handled_whatever_it_is_called(
    bus: Bus, total: Total, completed: Completed, provider: str, content_type: str | None
) -> None:
    [event] = bus.enveloped(completed(provider, 3))
    bus.put("tally.count", event.to_json(), content_type=content_type)
    eventually(lambda: total(provider) == 3)
    assert bus.messages_in("tally.dead") == 0


@pytest.fixture
def quick_ladder(shared_tally: SharedService, broker: Broker) -> Iterator[None]:
    """The delays of the ladder cut short on the broker: of two times to live the shorter one holds."""
    policy = f"/policies/{shared_tally.amqp_url.rpartition('/')[2]}/quick-ladder"
    definition = {"message-ttl": 100}
    broker.call("PUT", policy, {"pattern": r"^linli\.retry\.", "apply-to": "queues", "definition": definition})
    yield
    broker.call("DELETE", policy)


def attempts_logged(shared_tally: SharedService, event: Envelope) -> list[int]:
    """The numbers of the attempts at an event, as the service told them."""
    lines = [line for line in shared_tally.process.logged_lines() if line.get("event_id") == event.id]
    return [line["attempt"] for line in lines if line["event"] == "event not handled"]


def test_a_failing_event_is_tried_as_often_as_the_ladder_has_rungs_and_kept_while_its_neighbours_are_counted(
    shared_tally: SharedService, bus: Bus, total: Total, completed: Completed, provider: str, quick_ladder: None
) -> None:
    neighbours = [completed(provider) for _ in range(40)]
    sent = bus.publish(*neighbours[:20], completed("culprit"), *neighbours[20:])
    eventually(lambda: bus.messages_in("tally.dead") == 1, 30)
    [(properties, body)] = bus.take_all("tally.dead")
    assert properties.headers[REASON] == f"handler error after {len(LADDER) + 1} attempts: ZeroDivisionError"
    assert properties.headers[ATTEMPT] == len(LADDER)
    assert body == sent[20].to_json()
    assert attempts_logged(shared_tally, sent[20]) == [1, 2, 3, 4]
    assert total(provider) == 40
    assert len(told(bus, sent)) == 40
    assert [bus.messages_in(delay.name) for delay in LADDER] == [0, 0, 0]


def test_attempts_are_counted_across_replicas_and_restarts(
    shared_tally: SharedService, bus: Bus, completed: Completed, broker: Broker
) -> None:
    """Only the first rung's real delay is waited for; a message on a higher rung is moved as its delay would."""
    event = bus.publish(completed("culprit"))[0]
    for attempt, delay in enumerate(LADDER, start=1):
        eventually(lambda name=delay.name: bus.messages_in(name) == 1, what=delay.name)
        if attempt == 1:
            continue
        shared_tally.process.kill()
        [(properties, body)] = bus.take_all(delay.name)
        assert properties.headers[ATTEMPT] == attempt
        bus.put("tally.count", body, headers=properties.headers, message_id=properties.message_id)
        shared_tally.process.start()
    eventually(lambda: bus.messages_in("tally.dead") == 1)
    assert attempts_logged(shared_tally, event) == [1, 2, 3, 4]


def test_a_nonsensical_count_of_attempts_harms_nobody(lone_tally: SharedService, completed: Completed) -> None:
    nonsense = ["many", -7, 10**12, None, [1], True]
    with lone_tally.bus() as bus:
        sent = bus.publish(completed("neighbour"))
        for attempt in nonsense:
            [culprit] = bus.enveloped(completed("culprit"))
            bus.put("tally.count", culprit.to_json(), headers={ATTEMPT: attempt})
        sent += bus.publish(completed("neighbour"))

        def settled() -> bool:
            places = ["tally.dead", *(delay.name for delay in LADDER)]
            return sum(map(bus.messages_in, places)) == len(nonsense) and len(told(bus, sent)) == 2

        eventually(settled)
        assert lone_tally.process.ready()


def test_sigterm_finishes_what_is_in_hand(
    shared_tally: SharedService, bus: Bus, total: Total, completed: Completed, provider: str
) -> None:
    sent = bus.publish(*(completed(provider) for _ in range(1000)))
    assert shared_tally.process.stop() == 0
    assert shared_tally.process.logged_lines()[-1]["event"] == "stopped"
    shared_tally.process.start()
    eventually(lambda: total(provider) == len(sent))
    eventually(lambda: len(told(bus, sent)) == len(sent))


def test_sigterm_finishes_what_is_in_hand_and_leaves_the_rest_untouched(
    shared_tally: SharedService, bus: Bus, total: Total, completed: Completed, provider: str, gate: Gate
) -> None:
    sent = bus.publish(*(completed(provider) for _ in range(2 * PREFETCH_BATCHES * BATCH)))
    gate.wait_until_reached()
    os.kill(shared_tally.process.pid, signal.SIGTERM)
    eventually(lambda: not shared_tally.process.ready())
    gate.open()
    assert shared_tally.process.stop() == 0
    assert shared_tally.process.logged_lines()[-1]["event"] == "stopped"
    left = bus.redelivered_in("tally.count")
    assert len(sent) - PREFETCH_BATCHES * BATCH <= len(left) < len(sent), "what was prefetched is handled, no more"
    assert not any(left)
    assert len(told(bus, sent)) == len(sent) - len(left), "what was handled is told before the end"
    shared_tally.process.start()
    eventually(lambda: total(provider) == len(sent))
    eventually(lambda: len(told(bus, sent)) == len(sent))


def test_a_slow_subscription_does_not_hold_up_another(
    bus: Bus, total: Total, completed: Completed, provider: str
) -> None:
    reopened = NeedReopened(community="x", sequence=1, need_id=new_id(), round=1, reporter=provider)
    bus.publish(*[reopened] * 40)
    eventually(lambda: total(provider) > 0)
    bus.publish(*(completed(provider, 1000) for _ in range(3)))
    eventually(lambda: total(provider) > 3000)
    assert total(provider) < 3040, "the quick ones were counted long before the slow ones were through"
    eventually(lambda: total(provider) == 3040, 30)
