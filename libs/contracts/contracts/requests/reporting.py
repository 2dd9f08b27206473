"""What may be asked of the ticketing service so that the same need is not reported twice, and where it was."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
from .ticketing import LONGEST_DESCRIPTION, NeedCommand, ReasonedNeedCommand

MOST_SIMILAR = 5


class SimilarNeedsQuery(Request):
    """Open needs of the community, of the last 30 days, that are probably the same as one about to be reported in these
    `words`: of the same kind or at the same building, as far as either is told, and described alike."""

    community = fields.Code(required=True)
    words = fields.Text(LONGEST_DESCRIPTION, required=True)
    kind = fields.OneOf(vocabulary.NEED_KINDS, load_default=None, allow_none=True)
    building = fields.Code(load_default=None, allow_none=True)


class SimilarNeed(Answer):
    """What may be known of somebody else's need before joining it. `same_building`: as the one asked about;
    `description`: only for those who see the need's words anyway; `mine`: reported by the asker."""

    need_id = fields.Id()
    number = fields.Text(40)
    kind = fields.OneOf(vocabulary.NEED_KINDS, allow_none=True)
    state = fields.OneOf(vocabulary.NEED_STATES)
    reported_at = fields.Moment()
    same_building = fields.Flag()
    description = fields.Text(LONGEST_DESCRIPTION, allow_none=True)
    followers = fields.Whole(0, 10**6)
    following = fields.Flag()
    mine = fields.Flag()


class SimilarNeeds(Answer):
    """The most alike first."""

    items = fields.ListOf(fields.Nest(SimilarNeed), MOST_SIMILAR)


class FollowNeed(NeedCommand):
    """Say that one has the same need, or take it back."""


class MergeNeed(ReasonedNeedCommand):
    """Have another open need of the same community, `into`, stand for this one from now on."""

    into = fields.Id(required=True)


class Following(Answer):
    """A need that the asker has just joined or left. `followers`: how many follow it now."""

    need_id = fields.Id()
    number = fields.Text(40)
    kind = fields.OneOf(vocabulary.NEED_KINDS, allow_none=True)
    state = fields.OneOf(vocabulary.NEED_STATES)
    followers = fields.Whole(0, 10**6)
    following = fields.Flag()
