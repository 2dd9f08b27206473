"""Needs that came to a community elsewhere, such as by a hotline, taken over as a list."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
from .ticketing import LONGEST_DESCRIPTION

MOST_ROWS = 200
LONGEST_REFERENCE = 64


class NeedRow(Request):
    """One need of an import. `reference`: of the system that it came from, by which the need is known again;
    `on_behalf_of`: who asked, in words; `heard_at`: when it came there."""

    reference = fields.Text(LONGEST_REFERENCE, required=True)
    description = fields.Text(LONGEST_DESCRIPTION, required=True)
    on_behalf_of = fields.Text(100, required=True)
    kind = fields.OneOf(vocabulary.NEED_KINDS, load_default=None, allow_none=True)
    urgency = fields.OneOf(vocabulary.URGENCIES, load_default="ordinary")
    building = fields.Code(load_default=None, allow_none=True)
    place_words = fields.Text(200, load_default=None, allow_none=True)
    heard_at = fields.Moment(load_default=None, allow_none=True)


class ImportNeeds(Request):
    """Report needs on others' behalf from a list. With `dry_run` nothing is stored. Bad rows are reported, good ones
    are taken; a need that is there already stays as it is, so the same import again changes nothing. Rows are objects
    of `NeedRow`, checked one by one. A need counts from now, whenever it was heard: no clock begins in the past."""

    community = fields.Code(required=True)
    rows = fields.ListOf(fields.Dict(), MOST_ROWS, 1, required=True)
    dry_run = fields.Flag(load_default=False)


class ImportedNeed(Answer):
    """What became, or would become, of one row; `position` counts the sent rows from 1. `need_id`, `number`: of the
    need, null where there is none (yet). `faults`: field to codes."""

    position = fields.Whole(1, MOST_ROWS)
    outcome = fields.OneOf(("added", "unchanged", "refused"))
    need_id = fields.Id(allow_none=True)
    number = fields.Text(40, allow_none=True)
    faults = fields.Dict()


class ImportedNeeds(Answer):
    """The result of an import."""

    dry_run = fields.Flag()
    rows = fields.ListOf(fields.Nest(ImportedNeed), MOST_ROWS)
