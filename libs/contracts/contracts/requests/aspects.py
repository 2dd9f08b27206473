"""What may be asked about the appraisal of departments on several aspects: marks of communities, results, classes.

Per cents, points and totals are decimal strings: what is shown is exactly what was computed.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
from .closings import USUAL_PUBLICITY_DAYS
from .scoring import Period

LONGEST_REASON = 1000


class MarkDepartment(Request):
    """Give a department a mark, 0 to 100, for an aspect of a quarter, or change it until the quarter is published.
    `reason`: needed for extreme marks; `evidence`: what the mark goes by."""

    community = fields.Code(required=True)
    department = fields.Code(required=True)
    quarter = fields.Quarter(required=True)
    aspect = fields.Code(required=True)
    mark = fields.Whole(0, 100, required=True)
    reason = fields.Text(LONGEST_REASON, load_default=None, allow_none=True)
    evidence = fields.Text(LONGEST_REASON, load_default=None, allow_none=True)


class Mark(Answer):
    """`version`: how often it was given; `ruling`: that it is under appeal, or how an appeal about it was decided, null
    where there was none since it was given so; `counted`: the mark that counts, null where it is left out."""

    community = fields.Code()
    department = fields.Code()
    quarter = fields.Quarter()
    aspect = fields.Code()
    mark = fields.Whole(0, 100)
    reason = fields.Text(LONGEST_REASON, allow_none=True)
    evidence = fields.Text(LONGEST_REASON, allow_none=True)
    version = fields.Whole(1, 10**6)
    marked_at = fields.Moment()
    marked_by = fields.Id()
    ruling = fields.OneOf(vocabulary.RULINGS, allow_none=True)
    counted = fields.Whole(0, 100, allow_none=True)


class MarksQuery(Request):
    """The marks of a quarter, of one department or given by one community: a worker sees those of the own community, an
    officer those of the own department, the district all."""

    quarter = fields.Quarter(required=True)
    department = fields.Code(load_default=None)
    community = fields.Code(load_default=None)


class Marks(Answer):
    items = fields.ListOf(fields.Nest(Mark), 100_000)


class AspectBoardQuery(Request):
    """All departments of a period (default: the current quarter), by class, best first."""

    period = Period(load_default=None)


class AspectLine(Answer):
    """So much `reached` of `out_of`. `basis`: how many marks or cases, of which there have to be so many at `least`;
    `percent`: null without enough of them, and then the weight falls to the others; `lowest`, `highest`: of marks.
    `reached`, `out_of` and `least` are null in what was published before they were told."""

    aspect = fields.Code()
    source = fields.OneOf(vocabulary.ASPECT_SOURCES)
    weight = fields.Text(20)
    percent = fields.Text(20, allow_none=True)
    points = fields.Text(20)
    basis = fields.Whole(0, 10**9)
    reached = fields.Text(20, allow_none=True, dump_default=None)
    out_of = fields.Whole(0, 10**12, allow_none=True, dump_default=None)
    least = fields.Whole(0, 10**9, allow_none=True, dump_default=None)
    lowest = fields.Whole(0, 100, allow_none=True)
    highest = fields.Whole(0, 100, allow_none=True)
    formula = fields.Text(300)


class AspectAppraisal(Answer):
    """`rank`: within the class; `total`: null while not rated (`not_rated`: why, as a code); `appeal`: the state of the
    department's last appeal against this result, null where there was none; `under_appeal`: so many of its records of
    the period are."""

    department = fields.Code()
    comparison_class = fields.Code()
    rank = fields.Whole(1, 10**9, allow_none=True)
    total = fields.Text(20, allow_none=True)
    not_rated = fields.Text(64, allow_none=True)
    aspects = fields.ListOf(fields.Nest(AspectLine), 40)
    appeal = fields.OneOf(vocabulary.APPEAL_STATES, allow_none=True)
    under_appeal = fields.Whole(0, 10**9)


class AspectBoard(Answer):
    """`standing`: `provisional` until the results are frozen; then `public`, to be appealed against until the end of
    the day `publicity_until`; then `final`. `published_at`: when the district signed the period off; from then on it
    stays as it is. `least_weight`: aspects of so many of the hundred points must have a basis for a total, null where
    the policy is no longer known."""

    period = fields.Text(7)
    policy = fields.Text(64)
    least_weight = fields.Text(20, allow_none=True)
    items = fields.ListOf(fields.Nest(AspectAppraisal), 10**6)
    standing = fields.OneOf(vocabulary.RATING_STANDINGS)
    publicity_until = fields.Day(allow_none=True)
    published_at = fields.Moment(allow_none=True)
    published_by = fields.Id(allow_none=True)


class AppraisalTrendQuery(Request):
    """A department's totals of eight quarters up to one (default: the current)."""

    department = fields.Code(required=True)
    until = fields.Quarter(load_default=None)


class TrendPoint(Answer):
    quarter = fields.Quarter()
    total = fields.Text(20, allow_none=True)
    rank = fields.Whole(1, 10**9, allow_none=True)
    published = fields.Flag()


class AppraisalTrend(Answer):
    department = fields.Code()
    items = fields.ListOf(fields.Nest(TrendPoint), 8)


class FreezeAppraisal(Request):
    """Freeze the results of a quarter or a year that is over and make them public for so many days after today."""

    period = Period(required=True)
    publicity_days = fields.Whole(1, 60, load_default=USUAL_PUBLICITY_DAYS)


class PublishAppraisal(Request):
    """Sign off what was frozen, after its days of publicity and with no appeal open."""

    period = Period(required=True)


class FileAppraisalAppeal(Request):
    """Say why the own department's result of a period, as it was made public, is not right."""

    period = Period(required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class DecideAppraisalAppeal(Request):
    """Allowed, the result is worked out anew from what is known by now: whatever was wrong is corrected before."""

    appeal_id = fields.Id(required=True)
    allowed = fields.Flag(required=True)
    because = fields.Text(LONGEST_REASON, required=True)


class AppraisalAppealsQuery(Request):
    """The appeals of a period, the latest first: an officer sees those of the own department."""

    period = Period(required=True)


class AppraisalAppeal(Answer):
    """`total`, `rank`: as they were public when the appeal was filed, null where not rated; `total_after`,
    `rank_after`: since it was decided."""

    appeal_id = fields.Id()
    period = fields.Text(7)
    department = fields.Code()
    filed_by = fields.Id()
    filed_at = fields.Moment()
    reason = fields.Text(LONGEST_REASON)
    state = fields.OneOf(vocabulary.APPEAL_STATES)
    total = fields.Text(20, allow_none=True)
    rank = fields.Whole(1, 10**9, allow_none=True)
    decided_by = fields.Id(allow_none=True)
    decided_at = fields.Moment(allow_none=True)
    because = fields.Text(LONGEST_REASON, allow_none=True)
    total_after = fields.Text(20, allow_none=True)
    rank_after = fields.Whole(1, 10**9, allow_none=True)


class AppraisalAppeals(Answer):
    items = fields.ListOf(fields.Nest(AppraisalAppeal), 1000)


class PutIntoClass(Request):
    """Say with whom a department is compared: with those of the same class."""

    department = fields.Code(required=True)
    comparison_class = fields.Code(required=True)


class DepartmentClass(Answer):
    department = fields.Code()
    comparison_class = fields.Code()
    set_at = fields.Moment()
    set_by = fields.Id()
