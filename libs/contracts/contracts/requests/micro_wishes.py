"""What may be asked of the ticketing service about micro-wishes: small needs that anybody may see and meet."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery

LONGEST_WISH = 60


class MicroWishesQuery(PageQuery):
    """The micro-wishes of a community that wait for a volunteer, newest first."""

    community = fields.Code(required=True)


class MicroWish(Answer):
    """A micro-wish as everybody signed in may see it. `title`: what is wished, in a worker's words and not in those of
    whoever wishes it."""

    need_id = fields.Id()
    number = fields.Text(40)
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    title = fields.Text(LONGEST_WISH)
    reported_at = fields.Moment()


class MicroWishes(Page):
    items = fields.ListOf(fields.Nest(MicroWish), 200)
