"""What may be asked about joint meetings: their agenda, minutes and decisions, and what became of these."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

LONGEST_MINUTES = 20_000
LONGEST_DECISION = 1000
LONGEST_NOTE = 500
MOST_PRESENT = 1000


class CallMeeting(Request):
    """Call a community's joint meeting about a quarter; there is one."""

    community = fields.Code(required=True)
    quarter = fields.Quarter(required=True)
    held_on = fields.Day(required=True)


class RecordMinutes(Request):
    """Keep what was said, and which units were `present` (left out: as in the minutes before). The first minutes also
    keep the agenda as it then stood; later ones are kept beside the first, and the last ones count."""

    meeting_id = fields.Id(required=True)
    words = fields.Text(LONGEST_MINUTES, required=True)
    present = fields.ListOf(fields.Code(), MOST_PRESENT, distinct=True, load_default=None, allow_none=True)


class DecideAtMeeting(Request):
    """A decision of a meeting: what is to be done by this day, and by which unit (left out: the community itself)."""

    meeting_id = fields.Id(required=True)
    decided = fields.Text(LONGEST_DECISION, required=True)
    organisation = fields.Code(load_default=None, allow_none=True)
    due_on = fields.Day(required=True)


class FollowUpDecision(Request):
    """Say that what was decided is done, or still open, and how it stands."""

    decision_id = fields.Id(required=True)
    done = fields.Flag(required=True)
    note = fields.Text(LONGEST_NOTE, required=True)


class MeetingsQuery(PageQuery):
    """A community's meetings, the newest first."""

    community = fields.Code(required=True)


class MeetingQuery(Request):
    meeting_id = fields.Id(required=True)


class DecisionsQuery(PageQuery):
    """Decisions, the newest first: those of their communities for workers, those that concern his unit for an officer.
    `open`: only those that are not done."""

    community = fields.Code(load_default=None)
    open = fields.QueryFlag(load_default=False)


class AgendaItem(Answer):
    """Something due at a meeting: a project, a milestone of one, or a decision, called by its `title`. `organisation`:
    the unit that has it in hand."""

    kind = fields.OneOf(vocabulary.AGENDA_KINDS)
    project_id = fields.Id(allow_none=True)
    milestone_id = fields.Id(allow_none=True)
    decision_id = fields.Id(allow_none=True)
    title = fields.Text(LONGEST_DECISION)
    organisation = fields.Code(allow_none=True)
    due_on = fields.Day(allow_none=True)


class FollowUp(Answer):
    done = fields.Flag()
    note = fields.Text(LONGEST_NOTE)
    at = fields.Moment()
    actor_role = fields.Text(40)


class Decision(Answer):
    """A decision with all that was said of it since, the last first. `overdue`: not done, and its day is over."""

    decision_id = fields.Id()
    meeting_id = fields.Id()
    community = fields.Code()
    decided = fields.Text(LONGEST_DECISION)
    organisation = fields.Code(allow_none=True)
    due_on = fields.Day()
    done_at = fields.Moment(allow_none=True)
    overdue = fields.Flag()
    follow_ups = fields.ListOf(fields.Nest(FollowUp), 10**5)


class Decisions(Page):
    items = fields.ListOf(fields.Nest(Decision), 200)


class Meeting(Answer):
    meeting_id = fields.Id()
    community = fields.Code()
    quarter = fields.Quarter()
    held_on = fields.Day()
    called_at = fields.Moment()


class Meetings(Page):
    items = fields.ListOf(fields.Nest(Meeting), 200)


class Minutes(Answer):
    """`version`: 1, and one more each time; `present`: the units that were there, null where nobody said."""

    version = fields.Whole(1, 10**6)
    words = fields.Text(LONGEST_MINUTES)
    present = fields.ListOf(fields.Code(), MOST_PRESENT, allow_none=True)
    recorded_at = fields.Moment()


class MeetingInFull(Meeting):
    """A meeting. `agenda`: as things stand now, and from the first minutes on as they stood then; `minutes`: all, the
    last first. An officer sees of agenda and decisions what concerns the own unit or may be claimed, and no minutes."""

    agenda = fields.ListOf(fields.Nest(AgendaItem), 10**5)
    minutes = fields.ListOf(fields.Nest(Minutes), 10**6)
    decisions = fields.ListOf(fields.Nest(Decision), 10**5)
