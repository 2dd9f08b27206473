"""What may be asked about talents: what volunteers can do and wish, when they are free, and who suits what is to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from .. import fields, vocabulary
from .activities import LARGEST_ACTIVITY
from .base import Answer, Page, PageQuery, Request

MOST_JOBS = 20
MOST_PEOPLE = 50
MOST_PLACES = 200
"""People that may be asked for at once: in all, for one job 50."""


def _of_our_times(moment: datetime) -> None:
    if not 2000 <= moment.year <= 2999:
        raise ValidationError("out_of_range:2000,2999")


class PlannedMoment(fields.Moment):
    """A moment of the years 2000 to 2999: each falls on a day that the district's calendar has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=_of_our_times, **kwargs)


class WindowRow(Request):
    """A time that somebody has every week. `weekday`: 1 (Monday) to 7; over midnight it takes two."""

    weekday = fields.Whole(1, 7, required=True)
    starts = fields.ClockTimeToMidnight(required=True)
    ends = fields.ClockTimeToMidnight(required=True)


class CredentialRow(Request):
    """What stands behind one of the volunteer's skills. `evidence`: a certificate by name and number, or who vouched;
    `valid_until`: the last day on which it holds, null for always."""

    skill = fields.Text(50, required=True)
    evidence = fields.Text(200, required=True)
    valid_until = fields.Day(load_default=None, allow_none=True)


class DescribeVolunteer(Request):
    """Say what a volunteer speaks, when they are free, what kinds of service they wish, and what stands behind their
    skills, in place of all that was said before."""

    volunteer_id = fields.Id(required=True)
    languages = fields.ListOf(fields.Text(30), 10, required=True)
    availability = fields.ListOf(fields.Nest(WindowRow), 21, required=True)
    wishes = fields.ListOf(fields.OneOf(vocabulary.NEED_KINDS), 8, required=True)
    credentials = fields.ListOf(fields.Nest(CredentialRow), 50, required=True)


class DescriptionQuery(Request):
    volunteer_id = fields.Id(required=True)


class Window(Answer):
    weekday = fields.Whole(1, 7)
    starts = fields.ClockTimeToMidnight()
    ends = fields.ClockTimeToMidnight()


class Credential(Answer):
    """A skill's credential. `valid`: whether it holds today; `activity_id`: the training or drill that it comes from,
    null for what was said; `evidence` and `valid_until` are null for a reader who may not see them."""

    skill = fields.Text(50)
    evidence = fields.Text(200, allow_none=True)
    valid_until = fields.Day(allow_none=True)
    valid = fields.Flag()
    activity_id = fields.Id(allow_none=True)


class Description(Answer):
    """What is known of a volunteer as a talent. Workers of other communities see skills, languages and whether a
    credential is valid; what they do not see is null, and evidence is so in the answer to a change, too."""

    volunteer_id = fields.Id()
    skills = fields.ListOf(fields.Text(50), 50)
    languages = fields.ListOf(fields.Text(30), 10)
    availability = fields.ListOf(fields.Nest(Window), 21, allow_none=True)
    wishes = fields.ListOf(fields.OneOf(vocabulary.NEED_KINDS), 8, allow_none=True)
    credentials = fields.ListOf(fields.Nest(Credential), 10**4)


class TalentsQuery(PageQuery):
    """A community's volunteers who meet all that is asked.

    `skill`, `language`, `kind`: one that they have (or are certified for today by a training), speak, wish.
    `free_from`: when they have declared to be free and are not signed up for an activity, that moment or, with
    `free_until`, all the time (a day at most). `valid_on`: a day on which they have a valid credential, for the `skill`
    where one is asked. `place`: a building or compound of the community in which they answer for a building."""

    community = fields.Code(required=True)
    skill = fields.Text(50, load_default=None)
    language = fields.Text(30, load_default=None)
    kind = fields.OneOf(vocabulary.NEED_KINDS, load_default=None)
    free_from = PlannedMoment(load_default=None)
    free_until = PlannedMoment(load_default=None)
    valid_on = fields.Day(load_default=None)
    place = fields.Code(load_default=None)


class Talent(Description):
    """A volunteer of the talent pool; `buildings`: for which they answer."""

    number = fields.Text(20)
    name = fields.Text(100)
    group = fields.Code(allow_none=True)
    buildings = fields.ListOf(fields.Code(), 10**5)


class Talents(Page):
    items = fields.ListOf(fields.Nest(Talent), 200)


class JobToFill(Request):
    """Something to be done by people at once.

    Either a scheduled activity, by `activity_id`: its times, kind and skills hold, and its free places (at most
    `people` of them, at most 50) are to be filled. Or anything else: then `starts_at`, `ends_at` (at most a day
    later), `kind` and `people` are required. `skills`: what each of the people must have; `language`: what each must
    speak; `building`: where it is."""

    activity_id = fields.Id(load_default=None, allow_none=True)
    starts_at = PlannedMoment(load_default=None, allow_none=True)
    ends_at = PlannedMoment(load_default=None, allow_none=True)
    kind = fields.OneOf(vocabulary.NEED_KINDS, load_default=None, allow_none=True)
    skills = fields.ListOf(fields.Text(50), 10, distinct=True, load_default=None, allow_none=True)
    language = fields.Text(30, load_default=None, allow_none=True)
    building = fields.Code(load_default=None, allow_none=True)
    people = fields.Whole(1, MOST_PEOPLE, load_default=None, allow_none=True)


class ProposalsQuery(Request):
    """Who of a community would best do several things; 200 people in all may be asked for."""

    community = fields.Code(required=True)
    jobs = fields.ListOf(fields.Nest(JobToFill), MOST_JOBS, 1, required=True)


class MatchedSkill(Answer):
    skill = fields.Text(50)
    ground = fields.OneOf(vocabulary.SKILL_GROUNDS)


class CostParts(Answer):
    """What a proposal costs, by reason; the weights stand in the answer as a whole."""

    skills = fields.Whole(0, 10**6)
    distance = fields.Whole(0, 10**6)
    availability = fields.Whole(0, 10**6)
    wish = fields.Whole(0, 10**6)
    workload = fields.Whole(0, 10**6)


class ProposedVolunteer(Answer):
    """A volunteer proposed, and why. `language`: the one asked for, which they speak; `distance`: to the building, null
    where none was named; `load_minutes`: credited to them in the last 90 days or given to them by the same proposal
    before; `cost`: the sum of its parts, the lower the better."""

    volunteer_id = fields.Id()
    number = fields.Text(20)
    name = fields.Text(100)
    skills = fields.ListOf(fields.Nest(MatchedSkill), 10)
    language = fields.Text(30, allow_none=True)
    distance = fields.OneOf(vocabulary.DISTANCES, allow_none=True)
    load_minutes = fields.Whole(0, 10**9)
    availability = fields.OneOf(vocabulary.AVAILABILITIES)
    wish = fields.OneOf(vocabulary.WISH_MATCHES)
    cost = fields.Whole(0, 10**6)
    cost_parts = fields.Nest(CostParts)


class BusyWith(Answer):
    """What keeps so many volunteers at the time: an activity for which they are signed up, waiting or not, or a
    station's duty. `title`: the activity's, or the station's name."""

    kind = fields.OneOf(vocabulary.ENGAGEMENTS)
    id = fields.Id()
    title = fields.Text(100)
    people = fields.Whole(1, 10**6)


class Unfilled(Answer):
    """Places for which nobody is left. `counts`: how many volunteers are not proposed for each reason, the first that
    holds of each; `reason`: the one of most, null where the community has no volunteers."""

    places = fields.Whole(1, MOST_PEOPLE)
    reason = fields.OneOf(vocabulary.NOT_PROPOSED, allow_none=True)
    counts = fields.Dict()
    busy_with = fields.ListOf(fields.Nest(BusyWith), 10**5)


class ProposedJob(Answer):
    """One of the jobs, in the order asked. `places`: how many people it was to get; `unfilled`: null where it got all
    of them."""

    activity_id = fields.Id(allow_none=True)
    starts_at = fields.Moment()
    ends_at = fields.Moment()
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    places = fields.Whole(0, LARGEST_ACTIVITY)
    volunteers = fields.ListOf(fields.Nest(ProposedVolunteer), MOST_PEOPLE)
    unfilled = fields.Nest(Unfilled, allow_none=True)


class Proposals(Answer):
    """The best set of people for all jobs together, nobody at two of them at the same time. Nothing is stored."""

    community = fields.Code()
    jobs = fields.ListOf(fields.Nest(ProposedJob), MOST_JOBS)
    cost = fields.Whole(0, 10**9)
    weights = fields.Dict()
