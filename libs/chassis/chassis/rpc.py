"""Calling services from ordinary threads: what the portal does, and tests.

The far side is nameko's; this side is not. nameko's waits without end for a broker that has stopped reading (its
disk is full, say) or that says nothing any more, and leaves a queue behind for every call that was given up.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from typing import Any

import pika

from .actor import Actor
from .link import Link, LinkLost, LinkRefused
from .logging import correlation_id
from .refusals import from_dict
from .topology import ANSWERS, CALLS
from .transaction import new_id
from .wire import properties

TIMEOUT_SECONDS = 4
"""A call that is not answered by then is given up; unread, it expires on the broker at the same time."""

FINDING_OUT_SECONDS = 2
"""The same for the one call that finds out whether the broker still holds publishers back."""

HELD_BACK_SECONDS = 1
"""How long a call waits for a broker that has said that it holds publishers back: its memory may be short for a moment,
its disk is for long."""

log = logging.getLogger(__name__)


class ServiceUnavailable(Exception):
    """The service did not answer, or the broker or its database is away. Trying again later may help; a command
    tried again with the same id is done at most once."""

    def __init__(self, service: str) -> None:
        super().__init__(f"{service} does not answer")
        self.service = service


class ServiceFailed(Exception):
    """The service met an error of its own; its log, under the same correlation id, says which."""

    def __init__(self, service: str, call: str, error: str) -> None:
        super().__init__(f"{service}.{call} failed: {error}")


class _NotTaken(Exception):
    """The broker did not take a message in time."""


class Client:
    """Calls services by name; safe for any number of threads, each call on a connection of its own from a pool.

    While the broker holds publishers back, one call at a time finds out whether it still does, and all others are given
    up at once: waiting in vain, each would hold a thread that somebody else needs.
    """

    def __init__(self, amqp_url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self._amqp_url = amqp_url
        self._timeout = timeout
        self._idle: queue.LifoQueue[_Line] = queue.LifoQueue()
        self._held_back = False
        self._finding_out = threading.Lock()

    def call(
        self, service: str, method: str, request: dict[str, Any], actor: Actor, command_id: str | None = None
    ) -> dict[str, Any]:
        """The service's answer. Raises a `refusals.Refusal`, `ServiceUnavailable` or `ServiceFailed`."""
        context = {"actor": json.dumps(actor.to_dict())}
        if command_id:
            context["command_id"] = command_id
        current = correlation_id.get()
        if current:
            context["correlation_id"] = current
        if not self._held_back:
            return self._answer(service, method, request, context)
        if not self._finding_out.acquire(blocking=False):
            raise ServiceUnavailable(service)
        try:
            return self._answer(service, method, request, context, finding_out=True)
        finally:
            self._finding_out.release()

    def close(self) -> None:
        """Give up the idle connections."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _answer(
        self, service: str, method: str, request: dict[str, Any], context: dict[str, str], finding_out: bool = False
    ) -> dict[str, Any]:
        timeout = min(self._timeout, FINDING_OUT_SECONDS) if finding_out else self._timeout
        try:
            replied = self._call(service, method, request, context, timeout)
            if finding_out:
                # Only now: a call that the broker took before it began to hold back tells nothing of it.
                self._held_back = False
        except _NotTaken:
            replied, self._held_back = None, True
        if replied is None:
            raise ServiceUnavailable(service)
        if replied.get("error"):
            raise ServiceFailed(service, method, str(replied["error"].get("exc_type")))
        reply = replied["result"]
        if "answer" in reply:
            return reply["answer"]
        if "refusal" in reply:
            raise from_dict(reply["refusal"])
        if "unavailable" in reply:
            raise ServiceUnavailable(service)
        raise ServiceFailed(service, method, reply.get("failed", "?"))

    def _call(
        self, service: str, method: str, request: dict[str, Any], context: dict[str, str], timeout: float
    ) -> dict[str, Any] | None:
        """What nameko replied, or None. A line found broken is replaced, once, in the time that is left. Raises
        `_NotTaken`."""
        deadline = time.monotonic() + timeout
        for fresh in (False, True):
            line = self._line(fresh)
            try:
                reply = line.call(service, method, request, context, deadline)
            except (LinkLost, LinkRefused) as error:
                log.info("connection to the broker lost", extra={"error": str(error)})
                line.close()
                if time.monotonic() >= deadline:
                    raise _NotTaken from None
                continue
            except _NotTaken:
                line.drop()
                raise
            if reply is None:
                line.drop()
            else:
                self._idle.put(line)
            return reply
        return None

    def _line(self, fresh: bool) -> _Line:
        if not fresh:
            try:
                return self._idle.get_nowait()
            except queue.Empty:
                pass
        return _Line(self._amqp_url)


class _Line:
    """A connection by which answers come back; one call at a time."""

    def __init__(self, amqp_url: str) -> None:
        self._link = Link(amqp_url, "calls")
        self._waiting_for = ""
        self._reply: dict[str, Any] | None = None
        self._is_over = self._is_taken = False
        self._published = 0

    def call(
        self, service: str, method: str, request: dict[str, Any], context: dict[str, str], deadline: float
    ) -> dict[str, Any] | None:
        """What nameko replied; None if there is no such service, or no reply until the `deadline` (monotonic clock).
        Raises `LinkLost`, `LinkRefused` or `_NotTaken`."""
        if self._link.is_open:
            self._link.run(lambda: True, 0)
        else:
            self._open(deadline)
        left = deadline - time.monotonic()
        self._waiting_for, self._reply, self._is_over, self._is_taken = new_id(), None, False, False
        told = pika.BasicProperties(
            content_type="application/json",
            content_encoding="utf-8",
            # Not kept on disk: whoever waits for the answer is gone after a restart of the broker.
            delivery_mode=1,
            expiration=str(max(1, int(left * 1000))),
            reply_to=ANSWERS,
            correlation_id=self._waiting_for,
            headers={f"nameko.{name}": value for name, value in context.items()},
        )
        body = json.dumps({"args": [request], "kwargs": {}}).encode()
        self._published += 1
        self._link.channel.basic_publish(CALLS, f"{service}.{method}", body, told, mandatory=True)
        self._await(deadline)
        if not self._is_over and not self._is_taken:
            raise _NotTaken
        return self._reply

    def _await(self, deadline: float) -> None:
        """Until the call is over, or the time for it."""
        link = self._link

        def is_held_back() -> bool:
            return link.is_held_back and not self._is_taken

        while not self._is_over and (left := deadline - time.monotonic()) > 0:
            if not is_held_back():
                link.run(lambda: self._is_over or is_held_back(), left)
            elif not link.run(lambda: self._is_over or not is_held_back(), min(left, HELD_BACK_SECONDS)):
                return

    def close(self) -> None:
        self._link.close()

    def drop(self) -> None:
        """As `close`, for a line on which nothing came: nobody waits for the broker's word on that, too."""
        self._link.drop()

    def _open(self, deadline: float) -> None:
        parameters = self._link._parameters
        parameters.socket_timeout = parameters.stack_timeout = max(0.1, deadline - time.monotonic())
        channel = self._link.open()
        self._published = 0
        channel.confirm_delivery(self._on_confirm)
        channel.add_on_return_callback(self._on_return)
        channel.exchange_declare(CALLS, "topic", durable=True)
        self._link.consume(ANSWERS, self._on_reply)

    def _on_reply(self, tag: int, method: bytes, header: bytes, body: bytes) -> None:
        if properties(header).correlation_id == self._waiting_for:
            self._reply, self._is_over = json.loads(body), True

    def _on_return(self, channel: Any, method: Any, returned: Any, body: bytes) -> None:
        """There is no such service."""
        if returned.correlation_id == self._waiting_for:
            self._is_over = True

    def _on_confirm(self, frame: Any) -> None:
        """The broker has the call; or an earlier one, which was answered sooner than it said so."""
        self._is_taken = frame.method.delivery_tag >= self._published
