"""What may be asked about activities, sign-ups and attendances."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import activities as requests

from .. import activities, attendance, sign_ups
from ..models import ActivityRow
from .rules import WORKER, Answer


class Activities:
    @command(requests.ScheduleActivity, requests.Activity, requires=WORKER)
    def schedule_activity(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return _activity(tx.session, actor, activities.schedule(tx, actor, request))

    @command(requests.CancelActivity, requests.Activity, requires=WORKER)
    def cancel_activity(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _activity(tx.session, actor, activities.cancel(tx, actor, request["activity_id"], request["reason"]))

    @command(requests.SignUp, requests.Activity)
    def sign_up(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _activity(tx.session, actor, sign_ups.sign_up(tx, actor, request["activity_id"], request["volunteer"]))

    @command(requests.WithdrawSignUp, requests.Activity)
    def withdraw_sign_up(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _activity(tx.session, actor, sign_ups.withdraw(tx, actor, request["activity_id"], request["volunteer"]))

    @command(requests.RecordAttendance, requests.RecordedAttendances, requires=WORKER)
    def record_attendance(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return {"attendances": attendance.record(tx, actor, request["activity_id"], request["rows"])}

    @query(requests.ActivitiesQuery, requests.Activities)
    def activities(self, session: Session, actor: Actor, request: Answer) -> Answer:
        first = request["first"] or district.day_of(utc_now())
        rows, next_cursor = activities.page(session, **{**request, "first": first})
        return {"items": activities.shown(session, rows, actor.volunteer_id), "next_cursor": next_cursor}

    @query(requests.ActivityQuery, requests.ActivityInFull)
    def activity(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return activities.in_full(session, request["activity_id"], actor)


def _activity(session: Session, actor: Actor, row: ActivityRow) -> Answer:
    session.flush()
    return activities.shown(session, [row], actor.volunteer_id)[0]
