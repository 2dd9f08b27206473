"""What may be asked about emergency squads: response procedures, call-outs, answers and roll calls."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from contracts.requests import squads as requests

from .. import call_out_records, call_outs, procedures
from ..models import CallOutRow, ProcedureRow
from .rules import WORKER, Answer


class Squads:
    @command(requests.DecideProcedure, requests.Procedure, requires=WORKER)
    def decide_procedure(self, tx: Transaction, actor: Actor, request: Answer) -> ProcedureRow:
        return procedures.decide(tx, actor, request["team"], request["steps"])

    @query(requests.ProceduresQuery, requests.Procedures)
    def procedures(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": procedures.versions(session, actor, request["team"])}

    @command(requests.CallOut, requests.CallOutShown, requires=WORKER)
    def call_out(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _shown(tx, call_outs.call_out(tx, actor, request))

    @command(requests.RespondToCallOut, requests.CallOutInFull)
    def respond_to_call_out(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return call_out_records.in_full(tx.session, actor, call_outs.respond(tx, actor, request))

    @command(requests.CallRoll, requests.CallOutInFull)
    def call_roll(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return call_out_records.in_full(tx.session, actor, call_outs.call_roll(tx, actor, request))

    @command(requests.EndCallOut, requests.CallOutShown, requires=WORKER)
    def end_call_out(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _shown(tx, call_outs.end(tx, actor, request["call_out_id"]))

    @query(requests.CallOutsQuery, requests.CallOuts)
    def call_outs(self, session: Session, actor: Actor, request: Answer) -> Answer:
        items, next_cursor = call_out_records.page(session, actor, request["team"], request["limit"], request["cursor"])
        return {"items": items, "next_cursor": next_cursor}

    @query(requests.CallOutQuery, requests.CallOutInFull)
    def call_out_record(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return call_out_records.in_full(session, actor, call_outs.found(session, request["call_out_id"]))


def _shown(tx: Transaction, row: CallOutRow) -> Answer:
    tx.session.flush()
    return call_out_records.shown(tx.session, [row])[0]
