"""A person's inbox: the messages to every address that is theirs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Invalid
from chassis.sql import insert_new
from contracts import Envelope

from . import routing
from .models import MessageRow, ReadRow

_messages = MessageRow.metadata.tables[MessageRow.__tablename__]
_read = ReadRow.metadata.tables[ReadRow.__tablename__]


def addresses(actor: Actor) -> list[str]:
    """Every address at which the person is reached."""
    own = [routing.person(actor.person_id)]
    if actor.volunteer_id:
        own.append(routing.volunteer(actor.volunteer_id))
    if actor.organisation and actor.has("officer"):
        own.append(routing.organisation(actor.organisation))
    if actor.has("community_worker"):
        own.extend(routing.community(code) for code in sorted(actor.communities))
    return own


def deliver(tx: Transaction, events: list[Envelope]) -> None:
    """Put what `events` lead to into the inboxes."""
    rows = [
        {
            "message_id": tx.new_id(),
            "event_id": envelope.id,
            "address": notice.address,
            "kind": notice.kind,
            "community": envelope.community,
            "subject": envelope.data.subject,
            "about": notice.about,
            "sent_at": envelope.time,
        }
        for envelope in events
        for notice in routing.notices(envelope.data)
    ]
    insert_new(tx.session, _messages, rows, ["event_id", "address"])


def page(session: Session, actor: Actor, unread: bool, limit: int, cursor: str | None) -> dict[str, Any]:
    """One page of the actor's messages, newest first. Raises `Invalid` for a cursor that no page of theirs gave."""
    theirs = MessageRow.address.in_(addresses(actor))
    found = sa.select(MessageRow, ReadRow.person_id).outerjoin(ReadRow, _read_by(actor)).where(theirs)
    if unread:
        found = found.where(ReadRow.person_id.is_(None))
    if cursor is not None:
        last = session.scalars(sa.select(MessageRow).where(MessageRow.message_id == cursor, theirs)).first()
        if last is None:
            raise Invalid({"cursor": ["unknown"]})
        found = found.where(sa.tuple_(MessageRow.sent_at, MessageRow.message_id) < (last.sent_at, last.message_id))
    found = found.order_by(MessageRow.sent_at.desc(), MessageRow.message_id.desc()).limit(limit + 1)
    rows = session.execute(found).all()
    items = [_shown(message, reader is not None) for message, reader in rows[:limit]]
    return {
        "unread_total": session.scalar(_unread(actor)),
        "items": items,
        "next_cursor": items[-1]["message_id"] if len(rows) > limit else None,
    }


def mark_read(tx: Transaction, actor: Actor, message_ids: list[str]) -> int:
    """Note that the actor has read these messages; returns how many of them were unread.

    Raises `Invalid` where a message is not in the actor's inbox, and marks nothing then.
    """
    theirs = sa.select(MessageRow.message_id).where(
        MessageRow.message_id.in_(message_ids), MessageRow.address.in_(addresses(actor))
    )
    known = set(tx.session.scalars(theirs))
    unknown = {position: ["unknown"] for position, one in enumerate(message_ids) if one not in known}
    if unknown:
        raise Invalid({"message_ids": unknown})
    marks = [{"message_id": one, "person_id": actor.person_id, "read_at": tx.now} for one in sorted(known)]
    return len(insert_new(tx.session, _read, marks, ["message_id", "person_id"]))


def _read_by(actor: Actor) -> sa.ColumnElement[bool]:
    return (ReadRow.message_id == MessageRow.message_id) & (ReadRow.person_id == actor.person_id)


def _unread(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(sa.func.count())
        .select_from(MessageRow)
        .outerjoin(ReadRow, _read_by(actor))
        .where(MessageRow.address.in_(addresses(actor)), ReadRow.person_id.is_(None))
    )


def _shown(message: MessageRow, read: bool) -> dict[str, Any]:
    return {
        "message_id": message.message_id,
        "kind": message.kind,
        "community": message.community,
        "subject": message.subject,
        "about": message.about,
        "sent_at": message.sent_at,
        "read": read,
    }
