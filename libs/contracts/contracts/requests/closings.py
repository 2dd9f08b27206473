"""What may be asked about the close of a year of star ratings, and about appeals against them."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
from .scoring import Year

LONGEST_REASON = 2000
USUAL_PUBLICITY_DAYS = 7


class FreezeStarYear(Request):
    """Freeze the ratings of a year that is over and make them public for so many days after today."""

    year = Year(required=True)
    publicity_days = fields.Whole(1, 60, load_default=USUAL_PUBLICITY_DAYS)


class PublishStarYear(Request):
    """Publish what was frozen, after its days of publicity and with no appeal open."""

    year = Year(required=True)


class StarYearQuery(Request):
    year = Year(required=True)


class StarYear(Answer):
    """How far the close of a year is: in the `state` that works off ratings, `done` of `people`."""

    year = Year()
    state = fields.OneOf(vocabulary.STAR_YEAR_STATES)
    publicity_until = fields.Day()
    frozen_at = fields.Moment()
    frozen_by = fields.Id()
    published_at = fields.Moment(allow_none=True)
    published_by = fields.Id(allow_none=True)
    people = fields.Whole(0, 10**9)
    done = fields.Whole(0, 10**9)


class FileStarAppeal(Request):
    """Say why the own rating of a year, as it was made public, is not right."""

    year = Year(required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class DecideStarAppeal(Request):
    """Allowed, the rating is frozen anew from what is known by now: whatever was wrong is corrected before."""

    appeal_id = fields.Id(required=True)
    allowed = fields.Flag(required=True)
    because = fields.Text(LONGEST_REASON, required=True)


class StarAppealsQuery(Request):
    """The appeals of a year: all for the district, a volunteer's own for the volunteer."""

    year = Year(required=True)


class StarAppeal(Answer):
    """`stars`, `stars_after`: when the appeal was filed, and once it was decided; null where not rated."""

    appeal_id = fields.Id()
    year = Year()
    volunteer_id = fields.Id()
    filed_by = fields.Id()
    filed_at = fields.Moment()
    reason = fields.Text(LONGEST_REASON)
    state = fields.OneOf(vocabulary.APPEAL_STATES)
    stars = fields.Whole(0, 5, allow_none=True)
    decided_by = fields.Id(allow_none=True)
    decided_at = fields.Moment(allow_none=True)
    because = fields.Text(LONGEST_REASON, allow_none=True)
    stars_after = fields.Whole(0, 5, allow_none=True)


class StarAppeals(Answer):
    items = fields.ListOf(fields.Nest(StarAppeal), 1000)
