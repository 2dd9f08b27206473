"""What may be asked about links for rating without an account."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from chassis.database import utc_now
from contracts.requests import rating_links as requests

from .. import rating_links, ratings
from ..case import Case
from .rules import WORKERS, Answer


class RatingLinks:
    @command(requests.MakeRatingLink, requests.RatingLink, requires=WORKERS)
    def make_rating_link(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        link = rating_links.make(case, request["digest"])
        return {"need_id": link.need_id, "number": case.need.number, "valid_until": link.valid_until}

    @query(requests.RatingLinkQuery, requests.LinkedService, requires=ANYONE)
    def rating_link(self, session: Session, actor: Actor, request: Answer) -> Answer:
        link, record = rating_links.opened(session, request["digest"], utc_now())
        need, service = record.need, record.service
        assert service is not None
        return {
            "community": need.community,
            "number": need.number,
            "kind": need.kind,
            "completed_at": service.completed_at,
            "provider_kind": service.provider_kind,
            "department": service.provider if service.provider_kind == "department" else None,
            "valid_until": link.valid_until,
        }

    @command(requests.RateByLink, requests.RatedByLink, requires=ANYONE)
    def rate_by_link(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        link, record = rating_links.opened(tx.session, request["digest"], tx.now, lock=True)
        ratings.rate(Case(tx, record, actor, by_link=True), request)
        link.used_at = tx.now
        return {"number": record.need.number, "rated_at": tx.now}
