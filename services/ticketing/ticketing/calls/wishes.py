"""What may be asked about micro-wishes; they are made at the triage and claimed as any need that is offered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, query
from chassis.access import ANYONE
from contracts.requests import micro_wishes as requests

from .. import micro_wishes
from .rules import Answer


class Wishes:
    @query(requests.MicroWishesQuery, requests.MicroWishes, requires=ANYONE)
    def micro_wishes(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return micro_wishes.page(session, request)
