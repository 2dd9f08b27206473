"""What may be asked about appeals of departments against single records."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .closings import LONGEST_REASON
from .integrity import AppealOfRecord

LONGEST_RECORD_ID = 220


class FileDepartmentAppeal(Request):
    """An officer says why a record in the own department's appraisal is not right. `record_id`: of a case the service's
    id, of a whistle its own, of a mark community, department, quarter and aspect with slashes between."""

    kind = fields.OneOf(vocabulary.DEPARTMENT_RECORD_KINDS, required=True)
    record_id = fields.Text(LONGEST_RECORD_ID, required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class DecideDepartmentAppeal(Request):
    """An appeal that is allowed says how the record counts from now on. `outcome`: of a whistle how it was answered; of
    a call-back what was said; of any case and of a mark, that it is `left_out`. `resolved`: of a case; `mark`: of a
    mark."""

    appeal_id = fields.Id(required=True)
    allowed = fields.Flag(required=True)
    because = fields.Text(LONGEST_REASON, required=True)
    outcome = fields.OneOf(vocabulary.OUTCOMES, load_default=None, allow_none=True)
    resolved = fields.Flag(load_default=None, allow_none=True)
    mark = fields.Whole(0, 100, load_default=None, allow_none=True)


class DepartmentAppealsQuery(PageQuery):
    """Appeals of departments about records, the latest first: an officer sees those of the own department, workers and
    the district all. `state`: null for all."""

    state = fields.OneOf(vocabulary.APPEAL_STATES, load_default=None)


class DepartmentCounting(Answer):
    """How a department's record counts, as DecideDepartmentAppeal has it."""

    outcome = fields.OneOf(vocabulary.OUTCOMES, allow_none=True)
    resolved = fields.Flag(allow_none=True)
    mark = fields.Whole(0, 100, allow_none=True)


class DepartmentAppeal(AppealOfRecord):
    """`before`, `after`: how the record counted when the appeal was filed, and since it was decided. `overdue`: it is
    open, and the day `decide_by` is over."""

    kind = fields.OneOf(vocabulary.DEPARTMENT_RECORD_KINDS)
    record_id = fields.Text(LONGEST_RECORD_ID)
    department = fields.Code()
    quarter = fields.Quarter()
    before = fields.Nest(DepartmentCounting)
    after = fields.Nest(DepartmentCounting, allow_none=True)


class DepartmentAppeals(Page):
    items = fields.ListOf(fields.Nest(DepartmentAppeal), 200)
