"""What may be asked about whistles: summoning departments, and their reporting in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import roles
from chassis.database import utc_now
from chassis.refusals import Invalid, NotFound
from contracts.events import DepartmentExcused, DepartmentReportedIn, WhistleDeclined, WhistleUpheld
from contracts.requests import ticketing as requests

from .. import deadlines, queries, responsibility, summoning, views
from ..case import Case
from ..models import WhistleRow
from ..relations import officer_of
from .rules import OFFICES, WORKERS, Answer

OFFICERS = roles("officer")


class Whistles:
    @command(requests.BlowWhistle, requests.Need, requires=WORKERS)
    def blow_whistle(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        case.may("whistle")
        departments, lead = request["departments"], request["lead"]
        summoning.check(case, departments, field="departments")
        if lead is not None and lead not in departments:
            raise Invalid({"lead": ["not_among_departments"]})
        report_in_by = summoning.deadline(case, request["report_in_by"])
        case.take("whistle")
        for department in departments:
            summoning.summon(case, department, report_in_by, lead=department == lead)
        return case.answer()

    @command(requests.CallDepartment, requests.Need, requires=OFFICERS)
    def hand_over_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _call(tx, actor, request, "hand_over", "handover")

    @command(requests.CallDepartment, requests.Need, requires=OFFICERS)
    def ask_for_help(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _call(tx, actor, request, "ask_for_help", "help")

    @command(requests.NeedCommand, requests.Need, requires=OFFICERS)
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
        called = (whistle.purpose, whistle.lead, whistle.asked_by)
        responsible = (case.need.provider_kind, case.need.provider)
        if case.need.state == "assigned" and responsibility.passes(*called, *responsible):
            case.assign("department", whistle.department, way="reported_in")
        return case.answer()

    @command(requests.DeclineWhistle, requests.Need, requires=OFFICERS)
    def decline_whistle(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        whistle = views.unanswered(case.record, officer_of(actor))
        case.take("decline_whistle", request["reason"])
        assert whistle is not None
        whistle.declined_at, whistle.reason, whistle.evidence = tx.now, request["reason"], request["evidence"]
        case.tell(WhistleDeclined, whistle_id=whistle.whistle_id, department=whistle.department)
        return case.answer()

    @command(requests.DecideWhistle, requests.Need, requires=WORKERS)
    def excuse_department(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        whistle = _declined(case, request, "excuse")
        whistle.excused_at = tx.now
        case.tell(
            DepartmentExcused,
            whistle_id=whistle.whistle_id,
            department=whistle.department,
            report_in_by=whistle.report_in_by,
        )
        return case.answer()

    @command(requests.DecideWhistle, requests.Need, requires=WORKERS)
    def uphold_whistle(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        whistle = _declined(case, request, "uphold")
        whistle.declined_at, whistle.escalated_at, whistle.reason = None, None, request["reason"]
        whistle.report_in_by = summoning.deadline(case, None)
        case.tell(
            WhistleUpheld,
            whistle_id=whistle.whistle_id,
            department=whistle.department,
            report_in_by=whistle.report_in_by,
        )
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


def _call(tx: Transaction, actor: Actor, request: Answer, action: str, purpose: str) -> Answer:
    """The responsible department whistles another."""
    case = Case.of(tx, actor, request)
    case.may(action)
    department = request["department"]
    summoning.check(case, [department], field="department")
    if department == case.need.provider:
        raise Invalid({"department": ["responsible_already"]})
    report_in_by = summoning.deadline(case, request["report_in_by"])
    case.take(action, request["reason"])
    called = {"purpose": purpose, "asked_by": case.need.provider, "reason": request["reason"]}
    summoning.summon(case, department, report_in_by, **called)
    return case.answer()


def _declined(case: Case, request: Answer, action: str) -> WhistleRow:
    """Take the step on a declined whistle. Raises `NotFound` for one that is not of the need or was not declined."""
    case.may(action)
    for whistle in case.record.whistles:
        if whistle.whistle_id == request["whistle_id"] and views.whistle_state(whistle) == "declined":
            case.take(action, request["reason"])
            return whistle
    raise NotFound("declined_whistle", request["whistle_id"])
