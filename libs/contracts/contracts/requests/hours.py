"""What may be asked about hours: how they count, who checks in and out, what is set aside, no-shows, honour hours."""

from __future__ import annotations

from .. import fields, vocabulary
from .activities import LARGEST_ACTIVITY, Attendance
from .base import Answer, Page, PageQuery, Request

MOST_HONOUR_MINUTES = 60_000
"""A thousand hours: more at once is a slip of the hand."""


class HoursPolicy(Answer):
    """How hours count for what starts on `from_day` or later. `least_percent` of the planned time must be attended;
    `activity_cap`, `daily_cap`, `unit` in minutes; without a cap null. `from_day` is null for the usual policy, which
    holds where nothing else was decided; `place`: the community or district that decided."""

    place = fields.Code(allow_none=True)
    from_day = fields.Day(allow_none=True)
    least_percent = fields.Whole(0, 100)
    activity_cap = fields.Whole(1, 1440, allow_none=True)
    daily_cap = fields.Whole(1, 1440, allow_none=True)
    unit = fields.Whole(1, 60)
    reason = fields.Text(500, allow_none=True)


class DecideHoursPolicy(Request):
    """Decide how hours count at a community or district, from a day to come on; nothing that was counted changes."""

    place = fields.Code(required=True)
    from_day = fields.Day(required=True)
    least_percent = fields.Whole(0, 100, required=True)
    activity_cap = fields.Whole(1, 1440, required=True, allow_none=True)
    daily_cap = fields.Whole(1, 1440, required=True, allow_none=True)
    unit = fields.Whole(1, 60, required=True)
    reason = fields.Text(500, required=True)


class HoursPoliciesQuery(Request):
    community = fields.Code(required=True)


class HoursPolicies(Answer):
    """The policy in force today, and all that were decided for the community or a place above it, latest day first."""

    in_force = fields.Nest(HoursPolicy)
    items = fields.ListOf(fields.Nest(HoursPolicy), 10_000)


class ShowCheckInCode(Request):
    activity_id = fields.Id(required=True)


class CheckInCode(Answer):
    """The code to show at the activity now; another one stands from `until` on."""

    code = fields.Text(8)
    until = fields.Moment()


class CheckIn(Request):
    """Check in to an activity: oneself with the code shown there, or as a worker of its community anyone without."""

    activity_id = fields.Id(required=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)
    code = fields.Text(20, load_default=None, allow_none=True)


class CheckOut(CheckIn):
    """Check out of an activity, as for checking in."""


class Presence(Answer):
    """Somebody who checked in. `attendance`: what counts of it, null until they have checked out."""

    volunteer_id = fields.Id()
    came_at = fields.Moment()
    left_at = fields.Moment(allow_none=True)
    attendance = fields.Nest(Attendance, allow_none=True)


class PresencesQuery(Request):
    activity_id = fields.Id(required=True)


class Presences(Answer):
    """Who has checked in, the first first: all for workers of the community, oneself for others."""

    items = fields.ListOf(fields.Nest(Presence), 10**6)


class DecideDoubt(Request):
    """Decide on an attendance that was set aside. `left_at`: when the volunteer really left, where that was not
    known; null as recorded."""

    activity_id = fields.Id(required=True)
    volunteer = fields.Text(64, required=True)
    decision = fields.OneOf(vocabulary.DOUBT_DECISIONS, required=True)
    reason = fields.Text(500, required=True)
    left_at = fields.Moment(load_default=None, allow_none=True)


class SetAsideQuery(PageQuery):
    community = fields.Code(required=True)


class SetAsideAttendance(Attendance):
    activity_id = fields.Id()
    title = fields.Text(100)


class SetAside(Page):
    """A community's attendances that wait for a decision, the earliest first."""

    items = fields.ListOf(fields.Nest(SetAsideAttendance), 200)


class NoShow(Answer):
    """Somebody who was going and did not come. `said_by`: the person who said so; it stands unless ``lifted``."""

    activity_id = fields.Id()
    title = fields.Text(100)
    volunteer_id = fields.Id()
    state = fields.OneOf(vocabulary.NO_SHOW_STATES)
    said_by = fields.Id()
    said_at = fields.Moment()
    objection = fields.Text(500, allow_none=True)
    decided_because = fields.Text(500, allow_none=True)


class RecordNoShows(Request):
    """Say of volunteers who were going to an activity that they did not come. All or none."""

    activity_id = fields.Id(required=True)
    volunteers = fields.ListOf(fields.Text(64), LARGEST_ACTIVITY, 1, distinct=True, required=True)


class ObjectToNoShow(Request):
    """Say of oneself that it was otherwise; a person then decides."""

    activity_id = fields.Id(required=True)
    objection = fields.Text(500, required=True)


class DecideNoShow(Request):
    """Uphold a no-show or lift it, objected to or not, for a reason."""

    activity_id = fields.Id(required=True)
    volunteer = fields.Text(64, required=True)
    decision = fields.OneOf(("upheld", "lifted"), required=True)
    reason = fields.Text(500, required=True)


class NoShows(Answer):
    items = fields.ListOf(fields.Nest(NoShow), 10**6)


class GrantHonourHours(Request):
    """Grant hours for a reason, apart from those attended."""

    volunteer_id = fields.Id(required=True)
    minutes = fields.Whole(1, MOST_HONOUR_MINUTES, required=True)
    granted_on = fields.Day(required=True)
    reason = fields.Text(500, required=True)


class RevokeHonourHours(Request):
    grant_id = fields.Id(required=True)
    reason = fields.Text(500, required=True)


class HonourHours(Answer):
    """Hours granted. `revoked_because`: null while they stand."""

    grant_id = fields.Id()
    volunteer_id = fields.Id()
    minutes = fields.Whole(1, MOST_HONOUR_MINUTES)
    granted_on = fields.Day()
    reason = fields.Text(500)
    revoked_because = fields.Text(500, allow_none=True)


class ServiceRecordQuery(Request):
    """What one volunteer has done on the days from `first` to `last` (both counted; default: this year)."""

    volunteer_id = fields.Id(required=True)
    first = fields.Day(load_default=None)
    last = fields.Day(load_default=None)


class ServiceTotalsQuery(Request):
    """What was done at a community's activities on the days from `first` to `last` (both counted; default: this
    year)."""

    community = fields.Code(required=True)
    first = fields.Day(load_default=None)
    last = fields.Day(load_default=None)


class ServiceTotals(Answer):
    """`person_times`: attendances that count, and by how many `volunteers`, at how many `activities`; minutes, with
    those granted by honour apart."""

    community = fields.Code()
    first = fields.Day()
    last = fields.Day()
    person_times = fields.Whole(0, 10**9)
    volunteers = fields.Whole(0, 10**9)
    activities = fields.Whole(0, 10**9)
    credit_minutes = fields.Whole(0, 10**12)
    honour_minutes = fields.Whole(0, 10**12)


class RecordedAttendance(Attendance):
    """An attendance with what it was at."""

    activity_id = fields.Id()
    community = fields.Code()
    title = fields.Text(100)
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    place = fields.Text(200)
    starts_at = fields.Moment()
    ends_at = fields.Moment()


class ServiceRecord(Answer):
    """One volunteer's record. `credit_minutes`: what counts of the attendances; `honour_minutes`: granted, apart from
    those; `no_shows`: all, also lifted ones."""

    volunteer_id = fields.Id()
    number = fields.Text(30)
    first = fields.Day()
    last = fields.Day()
    credit_minutes = fields.Whole(0, 10**9)
    honour_minutes = fields.Whole(0, 10**9)
    attendances = fields.ListOf(fields.Nest(RecordedAttendance), 10**6)
    honours = fields.ListOf(fields.Nest(HonourHours), 10**6)
    no_shows = fields.ListOf(fields.Nest(NoShow), 10**6)
