"""What may be asked about services: done, confirmed by the other side, rated."""

from __future__ import annotations

from chassis import Actor, Transaction, command
from chassis.access import ANYONE
from contracts.events import ServiceCompleted, ServiceDisputed, ServiceRated, ServiceReported
from contracts.requests import ticketing as requests

from ..case import Case
from ..models import ServiceRow
from .rules import Answer


class Services:
    @command(requests.CompleteNeed, requests.Need, requires=ANYONE)
    def complete_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("complete", request["note"])
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

    @command(requests.ReasonedNeedCommand, requests.Need, requires=ANYONE)
    def dispute_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("dispute", request["reason"])
        case.tell(ServiceDisputed, service_id=case.service.service_id, **case.provider(), reporter=case.need.reporter)
        return case.answer()

    @command(requests.RateNeed, requests.Need, requires=ANYONE)
    def rate_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
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
