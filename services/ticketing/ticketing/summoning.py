"""Whistling departments to a need: who may be summoned, and by when each must report in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chassis import days_off
from chassis.refusals import Invalid
from contracts import district
from contracts.events import WhistleBlown

from . import deadlines, queries, time_limits, views
from .case import Case
from .models import WhistleRow


def check(case: Case, departments: Sequence[str], field: str) -> None:
    """Raises `Invalid` (in `field`) for what is no department, and `Conflict` ``already_whistled`` for one that owes an
    answer already."""
    faults = queries.department_faults(case.tx.session, departments)
    if faults:
        raise Invalid({field: faults if field == "departments" else faults["0"]})
    summoned = [code for code in departments if views.unanswered(case.record, code)]
    if summoned:
        raise case.conflict("already_whistled", departments=summoned)


def deadline(case: Case, asked: datetime | None) -> datetime:
    """By when a department whistled now must have reported in: as `asked`, or by the policy. Raises `Invalid` (in
    ``report_in_by``)."""
    now = case.tx.now
    policy = time_limits.own().on(district.day_of(now), case.need.community)
    limit = policy.limits[time_limits.REPORT_IN, case.need.urgency]
    try:
        return deadlines.report_in_by(limit, now, days_off.kind_of, asked)
    except deadlines.WrongDeadline as wrong:
        raise Invalid({"report_in_by": [wrong.code]}) from None


def summon(
    case: Case,
    department: str,
    report_in_by: datetime,
    *,
    purpose: str = "summons",
    lead: bool = False,
    asked_by: str | None = None,
    reason: str | None = None,
) -> None:
    """Whistle one department, checked before."""
    need = case.need
    whistle = WhistleRow(
        whistle_id=case.tx.new_id(),
        need_id=need.need_id,
        community=need.community,
        department=department,
        blown_at=case.tx.now,
        report_in_by=report_in_by,
        purpose=purpose,
        lead=lead,
        asked_by=asked_by,
        reason=reason,
    )
    case.tx.session.add(whistle)
    case.record.whistles.insert(0, whistle)
    case.tell(
        WhistleBlown,
        whistle_id=whistle.whistle_id,
        department=department,
        report_in_by=report_in_by,
        purpose=purpose,
        lead=lead,
    )
