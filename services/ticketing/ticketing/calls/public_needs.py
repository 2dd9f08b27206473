"""What anybody may ask about needs, without signing in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, query
from chassis.access import ANYONE
from chassis.database import utc_now
from contracts.requests import public_needs as requests

from .. import public_needs
from .rules import Answer


class PublicNeeds:
    @query(requests.PublicNeedQuery, requests.PublicNeed, requires=ANYONE)
    def public_need(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return public_needs.by_number(session, request["number"], utc_now())

    @query(requests.PublicNeedsQuery, requests.PublicNeeds, requires=ANYONE)
    def public_needs(self, session: Session, actor: Actor, request: Answer) -> Answer:
        items, cursor = public_needs.page(session, request, utc_now())
        return {"items": items, "next_cursor": cursor}
