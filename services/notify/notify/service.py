"""The notify service: who must hear of what, and what they have read."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Database, Transaction, command, query, subscribe
from contracts import Envelope
from contracts.requests import notify as requests

from . import inbox
from .models import Base
from .routing import ROUTES


class NotifyService:
    name = "notify"
    db = Database(Base.metadata)

    @subscribe(*ROUTES, batch=500)
    def deliver(self, tx: Transaction, events: list[Envelope]) -> None:
        inbox.deliver(tx, events)

    @query(requests.InboxQuery, requests.Inbox)
    def inbox(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        return inbox.page(session, actor, **request)

    @command(requests.MarkRead, requests.Marked)
    def mark_read(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        return {"marked": inbox.mark_read(tx, actor, request["message_ids"])}
