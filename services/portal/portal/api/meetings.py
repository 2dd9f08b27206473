"""Joint meetings: agenda, minutes, decisions."""

from __future__ import annotations

from contracts.requests import meetings as ask

from .blueprint import Blueprint

meetings = Blueprint(
    "meetings", __name__, url_prefix="/api/v1", description="Joint meetings: agenda, minutes, decisions."
)

meetings.query(
    "/communities/<code:community>/joint-meetings",
    "ticketing",
    "meetings",
    ask.MeetingsQuery,
    ask.Meetings,
    path=("community",),
    summary="List a community's joint meetings: its workers, and officers of units.",
)
meetings.command(
    "/communities/<code:community>/joint-meetings",
    "ticketing",
    "call_meeting",
    ask.CallMeeting,
    ask.MeetingInFull,
    path=("community",),
    status=201,
    summary="Call the joint meeting about a quarter: workers of the community.",
)
meetings.query(
    "/joint-meetings/<id:meeting_id>",
    "ticketing",
    "meeting",
    ask.MeetingQuery,
    ask.MeetingInFull,
    path=("meeting_id",),
    summary="Read a meeting: workers of the community all of it, officers what concerns their unit.",
)
meetings.command(
    "/joint-meetings/<id:meeting_id>/minutes",
    "ticketing",
    "record_minutes",
    ask.RecordMinutes,
    ask.MeetingInFull,
    path=("meeting_id",),
    status=201,
    summary="Keep the minutes: workers of the community.",
)
meetings.command(
    "/joint-meetings/<id:meeting_id>/decisions",
    "ticketing",
    "decide_at_meeting",
    ask.DecideAtMeeting,
    ask.Decision,
    path=("meeting_id",),
    status=201,
    summary="Keep a decision, with the unit responsible and the day it is due: workers of the community.",
)
meetings.query(
    "/meeting-decisions",
    "ticketing",
    "decisions",
    ask.DecisionsQuery,
    ask.Decisions,
    summary="List decisions: workers those of their communities, officers those their unit is responsible for.",
)
meetings.command(
    "/meeting-decisions/<id:decision_id>/follow-up",
    "ticketing",
    "follow_up_decision",
    ask.FollowUpDecision,
    ask.Decision,
    path=("decision_id",),
    summary="Say that a decision is done or still open: a worker of the community, or an officer of the unit.",
)
