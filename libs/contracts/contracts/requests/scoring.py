"""What may be asked of the scoring service.

Scores and rates are decimal strings: what is shown is exactly what was computed.
"""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from .. import fields, vocabulary
from .base import Answer, Request


class Year(fields.QueryWhole):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(2000, 2999, **kwargs)


class Period(fields.Text):
    """A year (``2026``) or a quarter (``2026-Q4``), in the district's time."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = validate.Regexp(r"^2[0-9]{3}(-Q[1-4])?$", error="not_a_period")
        super().__init__(7, validate=pattern, **kwargs)


class StarRatingQuery(Request):
    """One volunteer's rating; `year`: default the current one; `as_of`: as was known at the end of this past day."""

    volunteer_id = fields.Id(required=True)
    year = Year(load_default=None)
    as_of = fields.Day(load_default=None)


class StarBoardQuery(Request):
    """A community's ratings of a year, best first; equal scores rank equal."""

    community = fields.Code(required=True)
    year = Year(load_default=None)


class DepartmentAppraisalQuery(Request):
    department = fields.Code(required=True)
    period = Period(load_default=None)


class DepartmentBoardQuery(Request):
    """All departments' appraisals of a period (default: the current quarter), best first; those with too
    small a sample come last, unranked."""

    period = Period(load_default=None)


class PolicyNamed(Answer):
    name = fields.Text(64)
    version = fields.Text(64)


class Clause(Answer):
    """One line of an explanation: what went in, by which formula, what it gave, and the ids of the events
    behind it (the newest 100; `events_total` counts all)."""

    clause = fields.Text(64)
    input = fields.Dict()
    formula = fields.Text(300)
    contribution = fields.Text(20)
    events = fields.ListOf(fields.Text(64), 100)
    events_total = fields.Whole(0, 10**12)


class RecordRuling(Answer):
    """One step by which a record came to count otherwise than it was told: set aside, appealed against, decided. Names
    as in the event RecordRuled, of a department's record as in DepartmentRecordRuled; `event`: that event's id."""

    kind = fields.OneOf((*vocabulary.RECORD_KINDS, *vocabulary.DEPARTMENT_RECORD_KINDS))
    record_id = fields.Text(220)
    ruling = fields.OneOf(vocabulary.RULINGS)
    at = fields.Moment()
    event = fields.Text(256)
    counts = fields.Flag(allow_none=True)
    minutes = fields.Whole(0, 10**6, allow_none=True)
    doubts = fields.ListOf(fields.OneOf(vocabulary.RATING_DOUBTS), 10)
    outcome = fields.OneOf(vocabulary.OUTCOMES, allow_none=True, dump_default=None)
    resolved = fields.Flag(allow_none=True, dump_default=None)


class Explanation(Answer):
    """Why a rating is what it is, line by line and in words. `rulings`: every step about a record of the days looked
    at (the latest 200), the earliest first; a record under appeal counts as it did when the appeal was filed."""

    policy = fields.Nest(PolicyNamed)
    clauses = fields.ListOf(fields.Nest(Clause), 20)
    rulings = fields.ListOf(fields.Nest(RecordRuling), 200)
    rule = fields.Text(600)
    words = fields.Dict()


class Exclusion(Answer):
    """What a department's appraisal leaves out, and why. `ids`: of these whistles, or services; `events`: those that
    say so (the newest 100 of each; `total` counts all)."""

    reason = fields.OneOf(vocabulary.EXCLUSION_REASONS)
    total = fields.Whole(1, 10**12)
    ids = fields.ListOf(fields.Id(), 100)
    events = fields.ListOf(fields.Text(64), 100)


class AppraisalExplanation(Explanation):
    """Why an appraisal is what it is, and what it leaves out."""

    exclusions = fields.ListOf(fields.Nest(Exclusion), 10)


class NextStar(Answer):
    """What is missing to the next star: points of the score, and all that is missing, by what is asked for (`score`,
    `credit_hours`, `services`, `trainings`)."""

    stars = fields.Whole(1, 5)
    missing = fields.Text(20)
    gaps = fields.Dict()


class StarRating(Answer):
    """A volunteer's stars of a year. `stars` is null while not rated (`not_rated`: why, as a code). The sums are those
    that the policy looks at: of the year, or of the months or all years up to it. `standing`: whether the rating may
    change yet: `provisional` until the year is closed, `public` while it can be appealed against, then `final`."""

    volunteer_id = fields.Id()
    community = fields.Code(allow_none=True)
    year = fields.Whole(2000, 2999)
    rank = fields.Whole(1, 10**9, allow_none=True)
    stars = fields.Whole(0, 5, allow_none=True)
    score = fields.Text(20, allow_none=True)
    not_rated = fields.Text(64, allow_none=True)
    standing = fields.OneOf(vocabulary.RATING_STANDINGS)
    services = fields.Whole(0, 10**9)
    minutes = fields.Whole(0, 10**12)
    ratings = fields.Whole(0, 10**9)
    rating_stars = fields.Whole(0, 10**10)
    attendances = fields.Whole(0, 10**9)
    attended_minutes = fields.Whole(0, 10**12)
    trainings = fields.Whole(0, 10**9)
    honour_minutes = fields.Whole(0, 10**12)
    no_shows = fields.Whole(0, 10**9)
    next_star = fields.Nest(NextStar, allow_none=True)
    explanation = fields.Nest(Explanation)


class StarBoard(Answer):
    """Items carry their explanation."""

    community = fields.Code()
    year = fields.Whole(2000, 2999)
    items = fields.ListOf(fields.Nest(StarRating), 10**6)


class DepartmentAppraisal(Answer):
    """A department's three rates of a period, each 0–100 as a decimal string, and their weighted total; `total` is
    null while the sample is too small (`not_rated`: why, as a code). `counts`: among `call_backs`, the services of
    which the person served has said something, so many were not rated but asked about by a worker (`called_back`);
    `not_reached`, `excused` and `left_out` count nowhere."""

    department = fields.Code()
    period = fields.Text(7)
    rank = fields.Whole(1, 10**9, allow_none=True)
    total = fields.Text(20, allow_none=True)
    not_rated = fields.Text(64, allow_none=True)
    response_rate = fields.Text(20, allow_none=True)
    resolution_rate = fields.Text(20, allow_none=True)
    satisfaction_rate = fields.Text(20, allow_none=True)
    counts = fields.Dict()
    explanation = fields.Nest(AppraisalExplanation)


class DepartmentBoard(Answer):
    period = fields.Text(7)
    items = fields.ListOf(fields.Nest(DepartmentAppraisal), 10**6)
