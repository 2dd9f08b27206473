"""What may be asked about appeals of departments against single records."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.database import utc_now
from contracts import district
from contracts.requests import department_appeals as requests

from .. import adoption, announcements, department_appeals
from .rules import DISTRICT, OFFICE, OFFICER, Answer


class DepartmentAppeals:
    @command(requests.FileDepartmentAppeal, requests.DepartmentAppeal, requires=OFFICER)
    def file_department_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        row, touched = department_appeals.file(tx, actor, **request)
        announcements.announce(tx, touched)
        return department_appeals.shown(row, district.day_of(tx.now))

    @command(requests.DecideDepartmentAppeal, requests.DepartmentAppeal, requires=DISTRICT)
    def decide_department_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        row, touched = department_appeals.decide(tx, actor, request)
        announcements.announce(tx, touched)
        department_appeals.follow(tx, adoption.current(tx.session), row)
        return department_appeals.shown(row, district.day_of(tx.now))

    @query(requests.DepartmentAppealsQuery, requests.DepartmentAppeals, requires=OFFICE)
    def department_appeals(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return department_appeals.page(session, actor, request, district.day_of(utc_now()))
