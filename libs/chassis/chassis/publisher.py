"""Publishing with hundreds of confirms in flight, each counted for its own message.

A window of messages is sent without waiting; the broker's words on them come in while other things are done, and
whoever sent it looks at the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import pika

from .frames import frames
from .link import CONNECT_SECONDS, Link, LinkLost

WINDOW = 500
"""Messages sent at once, at most."""

CONFIRM_SECONDS = 10.0


class Window:
    """Messages sent together. `taken`: the ids of those that the broker took, complete once it `is_settled`."""

    def __init__(self, first_tag: int, event_ids: Sequence[str]) -> None:
        self._waiting = dict(enumerate(event_ids, first_tag))
        self._returned: set[str] = set()
        self.taken: set[str] = set()

    @property
    def is_settled(self) -> bool:
        """Whether the broker has said of every message whether it took it."""
        return not self._waiting

    def settle(self, tag: int, multiple: bool, taken: bool) -> None:
        """The broker's word on the message `tag` or, if `multiple`, on all up to it; messages of others are none of
        this window's business."""
        for settled in list(takewhile(tag.__ge__, self._waiting)) if multiple else (tag,):
            event_id = self._waiting.pop(settled, None)
            if event_id is not None and taken and event_id not in self._returned:
                self.taken.add(event_id)

    def returned(self, event_id: str) -> None:
        """The broker had no queue for a message. It says so before it confirms it."""
        self._returned.add(event_id)


class ConfirmedPublisher:
    """Publishes windows of messages on one channel of its own.

    `stream`: one that is to have every message. A broker that has just started accepts publishers half a second before
    its streams are up, and confirms what no stream then takes; so nothing is sent on a new connection before the broker
    says that this one is up.
    """

    def __init__(self, url: str, name: str, stream: str | None = None) -> None:
        self.link = Link(url, name)
        self._stream = stream
        self._next_tag = 1
        self._in_flight: list[Window] = []

    def publish(self, rows: Sequence[Any]) -> set[str]:
        """Publish outbox rows and wait for the broker; returns the ids of the events that it took. Raises
        `LinkLost`."""
        window = self.send(rows)
        if not self.link.run(lambda: window.is_settled, CONFIRM_SECONDS):
            raise self.doubt()
        return window.taken

    def send(self, rows: Sequence[Any]) -> Window:
        """Publish outbox rows without waiting. Raises `LinkLost`."""
        self.connect()
        channel = self.link.channel
        connection: Any = channel.connection
        window = Window(self._next_tag, [row.event_id for row in rows])
        self._next_tag += len(rows)
        self._in_flight = [found for found in self._in_flight if not found.is_settled] + [window]
        number, frame_max = int(channel), connection.params.frame_max
        connection._output_marshaled_frames([frames(row, number, frame_max) for row in rows])
        self.link.run(lambda: True, 0)
        return window

    def doubt(self) -> LinkLost:
        """What to raise when a confirm did not come in time. The connection is thrown away: a late confirm must never
        count for another message."""
        self.link.drop()
        return LinkLost(f"the broker did not confirm every message within {CONFIRM_SECONDS:.0f} s")

    def connect(self) -> None:
        """Connect, unless connected already. Raises `LinkLost`, or `LinkRefused` when the stream is missing or not up
        yet."""
        if self.link.is_open:
            return
        channel = self.link.open()
        if self._stream is not None:
            self._await_stream(channel, self._stream)
        self._next_tag, self._in_flight = 1, []
        channel.confirm_delivery(self._on_confirm)
        channel.add_on_return_callback(self._on_return)

    def _await_stream(self, channel: Any, stream: str) -> None:
        is_up: list[Any] = []
        channel.queue_declare(stream, passive=True, callback=is_up.append)
        if not self.link.run(lambda: bool(is_up), CONNECT_SECONDS):
            self.link.close()
            raise LinkLost(f"the broker did not say in time whether {stream} is up")

    def _on_confirm(self, frame: Any) -> None:
        method = frame.method
        taken = isinstance(method, pika.spec.Basic.Ack)
        for window in self._in_flight:
            window.settle(method.delivery_tag, method.multiple, taken)

    def _on_return(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        for window in self._in_flight:
            window.returned(properties.message_id)
