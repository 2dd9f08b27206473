"""A person's messages."""

from __future__ import annotations

from contracts.requests import notify as ask

from .blueprint import Blueprint

inbox = Blueprint("inbox", __name__, url_prefix="/api/v1", description="A person's messages.")

inbox.query("/inbox", "notify", "inbox", ask.InboxQuery, ask.Inbox, summary="Your messages, newest first.")
inbox.command("/inbox/read", "notify", "mark_read", ask.MarkRead, ask.Marked, summary="Mark messages as read.")
