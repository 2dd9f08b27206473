"""What is read at a glance is what reading in full would give, and what it would refuse is not accepted."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Envelope, InvalidEvent, event_types, usual

from tests.contracts.strategies import envelopes
from tests.contracts.test_envelope import COMPLETED


def in_full(body):
    """The envelope, or None for what is refused."""
    try:
        return Envelope.from_dict(json.loads(body))
    except (InvalidEvent, ValueError):
        return None


def at_a_glance(body):
    read = usual.read(body)
    return None if read is None else Envelope(**read)


@settings(max_examples=300)
@given(envelopes())
def test_every_event_reads_alike(envelope):
    body = envelope.to_json()
    assert Envelope.from_json(body) == in_full(body) == envelope


@pytest.mark.parametrize("name", ["ServiceCompleted", "ServiceRated", "NeedReported", "DepartmentReportedIn"])
def test_the_events_of_a_busy_day_have_a_usual_form(name):
    [cls] = [found for found in event_types().values() if found.event_name == name]

    @settings(max_examples=20)
    @given(envelopes(cls))
    def holds(envelope):
        body = envelope.to_json()
        if b"\\" not in body and not re.search(r'":"\s', body.decode()):
            assert at_a_glance(body) == envelope

    holds()


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=10),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["2026-11-22T09:00:00+08:00", "2026-11-22", "2026-W01", "9999-99-99T00:00:00Z", "\0", "\ud800"]),
)


@settings(max_examples=300)
@given(st.data())
def test_an_odd_value_anywhere_is_read_alike(data):
    document = data.draw(envelopes()).to_dict()
    changed = data.draw(st.sampled_from([document, document["data"]]))
    name = data.draw(st.sampled_from(sorted(changed)))
    changed[name] = data.draw(ODD)
    try:
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        body = json.dumps(document, separators=(",", ":")).encode()
    glance = at_a_glance(body)
    assert glance is None or glance == in_full(body)


@settings(max_examples=1000)
@given(st.data())
def test_a_body_changed_anywhere_is_read_as_in_full_or_not_at_a_glance(data):
    body = COMPLETED.to_json().decode()
    at = data.draw(st.integers(0, len(body) - 1))
    until = data.draw(st.integers(at, min(at + 3, len(body))))
    put = data.draw(st.text(st.sampled_from('0123456789abcdefxyz-"\\ \t\n:,{}[]nulltrue.TZ麟\x7f\x00'), max_size=3))
    changed = body[:at] + put + body[until:]
    glance = at_a_glance(changed)
    assert glance is None or glance == in_full(changed)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"minutes":60', '"minutes":1441'),
        ('"minutes":60', '"minutes":-1'),
        ('"minutes":60', '"minutes":060'),
        ("2026-11-22T09:00:00", "2026-02-30T09:00:00"),
        ('"kind":"convenience"', '"kind":"conveniences"'),
        ('"correlationid":"a-request"', '"correlationid":" "'),
        ('"community":"xiezhuang"', '"community":"Xiezhuang"'),
        ('"subject":"0190b8a0-0000-7000-8000-000000000002"', '"subject":"0190b8a0-0000-7000-8000-000000000009"'),
    ],
)
def test_what_the_contract_refuses_is_not_accepted_at_a_glance(right, wrong):
    body = COMPLETED.to_json().decode()
    assert right in body
    assert at_a_glance(body) == COMPLETED
    changed = body.replace(right, wrong)
    assert at_a_glance(changed) is None
    with pytest.raises(InvalidEvent):
        Envelope.from_json(changed)
