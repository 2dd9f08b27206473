"""Calls of a service from elsewhere, and its answers.

On the wire they are nameko's, so that whatever can call a service of nameko's can call ours. What carries them is our
own `Consumer`: nameko's gives its connection up at SIGTERM before the calls in hand are answered, ends the service over
a message that cannot be answered, and waits for the broker's word on every answer.
"""

from __future__ import annotations

import json
import logging
from typing import Any

import eventlet
import pika
from nameko.constants import MAX_WORKERS_CONFIG_KEY
from nameko.exceptions import IncorrectSignature, MalformedRequest, MethodNotFound, serialize
from nameko.extensions import Entrypoint, SharedExtension
from pika.exceptions import AMQPError

from .consumer import IDLE_SECONDS, Consumer
from .link import Link, LinkLost, LinkRefused
from .topology import ANSWERS, CALLS, calls_of
from .wire import properties, routing_key

CONTEXT = ("actor", "command_id", "correlation_id")
"""What a call brings along, in headers of these names after ``nameko.``: `Actor` as JSON, and ids."""

JSON = "application/json"

log = logging.getLogger(__name__)


class Calls(Consumer, SharedExtension):
    """All calls of one service, each answered in a greenlet of its own. A call is acknowledged with its answer: until
    then it is the broker's, and comes again if the connection is lost; a command then gives its first answer."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Call] = {}
        self._in_hand: set[Any] = set()

    @property
    def queue(self) -> str:
        return calls_of(self.container.service_name)

    @property
    def prefetch(self) -> int:
        return self.container.config[MAX_WORKERS_CONFIG_KEY]  # type: ignore[no-any-return]

    def register(self, call: Call) -> None:
        self._known[f"{self.container.service_name}.{call.method_name}"] = call

    def stop(self) -> None:
        super().stop()
        for thread in list(self._in_hand):
            thread.wait()

    def take(self, tag: int, method: bytes, header: bytes, body: bytes) -> None:
        thread = eventlet.spawn(self._see_to, self._link, tag, routing_key(method), header, body)
        self._in_hand.add(thread)
        thread.link(self._on_end)

    def serve(self, link: Link) -> None:
        link.run(lambda: self._stopping, IDLE_SECONDS)

    def finish(self, link: Link) -> None:
        while self._in_hand:
            link.run(lambda: not self._in_hand, IDLE_SECONDS)

    def _on_end(self, thread: Any) -> None:
        self._in_hand.discard(thread)
        if self._stopping and self._link is not None:
            self._link.wake()

    def _see_to(self, link: Link, tag: int, key: str, header: bytes, body: bytes) -> None:
        """Answer a call, over the connection that it came by: no other can acknowledge it."""
        try:
            asked = properties(header)
        except AMQPError:
            asked = pika.BasicProperties()
        answer = None
        if asked.reply_to and asked.content_type == JSON:
            answer = self._answer(key, asked.headers or {}, body)
        else:
            log.warning("a call that cannot be answered", extra={"bytes": len(body)})
        try:
            if answer is not None:
                # Not kept on disk: whoever waits for it is gone after a restart of the broker.
                told = pika.BasicProperties(JSON, "utf-8", delivery_mode=1, correlation_id=asked.correlation_id)
                by = "" if asked.reply_to.startswith(f"{ANSWERS}.") else CALLS
                link.channel.basic_publish(by, asked.reply_to, answer, told)
            link.channel.basic_ack(tag)
            link.send()
        except (LinkLost, LinkRefused) as error:
            log.warning("an answer could not be sent", extra={"error": type(error).__name__})

    def _answer(self, key: str, headers: dict[str, Any], body: bytes) -> bytes:
        """What nameko would answer."""
        try:
            try:
                answer = {"result": self._result(key, headers, body), "error": None}
            except (MethodNotFound, MalformedRequest, IncorrectSignature) as error:
                answer = {"result": None, "error": serialize(error)}
            return json.dumps(answer).encode()
        except Exception as error:
            log.exception("call failed", extra={"call": key})
            return json.dumps({"result": {"failed": type(error).__name__}, "error": None}).encode()

    def _result(self, key: str, headers: dict[str, Any], body: bytes) -> Any:
        call = self._known.get(key)
        if call is None:
            raise MethodNotFound(key.rpartition(".")[2])
        request = _request(body)
        told = {name: headers.get(f"nameko.{name}") for name in CONTEXT}
        context = {name: value for name, value in told.items() if isinstance(value, str)}
        return getattr(self.service_for(call, context), call.method_name)(request)


class Call(Entrypoint):
    """A handler ``handler(self, request)`` that can be called from elsewhere; it answers with what it returns."""

    calls = Calls()

    def setup(self) -> None:
        self.calls.register(self)

    def stop(self) -> None:
        self.calls.stop()


def _request(body: bytes) -> Any:
    """The one argument of a call. Raises `MalformedRequest` or `IncorrectSignature`."""
    try:
        asked = json.loads(body)
        args, kwargs = asked["args"], asked["kwargs"]
    except (ValueError, TypeError, KeyError):
        raise MalformedRequest("a call is JSON with `args` and `kwargs`") from None
    if not isinstance(args, list) or len(args) != 1 or kwargs:
        raise IncorrectSignature("a call takes one request")
    return args[0]
