"""What may be asked of the notify service."""

from __future__ import annotations

from .. import fields
from .base import Answer, Page, PageQuery, Request


class InboxQuery(PageQuery):
    """The asker's messages, newest first."""

    unread = fields.QueryFlag(load_default=False)


class Message(Answer):
    """One message: a kind and the ids it speaks of; the portal says it in the reader's language."""

    message_id = fields.Id()
    kind = fields.Text(64)
    community = fields.Code()
    subject = fields.Text(64)
    about = fields.Dict()
    sent_at = fields.Moment()
    read = fields.Flag()


class Inbox(Page):
    unread_total = fields.Whole(0, 10**9)
    items = fields.ListOf(fields.Nest(Message), 200)


class MarkRead(Request):
    message_ids = fields.ListOf(fields.Id(), 200, 1, required=True)


class Marked(Answer):
    """How many messages were unread before and are read now."""

    marked = fields.Whole(0, 200)
