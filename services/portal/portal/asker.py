"""Who asks, in which language, under which correlation and command id: known for every request before its view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from flask import Flask, current_app, g, request
from flask_login import current_user

from chassis import Actor
from chassis.logging import correlation_id
from chassis.refusals import Invalid

from . import feed_keys
from .access import ACCESS
from .models import Account
from .problems import NotSignedIn, RoleRequired

LANGUAGES = ("zh", "en")
LANGUAGE_COOKIE = "language"
IDEMPOTENCY_KEY = "Idempotency-Key"
CORRELATION_ID = "X-Correlation-Id"
VISITOR = "00000000-0000-0000-0000-000000000000"
"""The person id of somebody not signed in."""

_COMMANDS = UUID("7d3c6a51-36a5-4f0b-9f5e-6a2b1c64a1de")
_WELL_FORMED = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True)
class Asker:
    """`account`: None for a visitor; `token`: the API token, where one was sent."""

    account: Account | None
    token: str | None = None

    @property
    def person_id(self) -> str:
        return self.account.person_id if self.account else VISITOR

    @property
    def roles(self) -> frozenset[str] | None:
        """None for a visitor."""
        return frozenset(self.account.roles) if self.account else None

    @property
    def communities(self) -> list[str]:
        """A worker's field of work, a resident's home; none for a visitor."""
        return self.account.communities if self.account else []

    def has(self, *roles: str) -> bool:
        return bool((self.roles or frozenset()).intersection(roles))

    def actor(self) -> Actor:
        """As services know the person."""
        account = self.account
        if account is None:
            return Actor(person_id=VISITOR, language=language())
        return Actor(
            person_id=account.person_id,
            roles=frozenset(account.roles),
            communities=frozenset(account.communities),
            organisation=account.organisation,
            volunteer_id=account.volunteer_id,
            language=language(),
        )


def asker() -> Asker:
    """Whoever sent the request."""
    return g.asker


def signed_in() -> Account:
    """The asker's account, where the access table has made sure that there is one."""
    account = g.asker.account
    if account is None:
        raise NotSignedIn("not_signed_in")
    return account


def language() -> str:
    """zh or en: the one chosen on a page, else what the reader's program prefers, else Chinese."""
    chosen = None if is_api() else request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or "zh"


def is_api() -> bool:
    """Whether a program asked, not a browser showing pages."""
    return request.path.startswith("/api/")


def command_id() -> str:
    """The id under which this request's command is done at most once: from the Idempotency-Key (on pages: the form's
    hidden field), for this person and this endpoint; made up where none was sent."""
    key = request.headers.get(IDEMPOTENCY_KEY) if is_api() else request.form.get("command_id")
    if key is None:
        return str(uuid4())
    if not _KEY.fullmatch(key):
        raise Invalid({IDEMPOTENCY_KEY: ["not_a_key"]})
    person = g.asker.account.person_id if g.asker.account else f"visitor@{request.remote_addr}"
    return str(uuid5(_COMMANDS, f"{person} {request.endpoint} {key}"))


def install(app: Flask) -> None:
    """Have every request of `app` pass here first: correlation, asker, access table."""
    app.before_request(_correlate)
    app.before_request(_recognise)
    app.before_request(_admit)
    app.after_request(_return_correlation)


def _correlate() -> None:
    g.asker = Asker(None)
    sent = request.headers.get(CORRELATION_ID, "")
    g.correlation_id = sent if _WELL_FORMED.fullmatch(sent) else str(uuid4())
    correlation_id.set(g.correlation_id)


def _return_correlation(response):  # type: ignore[no-untyped-def]
    response.headers[CORRELATION_ID] = g.get("correlation_id", "")
    return response


def _recognise() -> None:
    if request.endpoint in ("static", "bootstrap.static", "health.live", "health.ready"):
        return
    if request.endpoint in feed_keys.ENDPOINTS:
        g.asker = _by_key((request.view_args or {})["key"])
    elif is_api():
        g.asker = _bearer()
    elif current_user.is_authenticated:
        g.asker = Asker(current_user.account)


def _by_key(text: str) -> Asker:
    """Whose feed key it is; nobody's is a visitor, who reads no feed but whose attempts are counted."""
    with current_app.extensions["portal"].database.reading() as session:
        return Asker(feed_keys.owner(session, text))


def _bearer() -> Asker:
    header = request.headers.get("Authorization")
    if header is None:
        return Asker(None)
    scheme, _, text = header.partition(" ")
    text = text.strip()
    if scheme.lower() == "bearer" and text:
        account = current_app.extensions["portal"].bearers.owner(text)
        if account is not None:
            return Asker(account, text)
    raise NotSignedIn("token_invalid")


def _admit() -> None:
    """Keep the access table. Addresses that do not exist are left to the 404 that follows."""
    if request.endpoint is None:
        return
    rule = ACCESS.get(request.endpoint)
    if rule is None:
        raise RoleRequired([])
    if rule.allows(g.asker.roles):
        return
    if g.asker.account is None:
        raise NotSignedIn("not_signed_in")
    raise RoleRequired(sorted(rule.roles))
