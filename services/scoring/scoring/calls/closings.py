"""What may be asked about the close of a year and appeals against its ratings."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from chassis.models import columns
from chassis.refusals import Forbidden
from contracts.requests import closings as requests

from .. import appeals, closing
from .rules import DISTRICT, VOLUNTEER, Answer


class Closings:
    @command(requests.FreezeStarYear, requests.StarYear, requires=DISTRICT)
    def freeze_star_year(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return columns(closing.freeze(tx, actor, request["year"], request["publicity_days"]))

    @command(requests.PublishStarYear, requests.StarYear, requires=DISTRICT)
    def publish_star_year(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return columns(closing.publish(tx, actor, request["year"]))

    @query(requests.StarYearQuery, requests.StarYear, requires=ANYONE)
    def star_year(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return columns(closing.of(session, request["year"]))

    @command(requests.FileStarAppeal, requests.StarAppeal, requires=VOLUNTEER)
    def file_star_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return columns(appeals.file(tx, actor, request["year"], request["reason"]))

    @command(requests.DecideStarAppeal, requests.StarAppeal, requires=DISTRICT)
    def decide_star_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        row = appeals.decide(tx, actor, request["appeal_id"], request["allowed"], request["because"])
        return columns(row)

    @query(requests.StarAppealsQuery, requests.StarAppeals, requires=ANYONE)
    def star_appeals(self, session: Session, actor: Actor, request: Answer) -> Answer:
        whose = None if actor.is_admin else actor.volunteer_id
        if whose is None and not actor.is_admin:
            raise Forbidden("volunteers_only")
        return {"items": [columns(row) for row in appeals.of_year(session, request["year"], whose)]}
