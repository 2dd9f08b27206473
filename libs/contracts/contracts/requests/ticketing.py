"""What may be asked of the ticketing service."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .micro_wishes import LONGEST_WISH
from .orders import (
    MOST_HELPERS,
    MOST_NAMED,
    DeclinedAssignment,
    DeclinedAssignments,
    Helper,
    HelperMinutes,
    SquadSummons,
)
from .photos import MOST_PHOTOS, Photo
from .questions import MOST_ANSWERS, NeedAnswer

LONGEST_DESCRIPTION = 4000
LONGEST_REASON = 500
LONGEST_COMMENT = 1000


class ReportNeed(Request):
    """A resident reports a need, or a worker on somebody's behalf (`on_behalf_of`: who asked, in words). `answers`: to
    the questions of the kind (`questions`), by their codes; left out where they were not asked. `for_other`: for whom
    a resident reports it, in words, who stays the one to be asked about it; `anonymous`: whoever serves it is not to
    learn who reported it; `micro_wish`: a small wish, which others may be shown once a worker has given it a title."""

    community = fields.Code(required=True)
    description = fields.Text(LONGEST_DESCRIPTION, required=True)
    kind = fields.OneOf(vocabulary.NEED_KINDS, load_default=None, allow_none=True)
    urgency = fields.OneOf(vocabulary.URGENCIES, load_default="ordinary")
    building = fields.Code(load_default=None, allow_none=True)
    place_words = fields.Text(200, load_default=None, allow_none=True)
    on_behalf_of = fields.Text(100, load_default=None, allow_none=True)
    for_other = fields.Text(100, load_default=None, allow_none=True)
    anonymous = fields.Flag(load_default=False)
    micro_wish = fields.Flag(load_default=False)
    answers = fields.Dict(MOST_ANSWERS, load_default=None, allow_none=True)


class NeedCommand(Request):
    """Something done to one need."""

    need_id = fields.Id(required=True)


class TriageNeed(NeedCommand):
    """Decide kind, urgency and route. Route volunteer puts the need on the volunteers' list at once. `complex`: an
    ordinary need that takes long, with the longer time to answer. `wish_title`: makes it a micro-wish, under words that
    everybody may read; `micro_wish`: whether it is one, if that is to be changed. `to`: the volunteers who alone see
    and may claim it, `until` then; `helpers_wanted`: how many volunteers it takes, the one responsible among them; of
    these three, what is left out stays as it was."""

    kind = fields.OneOf(vocabulary.NEED_KINDS, required=True)
    urgency = fields.OneOf(vocabulary.URGENCIES, required=True)
    route = fields.OneOf(vocabulary.ROUTES, required=True)
    complex = fields.Flag(load_default=False)
    to = fields.ListOf(fields.Id(), MOST_NAMED, 1, distinct=True, load_default=None, allow_none=True)
    until = fields.Moment(load_default=None, allow_none=True)
    helpers_wanted = fields.Whole(1, MOST_HELPERS, load_default=None, allow_none=True)
    micro_wish = fields.Flag(load_default=None, allow_none=True)
    wish_title = fields.Text(LONGEST_WISH, load_default=None, allow_none=True)


class ReasonedNeedCommand(NeedCommand):
    """Something done to one need that the people concerned are owed a reason for."""

    reason = fields.Text(LONGEST_REASON, required=True)


class OfferNeed(NeedCommand):
    """Put a need on the list of all volunteers. `helpers_wanted`: how many volunteers it takes, the one responsible
    among them; left out, that stays."""

    helpers_wanted = fields.Whole(1, MOST_HELPERS, load_default=None, allow_none=True)


class AssignNeed(NeedCommand):
    volunteer_id = fields.Id(required=True)


class BlowWhistle(NeedCommand):
    """Summon departments. `lead`: the one of them that is to be responsible; without it, the first to report in is.
    `report_in_by`: default by urgency, from now (policy of the ticketing service)."""

    departments = fields.ListOf(fields.Code(), 10, 1, distinct=True, required=True)
    lead = fields.Code(load_default=None, allow_none=True)
    report_in_by = fields.Moment(load_default=None, allow_none=True)


class CallDepartment(ReasonedNeedCommand):
    """The responsible department hands the need over to another, or asks it for help. Responsible it stays until the
    other has reported in."""

    department = fields.Code(required=True)
    report_in_by = fields.Moment(load_default=None, allow_none=True)


class DeclineWhistle(ReasonedNeedCommand):
    """A summoned department says why the need is not its own. `evidence`: what shows it, such as the rule that names
    another."""

    evidence = fields.Text(LONGEST_REASON, required=True)


class DecideWhistle(ReasonedNeedCommand):
    """A worker decides on a whistle that was declined."""

    whistle_id = fields.Id(required=True)


class CompleteNeed(NeedCommand):
    """The provider says the service is done; `minutes`: time served, at most a day; `helpers`: how long further helpers
    helped, all of whom that is not known of yet."""

    minutes = fields.Whole(0, 1440, required=True)
    helpers = fields.ListOf(fields.Nest(HelperMinutes), MOST_HELPERS, load_default=list)
    note = fields.Text(LONGEST_COMMENT, load_default=None, allow_none=True)


class Judgement(Request):
    """What the person served says of a service: 1 to 5 stars, whether the need was resolved, and words."""

    stars = fields.Whole(1, 5, required=True)
    resolved = fields.Flag(required=True)
    comment = fields.Text(LONGEST_COMMENT, load_default=None, allow_none=True)


class RateNeed(NeedCommand, Judgement):
    """The person served rates the service."""


class RecordCallBack(NeedCommand):
    """A worker asks the person served what came of it. Either it could not be made (`failure`), or all of `contacted`
    (whether the provider had been in touch), `resolved` and `satisfaction` are told; `words`: what was said besides."""

    failure = fields.OneOf(vocabulary.CALL_BACK_FAILURES, load_default=None, allow_none=True)
    contacted = fields.Flag(load_default=None, allow_none=True)
    resolved = fields.Flag(load_default=None, allow_none=True)
    satisfaction = fields.OneOf(vocabulary.SATISFACTIONS, load_default=None, allow_none=True)
    words = fields.Text(LONGEST_COMMENT, load_default=None, allow_none=True)


class NeedQuery(NeedCommand):
    pass


class NeedsQuery(PageQuery):
    """Needs the asker may see, newest first. `mine`: reported by, or served by, the asker; `overdue`: only those of
    which a running clock has run out; `first_day`, `last_day`: only those reported from the one to the other, both
    counted; `followed`: only those that the asker follows; `number`: the one of that number."""

    community = fields.Code(load_default=None)
    number = fields.Text(40, load_default=None)
    state = fields.OneOf(vocabulary.NEED_STATES, load_default=None)
    level = fields.OneOf(vocabulary.NEED_LEVELS, load_default=None)
    overdue = fields.QueryFlag(load_default=False)
    first_day = fields.Day(load_default=None)
    last_day = fields.Day(load_default=None)
    followed = fields.QueryFlag(load_default=False)
    mine = fields.QueryFlag(load_default=False)


class WhistlesQuery(PageQuery):
    """Whistles, of the asker's organisation for an officer; `waiting`: only those not reported in to."""

    community = fields.Code(load_default=None)
    department = fields.Code(load_default=None)
    waiting = fields.QueryFlag(load_default=False)


class NeedFiguresQuery(Request):
    """Figures of the needs reported from the first day to the last, both counted, in one community or in all."""

    community = fields.Code(load_default=None)
    first_day = fields.Day(required=True)
    last_day = fields.Day(required=True)


class InTime(Answer):
    """Clocks that have ended: how many in time, and how many late."""

    in_time = fields.Whole(0, 10**9)
    late = fields.Whole(0, 10**9)


class CallBackFigures(Answer):
    """`made`: valid call-backs, over which the rates are reckoned; `failed`: attempts that reached nobody."""

    made = fields.Whole(0, 10**9)
    failed = fields.Whole(0, 10**9)
    contacted = fields.Whole(0, 10**9)
    resolved = fields.Whole(0, 10**9)
    satisfied = fields.Whole(0, 10**9)
    basically_satisfied = fields.Whole(0, 10**9)
    not_satisfied = fields.Whole(0, 10**9)


class NeedFigures(Answer):
    """`served`: confirmed by the person served; `in_one_go`: those of them that were served the first time, without
    being handed back, disputed or reopened (an assignment that was never accepted does not count against it); `open`:
    neither served nor ended otherwise; `handed_back`: how often; `assignments_declined`: how often, by reason."""

    reported = fields.Whole(0, 10**9)
    open = fields.Whole(0, 10**9)
    served = fields.Whole(0, 10**9)
    in_one_go = fields.Whole(0, 10**9)
    declined = fields.Whole(0, 10**9)
    withdrawn = fields.Whole(0, 10**9)
    merged = fields.Whole(0, 10**9)
    raised = fields.Whole(0, 10**9)
    handed_back = fields.Whole(0, 10**9)
    assignments_declined = fields.Nest(DeclinedAssignments)
    dispatched = fields.Nest(InTime)
    answered = fields.Nest(InTime)
    call_backs = fields.Nest(CallBackFigures)


class Whistle(Answer):
    """`asked_by`: the department that hands the need over, or asks for help; `reason`, `evidence`: why it was declined,
    or called by another department."""

    whistle_id = fields.Id()
    need_id = fields.Id()
    need_number = fields.Text(40)
    community = fields.Code()
    department = fields.Code()
    blown_at = fields.Moment()
    report_in_by = fields.Moment()
    reported_in_at = fields.Moment(allow_none=True)
    overdue = fields.Flag()
    state = fields.OneOf(vocabulary.WHISTLE_STATES)
    purpose = fields.OneOf(vocabulary.WHISTLE_PURPOSES)
    lead = fields.Flag()
    asked_by = fields.Code(allow_none=True)
    declined_at = fields.Moment(allow_none=True)
    excused_at = fields.Moment(allow_none=True)
    reason = fields.Text(LONGEST_REASON, allow_none=True)
    evidence = fields.Text(LONGEST_REASON, allow_none=True)


class Whistles(Page):
    items = fields.ListOf(fields.Nest(Whistle), 200)


class Provider(Answer):
    """Who serves the need: a volunteer's id or a department's code."""

    kind = fields.OneOf(vocabulary.PROVIDER_KINDS)
    id = fields.Text(64)


class Rating(Answer):
    stars = fields.Whole(1, 5)
    resolved = fields.Flag()
    comment = fields.Text(LONGEST_COMMENT, allow_none=True)
    rated_at = fields.Moment()


class CallBack(Answer):
    """A call-back of a round's service; `failure`: why it could not be made, and then nothing else is told."""

    round = fields.Whole(1, 1000)
    made_at = fields.Moment()
    failure = fields.OneOf(vocabulary.CALL_BACK_FAILURES, allow_none=True)
    contacted = fields.Flag(allow_none=True)
    resolved = fields.Flag(allow_none=True)
    satisfaction = fields.OneOf(vocabulary.SATISFACTIONS, allow_none=True)
    words = fields.Text(LONGEST_COMMENT, allow_none=True)


class Origin(Answer):
    """What a need came of that a volunteer found: a visit or the finding of a patrol, and the id of the visit or the
    round."""

    kind = fields.OneOf(vocabulary.NEED_ORIGINS)
    id = fields.Id()


class MergedInto(Answer):
    """The need that stands for one that was merged."""

    need_id = fields.Id()
    number = fields.Text(40)


class Step(Answer):
    """One step of a need's history. `actor_role`: in which role it was done; `by_link`: by a link and without an
    account; `reason`: where one was given."""

    action = fields.Text(40)
    from_state = fields.OneOf(vocabulary.NEED_STATES, allow_none=True)
    to_state = fields.OneOf(vocabulary.NEED_STATES)
    at = fields.Moment()
    actor_role = fields.Text(40)
    by_link = fields.Flag()
    reason = fields.Text(LONGEST_COMMENT, allow_none=True)


class ClockStep(Answer):
    """What became of a clock, and when it was due from then on: null while it is paused."""

    step = fields.OneOf(vocabulary.CLOCK_STEPS)
    at = fields.Moment()
    due_at = fields.Moment(allow_none=True)


class Clock(Answer):
    """A clock of one round of the need. `term`: which of the policy's limits it keeps; `due_at`: null while it is
    paused before its time is up; `in_time`: null while it has not ended; `history`: only where one need is read."""

    kind = fields.OneOf(vocabulary.NEED_CLOCKS)
    round = fields.Whole(1, 1000)
    policy = fields.Text(64)
    term = fields.OneOf(vocabulary.CLOCK_TERMS)
    state = fields.OneOf(vocabulary.CLOCK_STATES)
    started_at = fields.Moment()
    due_at = fields.Moment(allow_none=True)
    ended_at = fields.Moment(allow_none=True)
    overdue = fields.Flag()
    in_time = fields.Flag(allow_none=True)
    history = fields.ListOf(fields.Nest(ClockStep), 1000)


class Need(Answer):
    """A need as the asker may see it. `possible`: the actions that the asker may take now. `description`,
    `place_words`, `on_behalf_of` and `for_other` are null for those who only see that there is a need. Nobody is told
    who reported a need; `anonymous`: nor is whoever serves it to ask. `origin`: where a volunteer
    found it; such a need has no words of its own. `answers`: to the questions of the kind that it was reported as,
    shown where the description is. `followers`: how many have the same need and did not report it anew; `following`:
    the asker is one of them, who without another part in the need sees where it stands and its `clocks`. `heard_at`:
    when an imported one came to the system that has it as `reference`. `helpers_wanted`: how many volunteers it takes,
    the one responsible among them; `helpers`: the others. `offered_to`, `offered_until` and `declined_assignments` are
    shown to workers only."""

    need_id = fields.Id()
    number = fields.Text(40)
    community = fields.Code()
    kind = fields.OneOf(vocabulary.NEED_KINDS, allow_none=True)
    urgency = fields.OneOf(vocabulary.URGENCIES)
    state = fields.OneOf(vocabulary.NEED_STATES)
    route = fields.OneOf(vocabulary.ROUTES, allow_none=True)
    description = fields.Text(LONGEST_DESCRIPTION, allow_none=True)
    answers = fields.ListOf(fields.Nest(NeedAnswer), MOST_ANSWERS)
    building = fields.Code(allow_none=True)
    place_words = fields.Text(200, allow_none=True)
    on_behalf_of = fields.Text(100, allow_none=True)
    for_other = fields.Text(100, allow_none=True)
    anonymous = fields.Flag()
    origin = fields.Nest(Origin, allow_none=True)
    reference = fields.Text(64, allow_none=True)
    heard_at = fields.Moment(allow_none=True)
    reported_at = fields.Moment()
    updated_at = fields.Moment()
    mine = fields.Flag()
    followers = fields.Whole(0, 10**6)
    following = fields.Flag()
    merged_into = fields.Nest(MergedInto, allow_none=True)
    round = fields.Whole(1, 1000)
    provider = fields.Nest(Provider, allow_none=True)
    helpers_wanted = fields.Whole(1, MOST_HELPERS)
    helpers = fields.ListOf(fields.Nest(Helper), MOST_HELPERS)
    offered_to = fields.ListOf(fields.Id(), MOST_NAMED)
    offered_until = fields.Moment(allow_none=True)
    declined_assignments = fields.ListOf(fields.Nest(DeclinedAssignment), 1000)
    squads = fields.ListOf(fields.Nest(SquadSummons), 1000)
    whistles = fields.ListOf(fields.Nest(Whistle), 100)
    rating = fields.Nest(Rating, allow_none=True)
    call_backs = fields.ListOf(fields.Nest(CallBack), 200)
    photos = fields.ListOf(fields.Nest(Photo), MOST_PHOTOS)
    micro_wish = fields.Flag()
    wish_title = fields.Text(LONGEST_WISH, allow_none=True)
    complex = fields.Flag()
    level = fields.OneOf(vocabulary.NEED_LEVELS)
    clocks = fields.ListOf(fields.Nest(Clock), 2000)
    possible = fields.ListOf(fields.Text(40), 40)
    history = fields.ListOf(fields.Nest(Step), 1000)


class Needs(Page):
    """A page of needs, without their histories (empty lists)."""

    items = fields.ListOf(fields.Nest(Need), 200)
