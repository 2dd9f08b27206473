"""Accounts and tokens: who may sign in, and who may open an account for whom.

Functions take an open session or transaction; passwords are hashed by the caller before it, because hashing is
slow on purpose and SQLite has one writer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.sql import insert_new

from .models import Account, Token

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
SHORTEST_PASSWORD = 8
TOKEN_DAYS = 90
ADMINISTRATOR = "district-admin"
"""The built-in administrator: no password; known by LINLI_ADMIN_TOKEN."""

GRANTED_BY_WORKER = frozenset({"resident", "volunteer"})

_ACCOUNT = Account.__table__.c
_TOKEN = Token.__table__.c
_ADMINISTRATORS = sa.select(*_ACCOUNT).where(_ACCOUNT.username == ADMINISTRATOR)
_OWNER = sa.select(*_ACCOUNT).where(
    _ACCOUNT.person_id == _TOKEN.person_id,
    _TOKEN.digest == sa.bindparam("digest"),
    _TOKEN.revoked_at.is_(None),
    _TOKEN.expires_at > sa.bindparam("now"),
)
"""Both are asked for with every request: made once, and by the table, which takes a third of the time."""

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


def password_matches(account: Account | None, password: str) -> bool:
    """Whether `password` is the account's. Takes as long when there is no such account, so that the time does not
    tell which user names exist."""
    known = account.password_hash if account and account.password_hash else _nobodys_hash()
    try:
        _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
    return account is not None and account.password_hash is not None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")


def by_username(session: Session, username: str) -> Account | None:
    return session.scalar(sa.select(Account).where(Account.username == username))


def by_person(session: Session, person_id: str) -> Account | None:
    return session.get(Account, person_id)


def get(session: Session, username: str) -> Account:
    """Raises `NotFound`."""
    account = by_username(session, username)
    if account is None:
        raise NotFound("account", username)
    return account


def without_password(session: Session) -> list[Account]:
    """The accounts that a demonstration may sign in as, oldest first."""
    known = sa.select(Account).where(Account.password_hash.is_(None)).order_by(Account.created_at, Account.username)
    return list(session.scalars(known))


def may_open(opener: Account | None, asked: Mapping[str, Any]) -> None:
    """Whether `opener` (None: a visitor) may open the account `asked` for.

    An administrator opens any; a worker opens residents' and volunteers' in their own communities; anybody else
    opens a plain resident's account, for themselves. Raises `Forbidden`.
    """
    roles = frozenset(asked["roles"])
    if opener is not None and "district_admin" in opener.roles:
        return
    if opener is not None and "community_worker" in opener.roles:
        own = set(asked["communities"]) <= set(opener.communities)
        if own and roles <= GRANTED_BY_WORKER and not asked["organisation"]:
            return
        raise Forbidden("not_yours_to_grant")
    if roles != {"resident"} or asked["organisation"] or asked["volunteer_id"] or len(asked["communities"]) != 1:
        raise Forbidden("not_yours_to_grant")


def open_account(tx: Transaction, asked: Mapping[str, Any], password_hash: str | None) -> Account:
    """Store a new account. Raises `Conflict` when the user name is taken."""
    row = {
        "person_id": tx.new_id(),
        "username": asked["username"],
        "display_name": asked["display_name"],
        "password_hash": password_hash,
        "roles": sorted(asked["roles"]),
        "communities": sorted(asked["communities"]),
        "organisation": asked["organisation"],
        "volunteer_id": asked["volunteer_id"],
        "created_at": tx.now,
    }
    if not insert_new(tx.session, Account.__table__, [row], ["username"]):
        raise Conflict("username_taken", username=asked["username"])
    return tx.session.get_one(Account, row["person_id"])


def ensure_administrator(tx: Transaction) -> None:
    """The built-in administrator exists; its person id is always the same."""
    row = {
        "person_id": str(uuid5(NAMESPACE_URL, f"urn:linli:account:{ADMINISTRATOR}")),
        "username": ADMINISTRATOR,
        "display_name": "区县管理员",
        "password_hash": None,
        "roles": ["district_admin"],
        "communities": [],
        "organisation": None,
        "volunteer_id": None,
        "created_at": tx.now,
    }
    insert_new(tx.session, Account.__table__, [row], ["username"])


def link_volunteer(tx: Transaction, person_id: str, volunteer_id: str) -> None:
    """The person is that volunteer from now on."""
    account = tx.session.get_one(Account, person_id, with_for_update=True)
    account.volunteer_id = volunteer_id
    account.roles = sorted({*account.roles, "volunteer"})


def unlink_volunteer(tx: Transaction, volunteer_id: str) -> None:
    """Whoever is that volunteer serves no longer; past services stay theirs."""
    for account in tx.session.scalars(sa.select(Account).where(Account.volunteer_id == volunteer_id)):
        account.roles = sorted({*account.roles} - {"volunteer"})


def relink_volunteer(tx: Transaction, volunteer_id: str, into: str | None) -> None:
    """Whoever is that volunteer is the one `into` which the record was merged, or, where it is None, nobody's."""
    for account in tx.session.scalars(sa.select(Account).where(Account.volunteer_id == volunteer_id)):
        account.volunteer_id = into
        roles = {*account.roles} - {"volunteer"}
        account.roles = sorted(roles | {"volunteer"} if into else roles)


def make_token(tx: Transaction, person_id: str, name: str, days: int, text: str) -> Token:
    """Keep a token whose `text` the person has. Asked again with the same text, the first one stands."""
    digest = digest_of(text)
    row = {
        "token_id": tx.new_id(),
        "person_id": person_id,
        "name": name,
        "digest": digest,
        "created_at": tx.now,
        "expires_at": tx.now + timedelta(days=days),
        "revoked_at": None,
    }
    insert_new(tx.session, Token.__table__, [row], ["digest"])
    return tx.session.scalars(sa.select(Token).where(Token.digest == digest)).one()


def token_text(secret: str, command_id: str) -> str:
    """The token that the command `command_id` makes: asked again, the command can show it again, though it is
    stored nowhere."""
    made = hmac.new(secret.encode(), f"token:{command_id}".encode(), hashlib.sha256).hexdigest()
    return f"linli_{made}"


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def by_token(connection: sa.Connection, text: str, now: datetime, admin_token: str | None = None) -> Account | None:
    """Whose token it is, to be read only; None when unknown, revoked or expired. `admin_token` is the built-in
    administrator's."""
    digest = digest_of(text)
    if admin_token and hmac.compare_digest(digest, digest_of(admin_token)):
        found = connection.execute(_ADMINISTRATORS)
    else:
        found = connection.execute(_OWNER, {"digest": digest, "now": now})
    row = found.one_or_none()
    return Account(**row._mapping) if row else None


def tokens_of(session: Session, person_id: str) -> list[Token]:
    """The person's tokens that still work or expired by themselves, newest first."""
    kept = sa.select(Token).where(Token.person_id == person_id, Token.revoked_at.is_(None))
    return list(session.scalars(kept.order_by(Token.created_at.desc(), Token.token_id.desc())))


def revoke(tx: Transaction, text: str) -> None:
    """The token works no longer; one that is unknown does not either."""
    tx.session.execute(sa.update(Token).where(Token.digest == digest_of(text)).values(revoked_at=tx.now))


def revoke_by_id(tx: Transaction, person_id: str, token_id: str) -> None:
    """Raises `NotFound` when the person has no such token."""
    token = tx.session.get(Token, token_id)
    if token is None or token.person_id != person_id or token.revoked_at is not None:
        raise NotFound("token", token_id)
    token.revoked_at = tx.now
