"""Handing messages over to another queue: to the ladder of delays, or to the dead letters.

Any number are sent without waiting; then `wait`, and only after it may the originals be acknowledged.
"""

from __future__ import annotations

from typing import Any

import pika

from .link import Link, LinkLost
from .wire import properties

CONFIRM_SECONDS = 10.0


class Handover:
    """On the channel of a `Link` that is open; what the broker confirms there is counted here and nowhere else."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._sent = 0
        self._unconfirmed: set[int] = set()
        self._not_taken = ""
        link.channel.confirm_delivery(self._on_confirm)
        link.channel.add_on_return_callback(self._on_return)

    def send(self, exchange: str, key: str, header: bytes, body: bytes, headers: dict[str, Any]) -> None:
        """Send the message of this encoded `header` and `body`, with further `headers`."""
        kept = properties(header)
        sent = pika.BasicProperties(
            content_type=kept.content_type,
            delivery_mode=2,
            message_id=kept.message_id,
            type=kept.type,
            app_id=kept.app_id,
            timestamp=kept.timestamp,
            headers={**(kept.headers or {}), **headers},
        )
        self._sent += 1
        self._unconfirmed.add(self._sent)
        self._link.channel.basic_publish(exchange, key, body, sent, mandatory=True)

    def wait(self) -> None:
        """Until the broker has all that was sent. Raises `LinkLost` if it does not take one, or does not say so in
        time; then none of the originals may be acknowledged."""
        if not self._link.run(lambda: not self._unconfirmed or bool(self._not_taken), CONFIRM_SECONDS):
            raise LinkLost(f"the broker did not confirm within {CONFIRM_SECONDS:.0f} s what was handed over")
        if self._not_taken:
            raise LinkLost(self._not_taken)

    def _on_confirm(self, frame: Any) -> None:
        tag = frame.method.delivery_tag
        if not isinstance(frame.method, pika.spec.Basic.Ack):
            self._not_taken = "the broker did not take a message handed over"
        elif frame.method.multiple:
            self._unconfirmed = {number for number in self._unconfirmed if number > tag}
        else:
            self._unconfirmed.discard(tag)

    def _on_return(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        where = method.exchange or method.routing_key
        self._not_taken = f"there is no queue for what is handed over to {where}: start the service again to declare it"
