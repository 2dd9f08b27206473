"""What may be asked for calendar programs: the activities of a volunteer, a team or a community."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request

MOST_ENTRIES = 5000
"""Entries of one calendar, at most."""


class CalendarQuery(Request):
    """The activities from 30 days ago to 180 days ahead of exactly one of: a volunteer (those for which they signed
    up), a team (those for which any member did), a community (all)."""

    volunteer_id = fields.Id(load_default=None, allow_none=True)
    team = fields.Code(load_default=None, allow_none=True)
    community = fields.Code(load_default=None, allow_none=True)


class CalendarEntry(Answer):
    """An activity in a calendar. `uid`: the same for ever; `sequence`: its version; `status`: tentative as long as
    whoever the calendar is for only waits; `reason`: why it was called off."""

    uid = fields.Id()
    sequence = fields.Whole(1, 10**9)
    starts_at = fields.Moment()
    ends_at = fields.Moment()
    title = fields.Text(100)
    place = fields.Text(200)
    status = fields.OneOf(vocabulary.CALENDAR_STATES)
    reason = fields.Text(200, allow_none=True)


class Calendar(Answer):
    """The entries in the order of their start; `name`: of whom or what it is; `asked_at`: when this was so."""

    name = fields.Text(100)
    asked_at = fields.Moment()
    entries = fields.ListOf(fields.Nest(CalendarEntry), MOST_ENTRIES)
