"""What may be asked about one person's records: verified, merged, taken away, erased."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from contracts.requests import personal_data as requests
from contracts.requests.volunteer import Volunteer

from .. import erasure, merges, own_data, verification
from ..settings import PhoneKey
from .people import kept
from .rules import WORKER, Answer


class PersonalData:
    phones = PhoneKey()

    @command(requests.VerifyVolunteer, Volunteer, requires=WORKER)
    def verify_volunteer(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return kept(tx.session, verification.verify(tx, actor, request["volunteer_id"]))

    @command(requests.MergeVolunteers, Volunteer, requires=WORKER)
    def merge_volunteers(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return kept(tx.session, merges.merge(tx, actor, request["kept"], request["merged"], request["reason"]))

    @command(requests.EraseVolunteer, Volunteer)
    def erase_volunteer(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return kept(tx.session, erasure.erase(tx, actor, **request))

    @query(requests.OwnDataQuery, requests.OwnData)
    def own_data(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return own_data.own_data(session, self.phones, actor, request["volunteer_id"])
