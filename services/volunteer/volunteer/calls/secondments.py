"""What may be asked about secondments: volunteers whom organisations send to serve in another community."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.database import utc_now
from contracts import district
from contracts.requests import secondments as requests

from .. import secondments
from .rules import OFFICE, Answer


class Secondments:
    @command(requests.Second, requests.Secondment, requires=OFFICE)
    def second(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return secondments.second(tx, actor, request)

    @command(requests.EndSecondment, requests.Secondment, requires=OFFICE)
    def end_secondment(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return secondments.end(tx, actor, request["secondment_id"], request["last_day"])

    @query(requests.SecondedQuery, requests.Seconded, requires=OFFICE)
    def seconded(self, session: Session, actor: Actor, request: Answer) -> Answer:
        day = request["day"] or district.day_of(utc_now())
        return {"items": secondments.seconded(session, actor, request["community"], request["organisation"], day)}
