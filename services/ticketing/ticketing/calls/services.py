"""What may be asked about services: done, confirmed by the other side, rated, called back about."""

from __future__ import annotations

from chassis import Actor, Transaction, command
from chassis.access import ANYONE
from chassis.refusals import Invalid
from contracts.events import (
    CallBackFailed,
    CallBackMade,
    ServiceCompleted,
    ServiceDisputed,
    ServiceReported,
)
from contracts.requests import ticketing as requests

from .. import call_backs, helpers, ratings
from ..case import Case
from ..models import CallBackRow, ServiceRow
from .rules import WORKERS, Answer


class Services:
    @command(requests.CompleteNeed, requests.Need, requires=ANYONE)
    def complete_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        case.may("complete")
        helpers.keep_minutes(case, request["helpers"])
        case.take("complete", request["note"])
        if case.record.service is None:
            case.record.service = ServiceRow(service_id=tx.new_id(), need_id=case.need.need_id, round=case.need.round)
            tx.session.add(case.record.service)
        service = case.service
        service.provider_kind, service.provider = str(case.need.provider_kind), str(case.need.provider)
        service.done_by, service.minutes, service.completed_at = actor.person_id, request["minutes"], tx.now
        case.tell(ServiceReported, service_id=service.service_id, **case.provider(), reporter=case.need.reporter)
        return case.answer()

    @command(requests.NeedCommand, requests.Need, requires=ANYONE)
    def confirm_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("confirm")
        service = case.service
        service.confirmed_at = tx.now
        told = {"kind": case.need.kind, "completed_at": service.completed_at, "round": service.round}
        for part, minutes in helpers.parts(case):
            case.tell(ServiceCompleted, **part, **told, minutes=minutes)
        return case.answer()

    @command(requests.ReasonedNeedCommand, requests.Need, requires=ANYONE)
    def dispute_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("dispute", request["reason"])
        case.tell(ServiceDisputed, service_id=case.service.service_id, **case.provider(), reporter=case.need.reporter)
        return case.answer()

    @command(requests.RecordCallBack, requests.Need, requires=WORKERS)
    def record_call_back(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        faults = call_backs.faults(request)
        if faults:
            raise Invalid(faults)
        case = Case.of(tx, actor, request).take("call_back")
        need, service = case.need, case.service
        told = {name: request[name] for name in ("failure", *call_backs.OUTCOME)}
        row = CallBackRow(
            call_back_id=tx.new_id(),
            need_id=need.need_id,
            service_id=service.service_id,
            round=need.round,
            made_at=tx.now,
            made_by=actor.person_id,
            words=request["words"],
            **told,
        )
        tx.session.add(row)
        case.record.call_backs.append(row)
        served = {"service_id": service.service_id, "completed_at": service.completed_at, **case.provider()}
        if row.failure is not None:
            case.tell(CallBackFailed, **served, failure=row.failure)
        else:
            case.tell(CallBackMade, **served, **{name: request[name] for name in call_backs.OUTCOME})
        return case.answer()

    @command(requests.RateNeed, requests.Need, requires=ANYONE)
    def rate_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        ratings.rate(case, request)
        return case.answer()
