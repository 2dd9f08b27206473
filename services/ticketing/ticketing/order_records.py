"""What belongs to needs as orders: read for them, and shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import DeclinedAssignmentRow, HelperRow, OfferedToRow, Record, SquadSummonsRow

_NEWEST_DECLINED = 1000


def gather(session: Session, records: Mapping[str, Record]) -> None:
    """Read to whom the needs of `records` are offered, who helps in the present round, which assignments were declined
    and which squads summoned."""
    offered = sa.select(OfferedToRow).where(OfferedToRow.need_id.in_(records)).order_by(OfferedToRow.volunteer_id)
    for volunteer in session.scalars(offered):
        records[volunteer.need_id].offered_to.append(volunteer)
    helping = sa.select(HelperRow).where(HelperRow.need_id.in_(records), HelperRow.left_at.is_(None))
    for helper in session.scalars(helping.order_by(HelperRow.joined_at, HelperRow.service_id)):
        if helper.round == records[helper.need_id].need.round:
            records[helper.need_id].helpers.append(helper)
    declined = sa.select(DeclinedAssignmentRow).where(DeclinedAssignmentRow.need_id.in_(records))
    for one in session.scalars(declined.order_by(DeclinedAssignmentRow.declined_id)):
        records[one.need_id].declined.append(one)
    summoned = sa.select(SquadSummonsRow).where(SquadSummonsRow.need_id.in_(records))
    for squad in session.scalars(summoned.order_by(SquadSummonsRow.summons_id)):
        records[squad.need_id].squads.append(squad)


def inside(record: Record) -> dict[str, Any]:
    """What those concerned with the need see."""
    return {
        "helpers": [
            {name: getattr(row, name) for name in ("volunteer_id", "way", "joined_at", "minutes")}
            for row in record.helpers
        ],
        "squads": [_squad(row) for row in record.squads],
    }


def for_workers(record: Record) -> dict[str, Any]:
    """What workers of the community alone see."""
    shown = ("volunteer_id", "round", "declined_at", "reason", "words")
    return {
        "offered_to": [row.volunteer_id for row in record.offered_to],
        "offered_until": record.need.offered_until,
        "declined_assignments": [
            {name: getattr(row, name) for name in shown} for row in record.declined[-_NEWEST_DECLINED:]
        ],
    }


def summons_state(row: SquadSummonsRow) -> str:
    """One of `contracts.vocabulary.SUMMONS_STATES`."""
    if row.ended_at is not None:
        return "ended"
    if row.call_out_id is not None:
        return "called_out"
    return "summoned" if row.fault is None else "not_called_out"


def _squad(row: SquadSummonsRow) -> dict[str, Any]:
    shown = ("summons_id", "team", "summoned_at", "respond_within", "call_out_id", "called", "called_at", "ended_at")
    return {**{name: getattr(row, name) for name in (*shown, "fault")}, "state": summons_state(row)}
