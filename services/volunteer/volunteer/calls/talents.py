"""What may be asked about talents: descriptions of volunteers, the talent pool, and proposals from it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import talents as requests

from .. import descriptions, proposals, talents
from .rules import WORKER, Answer


class Talents:
    @command(requests.DescribeVolunteer, requests.Description)
    def describe_volunteer(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return descriptions.answered(tx, descriptions.describe(tx, actor, request))

    @query(requests.DescriptionQuery, requests.Description)
    def description(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return descriptions.seen(session, actor, request["volunteer_id"], district.day_of(utc_now()))

    @query(requests.TalentsQuery, requests.Talents, requires=WORKER)
    def talents(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return talents.page(session, request, district.day_of(utc_now()))

    @query(requests.ProposalsQuery, requests.Proposals, requires=WORKER)
    def propose(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return proposals.propose(session, request["community"], request["jobs"], utc_now())
