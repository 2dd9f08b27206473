"""What may be asked so that the same need is not reported twice, and where it was."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from chassis.database import utc_now
from contracts.requests import reporting as requests
from contracts.requests.ticketing import Need

from .. import duplicates, following, merging
from ..case import Case
from .rules import WORKERS, Answer


class Reporting:
    @query(requests.SimilarNeedsQuery, requests.SimilarNeeds, requires=ANYONE)
    def similar_needs(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": duplicates.similar(session, actor, request, utc_now())}

    @command(requests.FollowNeed, requests.Following, requires=ANYONE)
    def join_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        following.join(case)
        return following.standing(case)

    @command(requests.FollowNeed, requests.Following, requires=ANYONE)
    def leave_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        following.leave(case)
        return following.standing(case)

    @command(requests.MergeNeed, Need, requires=WORKERS)
    def merge_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return merging.merge(tx, actor, request).answer()
