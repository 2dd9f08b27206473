"""The queue of a service's dead letters, held for a moment: looked at, sent back, thrown away; the rest as it was.

Letters are held unacknowledged on one channel and go back in their order when it closes, also where this process is
killed. Nothing here takes a letter from the queue before the broker has it elsewhere or somebody has written it down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError, ChannelClosedByBroker, NackError, UnroutableError

from chassis.topology import dead_letters
from cli.bus import address, connect
from cli.dead_letters import DeadLetter
from cli.problem import Problem

_MOST = 65_535
"""So many the protocol lets one look at; a quorum queue sends 2,000 to who does not say."""

_QUIET_SECONDS = 0.3
_LATE_SECONDS = 3.0
"""For so long a letter that the queue counts may be on its way."""


class DeadQueue:
    """The dead letters of one service, in hand. `letters`: in the order in which they died; `count`: how many there
    are, more than that only beyond what can be held at once."""

    def __init__(self, queue: str, channel: BlockingChannel, count: int, letters: Sequence[DeadLetter]) -> None:
        self.queue, self.letters, self.count = queue, letters, max(count, len(letters))
        self._channel = channel

    def send_back(self, letter: DeadLetter) -> bool:
        """Put it into the queue it died from too; once the broker has it there, it may be removed here. False where
        that queue is gone or does not take it."""
        try:
            self._channel.basic_publish("", letter.subscription, letter.body, letter.reborn(), mandatory=True)
        except (UnroutableError, NackError):
            return False
        return True

    def remove(self, letter: DeadLetter) -> None:
        """Take it from here for good."""
        self._channel.basic_ack(letter.tag)

    def pause(self, seconds: float) -> None:
        """Wait, with the connection alive."""
        self._channel.connection.sleep(seconds)


@contextmanager
def held(url: str, service: str, services: Sequence[str]) -> Iterator[DeadQueue]:
    """The dead letters of `service`; `services`: names to propose where it has none. Raises Problem."""
    queue = dead_letters(service)
    connection = connect(url)
    try:
        count = _count(connection, queue)
        if count is None:
            raise Problem(_unknown(service, services, address(url)))
        channel = connection.channel()
        channel.confirm_delivery()
        yield DeadQueue(queue, channel, count, _collect(channel, queue, count))
        # Put back in any other way, RabbitMQ 3.10 shuffles them where the queue has a delivery limit.
        channel.close()
    except ChannelClosedByBroker as error:
        raise Problem(f"The broker at {address(url)} refused: {error.reply_text}.") from None
    except (AMQPError, OSError) as error:
        raise Problem(
            f"The connection to the broker at {address(url)} broke ({type(error).__name__}); "
            "what was not finished is still among the dead letters."
        ) from None
    finally:
        _close(connection)


def counts(url: str, services: Sequence[str]) -> dict[str, int | None]:
    """How many dead letters each service has; None for one without such a queue. Raises Problem."""
    connection = connect(url)
    try:
        return {service: _count(connection, dead_letters(service)) for service in services}
    except (AMQPError, OSError) as error:
        raise Problem(f"The connection to the broker at {address(url)} broke ({type(error).__name__}).") from None
    finally:
        _close(connection)


def _count(connection: pika.BlockingConnection, queue: str) -> int | None:
    channel = connection.channel()
    try:
        count = channel.queue_declare(queue, passive=True).method.message_count
    except ChannelClosedByBroker as error:
        if error.reply_code == 404:
            return None
        raise
    channel.close()
    return count


def _collect(channel: BlockingChannel, queue: str, count: int) -> list[DeadLetter]:
    letters: list[DeadLetter] = []

    def arrive(_: Any, method: Any, properties: pika.BasicProperties, body: bytes) -> None:
        letters.append(DeadLetter(len(letters) + 1, method.delivery_tag, properties, body))

    channel.basic_qos(prefetch_count=_MOST)
    consumer = channel.basic_consume(queue, arrive)
    waited = 0.0
    # The queue's count may lag behind what was just put back, so quiet has to follow.
    while waited < (_QUIET_SECONDS if len(letters) >= min(count, _MOST) else _LATE_SECONDS):
        before = len(letters)
        channel.connection.process_data_events(_QUIET_SECONDS)
        waited = waited + _QUIET_SECONDS if len(letters) == before else 0.0
    # Else what is put back would come here again at once, and out of its order.
    channel.basic_cancel(consumer)
    return letters


def _close(connection: pika.BlockingConnection) -> None:
    try:
        if connection.is_open:
            connection.close()
    except AMQPError:
        return  # it is gone, which is what was wanted


def _unknown(service: str, services: Sequence[str], where: str) -> str:
    near = get_close_matches(service, services, n=1)
    hint = f"did you mean {near[0]}?" if near else f"services are: {', '.join(services)}."
    return f"There is no queue {dead_letters(service)} on the broker at {where}; {hint}"
