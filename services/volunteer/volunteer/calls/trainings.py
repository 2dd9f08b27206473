"""What may be asked about trainings and drills; they are planned and attended as activities are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import trainings as requests

from .. import trainings
from .rules import WORKER, Answer


class Trainings:
    @query(requests.RunningOutQuery, requests.RunningOutPage, requires=WORKER)
    def certifications_running_out(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        items, next_cursor = trainings.page_running_out(session, request, district.day_of(utc_now()))
        return {"items": items, "next_cursor": next_cursor}

    @query(requests.CertificationsQuery, requests.Certifications)
    def certifications(self, session: Session, actor: Actor, request: Answer) -> Answer:
        today = district.day_of(utc_now())
        return {"items": trainings.of_volunteer(session, actor, request["volunteer_id"], today)}
