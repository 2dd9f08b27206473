"""What stands on the broker: names, and how each is declared.

Queue types and what belongs to a queue's nature are declared here; limits (delivery limit, dead-lettering of
crash loops, length, age) are set by policy in deploy/rabbitmq/definitions.json, so that operators can change them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError, ChannelClosedByBroker

from contracts import EXCHANGE, LOG, Event

from .link import LinkLost, LinkRefused


@dataclass(frozen=True)
class Delay:
    """One rung of the ladder of delays: a queue whose messages go back to where they came from after a while."""

    name: str
    milliseconds: int


LADDER = (
    Delay("linli.retry.5s", 5_000),
    Delay("linli.retry.30s", 30_000),
    Delay("linli.retry.5m", 300_000),
)

ATTEMPT = "x-linli-attempt"
"""Header: how often a handler has failed on this message."""

REASON = "x-linli-reason"
"""Header of a dead letter: why it died, without anything of its content."""

SUBSCRIPTION = "x-linli-subscription"
"""Header of a dead letter: the queue it died from."""

DIED = "x-linli-died"
"""Header of a dead letter: when it was buried, UTC, to the second."""


CALLS = "nameko-rpc"
"""The exchange that remote calls and their answers pass through; its name, and that of a service's queue of calls, are
nameko's."""

ANSWERS = "amq.rabbitmq.reply-to"
"""Where our own callers have answers sent: by the broker straight to the connection that called, with no queue in
between. A service sees the name with that connection's own ending."""


def calls_of(service: str) -> str:
    """The queue in which calls of `service` wait."""
    return f"rpc-{service}"


def dead_letters(service: str) -> str:
    """The queue that keeps what `service` could not handle.

    Its policy sets a delivery limit that is never reached: from RabbitMQ 4.0 on a quorum queue without one drops a
    message that was taken and put back twenty times, and each look at the dead letters does that.
    """
    return f"{service}.dead"


def binding_key(event: type[Event]) -> str:
    """Every event of this type and major version, of every community."""
    return f"{event.event_service}.{event.event_name}.v{event.event_major}.#"


def declare(url: str, service: str, subscriptions: dict[str, list[type[Event]]], calls: bool = False) -> None:
    """Declare everything `service` needs; `subscriptions`: queue name to event types; `calls`: whether it answers any.

    Raises `LinkLost` when the broker cannot be reached and `LinkRefused`, with a sentence, when it will not have
    the service (wrong password, no such virtual host) or a declaration (declared otherwise before, or no permission).
    """
    try:
        connection = pika.BlockingConnection(pika.URLParameters(url))
    except (AMQPError, AMQPConnectorException, OSError) as error:
        if reason := _refusal(error):
            raise LinkRefused(f"The broker refused {service}: {reason} LINLI_AMQP_URL says who and where.") from None
        raise LinkLost(f"no connection to the broker: {type(error).__name__}") from None
    try:
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        _queue(channel, LOG, {"x-queue-type": "stream"})
        channel.queue_bind(LOG, EXCHANGE, "#")
        for delay in LADDER:
            channel.exchange_declare(delay.name, "fanout", durable=True)
            _queue(channel, delay.name, _delaying(delay))
            channel.queue_bind(delay.name, delay.name)
        _queue(channel, dead_letters(service), {"x-queue-type": "quorum"})
        if calls:
            channel.exchange_declare(CALLS, "topic", durable=True)
            _queue(channel, calls_of(service), {})
            channel.queue_bind(calls_of(service), CALLS, f"{service}.*")
        for queue, events in subscriptions.items():
            _queue(channel, queue, {"x-queue-type": "quorum"})
            for event in events:
                channel.queue_bind(queue, EXCHANGE, binding_key(event))
        connection.close()
    except ChannelClosedByBroker as error:
        raise LinkRefused(f"The broker refused what {service} needs: {error.reply_text}") from None
    except (AMQPError, OSError) as error:
        raise LinkLost(f"the connection broke while declaring: {type(error).__name__}") from None


def _refusal(error: Exception) -> str | None:
    """Why the broker would not let us in, where it said so. pika tells of it in words only, and tells of a connection
    that broke at the same moment by the same exceptions."""
    said = re.search(r"ConnectionClosedByBroker: \((?:403|530)\) ['\"](.*?)['\"]", str(error.args))
    return said and said[1]


def _queue(channel: Any, name: str, arguments: dict[str, Any]) -> None:
    channel.queue_declare(name, durable=True, arguments=arguments)


def _delaying(delay: Delay) -> dict[str, Any]:
    return {
        "x-queue-type": "quorum",
        "x-message-ttl": delay.milliseconds,
        "x-dead-letter-exchange": "",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
