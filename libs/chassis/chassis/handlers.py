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
from collections.abc import Callable
from typing import Any

from marshmallow import Schema, ValidationError

from . import access
from .actor import Actor
from .calls import Call
from .commands import once
from .database import Work, is_transient
from .logging import correlated
from .refusals import Invalid, Refusal
from .transaction import Transaction

log = logging.getLogger(__name__)


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

    return Call.decorator(call)


def _load(schema: Schema, asked: Any) -> dict[str, Any]:
    try:
        return schema.load(asked)  # type: ignore[return-value]
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None


def _fingerprint(name: str, asked: Any) -> str:
    text = json.dumps([name, asked], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
