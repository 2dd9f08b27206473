"""What `@subscribe` promises: each event once, its effects and what it leads to in one transaction, nothing lost."""

from __future__ import annotations

import random

from chassis.subscription import ATTEMPT, REASON
from chassis.topology import LADDER
from contracts.events import VolunteerWithdrawn

from tests.actors import actor
from tests.bus import eventually


def total(rpc, provider):
    return rpc("tally", "total", {"provider": provider}, actor=actor())["total"]


def test_events_are_counted_and_what_they_lead_to_is_told(tally, bus, rpc, completed):
    events = [completed("a", 10), completed("a", 5), completed("b", 7)]
    sent = bus.publish(*events)
    for envelope in sent:
        told = bus.wait_for(VolunteerWithdrawn, volunteer_id=envelope.data.service_id)
        assert told.causationid == envelope.id
    assert (total(rpc, "a"), total(rpc, "b")) == (15, 7)


def test_copies_count_once_whatever_their_order(tally, bus, rpc, completed):
    sent = bus.publish(*(completed("a") for _ in range(120)))
    copies = sent * 2
    random.Random(7).shuffle(copies)
    bus.publish_again(*copies)
    eventually(lambda: bus.messages_in("tally.count") == 0)
    eventually(lambda: total(rpc, "a") == 120)
    bus.publish_again(*sent[:3])
    bus.publish(completed("last"))
    eventually(lambda: total(rpc, "last") == 1)
    assert total(rpc, "a") == 120
    assert len(bus.settle()) == 120 * 3 + 3 + 1 + 121


def test_a_killed_service_loses_nothing_and_counts_nothing_twice(tally, bus, rpc, completed):
    for _ in range(3):
        bus.publish(*(completed("a") for _ in range(300)))
        tally.kill()
        tally.start()
    eventually(lambda: total(rpc, "a") == 900)
    eventually(lambda: len({seen.data.volunteer_id for seen in bus.seen(VolunteerWithdrawn)}) == 900)
    assert bus.messages_in("tally.count") == 0


def test_what_is_not_an_event_goes_to_the_dead_letters_with_its_reason(tally, bus, rpc, completed):
    good = bus.publish(completed("a", 3))[0]
    key = good.data.routing_key
    broken = good.to_json().replace(b'"minutes":3', b'"minutes":-3')
    bus._subscriber._on_invalid = lambda body, error: None
    bus.publish_raw((key, b"not json"), (key, broken), (key, good.to_json().replace(b".v1", b".v9")))
    bus.publish(completed("a", 4))
    eventually(lambda: total(rpc, "a") == 7)
    eventually(lambda: bus.messages_in("tally.dead") == 3)
    reasons = {}
    while (dead := bus.take("tally.dead")) is not None:
        properties, body = dead
        reasons[properties.headers[REASON]] = body
    assert reasons["data: minutes: out_of_range:0,1440"] == broken
    assert any("not JSON" in reason for reason in reasons)
    assert any("unknown event type linli.ticketing.ServiceCompleted.v9" in reason for reason in reasons)


def test_a_failing_event_climbs_the_ladder_while_its_neighbours_are_counted(tally, bus, rpc, completed):
    bus.publish(*(completed("a") for _ in range(20)), completed("culprit"), *(completed("a") for _ in range(20)))
    eventually(lambda: total(rpc, "a") == 40)
    eventually(lambda: bus.messages_in(LADDER[0].name) == 1)
    properties, _ = bus.take(LADDER[0].name)
    assert properties.headers[ATTEMPT] == 1
    assert bus.messages_in("tally.count") == 0


def test_a_failing_event_comes_back_after_its_delay_and_ends_among_the_dead(tally, bus, completed):
    import pika

    from contracts import CONTENT_TYPE

    event = bus.publish(completed("culprit"))[0]
    eventually(lambda: bus.messages_in(LADDER[0].name) == 1)
    eventually(lambda: bus.messages_in(LADDER[1].name) == 1, seconds=30, what="the second rung")
    properties, body = bus.take(LADDER[1].name)
    assert properties.headers[ATTEMPT] == 2
    again = pika.BasicProperties(content_type=CONTENT_TYPE, headers={ATTEMPT: len(LADDER)}, delivery_mode=2)
    with pika.BlockingConnection(pika.URLParameters(bus.amqp_url)) as connection:
        connection.channel().basic_publish("", "tally.count", body, again)
    eventually(lambda: bus.messages_in("tally.dead") == 1)
    properties, body = bus.take("tally.dead")
    assert properties.headers[REASON] == "handler error after 4 attempts: ZeroDivisionError"
    assert event.id.encode() in body


def test_sigterm_finishes_what_is_in_hand(tally, bus, rpc, completed):
    bus.publish(*(completed("a") for _ in range(2000)))
    assert tally.stop() == 0
    tally.start()
    eventually(lambda: total(rpc, "a") == 2000)
    eventually(lambda: len({seen.data.volunteer_id for seen in bus.seen(VolunteerWithdrawn)}) == 2000)
