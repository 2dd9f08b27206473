"""What may be asked about who lives in one household."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import require_worker
from contracts.requests import households as requests

from .. import households
from .rules import WORKER, Answer


class Households:
    @command(requests.RecordHousehold, requests.RecordedHousehold, requires=WORKER)
    def record_household(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return households.record(tx, actor, request)

    @command(requests.ChangeHousehold, requests.RecordedHousehold, requires=WORKER)
    def change_household(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return households.change(tx, actor, **request)

    @query(requests.VolunteerHouseholdQuery, requests.VolunteerHousehold)
    def volunteer_household(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"household": households.of_volunteer(session, actor, request["volunteer_id"])}
