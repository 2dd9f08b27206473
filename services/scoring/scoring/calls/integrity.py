"""What may be asked about ratings that were set aside, and about appeals against single records."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import ANYONE, require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import integrity as requests

from .. import announcements, rating_checks, record_appeals
from .rules import VOLUNTEER, WORKER, Answer


class Integrity:
    @every(seconds=1)
    def look_at_ratings(self, tx: Transaction) -> None:
        announcements.announce(tx, rating_checks.look(tx))

    @query(requests.RatingDoubtsQuery, requests.RatingDoubts, requires=WORKER)
    def rating_doubts(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return rating_checks.page(session, request["community"], request["state"], request)

    @command(requests.DecideRatingDoubt, requests.RatingDoubt, requires=WORKER)
    def decide_rating_doubt(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        row, touched = rating_checks.decide(tx, actor, **request)
        announcements.announce(tx, touched)
        return rating_checks.shown(tx.session, row)

    @command(requests.FileRecordAppeal, requests.RecordAppeal, requires=VOLUNTEER)
    def file_record_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        row, touched = record_appeals.file(tx, actor, **request)
        announcements.announce(tx, touched)
        return record_appeals.shown(row, district.day_of(tx.now))

    @command(requests.DecideRecordAppeal, requests.RecordAppeal, requires=WORKER)
    def decide_record_appeal(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        row, touched = record_appeals.decide(tx, actor, request)
        announcements.announce(tx, touched)
        return record_appeals.shown(row, district.day_of(tx.now))

    @query(requests.RecordAppealsQuery, requests.RecordAppeals, requires=ANYONE)
    def record_appeals(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return record_appeals.page(session, actor, request, district.day_of(utc_now()))
