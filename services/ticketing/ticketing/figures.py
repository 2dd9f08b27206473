"""Figures of needs: how many, how they ended, how many in one go (一次办好), how many in time, and what was said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contracts import district, vocabulary

from . import assignments
from .levels import FIRST
from .lifecycle import LAPSED
from .models import CallBackRow, ClockRow, NeedRow, StepRow
from .time_limits import ANSWER, DISPATCH

SERVED = ("confirmed", "closed")
NOT_IN_ONE_GO = ("hand_back", "dispute", "reopen")
"""Steps after which a need was not served in one go, whatever came of it."""


def reckon(session: Session, communities: list[str] | None, first_day: date, last_day: date) -> dict[str, Any]:
    """Of the needs reported on these days of the district's, in `communities` or in all."""
    asked = [
        NeedRow.reported_at >= district.midnight(first_day),
        NeedRow.reported_at < district.midnight(last_day + timedelta(days=1)),
    ]
    if communities is not None:
        asked.append(NeedRow.community.in_(communities))
    states = dict(
        session.execute(sa.select(NeedRow.state, sa.func.count()).where(*asked).group_by(NeedRow.state)).all()
    )
    again = sa.select(StepRow.need_id).where(StepRow.need_id == NeedRow.need_id, StepRow.action.in_(NOT_IN_ONE_GO))
    at_once = sa.select(sa.func.count()).where(*asked, NeedRow.state.in_(SERVED), ~again.exists())
    raised = sa.select(sa.func.count()).where(*asked, NeedRow.level != FIRST)
    needs = sa.select(NeedRow.need_id).where(*asked)
    handed_back = sa.select(sa.func.count()).where(StepRow.need_id.in_(needs), StepRow.action == "hand_back")
    served = sum(states.get(state, 0) for state in SERVED)
    lapsed = {state: states.get(state, 0) for state in LAPSED}
    return {
        "reported": sum(states.values()),
        "open": sum(states.values()) - served - sum(lapsed.values()),
        "served": served,
        "in_one_go": session.scalar(at_once),
        **lapsed,
        "raised": session.scalar(raised),
        "handed_back": session.scalar(handed_back),
        "assignments_declined": assignments.declined(session, needs),
        "dispatched": _in_time(session, needs, DISPATCH),
        "answered": _in_time(session, needs, ANSWER),
        "call_backs": _call_backs(session, needs),
    }


def _in_time(session: Session, needs: sa.Select[Any], kind: str) -> dict[str, int]:
    query = (
        sa.select(ClockRow.in_time, sa.func.count())
        .where(ClockRow.need_id.in_(needs), ClockRow.kind == kind, ClockRow.in_time.is_not(None))
        .group_by(ClockRow.in_time)
    )
    counted = dict(session.execute(query).all())
    return {"in_time": counted.get(True, 0), "late": counted.get(False, 0)}


def _call_backs(session: Session, needs: sa.Select[Any]) -> dict[str, int]:
    def count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count().filter(*conditions)

    query = sa.select(
        count(CallBackRow.failure.is_(None)).label("made"),
        count(CallBackRow.failure.is_not(None)).label("failed"),
        count(CallBackRow.contacted.is_(True)).label("contacted"),
        count(CallBackRow.resolved.is_(True)).label("resolved"),
        *(count(CallBackRow.satisfaction == one).label(one) for one in vocabulary.SATISFACTIONS),
    ).where(CallBackRow.need_id.in_(needs))
    return dict(session.execute(query).one()._mapping)
