"""What may be asked about one-to-one pairing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import pairings as requests

from .. import pairings
from ..models import PairingRow
from ..settings import PhoneKey
from .rules import SERVING, WORKER, Answer


class Pairings:
    phones = PhoneKey()

    @command(requests.Pair, requests.Pairing, requires=WORKER)
    def pair(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return _kept(tx, pairings.pair(tx, self.phones, actor, request))

    @command(requests.LogContact, requests.Pairing, requires=SERVING)
    def log_contact(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _kept(tx, pairings.log_contact(tx, self.phones, actor, request))

    @command(requests.EndPairing, requests.Pairing, requires=WORKER)
    def end_pairing(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _kept(tx, pairings.end(tx, self.phones, actor, request["pairing_id"], request["reason"]))

    @query(requests.PairingsQuery, requests.Pairings, requires=SERVING)
    def pairings(self, session: Session, actor: Actor, request: Answer) -> Answer:
        today = district.day_of(utc_now())
        rows, next_cursor = pairings.page(session, actor, today, request)
        return {"items": pairings.readable(session, self.phones, rows, today), "next_cursor": next_cursor}

    @query(requests.PairingQuery, requests.PairingInFull, requires=SERVING)
    def pairing(self, session: Session, actor: Actor, request: Answer) -> Answer:
        today = district.day_of(utc_now())
        return pairings.in_full(session, self.phones, actor, request["pairing_id"], today)

    @every(seconds=5)
    def tell_lapsed_pairings(self, tx: Transaction) -> None:
        pairings.tell_lapsed(tx)


def _kept(tx: Transaction, row: PairingRow) -> Answer:
    # The answer to a command is kept for when it is asked again, and nothing of the served is kept in the clear.
    tx.session.flush()
    return pairings.shown(tx.session, [row], district.day_of(tx.now))[0]
