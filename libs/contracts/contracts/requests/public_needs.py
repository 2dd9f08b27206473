"""What anybody may know of needs, without signing in."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request


class PublicNeedQuery(Request):
    """A need by its number, as people read it to each other."""

    number = fields.Text(40, required=True)


class PublicNeedsQuery(PageQuery):
    """A community's needs of the last 90 days, newest first."""

    community = fields.Code(required=True)


class PublicStep(Answer):
    """The need came into this state on this day."""

    state = fields.OneOf(vocabulary.NEED_STATES)
    day = fields.Day()


class PublicNeed(Answer):
    """A need as everybody may see it. `due_on`: when it is to be answered (before that, dispatched), null while that is
    not known; `late`: it was not kept, or is not kept so far."""

    number = fields.Text(40)
    community = fields.Code()
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    state = fields.OneOf(vocabulary.NEED_STATES)
    steps = fields.ListOf(fields.Nest(PublicStep), 1000)
    due_on = fields.Day(allow_none=True)
    late = fields.Flag()


class PublicNeeds(Page):
    items = fields.ListOf(fields.Nest(PublicNeed), 200)
