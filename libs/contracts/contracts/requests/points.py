"""What may be asked about points: whole numbers, earned by service, spent on benefits."""

from __future__ import annotations

from typing import Any

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .scoring import PolicyNamed

MOST_POINTS = 10**12


class Points(fields.Whole):
    """Points, or what they changed by; below nothing where points were taken back after they had been spent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(-MOST_POINTS, MOST_POINTS, **kwargs)


class VolunteerPointsQuery(Request):
    volunteer_id = fields.Id(required=True)


class PointsLot(Answer):
    """The points of one year. `points`: what is left of them, below nothing where more was spent than the year's hours
    turned out to be worth; `earned`: what the year's hours are worth as far as posted; `expired`: how many ran out
    unspent; `last_day`: until when they can be spent, null for ever; `per_hour`: how many a credit hour gives."""

    year = fields.Whole(2000, 2999)
    points = Points()
    earned = Points()
    expired = Points()
    last_day = fields.Day(allow_none=True)
    per_hour = fields.Whole(0, 10_000)
    policy = fields.Nest(PolicyNamed)


class VolunteerPoints(Answer):
    """`balance`: all that can be spent, or below nothing what is `owed`. Lots in the order in which they are spent."""

    volunteer_id = fields.Id()
    balance = Points()
    owed = Points()
    lots = fields.ListOf(fields.Nest(PointsLot), 1000)


class PointsPostingsQuery(PageQuery):
    """A volunteer's postings, newest first."""

    volunteer_id = fields.Id(required=True)


class PointsPosting(Answer):
    """One posting: by how many `points` the lot of `year` changed. `from_year`: the lot of the same volunteer that they
    came from, so that the balance stayed; `about`: the redemption, or the other record of the same person;
    `policy`: by which points were earned. `words`: why, in Chinese and English."""

    posting_id = fields.Id()
    at = fields.Moment()
    kind = fields.OneOf(vocabulary.POSTING_KINDS)
    points = Points()
    year = fields.Whole(2000, 2999)
    from_year = fields.Whole(2000, 2999, allow_none=True)
    about = fields.Id(allow_none=True)
    policy = fields.Text(64, allow_none=True)
    words = fields.Dict()


class PointsPostings(Page):
    items = fields.ListOf(fields.Nest(PointsPosting), 200)


class CommunityPointsQuery(Request):
    """`first_day`, `last_day`: what was posted on these days and between; default: ever."""

    community = fields.Code(required=True)
    first_day = fields.Day(load_default=None)
    last_day = fields.Day(load_default=None)


class CommunityPoints(Answer):
    """By kind, what was posted to the community's volunteers; and how many of those who belong to it now have points,
    how many in all, and what others of them owe."""

    community = fields.Code()
    earned = Points()
    reversed = Points()
    spent = Points()
    returned = Points()
    expired = Points()
    holders = fields.Whole(0, 10**9)
    balance = Points()
    owed = Points()


class PointsCheckQuery(Request):
    pass


class PointsCheck(Answer):
    """Whether the books are right. `total`: of all lines, nothing when they are; `unbalanced`: postings whose lines do
    not sum to nothing; `differing`: accounts that do not hold what their lines sum to; each the first hundred."""

    postings = fields.Whole(0, 10**15)
    total = Points()
    unbalanced = fields.ListOf(fields.Id(), 100)
    differing = fields.ListOf(fields.Text(200), 100)
