"""What every request and every answer has in common."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema

from .. import fields

LARGEST_PAGE = 200


class Request(Schema):
    """Something asked: every field checked, none passed over."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "not_an_object"}


class Answer(Schema):
    """Something answered: readers pass over what they do not know, so fields may be added."""

    class Meta:
        unknown = EXCLUDE


class PageQuery(Request):
    """A page of a list: `limit` items after the place that `cursor` (of the page before) marks."""

    limit = fields.QueryWhole(1, LARGEST_PAGE, load_default=50)
    cursor = fields.Text(200, load_default=None)


class Page(Answer):
    """A page of a list; `next_cursor` is null on the last one."""

    next_cursor = fields.Text(200, allow_none=True)
