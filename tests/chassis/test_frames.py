"""The frames made at once are those that pika makes piece by piece."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pika
from hypothesis import given
from hypothesis import strategies as st
from pika.frame import Body, Header, Method

from chassis.frames import frames
from contracts import CONTENT_TYPE, EXCHANGE

names = st.text(st.characters(codec="ascii", exclude_characters="."), max_size=40)


@given(
    body=st.binary(max_size=200),
    event_id=st.text(max_size=60),
    routing_key=st.text(max_size=60),
    service=names,
    created_at=st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC)),
    channel=st.integers(1, 2047),
    frame_max=st.integers(9, 300),
)
def test_any_message_is_framed_as_by_pika(
    body: bytes, event_id: str, routing_key: str, service: str, created_at: datetime, channel: int, frame_max: int
) -> None:
    event_type = f"linli.{service}.ServiceCompleted.v1"
    row = SimpleNamespace(event_id=event_id, routing_key=routing_key, type=event_type, body=body, created_at=created_at)
    properties = pika.BasicProperties(
        content_type=CONTENT_TYPE,
        delivery_mode=2,
        message_id=event_id,
        type=event_type,
        app_id=service,
        timestamp=int(created_at.timestamp()),
    )
    publish = pika.spec.Basic.Publish(exchange=EXCHANGE, routing_key=routing_key, mandatory=True)
    most = frame_max - 8
    parts = [body[start : start + most] for start in range(0, len(body), most)]

    expected = [Method(channel, publish).marshal(), Header(channel, len(body), properties).marshal()]
    expected += [Body(channel, part).marshal() for part in parts]
    assert frames(row, channel, frame_max) == b"".join(expected)
