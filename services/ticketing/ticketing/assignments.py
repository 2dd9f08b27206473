"""Assignments that volunteers do not accept: why, for the workers, and the need is offered again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid
from contracts import vocabulary
from contracts.events import AssignmentDeclined

from . import offers
from .case import Case
from .models import DeclinedAssignmentRow


def decline(case: Case, reason: str, words: str | None) -> None:
    """The actor does not accept the need that a worker assigned. Raises as `Case.may`, and `Invalid` for another reason
    without words."""
    case.may("decline_assignment")
    if reason == "other_reason" and words is None:
        raise Invalid({"words": ["required"]})
    case.take("decline_assignment")
    need = case.need
    row = DeclinedAssignmentRow(
        declined_id=case.tx.new_id(),
        need_id=need.need_id,
        volunteer_id=str(need.provider),
        round=need.round,
        declined_at=case.tx.now,
        reason=reason,
        words=words,
    )
    case.tx.session.add(row)
    case.record.declined.append(row)
    case.release()
    case.tell(AssignmentDeclined, volunteer_id=row.volunteer_id, reason=reason)
    offers.tell(case)


def declined(session: Session, needs: sa.Select[Any]) -> dict[str, int]:
    """How many assignments of the needs were declined, by reason."""
    counted = (
        sa.select(DeclinedAssignmentRow.reason, sa.func.count())
        .where(DeclinedAssignmentRow.need_id.in_(needs))
        .group_by(DeclinedAssignmentRow.reason)
    )
    counts = dict(session.execute(counted).all())
    return {reason: counts.get(reason, 0) for reason in vocabulary.DECLINE_REASONS}
