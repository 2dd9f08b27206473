"""What may be asked about building duty and visits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import duty as requests
from contracts.requests.volunteer import RegisteredCodes

from .. import duty, teams, visits
from ..models import VisitRow
from .rules import SERVING, WORKER, Answer


class Duty:
    @command(requests.AssignBuildingDuty, RegisteredCodes, requires=WORKER)
    def assign_building_duty(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return teams.assign_duty(tx, request["community"], request["duties"])

    @command(requests.LogVisit, requests.Visit)
    def log_visit(self, tx: Transaction, actor: Actor, request: Answer) -> VisitRow:
        return visits.log_visit(tx, actor, request)

    @query(requests.BuildingDutyQuery, requests.BuildingDuty, requires=SERVING)
    def building_duty(self, session: Session, actor: Actor, request: Answer) -> Answer:
        month = request["month"] or duty.month_of(district.day_of(utc_now()))
        return visits.building_duty(session, request["community"], month)
