"""Links by which a service is rated without an account. Only the hash of a link's secret is ever sent."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
from .ticketing import Judgement, NeedCommand

LONGEST_DIGEST = 64


class MakeRatingLink(NeedCommand):
    """A worker makes a link for the person served, in place of the one before. `digest`: the hash of its secret."""

    digest = fields.Text(LONGEST_DIGEST, required=True)


class RatingLink(Answer):
    """A link that was made; valid before `valid_until`, and once."""

    need_id = fields.Id()
    number = fields.Text(40)
    valid_until = fields.Moment()


class RatingLinkQuery(Request):
    digest = fields.Text(LONGEST_DIGEST, required=True)


class LinkedService(Answer):
    """What is to be rated by a link. `completed_at`: when the provider reported it done; `department`: whose service it
    was, null for a volunteer's."""

    community = fields.Code()
    number = fields.Text(40)
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    completed_at = fields.Moment()
    provider_kind = fields.OneOf(vocabulary.PROVIDER_KINDS)
    department = fields.Code(allow_none=True)
    valid_until = fields.Moment()


class RateByLink(Judgement):
    """The person served rates the service by a link."""

    digest = fields.Text(LONGEST_DIGEST, required=True)


class RatedByLink(Answer):
    number = fields.Text(40)
    rated_at = fields.Moment()
