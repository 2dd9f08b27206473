"""What may be asked about the compacts of compounds and communities."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from chassis.database import utc_now
from contracts import district
from contracts.requests import compacts as requests

from .. import compacts
from ..models import CompactVersionRow
from .rules import WORKERS, Answer


class Compacts:
    @command(requests.DraftCompact, requests.CompactVersion, requires=WORKERS)
    def draft_compact(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _version(tx, actor, compacts.draft(tx, actor, request))

    @command(requests.Consent, requests.CompactVersion, requires=ANYONE)
    def consent_to_compact(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _version(tx, actor, compacts.consent(tx, actor, request))

    @command(requests.Consent, requests.CompactVersion, requires=ANYONE)
    def take_back_consent(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _version(tx, actor, compacts.take_back(tx, actor, request))

    @query(requests.CompactQuery, requests.Compact, requires=ANYONE)
    def compact(self, session: Session, actor: Actor, request: Answer) -> Answer:
        day = request["day"] or district.day_of(utc_now())
        return compacts.compact(session, actor, request["place"], day)


def _version(tx: Transaction, actor: Actor, row: CompactVersionRow) -> Answer:
    tx.session.flush()
    return compacts.shown(tx.session, actor, [row])[0]
