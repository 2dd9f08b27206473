"""The envelope: what is written can be read, by us and by the official SDK; what is not an event is refused with a
reason that repeats nothing of its content."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_rabbitmq_event
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import CONTENT_TYPE, Envelope, InvalidEvent, event_types
from contracts.events import ServiceCompleted

from tests.contracts.strategies import envelopes

COMPLETED = Envelope(
    id="0190b8a0-0000-7000-8000-000000000001",
    time=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    data=ServiceCompleted(
        community="xiezhuang",
        sequence=3,
        service_id="0190b8a0-0000-7000-8000-000000000002",
        need_id="0190b8a0-0000-7000-8000-000000000003",
        kind="convenience",
        provider_kind="volunteer",
        provider="0190b8a0-0000-7000-8000-000000000004",
        minutes=60,
        completed_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        round=1,
    ),
    correlationid="a-request",
)


def document(**changes):
    made = {**COMPLETED.to_dict(), **changes}
    return {name: value for name, value in made.items() if value is not ...}


def data(**changes):
    return {name: value for name, value in {**COMPLETED.data.data(), **changes}.items() if value is not ...}


def test_an_event_looks_like_this_on_the_bus():
    assert COMPLETED.data.routing_key == "ticketing.ServiceCompleted.v1.xiezhuang"
    assert json.loads(COMPLETED.to_json()) == {
        "specversion": "1.0",
        "id": "0190b8a0-0000-7000-8000-000000000001",
        "source": "/linli/ticketing",
        "type": "linli.ticketing.ServiceCompleted.v1",
        "subject": "0190b8a0-0000-7000-8000-000000000002",
        "time": "2026-11-22T09:30:00.000000Z",
        "datacontenttype": "application/json",
        "dataschema": "urn:linli:schema:ticketing.ServiceCompleted.v1",
        "community": "xiezhuang",
        "sequence": "0000000000000000003",
        "correlationid": "a-request",
        "data": {
            "service_id": "0190b8a0-0000-7000-8000-000000000002",
            "need_id": "0190b8a0-0000-7000-8000-000000000003",
            "kind": "convenience",
            "provider_kind": "volunteer",
            "provider": "0190b8a0-0000-7000-8000-000000000004",
            "minutes": 60,
            "completed_at": "2026-11-22T09:00:00.000000Z",
            "round": 1,
        },
    }


@given(envelopes())
@settings(max_examples=300)
def test_what_is_written_is_read_back_the_same(envelope):
    assert Envelope.from_json(envelope.to_json()) == envelope


@given(envelopes())
@settings(max_examples=50)
def test_the_official_sdk_reads_our_events(envelope):
    read = from_rabbitmq_event(RabbitMQMessage(headers={}, content_type=CONTENT_TYPE, body=envelope.to_json()))
    assert read.get_id() == envelope.id
    assert read.get_type() == envelope.type
    assert read.get_source() == envelope.source
    assert read.get_subject() == envelope.data.subject
    assert read.get_time() == envelope.time
    assert read.get_extension("community") == envelope.community
    assert read.get_data() == envelope.data.data()


def test_fields_and_attributes_that_a_newer_version_adds_are_passed_over():
    grown = document(data=data(colour="red"), mood="fine")
    assert Envelope.from_dict(grown) == COMPLETED


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (document(specversion="2.0"), "attribute specversion: not_one_of:1.0"),
        (document(id=...), "attribute id: required"),
        (document(time="yesterday"), "attribute time: not_a_time"),
        (document(community="Xie Zhuang"), "attribute community: not_a_code"),
        (document(sequence="minus one"), "attribute sequence: not_a_number"),
        (document(sequence=3), "attribute sequence: not_text"),
        (document(source="/elsewhere"), "source /elsewhere does not send linli.ticketing.ServiceCompleted.v1"),
        (document(subject="somebody"), "subject is not the record's service_id"),
        (document(data=...), "data: data: not_an_object"),
        (document(data=data(minutes=...)), "data: minutes: required"),
        (document(data=data(minutes="60")), "data: minutes: not_a_number"),
        (document(data=data(minutes=1441)), "data: minutes: out_of_range:0,1440"),
        (document(data=data(kind="gossip")), "data: kind: not_one_of:"),
        ([document()], "the body is not a JSON object"),
    ],
)
def test_a_broken_event_is_refused_with_its_first_fault(broken, reason):
    with pytest.raises(InvalidEvent) as refusal:
        Envelope.from_dict(broken)
    assert refusal.value.reason.startswith(reason)


def test_a_reason_repeats_nothing_that_was_sent():
    secret = "a-name-13900000000"
    for broken in (document(time=secret), document(data=data(kind=secret)), document(data=data(provider=[secret]))):
        with pytest.raises(InvalidEvent) as refusal:
            Envelope.from_dict(broken)
        assert secret not in refusal.value.reason


def test_an_unknown_type_is_told_apart_from_a_broken_event():
    with pytest.raises(InvalidEvent) as refusal:
        Envelope.from_dict(document(type="linli.ticketing.ServiceCompleted.v2"))
    assert refusal.value.unknown_type


@given(st.binary(max_size=200))
def test_any_bytes_are_an_event_or_refused(body):
    with pytest.raises(InvalidEvent):
        Envelope.from_json(body)


PARTICIPLES = ("ed", "Frozen", "In", "CalledOut", "Blown", "Done", "Found", "Held", "Made", "Upheld", "Withdrawn")


def test_every_event_type_has_a_name_for_what_happened_and_a_docstring():
    for cls in event_types().values():
        assert cls.__doc__, cls
        assert cls.event_name.endswith(PARTICIPLES), cls.event_name
