"""What may be asked about the appraisal of departments on several aspects."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE, require_worker
from chassis.database import utc_now
from chassis.models import columns
from chassis.refusals import Forbidden, NotFound
from contracts import district
from contracts.requests import aspects as requests

from .. import adoption, appraisal_appeals, appraisal_closing, aspect_boards, department_queries, marks, periods
from .rules import DISTRICT, OFFICE, OFFICER, WORKER, Answer


class Aspects:
    @command(requests.MarkDepartment, requests.Mark, requires=WORKER)
    def mark_department(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        row = marks.give(tx, actor, adoption.current(tx.session), request)
        return marks.shown(tx.session, [row])[0]

    @query(requests.MarksQuery, requests.Marks, requires=OFFICE)
    def marks(self, session: Session, actor: Actor, request: Answer) -> Answer:
        own = actor.has("officer") and actor.organisation is not None and actor.organisation == request["department"]
        if not (actor.is_admin or own):
            require_worker(actor, request["community"] or "")
        found = marks.of(session, request["quarter"], request["department"], request["community"])
        return {"items": marks.shown(session, found)}

    @query(requests.AspectBoardQuery, requests.AspectBoard, requires=ANYONE)
    def aspect_board(self, session: Session, actor: Actor, request: Answer) -> Answer:
        now = utc_now()
        period = request["period"] or periods.quarter_of(now)
        return aspect_boards.board(session, adoption.current(session), district.day_of(now), period)

    @query(requests.AppraisalTrendQuery, requests.AppraisalTrend, requires=ANYONE)
    def appraisal_trend(self, session: Session, actor: Actor, request: Answer) -> Answer:
        now, department = utc_now(), request["department"]
        if not department_queries.is_known_department(session, department):
            raise NotFound("department", department)
        until = request["until"] or periods.quarter_of(now)
        own, today = adoption.current(session), district.day_of(now)
        return {"department": department, "items": aspect_boards.trend(session, own, today, department, until)}

    @command(requests.FreezeAppraisal, requests.AspectBoard, requires=DISTRICT)
    def freeze_appraisal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        own, period = adoption.current(tx.session), request["period"]
        appraisal_closing.freeze(tx, actor, own, period, request["publicity_days"])
        tx.session.flush()
        return aspect_boards.board(tx.session, own, district.day_of(tx.now), period)

    @command(requests.PublishAppraisal, requests.AspectBoard, requires=DISTRICT)
    def publish_appraisal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        appraisal_closing.publish(tx, actor, request["period"])
        tx.session.flush()
        own = adoption.current(tx.session)
        return aspect_boards.board(tx.session, own, district.day_of(tx.now), request["period"])

    @command(requests.FileAppraisalAppeal, requests.AppraisalAppeal, requires=OFFICER)
    def file_appraisal_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return columns(appraisal_appeals.file(tx, actor, request["period"], request["reason"]))

    @command(requests.DecideAppraisalAppeal, requests.AppraisalAppeal, requires=DISTRICT)
    def decide_appraisal_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return columns(appraisal_appeals.decide(tx, actor, adoption.current(tx.session), **request))

    @query(requests.AppraisalAppealsQuery, requests.AppraisalAppeals, requires=OFFICE)
    def appraisal_appeals(self, session: Session, actor: Actor, request: Answer) -> Answer:
        whose = None
        if not (actor.is_admin or actor.has("community_worker")):
            whose = actor.organisation
            if whose is None:
                raise Forbidden("departments_only")
        return {"items": [columns(row) for row in appraisal_appeals.of_period(session, request["period"], whose)]}

    @command(requests.PutIntoClass, requests.DepartmentClass, requires=DISTRICT)
    def put_into_class(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        if not department_queries.is_known_department(tx.session, request["department"]):
            raise NotFound("department", request["department"])
        row = aspect_boards.put_into_class(tx, actor, request["department"], request["comparison_class"])
        return columns(row)
