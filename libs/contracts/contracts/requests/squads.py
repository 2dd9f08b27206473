"""What may be asked about emergency squads: response procedures, call-outs, answers and roll calls."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

MOST_CALLED = 2001
"""A team's members and a leader who is not among them."""


class DecideProcedure(Request):
    """Give a squad a new version of its response procedure; the steps in their order. Earlier versions stay."""

    team = fields.Code(required=True)
    steps = fields.ListOf(fields.Text(200), 50, 1, required=True)


class Procedure(Answer):
    """One version of a response procedure."""

    version = fields.Whole(1, 10**6)
    steps = fields.ListOf(fields.Text(200), 50)
    decided_at = fields.Moment()


class ProceduresQuery(Request):
    """A squad's response procedure, for its members and workers of its community."""

    team = fields.Code(required=True)


class Procedures(Answer):
    """All versions, the one that holds first."""

    items = fields.ListOf(fields.Nest(Procedure), 10**6)


class CallOut(Request):
    """Call a squad out, or with `drill` for practice. `respond_within`: minutes in which to answer."""

    team = fields.Code(required=True)
    reason = fields.Text(500, required=True)
    where = fields.Text(200, required=True)
    respond_within = fields.Whole(1, 1440, required=True)
    drill = fields.Flag(load_default=False)


class RespondToCallOut(Request):
    """Say whether one comes, and in how many minutes. A worker may say it for a member (id or reference). The last
    answer counts; earlier ones stay."""

    call_out_id = fields.Id(required=True)
    answer = fields.OneOf(vocabulary.CALL_OUT_ANSWERS, required=True)
    minutes = fields.Whole(0, 1440, load_default=None, allow_none=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)


class CallRoll(Request):
    """Record who is there (ids or references); `taken_at`: when, left out: now."""

    call_out_id = fields.Id(required=True)
    present = fields.ListOf(fields.Text(64), MOST_CALLED, distinct=True, required=True)
    taken_at = fields.Moment(load_default=None, allow_none=True)


class EndCallOut(Request):
    call_out_id = fields.Id(required=True)


class CallOutsQuery(PageQuery):
    """A squad's call-outs, the latest first."""

    team = fields.Code(required=True)


class CallOutQuery(Request):
    call_out_id = fields.Id(required=True)


class CallOutShown(Answer):
    """A call-out. `ended_at`: null while it goes on; `need_id`: of the need that the squad was summoned to."""

    call_out_id = fields.Id()
    team = fields.Code()
    community = fields.Code()
    reason = fields.Text(500)
    where = fields.Text(200)
    respond_within = fields.Whole(1, 1440)
    drill = fields.Flag()
    called_at = fields.Moment()
    ended_at = fields.Moment(allow_none=True)
    need_id = fields.Id(allow_none=True)
    called = fields.Whole(0, MOST_CALLED)


class CallOuts(Page):
    items = fields.ListOf(fields.Nest(CallOutShown), 200)


class CalledMember(Answer):
    """A member who was called. `answer`: the last, null without any; `minutes`: in how many they said to be there;
    `answered_at`: when they first answered; `in_time`: within the time to answer, null without an answer."""

    volunteer_id = fields.Id()
    name = fields.Text(100, allow_none=True)
    answer = fields.OneOf(vocabulary.CALL_OUT_ANSWERS, allow_none=True)
    minutes = fields.Whole(0, 1440, allow_none=True)
    answered_at = fields.Moment(allow_none=True)
    in_time = fields.Flag(allow_none=True)


class RollCall(Answer):
    """Who was there at a time; of the called, `absent` were not."""

    roll_call_id = fields.Id()
    taken_at = fields.Moment()
    present = fields.ListOf(fields.Id(), MOST_CALLED * 2)
    absent = fields.ListOf(fields.Id(), MOST_CALLED)


class CallOutInFull(CallOutShown):
    """A call-out with its people: all for workers of the community, the leader and deputies; oneself for a member who
    was called. `steps`: of the response procedure that held, in their order; `half_answered`: the minutes after which
    half of the called had answered, null where that has not happened; `unanswered`: who has not answered."""

    steps = fields.ListOf(fields.Text(200), 50)
    half_answered = fields.Whole(0, 10**9, allow_none=True)
    members = fields.ListOf(fields.Nest(CalledMember), MOST_CALLED)
    unanswered = fields.ListOf(fields.Id(), MOST_CALLED)
    roll_calls = fields.ListOf(fields.Nest(RollCall), 10**5)
