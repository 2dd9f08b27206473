"""What may be asked about stations, their six haves, their duty roster and the five-minute circle."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts.requests import stations as requests

from .. import roster, stations
from ..models import StationRow
from .rules import WORKER, Answer


class Stations:
    @command(requests.RegisterStation, requests.StationRecord, requires=WORKER)
    def register_station(self, tx: Transaction, actor: Actor, request: Answer) -> StationRow:
        require_worker(actor, request["community"])
        return stations.register(tx, request)

    @command(requests.CheckStation, requests.Station, requires=WORKER)
    def check_station(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        station = stations.check(tx, actor, request)
        tx.session.flush()
        return stations.shown(tx.session, [station], tx.now)[0]

    @command(requests.RosterDuty, requests.RosteredDuty)
    def roster_duty(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        station = stations.found(tx.session, request["station"])
        return stations.duties_shown(tx.session, [roster.put_on(tx, actor, station, request)])[0]

    @command(requests.CancelDuty, requests.RosteredDuty)
    def cancel_duty(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return stations.duties_shown(tx.session, [roster.cancel(tx, actor, request["duty_id"])])[0]

    @query(requests.StationsQuery, requests.Stations)
    def stations(self, session: Session, actor: Actor, request: Answer) -> Answer:
        of_community = stations.of_community(session, request["community"])
        return {"items": stations.shown(session, of_community, utc_now())}

    @query(requests.CircleQuery, requests.FiveMinuteCircle)
    def five_minute_circle(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return stations.five_minute_circle(session, request["community"])
