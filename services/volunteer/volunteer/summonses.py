"""Emergency squads that are summoned to needs: each is called out, or it is told why not."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chassis import Transaction
from contracts import Envelope
from contracts.events import SquadSummoned, SquadSummonsRefused

from . import call_outs
from .models import CallOutRow, PlaceRow, TeamRow

SQUAD = "emergency_squad"


def answer(tx: Transaction, events: Sequence[Envelope]) -> None:
    """Call the squad of each summons out, once, or tell why it cannot be."""
    told = [(envelope.data, envelope) for envelope in events if isinstance(envelope.data, SquadSummoned)]
    # Teams are locked in the order of their codes, as everywhere.
    for summons, envelope in sorted(told, key=lambda one: one[0].team):
        _answer(tx, summons, envelope)


def _answer(tx: Transaction, summons: SquadSummoned, envelope: Envelope) -> None:
    team = tx.session.get(TeamRow, summons.team, with_for_update=True)
    known = sa.select(CallOutRow.call_out_id).where(CallOutRow.summons_id == summons.summons_id)
    if tx.session.scalar(known) is not None:
        return
    called = call_outs.members_called(tx.session, team) if team is not None else []
    fault = refusal(team.kind if team is not None else None, bool(called), team is not None and _is_out(tx, team))
    if team is None or fault is not None:
        refused = SquadSummonsRefused(
            community=summons.community,
            sequence=1,
            summons_id=summons.summons_id,
            need_id=summons.need_id,
            team=summons.team,
            reason=fault or "unknown_team",
        )
        tx.emit(refused, envelope)
        return
    request = {
        "team": team.code,
        "reason": summons.number,
        "where": _where(tx, summons),
        "respond_within": summons.respond_within,
        "drill": False,
        "need_id": summons.need_id,
        "summons_id": summons.summons_id,
    }
    call_outs.begin(tx, team, called, summons.summoned_by, request, envelope)


def refusal(kind: str | None, has_members: bool, is_out: bool) -> str | None:
    """Why a team of this kind (None: there is no such team) cannot be called out to a need
    (`contracts.vocabulary.SUMMONS_FAULTS`). A drill keeps no squad from a need."""
    if kind is None:
        return "unknown_team"
    if kind != SQUAD:
        return "not_a_squad"
    if not has_members:
        return "no_members"
    return "call_out_running" if is_out else None


def _is_out(tx: Transaction, team: TeamRow) -> bool:
    going_on = (CallOutRow.team == team.code, CallOutRow.ended_at.is_(None), CallOutRow.drill.is_(False))
    return tx.session.scalar(sa.select(CallOutRow.call_out_id).where(*going_on).limit(1)) is not None


def _where(tx: Transaction, summons: SquadSummoned) -> str:
    """Where the need is, as far as events tell: the name of the building, or of the community."""
    names = []
    for code in (summons.community, summons.building):
        place = tx.session.get(PlaceRow, code) if code is not None else None
        if place is not None:
            names.append(place.name)
    return " ".join(names) or summons.community
