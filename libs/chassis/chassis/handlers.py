"""Entrypoints of a service that are called: `command` changes something, `query` only reads.

Each checks what came in, who asks, opens the transaction and shapes what goes out, so that a handler cannot forget
any of it. Over the wire an answer is ``{"answer": …}`` and a refusal ``{"refusal": …}``; an exception means that
the service itself failed.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from amqp.exceptions import AccessRefused, AMQPError, PreconditionFailed
from kombu import serialization
from kombu.exceptions import KombuError
from marshmallow import Schema, ValidationError
from nameko.amqp.publish import Publisher
from nameko.constants import AMQP_URI_CONFIG_KEY, NON_PERSISTENT
from nameko.exceptions import IncorrectSignature
from nameko.messaging import QueueConsumer
from nameko.rpc import Responder, Rpc, RpcConsumer, get_rpc_exchange

from . import access
from .actor import Actor
from .commands import once
from .database import Work, is_transient
from .link import LinkRefused
from .logging import correlated
from .refusals import Invalid, Refusal
from .transaction import Transaction

log = logging.getLogger(__name__)

BROKEN_LINK = (OSError, AMQPError, KombuError)
"""How a lost connection shows in nameko's half of the broker's traffic."""

CONTEXT = ("actor", "command_id", "correlation_id")
"""What a call brings along: `Actor` as JSON, and ids."""

LONGEST_PAUSE = 3.0
"""Seconds between attempts to reach the broker again."""

LOOK_SECONDS = 0.2
"""How often an idle consumer looks whether it is to end; kombu's own second would be added to each stop."""

RESERVED_WORKERS = 2
"""Workers that remote calls leave free: asked for more messages than it has workers, nameko cannot stop."""


class DrainingQueueConsumer(QueueConsumer):
    """Keeps its connection until the calls in hand are answered and acknowledged; nameko's own closes it first,
    and every call in hand at SIGTERM is delivered a second time. `consuming`: calls can reach the service now."""

    consuming = False

    def __init__(self) -> None:
        super().__init__()
        self._in_hand: set[Any] = set()
        """Messages that are here and not yet given back: a call that came in just before the end may have no worker
        yet."""

    @property
    def prefetch_count(self) -> int:
        return self.container.max_workers - RESERVED_WORKERS

    def on_iteration(self) -> None:
        self._cancel_consumers_if_requested()
        if not self._consumers and not self._in_hand:
            self.should_stop = True

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        self._in_hand.add(message)
        super().handle_message(provider, body, message)

    def consume(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """As kombu's, but a refusal ends the service: nameko would ask again once a second for ever."""
        try:
            yield from super().consume(*args, **{**kwargs, "safety_interval": LOOK_SECONDS})
        except (AccessRefused, PreconditionFailed) as error:
            name = self.container.service_name
            raise LinkRefused(f"The broker refused the calls of {name}: {error.reply_text}") from None
        finally:
            self.consuming = False

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """Nobody can be answered; what was asked may be somebody's, so it is not logged."""
        log.warning("a call that cannot be read", extra={"error": type(exc).__name__, "bytes": len(message.body)})
        message.ack()

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        super().on_consume_ready(connection, channel, consumers, **kwargs)
        self.consuming = True

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        self.consuming = False
        log.warning("the bus is away for calls", extra={"error": type(exc).__name__, "seconds": interval})

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """As kombu's, but never pausing longer than a few seconds before the next attempt."""
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error, interval_start=0.5, interval_step=0.5, interval_max=LONGEST_PAUSE
            )
            yield connection

    def ack_message(self, message: Any) -> None:
        """A connection that breaks just now takes the message back by itself, however it says so."""
        with suppress(*BROKEN_LINK):
            super().ack_message(message)
        self._in_hand.discard(message)

    def requeue_message(self, message: Any) -> None:
        """As `ack_message`."""
        with suppress(*BROKEN_LINK):
            super().requeue_message(message)
        self._in_hand.discard(message)


class _Publisher(Publisher):
    """Answers are not kept on disk: whoever waits for one is gone after a restart of the broker."""

    delivery_mode = NON_PERSISTENT


class _Responder(Responder):
    publisher_cls = _Publisher


class DrainingRpcConsumer(RpcConsumer):
    """An answer that cannot be sent because the broker is away does not end the service, as it would with nameko: the
    call goes back to the queue, and asked again it gives the first answer."""

    queue_consumer = DrainingQueueConsumer()

    def __init__(self) -> None:
        super().__init__()
        self._by_key: dict[str, Any] = {}

    def handle_message(self, body: Any, message: Any) -> None:
        """As nameko's, but a call that leaves no way to answer it is dropped; it would end nameko's service, and each
        other one that it is then delivered to."""
        known = serialization.registry.type_to_name
        if message.properties.get("reply_to") and message.properties.get("content_type") in known:
            super().handle_message(body, message)
        else:
            log.warning("a call that cannot be answered", extra={"bytes": len(message.body)})
            self.queue_consumer.ack_message(message)

    def register_provider(self, provider: Any) -> None:
        super().register_provider(provider)
        self._by_key[f"{self.container.service_name}.{provider.method_name}"] = provider

    def get_provider_for_method(self, routing_key: str) -> Any:
        """As nameko's, which looks through all calls of the service each time."""
        return self._by_key.get(routing_key) or super().get_provider_for_method(routing_key)

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        config = self.container.config
        responder = _Responder(config[AMQP_URI_CONFIG_KEY], get_rpc_exchange(config), None, message)
        try:
            answered = responder.send_response(result, exc_info)
            self.queue_consumer.ack_message(message)
            return answered
        except BROKEN_LINK as error:
            log.warning("an answer could not be sent", extra={"error": type(error).__name__})
            self.queue_consumer.requeue_message(message)
            return result, exc_info


class DrainingRpc(Rpc):
    rpc_consumer = DrainingRpcConsumer()

    def check_signature(self, args: Any, kwargs: Any) -> None:
        """As nameko's, which asks Python how the handler is written each time: all take one request."""
        if len(args) != 1 or kwargs:
            raise IncorrectSignature("a call takes one request")

    def unpack_message_headers(self, message: Any) -> dict[str, str]:
        """What `chassis.rpc` sends along, and nothing else: nameko would trust its own headers to be right, and end the
        service where one is not."""
        found = super().unpack_message_headers(message)
        return {name: found[name] for name in CONTEXT if isinstance(found.get(name), str)}


def command(
    request: type[Schema], answer: type[Schema], requires: access.Rule = access.ANYONE
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A remote call that changes something: ``handler(self, tx, actor, request) -> answer``.

    The command id that comes with the call is stored with the answer in the same transaction: asked again, the same
    answer is given and nothing is done. The same id with another request is refused (``idempotency_key_reused``).
    """

    asks, answers = request(), answer()

    def declare(handler: Callable[..., Any]) -> Callable[..., Any]:
        def handle(service: Any, work: Work, actor: Actor, asked: Any) -> Any:
            loaded = _load(asks, asked)

            def do(tx: Transaction) -> Any:
                return answers.dump(handler(service, tx, actor, loaded))

            command_id = work.context.get("command_id")
            if command_id:
                return once(work.database, command_id, _fingerprint(handler.__name__, asked), do)
            with work.database.transaction() as tx:
                return do(tx)

        return _entrypoint(handler, handle, requires)

    return declare


def query(
    request: type[Schema], answer: type[Schema], requires: access.Rule = access.ANYONE
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A remote call that only reads: ``handler(self, session, actor, request) -> answer``."""

    asks, answers = request(), answer()

    def declare(handler: Callable[..., Any]) -> Callable[..., Any]:
        def handle(service: Any, work: Work, actor: Actor, asked: Any) -> Any:
            loaded = _load(asks, asked)
            with work.database.reading() as session:
                return answers.dump(handler(service, session, actor, loaded))

        return _entrypoint(handler, handle, requires)

    return declare


def _entrypoint(handler: Callable[..., Any], handle: Callable[..., Any], requires: access.Rule) -> Callable[..., Any]:
    @functools.wraps(handler)
    def call(self: Any, request: Any) -> dict[str, Any]:
        work: Work = self.db
        with correlated(work.context.get("correlation_id")):
            try:
                actor = Actor.from_dict(json.loads(work.context["actor"]))
                requires(actor)
                answered = {"answer": handle(self, work, actor, request)}
                log.info("answered", extra={"call": handler.__name__})
                return answered
            except Refusal as refusal:
                log.info("refused", extra={"call": handler.__name__, "code": refusal.code})
                return {"refusal": refusal.to_dict()}
            except Exception as error:
                if is_transient(error):
                    log.warning("the database is away or busy", extra={"error": type(error).__name__})
                    return {"unavailable": type(error).__name__}
                log.exception("call failed", extra={"call": handler.__name__})
                return {"failed": type(error).__name__}

    del call.__wrapped__  # type: ignore[attr-defined]
    return DrainingRpc.decorator(call)


def _load(schema: Schema, asked: Any) -> dict[str, Any]:
    try:
        return schema.load(asked)  # type: ignore[return-value]
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None


def _fingerprint(name: str, asked: Any) -> str:
    text = json.dumps([name, asked], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
