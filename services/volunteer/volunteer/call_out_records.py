"""What is shown of call-outs: who answered when and who has not, and who was there at each roll call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor
from chassis.refusals import Forbidden, Invalid

from . import call_outs, members, procedures, queries, response_times
from .models import CalledRow, CallOutRow, ProcedureRow, ResponseRow, RollCallRow


def page(
    session: Session, actor: Actor, code: str, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of a squad's call-outs, the latest first, and the cursor of the next page, for who stands in the squad
    or works in its community. Raises `NotFound`, `Forbidden`, and `Invalid` for a cursor that no page gave."""
    procedures.require_part(session, actor, members.found(session, code))
    found = sa.select(CallOutRow).where(CallOutRow.team == code)
    if cursor is not None:
        before = session.get(CallOutRow, cursor)
        if before is None or before.team != code:
            raise Invalid({"cursor": ["unknown"]})
        earlier = CallOutRow.called_at < before.called_at
        at_once = (CallOutRow.called_at == before.called_at) & (CallOutRow.call_out_id < before.call_out_id)
        found = found.where(earlier | at_once)
    ordered = found.order_by(CallOutRow.called_at.desc(), CallOutRow.call_out_id.desc())
    rows = list(session.scalars(ordered.limit(limit + 1)))
    return shown(session, rows[:limit]), rows[limit - 1].call_out_id if len(rows) > limit else None


def shown(session: Session, rows: Sequence[CallOutRow]) -> list[dict[str, Any]]:
    """Call-outs with how many each called."""
    counted = (
        sa.select(CalledRow.call_out_id, sa.func.count().label("called"))
        .where(CalledRow.call_out_id.in_([row.call_out_id for row in rows]))
        .group_by(CalledRow.call_out_id)
    )
    counts = {row.call_out_id: row.called for row in session.execute(counted)}
    return [{**_columns(row), "called": counts.get(row.call_out_id, 0)} for row in rows]


def in_full(session: Session, actor: Actor, row: CallOutRow) -> dict[str, Any]:
    """A call-out with the people whom the actor may see: all for who may call the roll, oneself for who was called.
    Raises `Forbidden`."""
    called = call_outs.called_by(session, row.call_out_id)
    sees_all = members.leads(session, actor, members.found(session, row.team))
    if not sees_all and actor.volunteer_id not in called:
        raise Forbidden("not_your_team", team=row.team)
    first, last = _answers(session, row.call_out_id)
    seen = called if sees_all else [one for one in called if one == actor.volunteer_id]
    names = queries.names(session, seen)
    [answer] = shown(session, [row])
    version = row.procedure_version
    procedure = session.get(ProcedureRow, (row.team, version)) if version is not None else None
    answered_at = {one: response.answered_at for one, response in first.items()}
    return {
        **answer,
        "steps": procedure.steps if procedure is not None else [],
        "half_answered": response_times.half_answered(len(called), row.called_at, answered_at.values()),
        "members": [_member(row, one, names.get(one), first.get(one), last.get(one)) for one in seen],
        "unanswered": [one for one in seen if one not in first],
        "roll_calls": [_roll_call(roll_call, seen, sees_all) for roll_call in _roll_calls(session, row.call_out_id)],
    }


def _answers(session: Session, call_out_id: str) -> tuple[dict[str, ResponseRow], dict[str, ResponseRow]]:
    """The first and the last answer of each who answered."""
    first: dict[str, ResponseRow] = {}
    last: dict[str, ResponseRow] = {}
    found = sa.select(ResponseRow).where(ResponseRow.call_out_id == call_out_id).order_by(ResponseRow.number)
    for response in session.scalars(found):
        first.setdefault(response.volunteer_id, response)
        last[response.volunteer_id] = response
    return first, last


def _member(
    row: CallOutRow, volunteer_id: str, name: str | None, first: ResponseRow | None, last: ResponseRow | None
) -> dict[str, Any]:
    if first is None or last is None:
        answer: dict[str, Any] = dict.fromkeys(("answer", "minutes", "answered_at", "in_time"))
    else:
        in_time = response_times.in_time(row.called_at, row.respond_within, first.answered_at)
        answer = {
            "answer": last.answer,
            "minutes": last.minutes,
            "answered_at": first.answered_at,
            "in_time": in_time,
        }
    return {"volunteer_id": volunteer_id, "name": name, **answer}


def _roll_calls(session: Session, call_out_id: str) -> list[RollCallRow]:
    found = sa.select(RollCallRow).where(RollCallRow.call_out_id == call_out_id)
    return list(session.scalars(found.order_by(RollCallRow.taken_at, RollCallRow.roll_call_id)))


def _roll_call(roll_call: RollCallRow, seen: list[str], sees_all: bool) -> dict[str, Any]:
    return {
        "roll_call_id": roll_call.roll_call_id,
        "taken_at": roll_call.taken_at,
        "present": [one for one in roll_call.present if sees_all or one in seen],
        "absent": [one for one in seen if one not in roll_call.present],
    }


def _columns(row: CallOutRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SHOWN}


_SHOWN = (
    "call_out_id",
    "team",
    "community",
    "reason",
    "where",
    "respond_within",
    "drill",
    "called_at",
    "ended_at",
    "need_id",
)
