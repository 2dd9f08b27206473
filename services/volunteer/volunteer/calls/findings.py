"""What may be asked about what visits and rounds found."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, query
from contracts.requests import findings as requests

from .. import findings
from .rules import Answer


class Findings:
    @query(requests.FindingsQuery, requests.Findings)
    def findings(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": findings.of_needs(session, actor, request["need_ids"])}
