"""What may be asked about the appraisal of departments on several aspects: marks of communities, results, classes.

Per cents, points and totals are decimal strings: what is shown is exactly what was computed.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
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
    """`version`: how often it was given."""

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


class MarksQuery(Request):
    """The marks of a quarter, of one department or given by one community; those of other communities are the
    district's to see."""

    quarter = fields.Quarter(required=True)
    department = fields.Code(load_default=None)
    community = fields.Code(load_default=None)


class Marks(Answer):
    items = fields.ListOf(fields.Nest(Mark), 100_000)


class AspectBoardQuery(Request):
    """All departments of a period (default: the current quarter), by class, best first."""

    period = Period(load_default=None)


class AspectLine(Answer):
    """`basis`: how many marks or cases; `percent`: null without enough of them, and then the weight falls to the
    others; `lowest`, `highest`: of marks."""

    aspect = fields.Code()
    source = fields.OneOf(vocabulary.ASPECT_SOURCES)
    weight = fields.Text(20)
    percent = fields.Text(20, allow_none=True)
    points = fields.Text(20)
    basis = fields.Whole(0, 10**9)
    lowest = fields.Whole(0, 100, allow_none=True)
    highest = fields.Whole(0, 100, allow_none=True)
    formula = fields.Text(300)


class AspectAppraisal(Answer):
    """`rank`: within the class; `total`: null while not rated (`not_rated`: why, as a code)."""

    department = fields.Code()
    comparison_class = fields.Code()
    rank = fields.Whole(1, 10**9, allow_none=True)
    total = fields.Text(20, allow_none=True)
    not_rated = fields.Text(64, allow_none=True)
    aspects = fields.ListOf(fields.Nest(AspectLine), 40)


class AspectBoard(Answer):
    """`published_at`: when the district signed the period off; from then on it stays as it is."""

    period = fields.Text(7)
    policy = fields.Text(64)
    items = fields.ListOf(fields.Nest(AspectAppraisal), 10**6)
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


class PublishAppraisal(Request):
    """Sign off a quarter or a year that is over."""

    period = Period(required=True)


class PutIntoClass(Request):
    """Say with whom a department is compared: with those of the same class."""

    department = fields.Code(required=True)
    comparison_class = fields.Code(required=True)


class DepartmentClass(Answer):
    department = fields.Code()
    comparison_class = fields.Code()
    set_at = fields.Moment()
    set_by = fields.Id()
