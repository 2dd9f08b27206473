"""Feed keys: a secret in an address, for calendar programs that can send none in a header. It opens its owner's feeds
and nothing else."""

from __future__ import annotations

import hashlib
import hmac

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import NotFound
from chassis.sql import upsert

from .accounts import digest_of
from .models import Account, FeedKey

ADDRESS = "/api/v1/calendars/"
"""Before the key."""

ENDPOINTS = frozenset({"calendars.feed_of_volunteer", "calendars.feed_of_team", "calendars.feed_of_community"})
"""Those that a key opens."""


def key_text(secret: str, command_id: str) -> str:
    """The key that the command `command_id` makes: asked again, the command can show it again, though it is stored
    nowhere."""
    return hmac.new(secret.encode(), f"feed:{command_id}".encode(), hashlib.sha256).hexdigest()


def make(tx: Transaction, person_id: str, text: str) -> FeedKey:
    """Keep the one key of a person, whose `text` they have; one before it opens nothing any more."""
    row = {"person_id": person_id, "digest": digest_of(text), "made_at": tx.now}
    upsert(tx.session, FeedKey.__table__, [row], ["person_id"], set=["digest", "made_at"])
    return tx.session.get_one(FeedKey, person_id, populate_existing=True)


def owner(session: Session, text: str) -> Account | None:
    """Whose key it is; None when it is nobody's."""
    found = sa.select(Account).join(FeedKey, FeedKey.person_id == Account.person_id)
    return session.scalar(found.where(FeedKey.digest == digest_of(text)))


def of(session: Session, person_id: str) -> FeedKey:
    """The person's key, without its text. Raises `NotFound` when there is none."""
    kept = session.get(FeedKey, person_id)
    if kept is None:
        raise NotFound("feed_key", person_id)
    return kept


def revoke(tx: Transaction, person_id: str) -> None:
    """The key opens nothing any more. Raises `NotFound` when there is none."""
    tx.session.delete(of(tx.session, person_id))
