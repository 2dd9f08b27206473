"""What may be asked about recurring activities: series planned in people's words, and whether they go on."""

from __future__ import annotations

from .. import fields, vocabulary
from .activities import LARGEST_ACTIVITY
from .base import Answer, Page, PageQuery, Request
from .trainings import Training, TrainingShown

MOST_AT_ONCE = 20
"""Series planned by one request, at most."""

MOST_DAYS_SHOWN = 6


class Recurrence(Request):
    """How often: every `day`; every `week` on a `weekday` (1 Monday to 7 Sunday); every `month` on a `day` (the last
    one of a shorter month); every `quarter` in its first, second or third `month` on a `day`."""

    every = fields.OneOf(vocabulary.RHYTHMS, required=True)
    weekday = fields.Whole(1, 7, load_default=None, allow_none=True)
    month = fields.Whole(1, 3, load_default=None, allow_none=True)
    day = fields.Whole(1, 31, load_default=None, allow_none=True)


class NewSeries(Request):
    """One recurring activity. It begins each time at `starts` and takes `minutes`, also past midnight; `first` and
    `last` day: left out, from today on and without end; `withdraw_hours`: up to how long before the start who signed
    up may take it back, null for as long as it has not begun. The rest is as of a single activity."""

    kind = fields.OneOf(vocabulary.NEED_KINDS, required=True)
    title = fields.Text(100, required=True)
    place = fields.Text(200, required=True)
    recurrence = fields.Nest(Recurrence, required=True)
    holidays = fields.OneOf(vocabulary.HOLIDAY_TREATMENTS, load_default="keep")
    starts = fields.ClockTime(required=True)
    minutes = fields.Whole(1, 1440, required=True)
    capacity = fields.Whole(1, LARGEST_ACTIVITY, load_default=None, allow_none=True)
    skills = fields.ListOf(fields.Text(50), 10, distinct=True, load_default=list)
    withdraw_hours = fields.Whole(0, 720, load_default=None, allow_none=True)
    training = fields.Nest(Training, load_default=None, allow_none=True)
    first = fields.Day(load_default=None, allow_none=True)
    last = fields.Day(load_default=None, allow_none=True)


class ScheduleSeries(Request):
    """Plan recurring activities, all or none: one series, or a rhythm of several. Those of the next 35 days are
    planned at once, later ones as their time comes."""

    community = fields.Code(required=True)
    series = fields.ListOf(fields.Nest(NewSeries), MOST_AT_ONCE, 1, required=True)


class StopSeries(Request):
    """Stop a series, for a reason that those who signed up may read. Its activities from the day `first` on (left
    out: today) are called off, but for those that have begun or for which attendance is recorded."""

    series_id = fields.Id(required=True)
    reason = fields.Text(200, required=True)
    first = fields.Day(load_default=None, allow_none=True)


class SeriesQuery(PageQuery):
    """A community's series, stopped and ended ones too, the oldest first."""

    community = fields.Code(required=True)


class RecurrenceShown(Answer):
    """How often, in the words of the request."""

    every = fields.OneOf(vocabulary.RHYTHMS)
    weekday = fields.Whole(1, 7, allow_none=True)
    month = fields.Whole(1, 3, allow_none=True)
    day = fields.Whole(1, 31, allow_none=True)


class Series(Answer):
    """A recurring activity. `rule`: the recurrence as an iCalendar RRULE; `next_days`: when it takes place next;
    `health`: whether it goes on, and if not `since` which day; `holidays_unknown`: years ahead whose public holidays
    are not announced yet, so that of these only weekends are days off; `stopped`: why, null while it was not."""

    series_id = fields.Id()
    community = fields.Code()
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    title = fields.Text(100)
    place = fields.Text(200)
    recurrence = fields.Nest(RecurrenceShown)
    rule = fields.Text(200)
    holidays = fields.OneOf(vocabulary.HOLIDAY_TREATMENTS)
    holidays_unknown = fields.ListOf(fields.Whole(1, 9999), 10)
    starts = fields.ClockTime()
    minutes = fields.Whole(1, 1440)
    capacity = fields.Whole(1, LARGEST_ACTIVITY, allow_none=True)
    skills = fields.ListOf(fields.Text(50), 10)
    withdraw_hours = fields.Whole(0, 720, allow_none=True)
    training = fields.Nest(TrainingShown, allow_none=True)
    first = fields.Day()
    last = fields.Day(allow_none=True)
    stopped = fields.Text(200, allow_none=True)
    next_days = fields.ListOf(fields.Day(), MOST_DAYS_SHOWN)
    health = fields.OneOf(vocabulary.SERIES_HEALTH)
    since = fields.Day(allow_none=True)


class ScheduledSeries(Answer):
    """The series that were planned, in the order in which they were sent."""

    items = fields.ListOf(fields.Nest(Series), MOST_AT_ONCE)


class SeriesPage(Page):
    items = fields.ListOf(fields.Nest(Series), 200)
