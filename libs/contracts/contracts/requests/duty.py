"""What may be asked about building duty: who answers for which building, and who kept in touch with it."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from .. import fields, vocabulary
from .base import Answer, Request
from .findings import LONGEST_FINDING, FoundNeed
from .volunteer import MOST_ROWS


class Month(fields.Text):
    """A month of the district's calendar: ``2026-11``."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = validate.Regexp(r"^2[0-9]{3}-(0[1-9]|1[0-2])$", error="not_a_month")
        super().__init__(7, validate=pattern, **kwargs)


class DutyRow(Request):
    """The buildings that one volunteer (id or reference) answers for."""

    volunteer = fields.Text(64, required=True)
    buildings = fields.ListOf(fields.Code(), 200, distinct=True, required=True)


class AssignBuildingDuty(Request):
    """Set building duty in a community; each named volunteer's earlier duty is replaced. All or none."""

    community = fields.Code(required=True)
    duties = fields.ListOf(fields.Nest(DutyRow), MOST_ROWS, 1, required=True)


class LogVisit(Request):
    """A volunteer (id or reference; left out: oneself) kept in touch with the people of a building. `finding`: what was
    found, null for nothing; `need`: it needs something done."""

    community = fields.Code(required=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)
    building = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.VISIT_KINDS, required=True)
    visited_on = fields.Day(required=True)
    finding = fields.Text(LONGEST_FINDING, load_default=None, allow_none=True)
    need = fields.Nest(FoundNeed, load_default=None, allow_none=True)


class Visit(Answer):
    """A visit; `need_id`: of the need that it raised."""

    visit_id = fields.Id()
    community = fields.Code()
    volunteer_id = fields.Id()
    building = fields.Code()
    kind = fields.OneOf(vocabulary.VISIT_KINDS)
    visited_on = fields.Day()
    finding = fields.Text(LONGEST_FINDING, allow_none=True)
    need_id = fields.Id(allow_none=True)


class BuildingDutyQuery(Request):
    """A community's buildings in a month (default: the current one)."""

    community = fields.Code(required=True)
    month = Month(load_default=None)


class AnsweredFor(Answer):
    """A building, who answers for it, and the month's visits by kind; `last_visit`: the last ever, null without any."""

    building = fields.Code()
    name = fields.Text(100)
    volunteer_ids = fields.ListOf(fields.Id(), 1000)
    visits = fields.Dict()
    last_visit = fields.Day(allow_none=True)


class OnDuty(Answer):
    """A volunteer who answers for buildings; `workload`: beside the three to five that are usual."""

    volunteer_id = fields.Id()
    name = fields.Text(100, allow_none=True)
    buildings = fields.Whole(1, 10**5)
    workload = fields.OneOf(("light", "usual", "heavy"))


class BuildingDuty(Answer):
    """Who answers for which building, and where the gaps are: `unanswered` are buildings for which nobody answers,
    `unvisited` those that had no visit in the month."""

    community = fields.Code()
    month = Month()
    buildings = fields.ListOf(fields.Nest(AnsweredFor), 10**5)
    volunteers = fields.ListOf(fields.Nest(OnDuty), 10**5)
    unanswered = fields.ListOf(fields.Code(), 10**5)
    unvisited = fields.ListOf(fields.Code(), 10**5)
