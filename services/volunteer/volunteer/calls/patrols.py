"""What may be asked about patrols."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import require_worker
from chassis.database import utc_now
from chassis.refusals import Invalid
from contracts import district
from contracts.requests import patrols as requests

from .. import patrols
from ..models import PatrolAreaRow
from .rules import SERVING, WORKER, Answer


class Patrols:
    @command(requests.RegisterPatrolArea, requests.PatrolArea, requires=WORKER)
    def register_patrol_area(self, tx: Transaction, actor: Actor, request: Answer) -> PatrolAreaRow:
        require_worker(actor, request["community"])
        return patrols.register(tx, request)

    @command(requests.LogRound, requests.PatrolRound)
    def log_round(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        made = patrols.log_round(tx, actor, request)
        community = tx.session.get_one(PatrolAreaRow, made.area).community
        return patrols.rounds_shown(tx.session, actor, community, [made])[0]

    @query(requests.PatrolsQuery, requests.Patrols, requires=SERVING)
    def patrols(self, session: Session, actor: Actor, request: Answer) -> Answer:
        today = district.day_of(utc_now())
        day = request["day"] or today
        if day > today:
            raise Invalid({"day": ["in_the_future"]})
        return patrols.on_day(session, actor, request["community"], day)
