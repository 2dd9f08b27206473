"""What may be asked about joint meetings."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.database import utc_now
from chassis.models import columns
from contracts import district
from contracts.requests import meetings as requests

from .. import meetings
from ..models import DecisionRow, MeetingRow
from .rules import OFFICES, WORKERS, Answer


class Meetings:
    @command(requests.CallMeeting, requests.MeetingInFull, requires=WORKERS)
    def call_meeting(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _meeting(tx, actor, meetings.call(tx, actor, request))

    @command(requests.RecordMinutes, requests.MeetingInFull, requires=WORKERS)
    def record_minutes(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _meeting(tx, actor, meetings.record_minutes(tx, actor, **request))

    @command(requests.DecideAtMeeting, requests.Decision, requires=WORKERS)
    def decide_at_meeting(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _decision(tx, meetings.decide(tx, actor, request))

    @command(requests.FollowUpDecision, requests.Decision, requires=OFFICES)
    def follow_up_decision(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _decision(tx, meetings.follow_up(tx, actor, request))

    @query(requests.MeetingsQuery, requests.Meetings, requires=OFFICES)
    def meetings(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, cursor = meetings.page(session, actor, request)
        return {"items": [columns(row) for row in rows], "next_cursor": cursor}

    @query(requests.MeetingQuery, requests.MeetingInFull, requires=OFFICES)
    def meeting(self, session: Session, actor: Actor, request: Answer) -> Answer:
        found = meetings.found(session, request["meeting_id"])
        return meetings.in_full(session, found, actor, district.day_of(utc_now()))

    @query(requests.DecisionsQuery, requests.Decisions, requires=OFFICES)
    def decisions(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, cursor = meetings.page_of_decisions(session, actor, request)
        today = district.day_of(utc_now())
        return {"items": meetings.shown(session, rows, today), "next_cursor": cursor}


def _meeting(tx: Transaction, actor: Actor, meeting: MeetingRow) -> Answer:
    return meetings.in_full(tx.session, meeting, actor, district.day_of(tx.now))


def _decision(tx: Transaction, decision: DecisionRow) -> Answer:
    return meetings.shown(tx.session, [decision], district.day_of(tx.now))[0]
