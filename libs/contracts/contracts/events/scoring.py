"""What the scoring service tells: what came of the services."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from .. import fields, vocabulary
from ..event import Code, Day, Event, Flag, Id, event

Stars = Annotated[int, partial(fields.Whole, 0, 5)]
Year = Annotated[int, partial(fields.Whole, 2000, 2999)]
Tenths = Annotated[int, partial(fields.Whole, 0, 10**12)]
PercentTenths = Annotated[int, partial(fields.Whole, 0, 1000)]
Period = Annotated[str, partial(fields.Text, 7)]
Mark = Annotated[int, partial(fields.Whole, 0, 100)]
PolicyVersion = Annotated[str, partial(fields.Text, 64)]
Count = Annotated[int, partial(fields.Whole, 0, 10**12)]
Points = Annotated[int, partial(fields.Whole, -(10**12), 10**12)]
Minutes = Annotated[int, partial(fields.Whole, 0, 10**6)]
RecordId = Annotated[str, partial(fields.Text, 160)]
RecordKind = Annotated[str, partial(fields.OneOf, vocabulary.RECORD_KINDS)]
Ruling = Annotated[str, partial(fields.OneOf, vocabulary.RULINGS)]
Doubts = Annotated[list[str], lambda **settings: fields.ListOf(fields.OneOf(vocabulary.RATING_DOUBTS), 10, **settings)]
Version = Annotated[int, partial(fields.Whole, 0, 10**18)]
DepartmentRecordId = Annotated[str, partial(fields.Text, 220)]
DepartmentRecordKind = Annotated[str, partial(fields.OneOf, vocabulary.DEPARTMENT_RECORD_KINDS)]
Outcome = Annotated[str, partial(fields.OneOf, vocabulary.OUTCOMES)]
PostingKind = Annotated[str, partial(fields.OneOf, vocabulary.POSTING_KINDS)]


@event("scoring", subject="volunteer_id")
class StarRatingChanged(Event):
    """A volunteer's stars for a year are now others than before. `score_tenths`: the score times ten, 0 to 1000 by
    policies that weigh, without an upper end by those that count hours."""

    volunteer_id: Id
    year: Year
    stars: Stars
    previous_stars: Stars
    score_tenths: Tenths
    policy: PolicyVersion


@event("scoring", subject="department")
class DepartmentAppraisalChanged(Event):
    """A department's appraisal for a period (``2026-Q4``) changed; `total_tenths` is absent while the sample
    is too small to rate."""

    department: Code
    period: Period
    cases: Count
    policy: PolicyVersion
    total_tenths: PercentTenths | None = None


@event("scoring", subject="policy")
class StarPolicyAdopted(Event):
    """From the day `effective_from` on, volunteers of the `owner`, the district or a community, are rated by another
    policy."""

    policy: PolicyVersion
    owner: Code
    effective_from: Day


@event("scoring", subject="year")
class StarYearFrozen(Event):
    """The ratings of a year are as they will be published, but for appeals; they are public until the end of the day
    `publicity_until`."""

    year: Year
    publicity_until: Day


@event("scoring", subject="year")
class StarYearPublished(Event):
    """The ratings of a year stand for good."""

    year: Year


@event("scoring", subject="appeal_id")
class AppealFiled(Event):
    """A volunteer says that the rating of a year is not right."""

    appeal_id: Id
    volunteer_id: Id
    year: Year


@event("scoring", subject="appeal_id")
class AppealDecided(Event):
    """Whether the appeal was `allowed`; stars that are others for it are told by StarRatingChanged."""

    appeal_id: Id
    volunteer_id: Id
    year: Year
    allowed: Flag


@event("scoring", subject="record_id")
class RecordRuled(Event):
    """Somebody ruled, or a rule of detection did, how a volunteer's record counts. `counts`, `minutes`: whether it
    counts and for how long, None: as whoever keeps it told; `of_version`: of the record, where it has versions: a later
    one counts as told, but not while the record is under appeal. `day`: whose year it counts in; `doubts`: why it was
    set aside. A service and its rating have the same id, and their `sequence` counts both."""

    record_id: RecordId
    kind: RecordKind
    volunteer_id: Id
    ruling: Ruling
    day: Day
    counts: Flag | None = None
    minutes: Minutes | None = None
    of_version: Version | None = None
    doubts: Doubts | None = None


@event("scoring", subject="appeal_id")
class RecordAppealFiled(Event):
    """A volunteer says that one of their records is not right; it is to be decided until the end of `decide_by`."""

    appeal_id: Id
    volunteer_id: Id
    kind: RecordKind
    record_id: RecordId
    decide_by: Day


@event("scoring", subject="appeal_id")
class RecordAppealDecided(Event):
    """Whether the appeal about a record was `allowed`; how the record counts since is told by RecordRuled."""

    appeal_id: Id
    volunteer_id: Id
    kind: RecordKind
    record_id: RecordId
    allowed: Flag


@event("scoring", subject="volunteer_id")
class CommendationRecommended(Event):
    """The volunteer's stars of a year, as published, recommend a commendation."""

    volunteer_id: Id
    year: Year
    stars: Stars


@event("scoring", subject="volunteer_id")
class PointsPosted(Event):
    """A volunteer's balance of points changed by `points` and is now `balance`, which is below nothing where points
    were spent that were taken back later. `year`: when they were earned. When records of one person are merged, both
    are told, so whoever keeps balances by these events has nothing else to do then."""

    volunteer_id: Id
    kind: PostingKind
    points: Points
    year: Year
    balance: Points


@event("scoring", subject="redemption_id")
class BenefitRedeemed(Event):
    """A volunteer spent points on a benefit package; with a code it can be taken where it is honoured."""

    redemption_id: Id
    benefit_id: Id
    volunteer_id: Id
    points: Count
    organisation: Code | None = None


@event("scoring", subject="redemption_id")
class BenefitHonoured(Event):
    """A benefit package that a volunteer had redeemed was handed over."""

    redemption_id: Id
    benefit_id: Id
    volunteer_id: Id


@event("scoring", subject="redemption_id")
class BenefitReturned(Event):
    """A benefit package that a volunteer had redeemed was not taken: it is in stock again, and the points came back.
    `ran_out`: because nobody came in time; otherwise it was cancelled."""

    redemption_id: Id
    benefit_id: Id
    volunteer_id: Id
    ran_out: Flag


@event("scoring", subject="department")
class DepartmentMarked(Event):
    """A community gave a department a mark, 0 to 100, for an aspect of a quarter, or changed it."""

    department: Code
    quarter: Period
    aspect: Code
    mark: Mark


@event("scoring", subject="period")
class AppraisalFrozen(Event):
    """The appraisal of so many `departments` for a quarter or a year is as it will be published, but for appeals; it is
    public until the end of the day `publicity_until`."""

    period: Period
    policy: PolicyVersion
    departments: Count
    publicity_until: Day


@event("scoring", subject="appeal_id")
class AppraisalAppealFiled(Event):
    """A department says that its result of a quarter or a year is not right."""

    appeal_id: Id
    department: Code
    period: Period


@event("scoring", subject="appeal_id")
class AppraisalAppealDecided(Event):
    """Whether the appeal was `allowed`; `total_tenths`: the total that is public since, absent while not rated."""

    appeal_id: Id
    department: Code
    period: Period
    allowed: Flag
    total_tenths: PercentTenths | None = None


@event("scoring", subject="period")
class AppraisalPublished(Event):
    """The district has signed off the appraisal of so many `departments` for a quarter or a year; it stays as it is."""

    period: Period
    policy: PolicyVersion
    departments: Count


@event("scoring", subject="record_id")
class DepartmentRecordRuled(Event):
    """How a department's record counts by an appeal: a case (a service, by its id), a whistle, or a mark (community,
    department, quarter and aspect with slashes between). Names that begin with `told_`: as it was told then; the
    others: as it counts instead, in the quarter, while it is under appeal whatever is told, else as long as that is
    told of it. `resolved`: of a case; `mark`: of a mark, whose `outcome` says at most that it is left out."""

    record_id: DepartmentRecordId
    kind: DepartmentRecordKind
    department: Code
    ruling: Ruling
    quarter: Period
    told_outcome: Outcome | None = None
    told_resolved: Flag | None = None
    told_mark: Mark | None = None
    outcome: Outcome | None = None
    resolved: Flag | None = None
    mark: Mark | None = None


@event("scoring", subject="appeal_id")
class DepartmentRecordAppealFiled(Event):
    """A department says that a record in its appraisal is not right; it is to be decided until the end of
    `decide_by`."""

    appeal_id: Id
    department: Code
    kind: DepartmentRecordKind
    record_id: DepartmentRecordId
    quarter: Period
    decide_by: Day


@event("scoring", subject="appeal_id")
class DepartmentRecordAppealDecided(Event):
    """Whether the appeal about a record was `allowed`; how it counts since is told by DepartmentRecordRuled."""

    appeal_id: Id
    department: Code
    kind: DepartmentRecordKind
    record_id: DepartmentRecordId
    quarter: Period
    allowed: Flag
