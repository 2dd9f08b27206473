"""pika's connection, with the two ways past it that a message takes a million times a day.

*In*: pika makes a dozen objects of every message, from three frames, which costs more than all that a service then does
with it. A `Connection` that was told `take` takes whole deliveries apart by position; whatever else arrives (other
methods, a body in several frames, a frame between two others) is left to pika, frame by frame.

*Out*: pika makes a system call, and the kernel a packet, of every frame, and asks first to be told when it may. Here
frames gather and leave together and at once; what the kernel has no room for is left to pika.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any

from pika import BasicProperties
from pika.adapters.select_connection import SelectConnection
from pika.adapters.utils.io_services_utils import _AsyncPlaintextTransport
from pika.spec import Basic

_METHOD, _HEADER, _BODY, _END = 1, 2, 3, 0xCE
_DELIVER = b"\x00\x3c\x00\x3c"
_FRAME = Struct(">BHI")
"""What every frame begins with: type, channel, bytes of payload. After the payload stands `_END`."""
_TAG_SIZE = 8
_BEFORE_PROPERTIES = 12
"""Bytes of a header's payload: class, weight, and the size of the body as the last eight."""
_RECEIVED_AT_ONCE = 65_536

_BEFORE_EXCHANGE = 1
"""Bytes of what follows a delivery's tag: whether the message was delivered before."""

Take = Callable[[int, bytes, bytes, bytes], None]
"""Called with the delivery tag, what follows it in the method (`routing_key` reads that), the encoded properties
(`properties` reads them) and the body."""


def routing_key(encoded: bytes) -> str:
    """With which routing key the message of a delivery was published."""
    at = _BEFORE_EXCHANGE + 1 + encoded[_BEFORE_EXCHANGE]
    return encoded[at + 1 : at + 1 + encoded[at]].decode()


def after_tag(method: Basic.Deliver) -> bytes:
    """What of a delivery's method follows its tag."""
    skipped = 1 + len(method.consumer_tag.encode()) + _TAG_SIZE
    return b"".join(method.encode())[skipped:]


def properties(encoded: bytes) -> BasicProperties:
    """The properties of a message as they stood in its header."""
    return BasicProperties().decode(encoded)


class Connection(SelectConnection):
    """`send_gathered` is to be called before waiting for anything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._gathered: list[bytes] = []
        self._deliver: tuple[bytes, Take] | None = None
        super().__init__(*args, **kwargs)

    def take(self, consumer_tag: str, handle: Take) -> None:
        """Have the deliveries to this consumer handed to `handle`; what of them pika reads goes where it was told."""
        tag = consumer_tag.encode()
        self._deliver = (_DELIVER + bytes([len(tag)]) + tag, handle)

    def send_gathered(self) -> None:
        if self._gathered:
            data, self._gathered = b"".join(self._gathered), []
            if left := data[self._sent_at_once(data) :]:
                super()._adapter_emit_data(left)

    def _sent_at_once(self, data: bytes) -> int:
        """How many bytes the kernel took. A lost connection is found again by pika, which tells of it."""
        transport = self._transport
        if type(transport) is not _AsyncPlaintextTransport or transport._tx_buffers or transport._sock is None:
            return 0
        try:
            return transport._sock.send(data)  # type: ignore[no-any-return]
        except OSError:
            return 0

    def _adapter_emit_data(self, data: bytes) -> None:
        self._gathered.append(data)

    def _proto_connection_made(self, transport: Any) -> None:
        transport._MAX_RECV_BYTES = _RECEIVED_AT_ONCE
        if type(transport) is _AsyncPlaintextTransport:
            # One reading each time that there is something to read: pika goes on until there is nothing.
            transport._MAX_CONSUME_BYTES = 1
        super()._proto_connection_made(transport)

    def _on_data_available(self, data_in: bytes) -> None:
        if self._deliver is None:
            super()._on_data_available(data_in)
            return
        self._frame_buffer += data_in
        while self._frame_buffer:
            taken, wanting = take_deliveries(self._frame_buffer, *self._deliver)
            if taken:
                self._trim_frame_buffer(taken)
            if wanting:
                return
            consumed, frame = self._read_frame()
            if not frame:
                return
            self._trim_frame_buffer(consumed)
            self._process_frame(frame)


def take_deliveries(data: bytes, prefix: bytes, handle: Take) -> tuple[int, bool]:
    """Hand over the deliveries with which `data` begins; returns how many bytes they took, and whether what follows
    is the beginning of another (or nothing).

    `prefix`: what the method's payload begins with. Each delivery is three frames: method, header, body.
    """
    at, end, method_at = 0, len(data), _FRAME.size + len(prefix)
    frame = _FRAME.unpack_from
    whole = _FRAME.size + 1
    while at + method_at + _TAG_SIZE <= end:
        if data[at] != _METHOD or not data.startswith(prefix, at + _FRAME.size):
            return at, False
        _, channel, size = frame(data, at)
        header_at = at + whole + size
        if header_at + whole + _BEFORE_PROPERTIES > end:
            return at, True
        kind, header_channel, size = frame(data, header_at)
        properties_at = header_at + _FRAME.size + _BEFORE_PROPERTIES
        body_size = int.from_bytes(data[properties_at - 8 : properties_at])
        body_at = header_at + whole + size
        if kind != _HEADER or header_channel != channel or body_size == 0:
            return at, False
        if body_at + _FRAME.size > end:
            return at, True
        kind, body_channel, size = frame(data, body_at)
        if kind != _BODY or body_channel != channel or size != body_size:
            return at, False
        next_at = body_at + whole + size
        if next_at > end:
            return at, True
        if data[next_at - 1] != _END:
            return at, False
        tag_at = at + method_at
        handle(
            int.from_bytes(data[tag_at : tag_at + _TAG_SIZE]),
            data[tag_at + _TAG_SIZE : header_at - 1],
            data[properties_at : body_at - 1],
            data[next_at - 1 - size : next_at - 1],
        )
        at = next_at
    return at, at == end
