"""What may be asked about daily rolls."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import daily_roll as requests

from .. import daily_roll, roll_days
from ..models import RollReportRow, RollRow
from ..settings import PhoneKey
from .rules import SERVING, WORKER, Answer


class DailyRoll:
    phones = PhoneKey()

    @command(requests.OpenRoll, requests.ChangedRoll, requires=WORKER)
    def open_roll(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return _changed(tx, *daily_roll.open_roll(tx, self.phones, actor, request))

    @command(requests.AddToRoll, requests.ChangedRoll, requires=WORKER)
    def add_to_roll(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _changed(tx, *daily_roll.add(tx, self.phones, actor, request["roll_id"], request["people"]))

    @command(requests.TakeOffRoll, requests.ChangedRoll, requires=WORKER)
    def take_off_roll(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _changed(tx, daily_roll.take_off(tx, actor, request["roll_id"], request["entry_id"]))

    @command(requests.NameCallers, requests.ChangedRoll, requires=WORKER)
    def name_callers(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _changed(tx, daily_roll.name_callers(tx, actor, request["roll_id"], request["callers"]))

    @command(requests.CloseRoll, requests.ChangedRoll, requires=WORKER)
    def close_roll(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _changed(tx, daily_roll.close(tx, actor, request["roll_id"]))

    @command(requests.HeardFrom, requests.Report)
    def heard_from(self, tx: Transaction, actor: Actor, request: Answer) -> RollReportRow:
        return daily_roll.heard_from(tx, actor, request)

    @query(requests.RollsQuery, requests.Rolls, requires=SERVING)
    def rolls(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": roll_days.rolls(session, actor, request["community"], request["closed"])}

    @query(requests.RollQuery, requests.RollDay, requires=SERVING)
    def roll_day(self, session: Session, actor: Actor, request: Answer) -> Answer:
        roll = daily_roll.found(session, request["roll_id"])
        today = district.day_of(utc_now())
        return roll_days.on_day(session, self.phones, actor, roll, request["day"], today)

    @every(seconds=5)
    def tell_silence(self, tx: Transaction) -> None:
        daily_roll.tell_silence(tx)


def _changed(tx: Transaction, roll: RollRow, entry_ids: list[str] | None = None) -> Answer:
    # The answer to a command is kept for when it is asked again, and nobody on a roll is named in the clear.
    tx.session.flush()
    return {**roll_days.shown(tx.session, [roll])[0], "entry_ids": entry_ids or []}
