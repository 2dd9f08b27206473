"""A message as AMQP frames, all but its id, time and body made once for each kind of message.

pika makes the frames of every message piece by piece, which costs more than everything else about sending it. Here
pika makes those of one message of a kind, and the others differ from it in three places.
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

from pika import spec
from pika.frame import Method

from contracts import CONTENT_TYPE, EXCHANGE

_CONTENT_HEADER = Struct(">BHIHxxQ")
"""Frame type, channel, size of the payload; class, size of the body."""
_BODY_HEADER = Struct(">BHI")
"""Frame type, channel, size of the payload."""
_TIME = Struct(">Q")
_END = bytes([spec.FRAME_END])


def frames(row: Any, channel: int, frame_max: int) -> bytes:
    """What publishing an outbox row on `channel` sends, persistent and mandatory; `frame_max`: bytes that a frame may
    have."""
    body: bytes = row.body
    event_id = row.event_id.encode()
    kind = _kind(channel, row.routing_key, row.type, len(event_id))
    parts = [
        kind.publish,
        _CONTENT_HEADER.pack(spec.FRAME_HEADER, channel, kind.size, spec.BasicProperties.INDEX, len(body)),
        kind.before_id,
        event_id,
        _TIME.pack(int(row.created_at.timestamp())),
        kind.after_time,
        _END,
    ]
    most = frame_max - spec.FRAME_HEADER_SIZE - spec.FRAME_END_SIZE
    for start in range(0, len(body), most):
        part = body[start : start + most]
        parts += (_BODY_HEADER.pack(spec.FRAME_BODY, channel, len(part)), part, _END)
    return b"".join(parts)


class _Kind(NamedTuple):
    """What messages of one kind have in common: the frame that says where they go, and of their properties what
    stands before the id and after the time that follows it; `size`: of the header frame's payload."""

    publish: bytes
    before_id: bytes
    after_time: bytes
    size: int


@lru_cache(maxsize=10_000)
def _kind(channel: int, routing_key: str, event_type: str, id_length: int) -> _Kind:
    no_id = bytes(id_length)
    properties = spec.BasicProperties(
        content_type=CONTENT_TYPE,
        delivery_mode=2,
        message_id=no_id.decode(),
        timestamp=0,
        type=event_type,
        app_id=event_type.split(".")[1],
    )
    encoded = b"".join(properties.encode())
    place = encoded.index(bytes([id_length]) + no_id + _TIME.pack(0)) + 1
    publish = spec.Basic.Publish(exchange=EXCHANGE, routing_key=routing_key, mandatory=True)
    size = _CONTENT_HEADER.size - _BODY_HEADER.size + len(encoded)
    return _Kind(Method(channel, publish).marshal(), encoded[:place], encoded[place + id_length + _TIME.size :], size)
