"""Calling services from ordinary threads: what the portal does, and tests."""

from __future__ import annotations

import json
import logging
import queue
import threading
from typing import Any

from kombu.exceptions import OperationalError as BrokerError
from nameko.constants import AMQP_URI_CONFIG_KEY
from nameko.exceptions import RemoteError, RpcTimeout, UnknownService
from nameko.rpc import ServiceProxy
from nameko.standalone.rpc import ClusterRpcProxy

from .actor import Actor
from .logging import correlation_id
from .refusals import from_dict

TIMEOUT_SECONDS = 4
"""A call that is not answered by then is given up; unread, it expires on the broker at the same time."""

log = logging.getLogger(__name__)

_ONCE_MORE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}


class _NotTaken(Exception):
    """The broker did not take a message in time."""


def _unless_time_is_over(error: Exception, seconds: float) -> None:
    """Between two attempts to hand a message to the broker: one that holds publishers back (its disk is full) will not
    take the second either."""
    if isinstance(error, TimeoutError):
        raise _NotTaken from None


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


class _ConnectionLost(Exception):
    """A pooled connection no longer worked."""


class Client:
    """Calls services by name; safe for any number of threads, each call on a connection of its own from a pool.

    While the broker holds publishers back, one call at a time finds out whether it still does, and all others are given
    up at once: waiting in vain, each would hold a thread that somebody else needs.
    """

    def __init__(self, amqp_url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self._config = {AMQP_URI_CONFIG_KEY: amqp_url}
        self._timeout = timeout
        self._idle: queue.LifoQueue[ClusterRpcProxy] = queue.LifoQueue()
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
            return self._answer(service, method, request, context)
        finally:
            self._finding_out.release()

    def close(self) -> None:
        """Give up the idle connections."""
        while True:
            try:
                _stop(self._idle.get_nowait())
            except queue.Empty:
                return

    def _answer(self, service: str, method: str, request: dict[str, Any], context: dict[str, str]) -> dict[str, Any]:
        try:
            reply = self._call(service, method, request, context)
        except _ConnectionLost:
            try:
                reply = self._call(service, method, request, context, fresh=True)
            except _ConnectionLost:
                raise ServiceUnavailable(service) from None
        if "answer" in reply:
            return reply["answer"]
        if "refusal" in reply:
            raise from_dict(reply["refusal"])
        if "unavailable" in reply:
            raise ServiceUnavailable(service)
        raise ServiceFailed(service, method, reply.get("failed", "?"))

    def _call(
        self, service: str, method: str, request: dict[str, Any], context: dict[str, str], fresh: bool = False
    ) -> dict[str, Any]:
        proxy = None
        try:
            proxy = self._proxy(fresh)
            proxy._worker_ctx.data = dict(context)
            target = ServiceProxy(
                proxy._worker_ctx,
                service,
                proxy._reply_listener,
                expiration=self._timeout,
                confirm_timeout=self._timeout,
                retry_policy={**_ONCE_MORE, "errback": _unless_time_is_over},
                transport_options={**_ONCE_MORE, "connect_timeout": self._timeout},
            )
            reply = getattr(target, method)(request)
        except (RpcTimeout, UnknownService):
            self._held_back = False
            _stop(proxy)
            raise ServiceUnavailable(service) from None
        except _NotTaken:
            self._held_back = True
            _stop(proxy)
            raise ServiceUnavailable(service) from None
        except RemoteError as error:
            self._held_back = False
            self._idle.put(proxy)
            raise ServiceFailed(service, method, str(error.exc_type)) from None
        except (OSError, BrokerError, RuntimeError) as error:
            log.info("connection to the broker lost", extra={"error": type(error).__name__})
            _stop(proxy)
            raise _ConnectionLost from None
        self._held_back = False
        self._idle.put(proxy)
        return reply

    def _proxy(self, fresh: bool) -> ClusterRpcProxy:
        if not fresh:
            try:
                return self._idle.get_nowait()
            except queue.Empty:
                pass
        proxy = ClusterRpcProxy(self._config, timeout=self._timeout)
        proxy.start()
        return proxy


def _stop(proxy: ClusterRpcProxy | None) -> None:
    if proxy is None:
        return
    try:
        proxy.stop()
    except (OSError, BrokerError, RuntimeError) as error:
        log.debug("a broken connection would not close", extra={"error": type(error).__name__})
