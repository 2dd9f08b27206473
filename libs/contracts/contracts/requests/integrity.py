"""What may be asked about ratings that were set aside, and about appeals against single records."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .closings import LONGEST_REASON

LONGEST_RECORD_ID = 160
MOST_MINUTES = 10**6


class RatingDoubtsQuery(PageQuery):
    """Ratings given in a community that were set aside, the latest first; `state`: null for all."""

    community = fields.Code(required=True)
    state = fields.OneOf(vocabulary.DOUBT_STATES, load_default=None)


class RatingDoubt(Answer):
    """A rating that was set aside. `doubts`: why; `others`: the services whose ratings belong to the same doubt;
    `at`: when it was given."""

    doubt_id = fields.Id()
    service_id = fields.Id()
    community = fields.Code()
    volunteer_id = fields.Id()
    stars = fields.Whole(1, 5)
    at = fields.Moment()
    doubts = fields.ListOf(fields.OneOf(vocabulary.RATING_DOUBTS), 10)
    others = fields.ListOf(fields.Id(), 100)
    found_at = fields.Moment()
    state = fields.OneOf(vocabulary.DOUBT_STATES)
    decided_by = fields.Id(allow_none=True)
    decided_at = fields.Moment(allow_none=True)
    because = fields.Text(LONGEST_REASON, allow_none=True)


class RatingDoubts(Page):
    items = fields.ListOf(fields.Nest(RatingDoubt), 200)


class DecideRatingDoubt(Request):
    """Whether a rating that was set aside counts after all."""

    doubt_id = fields.Id(required=True)
    counts = fields.Flag(required=True)
    because = fields.Text(LONGEST_REASON, required=True)


class FileRecordAppeal(Request):
    """A volunteer says why one of the own records is not right. `record_id`: of a service and its rating the service's
    id, of a no-show the ids of activity and volunteer with a slash between, else the record's own."""

    kind = fields.OneOf(vocabulary.RECORD_KINDS, required=True)
    record_id = fields.Text(LONGEST_RECORD_ID, required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class DecideRecordAppeal(Request):
    """An appeal that is allowed says how the record counts from now on: whether it does (`counts`), or for how many
    `minutes`, or both."""

    appeal_id = fields.Id(required=True)
    allowed = fields.Flag(required=True)
    because = fields.Text(LONGEST_REASON, required=True)
    counts = fields.Flag(load_default=None, allow_none=True)
    minutes = fields.Whole(0, MOST_MINUTES, load_default=None, allow_none=True)


class RecordAppealsQuery(PageQuery):
    """Appeals about records, the latest first: a volunteer's own, a worker those of the communities, the district all.
    `state`: null for all."""

    state = fields.OneOf(vocabulary.APPEAL_STATES, load_default=None)


class Counting(Answer):
    """How a record counts: whether it does, for how many minutes and how many stars, where it has such."""

    counts = fields.Flag()
    minutes = fields.Whole(0, MOST_MINUTES, allow_none=True)
    stars = fields.Whole(1, 5, allow_none=True)


class AppealOfRecord(Answer):
    """An appeal against a record, whoever's. `overdue`: it is open, and the day `decide_by` is over."""

    appeal_id = fields.Id()
    community = fields.Code()
    filed_by = fields.Id()
    filed_at = fields.Moment()
    reason = fields.Text(LONGEST_REASON)
    decide_by = fields.Day()
    overdue = fields.Flag()
    state = fields.OneOf(vocabulary.APPEAL_STATES)
    decided_by = fields.Id(allow_none=True)
    decided_at = fields.Moment(allow_none=True)
    because = fields.Text(LONGEST_REASON, allow_none=True)


class RecordAppeal(AppealOfRecord):
    """`before`, `after`: how the record counted when the appeal was filed, and since it was decided. `overdue`: it is
    open, and the day `decide_by` is over."""

    kind = fields.OneOf(vocabulary.RECORD_KINDS)
    record_id = fields.Text(LONGEST_RECORD_ID)
    volunteer_id = fields.Id()
    before = fields.Nest(Counting)
    after = fields.Nest(Counting, allow_none=True)


class RecordAppeals(Page):
    items = fields.ListOf(fields.Nest(RecordAppeal), 200)
