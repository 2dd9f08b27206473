"""What may be asked about daily rolls: people who must be heard from every day, and who was not.

What the people are called is kept encrypted, and shown only to workers of the community and, as long as the roll is
open, to its callers. Answers to commands leave it out.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request

LARGEST_ROLL = 2000
"""People put on a roll at once, at most."""

MOST_CALLERS = 200
LONGEST_NAME = 50


class RolledPerson(Request):
    """Somebody who must be heard from."""

    called = fields.Text(LONGEST_NAME, required=True)
    building = fields.Code(required=True)


class OpenRoll(Request):
    """Open a roll. `first_day`: today where left out; `last_day`: null for as long as it is not closed; `silence_hour`:
    the hour of the district's day from which silence counts; `callers`: volunteers, by id or reference."""

    community = fields.Code(required=True)
    title = fields.Text(100, required=True)
    first_day = fields.Day(load_default=None, allow_none=True)
    last_day = fields.Day(load_default=None, allow_none=True)
    silence_hour = fields.Whole(0, 23, required=True)
    callers = fields.ListOf(fields.Text(64), MOST_CALLERS, distinct=True, load_default=list)
    people = fields.ListOf(fields.Nest(RolledPerson), LARGEST_ROLL, load_default=list)


class AddToRoll(Request):
    """Put more people on a roll, from today on."""

    roll_id = fields.Id(required=True)
    people = fields.ListOf(fields.Nest(RolledPerson), LARGEST_ROLL, 1, required=True)


class TakeOffRoll(Request):
    """Somebody need not be heard from any more, from today on. What was recorded of earlier days stays."""

    roll_id = fields.Id(required=True)
    entry_id = fields.Id(required=True)


class NameCallers(Request):
    """Set the callers of a roll, in place of those before."""

    roll_id = fields.Id(required=True)
    callers = fields.ListOf(fields.Text(64), MOST_CALLERS, distinct=True, required=True)


class CloseRoll(Request):
    """Close a roll. What was recorded stays."""

    roll_id = fields.Id(required=True)


class HeardFrom(Request):
    """How somebody was found on a day (left out: today). `volunteer`: the caller (id or reference) for whom a worker
    records it; left out: oneself."""

    roll_id = fields.Id(required=True)
    entry_id = fields.Id(required=True)
    state = fields.OneOf(vocabulary.ROLL_REPORTS, required=True)
    day = fields.Day(load_default=None, allow_none=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)


class RollsQuery(Request):
    """The rolls of a community for its workers, the open ones that the reader calls for to others (left out: in all
    communities). `closed`: the closed ones instead of the open ones."""

    community = fields.Code(load_default=None)
    closed = fields.QueryFlag(load_default=False)


class RollQuery(Request):
    """A roll on a day (left out: today, or its last day)."""

    roll_id = fields.Id(required=True)
    day = fields.Day(load_default=None)


class Roll(Answer):
    """A roll, and the volunteers who call for it."""

    roll_id = fields.Id()
    community = fields.Code()
    title = fields.Text(100)
    first_day = fields.Day()
    last_day = fields.Day(allow_none=True)
    silence_hour = fields.Whole(0, 23)
    closed_on = fields.Day(allow_none=True)
    caller_ids = fields.ListOf(fields.Id(), MOST_CALLERS)


class ChangedRoll(Roll):
    """A roll after a command; `entry_ids`: of the people who were put on it now, in the order sent."""

    entry_ids = fields.ListOf(fields.Id(), LARGEST_ROLL)


class Rolls(Answer):
    """The rolls, the last opened first."""

    items = fields.ListOf(fields.Nest(Roll), 10**5)


class Report(Answer):
    """How somebody was found on a day, as it was recorded."""

    roll_id = fields.Id()
    entry_id = fields.Id()
    day = fields.Day()
    state = fields.OneOf(vocabulary.ROLL_REPORTS)
    volunteer_id = fields.Id(allow_none=True)
    reported_at = fields.Moment()


class PersonOnRoll(Answer):
    """Somebody on a roll on a day. `state`: as the last of the day's reports says who reached them, else `not_reached`
    where it was tried and `silent` where it was not; `reported_at` and `volunteer_id`: when that was recorded, and for
    which caller; `last_heard_on`: the last day up to this one on which they were reached."""

    entry_id = fields.Id()
    called = fields.Text(LONGEST_NAME)
    building = fields.Code()
    state = fields.OneOf(vocabulary.ROLL_STATES)
    volunteer_id = fields.Id(allow_none=True)
    reported_at = fields.Moment(allow_none=True)
    last_heard_on = fields.Day(allow_none=True)


class RollCounts(Answer):
    """Of those `on_roll`: `heard` are `well` or need help, `unheard` are `not_reached` or `silent`."""

    on_roll = fields.Whole(0, 10**6)
    heard = fields.Whole(0, 10**6)
    unheard = fields.Whole(0, 10**6)
    well = fields.Whole(0, 10**6)
    needs_help = fields.Whole(0, 10**6)
    not_reached = fields.Whole(0, 10**6)
    silent = fields.Whole(0, 10**6)


class RollDay(Roll):
    """A roll on a day: everybody on it, and how many were found how."""

    day = fields.Day()
    people = fields.ListOf(fields.Nest(PersonOnRoll), 10**6)
    counts = fields.Nest(RollCounts)
