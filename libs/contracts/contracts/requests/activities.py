"""What may be asked about activities: planned service, who signs up for it, who was there and what of it counts."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .trainings import Training, TrainingShown

LARGEST_ACTIVITY = 2000
"""Volunteers at one activity, at most."""


class ScheduleActivity(Request):
    """Plan an activity, at most a day long. `capacity`: null for any number; `skills`: what each who signs up must
    have; `withdraw_until`: null for as long as it has not begun; `training`: what it certifies who attends it for, null
    for nothing."""

    community = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.NEED_KINDS, required=True)
    title = fields.Text(100, required=True)
    place = fields.Text(200, required=True)
    starts_at = fields.Moment(required=True)
    ends_at = fields.Moment(required=True)
    capacity = fields.Whole(1, LARGEST_ACTIVITY, load_default=None, allow_none=True)
    skills = fields.ListOf(fields.Text(50), 10, distinct=True, load_default=list)
    withdraw_until = fields.Moment(load_default=None, allow_none=True)
    training = fields.Nest(Training, load_default=None, allow_none=True)


class CancelActivity(Request):
    """Call an activity off, for a reason that those who signed up may read."""

    activity_id = fields.Id(required=True)
    reason = fields.Text(200, required=True)


class SignUp(Request):
    """Sign a volunteer up (id or the community's reference; left out: oneself)."""

    activity_id = fields.Id(required=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)


class WithdrawSignUp(SignUp):
    """Take a sign-up back; the first who waits moves up."""


class AttendanceRow(Request):
    """When one volunteer came and left."""

    volunteer = fields.Text(64, required=True)
    came_at = fields.Moment(required=True)
    left_at = fields.Moment(required=True)


class RecordAttendance(Request):
    """Say who was there, signed up or not. All or none. Sent again with other times it corrects: the earlier record
    stays, and the later one counts."""

    activity_id = fields.Id(required=True)
    rows = fields.ListOf(fields.Nest(AttendanceRow), LARGEST_ACTIVITY, 1, required=True)


class ActivitiesQuery(PageQuery):
    """A community's activities that begin on a day from `first` (default: today) to `last` (default: any later)."""

    community = fields.Code(required=True)
    first = fields.Day(load_default=None)
    last = fields.Day(load_default=None)


class ActivityQuery(Request):
    activity_id = fields.Id(required=True)


class Attendance(Answer):
    """One volunteer's attendance. `minutes`: what counts; `reasons`: why that is not all that was planned, as codes;
    `version`: one more at every correction, also where another attendance of the day changed what counts here;
    `doubts`: why it was set aside, `decision`: what a person then decided, null where nobody has."""

    volunteer_id = fields.Id()
    came_at = fields.Moment()
    left_at = fields.Moment()
    minutes = fields.Whole(0, 1440)
    reasons = fields.ListOf(fields.OneOf(vocabulary.NOT_COUNTED), 5)
    version = fields.Whole(1, 10**9)
    way = fields.OneOf(vocabulary.ATTENDANCE_WAYS)
    doubts = fields.ListOf(fields.OneOf(vocabulary.DOUBTS), 5)
    decision = fields.OneOf(vocabulary.DOUBT_DECISIONS, allow_none=True)
    decided_because = fields.Text(500, allow_none=True)


class Activity(Answer):
    """An activity. `going` and `waiting`: how many signed up; `own`: how the reader stands in it, null where they do
    not; `series_id`: the series that it belongs to, null for one planned by itself."""

    activity_id = fields.Id()
    community = fields.Code()
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    title = fields.Text(100)
    place = fields.Text(200)
    starts_at = fields.Moment()
    ends_at = fields.Moment()
    capacity = fields.Whole(1, LARGEST_ACTIVITY, allow_none=True)
    skills = fields.ListOf(fields.Text(50), 10)
    withdraw_until = fields.Moment(allow_none=True)
    training = fields.Nest(TrainingShown, allow_none=True)
    cancelled = fields.Text(200, allow_none=True)
    going = fields.Whole(0, 10**6)
    waiting = fields.Whole(0, 10**6)
    own = fields.OneOf(vocabulary.SIGN_UP_STATES, allow_none=True)
    series_id = fields.Id(allow_none=True)


class ActivityInFull(Activity):
    """An activity with its people: all of them for workers of its community, oneself for others. `going_ids` and
    `waiting_ids` in the order in which they signed up."""

    going_ids = fields.ListOf(fields.Id(), 10**6)
    waiting_ids = fields.ListOf(fields.Id(), 10**6)
    attendances = fields.ListOf(fields.Nest(Attendance), 10**6)


class Activities(Page):
    items = fields.ListOf(fields.Nest(Activity), 200)


class RecordedAttendances(Answer):
    """All attendances of the activity that were sent, as they now are."""

    attendances = fields.ListOf(fields.Nest(Attendance), LARGEST_ACTIVITY)
