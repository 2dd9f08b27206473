"""What may be asked about whistles: summoning departments, and their reporting in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import roles
from chassis.database import utc_now
from chassis.refusals import Invalid
from contracts.events import DepartmentReportedIn, WhistleBlown
from contracts.requests import ticketing as requests

from .. import deadlines, queries, views
from ..case import Case
from ..models import WhistleRow
from ..relations import officer_of
from .rules import OFFICES, WORKERS, Answer


class Whistles:
    @command(requests.BlowWhistle, requests.Need, requires=WORKERS)
    def blow_whistle(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        case.may("whistle")
        need, departments = case.need, request["departments"]
        faults = queries.department_faults(tx.session, departments)
        if faults:
            raise Invalid({"departments": faults})
        summoned = [code for code in departments if views.unanswered(case.record, code)]
        if summoned:
            raise case.conflict("already_whistled", departments=summoned)
        try:
            deadline = deadlines.report_in_by(need.urgency, tx.now, request["report_in_by"])
        except deadlines.WrongDeadline as wrong:
            raise Invalid({"report_in_by": [wrong.code]}) from None
        case.take("whistle")
        for department in departments:
            whistle = WhistleRow(
                whistle_id=tx.new_id(),
                need_id=need.need_id,
                community=need.community,
                department=department,
                blown_at=tx.now,
                report_in_by=deadline,
            )
            tx.session.add(whistle)
            case.record.whistles.insert(0, whistle)
            case.tell(WhistleBlown, whistle_id=whistle.whistle_id, department=department, report_in_by=deadline)
        return case.answer()

    @command(requests.NeedCommand, requests.Need, requires=roles("officer"))
    def report_in(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        whistle = views.unanswered(case.record, officer_of(actor))
        case.take("report_in")
        assert whistle is not None
        whistle.reported_in_at = tx.now
        case.tell(
            DepartmentReportedIn,
            whistle_id=whistle.whistle_id,
            department=whistle.department,
            reported_in_at=tx.now,
            report_in_by=whistle.report_in_by,
            in_time=deadlines.is_in_time(tx.now, whistle.report_in_by),
        )
        if case.need.state == "assigned" and case.need.provider is None:
            case.assign("department", whistle.department, way="reported_in")
        return case.answer()

    @query(requests.WhistlesQuery, requests.Whistles, requires=OFFICES)
    def whistles(self, session: Session, actor: Actor, request: Answer) -> Answer:
        found, cursor = queries.page_of_whistles(session, actor, request)
        now = utc_now()
        return {"items": [views.whistle_view(row, number, now) for row, number in found], "next_cursor": cursor}

    @every(seconds=2)
    def escalate_overdue(self, tx: Transaction) -> None:
        for record in queries.overdue(tx.session, tx.now):
            Case(tx, record).escalate()
