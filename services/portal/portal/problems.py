"""Refusals and faults as RFC 9457 problem documents, in the reader's language."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from chassis.database import is_transient
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from chassis.rpc import ServiceFailed, ServiceUnavailable

from . import messages, words

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 3
LONGEST_PATH = 300
"""Of a fault's field path: unknown fields are named as they came, but not at any length."""

log = logging.getLogger(__name__)


class NotSignedIn(Exception):
    """The asker must sign in first, or the token is no good. `code`: which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RoleRequired(Forbidden):
    """The access table does not let this asker in."""

    def __init__(self, roles: list[str]) -> None:
        super().__init__("role_required", roles=roles)


class BadRequest(Exception):
    """What was sent cannot be read. `code`: why; `status`: 400 or 415."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Problem:
    """A problem before it is worded. `faults`: field path and coded message, in order; `extra`: further members."""

    status: int
    code: str
    about: dict[str, Any] = field(default_factory=dict)
    faults: tuple[tuple[str, str], ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def title(self, language: str) -> str:
        return words.status_title(self.status, language)

    def detail(self, language: str) -> str:
        return messages.explain(self.code, self.about, language)

    def errors(self, language: str) -> list[dict[str, Any]]:
        return [_told(path, coded, language) for path, coded in self.faults]

    def document(self, language: str, instance: str) -> dict[str, Any]:
        """The problem document. `instance`: the path that was asked for."""
        return {
            "type": f"urn:linli:problem:{self.code}",
            "title": self.title(language),
            "status": self.status,
            "detail": self.detail(language),
            "instance": instance,
            "code": self.code,
            "errors": self.errors(language),
            **self.extra,
        }


def _told(path: str, coded: str, language: str) -> dict[str, Any]:
    code, _, listed = coded.partition(":")
    told: dict[str, Any] = {"field": path[:LONGEST_PATH], "code": code, "message": messages.say(coded, language)}
    # The message has the words that people read; a program sends the codes.
    return {**told, "options": listed.split(",")} if code == "not_one_of" and listed else told


_OF_HTTP = {
    400: "bad_request",
    404: "no_such_address",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}


def of(error: BaseException, limit: int = 0) -> Problem:
    """The problem that `error` is; `limit`: the largest body in bytes that this request might have had. What is
    nobody's refusal is a fault of the system: logged in full, told without its inside."""
    if isinstance(error, Refusal):
        return _refused(error)
    if isinstance(error, NotSignedIn):
        challenge = "Bearer" if error.code == "not_signed_in" else 'Bearer error="invalid_token"'
        return Problem(401, error.code, headers={"WWW-Authenticate": challenge})
    if isinstance(error, BadRequest):
        return Problem(error.status, error.code)
    if isinstance(error, ServiceUnavailable):
        return _away(error.service)
    if is_transient(error):
        return _away("portal")
    if isinstance(error, CSRFError):
        return Problem(400, "form_expired")
    if isinstance(error, HTTPException) and error.code in _OF_HTTP:
        about = {"limit": limit // 1000} if error.code == 413 else {}
        kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
        return Problem(error.code, _OF_HTTP[error.code], about, headers=kept)
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        return Problem(error.code, "bad_request")
    if isinstance(error, ServiceFailed):
        log.error("a service failed", extra={"failure": str(error)})
    else:
        log.error("unexpected error", exc_info=error)
    return Problem(500, "internal")


def _away(service: str) -> Problem:
    """`service` is away; the portal itself is while its own database is."""
    log.warning("service unavailable", extra={"unavailable": service})
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return Problem(503, "service_unavailable", {"service": service}, headers=headers)


def _refused(refusal: Refusal) -> Problem:
    if isinstance(refusal, Invalid):
        return Problem(422, refusal.code, faults=tuple(flat(refusal.fields)))
    if isinstance(refusal, NotFound):
        return Problem(404, "not_found", refusal.about)
    if isinstance(refusal, Conflict) and refusal.code == "idempotency_key_reused":
        return Problem(422, refusal.code, refusal.about)
    if isinstance(refusal, Conflict):
        extra: dict[str, Any] = {name: refusal.about[name] for name in ("state", "possible") if name in refusal.about}
        return Problem(409, refusal.code, refusal.about, extra=extra)
    return Problem(403, refusal.code, refusal.about)


def flat(found: Any, path: str = "") -> list[tuple[str, str]]:
    """Nested messages as pairs of field path (``rows.0.name``) and code; a whole object's fault has its own path."""
    if isinstance(found, dict):
        pairs = []
        for name, inner in found.items():
            below = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            pairs.extend(flat(inner, below))
        return pairs
    if isinstance(found, (list, tuple)):
        return [pair for inner in found for pair in flat(inner, path)]
    return [(path, str(found))]
