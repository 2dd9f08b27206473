"""The ticketing service: what may be asked of it, and what each step of a need changes and tells."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Database, Transaction, command, every, query, subscribe
from chassis.access import ANYONE, roles
from chassis.database import utc_now
from chassis.refusals import Forbidden, Invalid
from contracts import Envelope
from contracts.events import (
    DepartmentReportedIn,
    NeedClosed,
    NeedFound,
    NeedOffered,
    NeedReopened,
    NeedReported,
    NeedTriaged,
    ServiceCompleted,
    ServiceDisputed,
    ServiceRated,
    ServiceReported,
    WhistleBlown,
)
from contracts.requests.ticketing import (
    AssignNeed,
    BlowWhistle,
    CompleteNeed,
    Need,
    NeedCommand,
    NeedQuery,
    Needs,
    NeedsQuery,
    RateNeed,
    ReasonedNeedCommand,
    ReportNeed,
    TriageNeed,
    Whistles,
    WhistlesQuery,
)

from . import copies, deadlines, found_needs, lifecycle, numbers, queries, views
from .case import Case
from .models import Base, NeedRow, ServiceRow, WhistleRow
from .relations import is_volunteer, officer_of

WORKERS = roles("community_worker", "district_admin")
OFFICES = roles("officer", "community_worker", "district_admin")


class TicketingService:
    """Who may take which step of a need is decided in `lifecycle`; what a handler requires is only the outer door."""

    name = "ticketing"
    db = Database(Base.metadata)

    @command(ReportNeed, Need, requires=ANYONE)
    def report_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        community, on_behalf = request["community"], request["on_behalf_of"] is not None
        faults = queries.place_faults(tx.session, community, request["building"])
        if faults:
            raise Invalid(faults)
        if on_behalf and not actor.works_in(community):
            raise Forbidden("on_behalf_by_workers_only", community=community)
        series = numbers.series(community, tx.now)
        need = NeedRow(
            **request,
            need_id=tx.new_id(),
            number=numbers.number(*series, queries.next_count(tx.session, *series)),
            state=lifecycle.FIRST,
            reporter=actor.person_id,
            reporter_volunteer=actor.volunteer_id if is_volunteer(actor) else None,
            reporter_organisation=officer_of(actor),
            round=1,
            version=0,
            reported_at=tx.now,
            updated_at=tx.now,
        )
        case = Case.new(tx, actor, need)
        case.tell(
            NeedReported,
            kind=need.kind,
            urgency=need.urgency,
            channel="on_behalf" if on_behalf else "self",
            reporter=need.reporter,
            building=need.building,
        )
        return case.answer()

    @command(TriageNeed, Need, requires=WORKERS)
    def triage_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("triage", route=request["route"])
        need = case.need
        need.kind, need.urgency, need.route = request["kind"], request["urgency"], request["route"]
        case.tell(NeedTriaged, kind=need.kind, urgency=need.urgency, route=need.route)
        if need.state == "offered":
            case.tell(NeedOffered, kind=need.kind, urgency=need.urgency)
        return case.answer()

    @command(ReasonedNeedCommand, Need, requires=WORKERS)
    def decline_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("decline", request["reason"])
        case.tell(NeedClosed, reason="declined", reporter=case.need.reporter)
        return case.answer()

    @command(NeedCommand, Need, requires=ANYONE)
    def withdraw_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("withdraw")
        case.tell(NeedClosed, reason="withdrawn", reporter=case.need.reporter)
        return case.answer()

    @command(NeedCommand, Need, requires=WORKERS)
    def offer_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("offer")
        case.tell(NeedOffered, kind=case.need.kind, urgency=case.need.urgency)
        return case.answer()

    @command(NeedCommand, Need, requires=roles("volunteer"))
    def claim_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("claim")
        # The portal vouches for who is a volunteer; news of somebody new may arrive here after the claim.
        if queries.is_active_volunteer(tx.session, str(actor.volunteer_id)) is False:
            raise Forbidden("volunteer_withdrawn")
        case.assign("volunteer", str(actor.volunteer_id), way="claimed")
        return case.answer()

    @command(AssignNeed, Need, requires=WORKERS)
    def assign_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("assign")
        active = queries.is_active_volunteer(tx.session, request["volunteer_id"])
        if not active:
            raise Invalid({"volunteer_id": ["unknown" if active is None else "volunteer_withdrawn"]})
        case.assign("volunteer", request["volunteer_id"], way="assigned")
        return case.answer()

    @command(ReasonedNeedCommand, Need, requires=ANYONE)
    def hand_back_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("hand_back", request["reason"])
        need = case.need
        case.release()
        if need.state == "offered":
            case.tell(NeedOffered, kind=need.kind, urgency=need.urgency)
        else:
            case.tell(NeedTriaged, kind=need.kind, urgency=need.urgency, route="department")
        return case.answer()

    @command(BlowWhistle, Need, requires=WORKERS)
    def blow_whistle(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
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

    @command(NeedCommand, Need, requires=roles("officer"))
    def report_in(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
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

    @command(CompleteNeed, Need, requires=ANYONE)
    def complete_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("complete", request["note"])
        if case.record.service is None:
            case.record.service = ServiceRow(service_id=tx.new_id(), need_id=case.need.need_id, round=case.need.round)
            tx.session.add(case.record.service)
        service = case.service
        service.provider_kind, service.provider = str(case.need.provider_kind), str(case.need.provider)
        service.done_by, service.minutes, service.completed_at = actor.person_id, request["minutes"], tx.now
        case.tell(ServiceReported, service_id=service.service_id, **case.provider(), reporter=case.need.reporter)
        return case.answer()

    @command(NeedCommand, Need, requires=ANYONE)
    def confirm_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("confirm")
        service = case.service
        service.confirmed_at = tx.now
        case.tell(
            ServiceCompleted,
            service_id=service.service_id,
            kind=case.need.kind,
            **case.provider(),
            minutes=service.minutes,
            completed_at=service.completed_at,
            round=service.round,
        )
        return case.answer()

    @command(ReasonedNeedCommand, Need, requires=ANYONE)
    def dispute_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("dispute", request["reason"])
        case.tell(ServiceDisputed, service_id=case.service.service_id, **case.provider(), reporter=case.need.reporter)
        return case.answer()

    @command(RateNeed, Need, requires=ANYONE)
    def rate_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("rate")
        service, stars, resolved = case.service, request["stars"], request["resolved"]
        service.stars, service.resolved, service.comment, service.rated_at = stars, resolved, request["comment"], tx.now
        case.tell(
            ServiceRated,
            service_id=service.service_id,
            **case.provider(),
            completed_at=service.completed_at,
            stars=stars,
            resolved=resolved,
        )
        return case.answer()

    @command(NeedCommand, Need, requires=ANYONE)
    def close_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("close")
        case.tell(NeedClosed, reason="served", reporter=case.need.reporter)
        return case.answer()

    @command(ReasonedNeedCommand, Need, requires=ANYONE)
    def reopen_need(self, tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        case = Case.of(tx, actor, request).take("reopen", request["reason"])
        case.release()
        case.need.round += 1
        case.record.service = None
        case.tell(NeedReopened, round=case.need.round, reporter=case.need.reporter)
        return case.answer()

    @query(NeedsQuery, Needs, requires=ANYONE)
    def needs(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        records, cursor = queries.page_of_needs(session, actor, request)
        now = utc_now()
        return {"items": [views.need_view(record, actor, now) for record in records], "next_cursor": cursor}

    @query(NeedQuery, Need, requires=ANYONE)
    def need(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        view = views.need_view(queries.whole(session, request["need_id"]), actor, utc_now())
        if view is None:
            raise Forbidden("not_your_need")
        return view

    @query(WhistlesQuery, Whistles, requires=OFFICES)
    def whistles(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        found, cursor = queries.page_of_whistles(session, actor, request)
        now = utc_now()
        return {"items": [views.whistle_view(row, number, now) for row, number in found], "next_cursor": cursor}

    @subscribe(*copies.SOURCES, batch=500)
    def keep_copies(self, tx: Transaction, events: list[Envelope]) -> None:
        copies.keep(tx.session, events)

    @subscribe(NeedFound, batch=100)
    def open_found_needs(self, tx: Transaction, events: list[Envelope]) -> None:
        found_needs.open_all(tx, events)

    @every(seconds=2)
    def escalate_overdue(self, tx: Transaction) -> None:
        for record in queries.overdue(tx.session, tx.now):
            Case(tx, record).escalate()
