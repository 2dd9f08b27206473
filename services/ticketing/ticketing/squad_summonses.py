"""Emergency squads summoned to needs: who may be, and what the volunteer service, which calls them out, tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis import Transaction
from chassis.refusals import Invalid
from contracts import Envelope
from contracts.events import CallOutEnded, SquadCalledOut, SquadSummoned, SquadSummonsRefused

from . import order_records
from .case import Case
from .models import SquadSummonsRow, TeamRow

SQUAD = "emergency_squad"


def summon(case: Case, code: str, respond_within: int) -> None:
    """Have the squad called out to the need. Raises as `Case.may`; `Invalid` (in ``team``): ``unknown``,
    ``not_a_squad``, ``wrong_community``; `Conflict` ``already_summoned``."""
    assert case.actor is not None
    case.may("summon_squad")
    fault = _fault(case, case.tx.session.get(TeamRow, code))
    if fault is not None:
        raise Invalid({"team": [fault]})
    if any(row.team == code and order_records.summons_state(row) in _GOING_ON for row in case.record.squads):
        raise case.conflict("already_summoned", team=code)
    case.take("summon_squad")
    need = case.need
    row = SquadSummonsRow(
        summons_id=case.tx.new_id(),
        need_id=need.need_id,
        team=code,
        summoned_by=case.actor.person_id,
        summoned_at=case.tx.now,
        respond_within=respond_within,
    )
    case.tx.session.add(row)
    case.record.squads.append(row)
    case.tell(
        SquadSummoned,
        summons_id=row.summons_id,
        number=need.number,
        team=code,
        summoned_by=row.summoned_by,
        respond_within=respond_within,
        building=need.building,
    )


def keep_answers(tx: Transaction, events: Sequence[Envelope]) -> None:
    """Keep what became of squads that were summoned; call-outs that nobody summoned from here are passed over."""
    told: dict[str, list[Any]] = {}
    for envelope in events:
        summons_id = envelope.data.summons_id  # type: ignore[attr-defined]
        if summons_id is not None:
            told.setdefault(summons_id, []).append(envelope)
    query = sa.select(SquadSummonsRow).where(SquadSummonsRow.summons_id.in_(told))
    for row in tx.session.scalars(query.order_by(SquadSummonsRow.summons_id).with_for_update()):
        for envelope in told[row.summons_id]:
            _keep(row, envelope)


def _keep(row: SquadSummonsRow, envelope: Envelope) -> None:
    match envelope.data:
        case SquadCalledOut(call_out_id=call_out_id, called=called):
            row.call_out_id, row.called, row.called_at = call_out_id, len(called or ()), envelope.time
        case CallOutEnded(call_out_id=call_out_id):
            row.call_out_id, row.ended_at = call_out_id, envelope.time
        case SquadSummonsRefused(reason=fault):
            row.fault = fault


def _fault(case: Case, team: TeamRow | None) -> str | None:
    """A squad of the need's community may be summoned, any other one by who works in its community too."""
    assert case.actor is not None
    if team is None:
        return "unknown"
    if team.kind != SQUAD:
        return "not_a_squad"
    near = team.community == case.need.community or case.actor.works_in(team.community)
    return None if near else "wrong_community"


_GOING_ON = ("summoned", "called_out")
