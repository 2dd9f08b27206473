"""Calling emergency squads out: who is called, what they answer, and who is there when the roll is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import Envelope
from contracts.events import CallOutEnded, SquadCalledOut

from . import members, naming, procedures, volunteers
from .models import CalledRow, CallOutRow, MemberRow, ResponseRow, RollCallRow, TeamRow


def call_out(tx: Transaction, actor: Actor, request: dict[str, Any]) -> CallOutRow:
    """Call out all who stand in a squad. Raises `NotFound`, `Forbidden`; `Conflict`: ``not_a_squad``,
    ``no_members``."""
    team = members.locked(tx.session, request["team"])
    access.require_worker(actor, team.community)
    procedures.require_squad(team)
    called = members_called(tx.session, team)
    if not called:
        raise Conflict("no_members")
    return begin(tx, team, called, actor.person_id, request)


def members_called(session: Session, team: TeamRow) -> list[str]:
    """Whom a call-out of the team calls."""
    return list(session.scalars(sa.select(MemberRow.volunteer_id).where(MemberRow.team == team.code)))


def begin(
    tx: Transaction,
    team: TeamRow,
    called: Sequence[str],
    called_by: str,
    request: Mapping[str, Any],
    cause: Envelope | None = None,
) -> CallOutRow:
    """Call these members of a squad, which is locked, out. `request`: what `contracts.requests.squads.CallOut` tells,
    and where the squad was summoned to a need, `need_id` and `summons_id`; `cause`: the event that led to it."""
    procedure = procedures.holds(tx.session, team.code)
    row = CallOutRow(
        **request,
        call_out_id=tx.new_id(),
        community=team.community,
        procedure_version=procedure.version if procedure is not None else None,
        called_by=called_by,
        called_at=tx.now,
        ended_by=None,
        ended_at=None,
        sequence=1,
    )
    tx.session.add(row)
    tx.session.flush()
    tx.session.add_all(CalledRow(call_out_id=row.call_out_id, volunteer_id=one) for one in called)
    tx.emit(
        SquadCalledOut(
            community=row.community,
            sequence=1,
            call_out_id=row.call_out_id,
            team=row.team,
            drill=row.drill,
            called=sorted(called),
            need_id=row.need_id,
            summons_id=row.summons_id,
        ),
        cause,
    )
    return row


def respond(tx: Transaction, actor: Actor, request: dict[str, Any]) -> CallOutRow:
    """Take an answer, one's own or by a worker a member's; the same as the last changes nothing.

    Raises `NotFound`, `Forbidden`; `Invalid`: ``required``, ``not_allowed`` (minutes of who is not coming);
    `Conflict`: ``call_out_ended``, ``not_called``.
    """
    call_out_id, answer, minutes = request["call_out_id"], request["answer"], request["minutes"]
    if answer == "coming" and minutes is None:
        raise Invalid({"minutes": ["required"]})
    if answer == "not_coming" and minutes is not None:
        raise Invalid({"minutes": ["not_allowed"]})
    volunteer = volunteers.meant(tx.session, actor, found(tx.session, call_out_id).community, request["volunteer"])
    row = _locked(tx.session, call_out_id)
    if tx.session.get(CalledRow, (call_out_id, volunteer.volunteer_id)) is None:
        raise Conflict("not_called")
    _require_going_on(row)
    earlier = sa.select(ResponseRow).where(
        ResponseRow.call_out_id == call_out_id, ResponseRow.volunteer_id == volunteer.volunteer_id
    )
    last = tx.session.scalars(earlier.order_by(ResponseRow.number.desc()).limit(1)).first()
    if last is None or (last.answer, last.minutes) != (answer, minutes):
        tx.session.add(
            ResponseRow(
                call_out_id=call_out_id,
                volunteer_id=volunteer.volunteer_id,
                number=1 if last is None else last.number + 1,
                answer=answer,
                minutes=minutes,
                answered_at=tx.now,
                recorded_by=actor.person_id,
            )
        )
        tx.session.flush()
    return row


def call_roll(tx: Transaction, actor: Actor, request: dict[str, Any]) -> CallOutRow:
    """Record who is, or at a time of the call-out was, there: by a worker, the leader or a deputy.

    Raises `NotFound`, `Forbidden`; `Invalid`: ``not_called`` (nor in the squad), ``not_during_call_out``;
    `Conflict` ``call_out_ended`` where no time is said.
    """
    row = _locked(tx.session, request["call_out_id"])
    members.require_leading(tx.session, actor, members.found(tx.session, row.team))
    taken_at = request["taken_at"]
    if taken_at is None:
        _require_going_on(row)
        taken_at = tx.now
    elif not row.called_at <= taken_at <= (row.ended_at or tx.now):
        raise Invalid({"taken_at": ["not_during_call_out"]})
    names = request["present"]
    ids, wrong = naming.find_all(tx.session, row.community, names, withdrawn=True)
    in_squad = sa.select(MemberRow.volunteer_id).where(MemberRow.team == row.team)
    known = {*called_by(tx.session, row.call_out_id), *tx.session.scalars(in_squad)}
    faults = {position: ["not_called"] for position, one in enumerate(ids) if position in wrong or one not in known}
    if faults:
        raise Invalid({"present": faults})
    tx.session.add(
        RollCallRow(
            roll_call_id=tx.new_id(),
            call_out_id=row.call_out_id,
            taken_at=taken_at,
            present=list(dict.fromkeys(ids)),
            recorded_by=actor.person_id,
            recorded_at=tx.now,
        )
    )
    tx.session.flush()
    return row


def end(tx: Transaction, actor: Actor, call_out_id: str) -> CallOutRow:
    """End a call-out. Raises `NotFound`, `Forbidden`; `Conflict` ``call_out_ended``."""
    row = _locked(tx.session, call_out_id)
    access.require_worker(actor, row.community)
    _require_going_on(row)
    row.ended_at, row.ended_by = tx.now, actor.person_id
    row.sequence += 1
    tx.emit(
        CallOutEnded(
            community=row.community,
            sequence=row.sequence,
            call_out_id=row.call_out_id,
            team=row.team,
            drill=row.drill,
            need_id=row.need_id,
            summons_id=row.summons_id,
        )
    )
    return row


def found(session: Session, call_out_id: str) -> CallOutRow:
    """The call-out. Raises `NotFound`."""
    return _known(session.get(CallOutRow, call_out_id), call_out_id)


def called_by(session: Session, call_out_id: str) -> list[str]:
    """Whom a call-out called."""
    wanted = sa.select(CalledRow.volunteer_id).where(CalledRow.call_out_id == call_out_id)
    return list(session.scalars(wanted.order_by(CalledRow.volunteer_id)))


def _locked(session: Session, call_out_id: str) -> CallOutRow:
    return _known(session.get(CallOutRow, call_out_id, with_for_update=True), call_out_id)


def _require_going_on(row: CallOutRow) -> None:
    if row.ended_at is not None:
        raise Conflict("call_out_ended")


def _known(row: CallOutRow | None, call_out_id: str) -> CallOutRow:
    if row is None:
        raise NotFound(what="call_out", id=call_out_id)
    return row
