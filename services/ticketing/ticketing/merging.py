"""One need for what was reported twice: the other keeps its number, which leads to the one that remains."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from chassis import Actor, Transaction
from chassis.refusals import Invalid
from contracts import vocabulary
from contracts.events import NeedMerged

from . import following, lifecycle, queries, timekeeping
from .case import Case
from .models import NeedRow


def merge(tx: Transaction, actor: Actor, request: dict[str, Any]) -> Case:
    """Merge a need into another, with whoever reported or follows it, its clock where that is due earlier, and the
    level that it has gone up to. Raises as `Case.may` does, and `Invalid` (in ``into``) for a need that nothing can be
    merged into."""
    merged, remaining = _locked(tx, actor, request["need_id"], request["into"])
    merged.may("merge")
    fault = _fault(merged.need, remaining.need if remaining else None)
    if fault or remaining is None:
        raise Invalid({"into": [fault]})
    timekeeping.take_over(tx, remaining.record, merged.record)
    _bring_along(merged, remaining)
    merged.need.merged_into = remaining.need.need_id
    merged.record.merged_into = remaining.need
    merged.take("merge", request["reason"])
    told = {"into": remaining.need.need_id, "urgency": remaining.need.urgency}
    merged.tell(NeedMerged, **told, reporter=merged.need.reporter)
    return merged


def _locked(tx: Transaction, actor: Actor, need_id: str, into: str) -> tuple[Case, Case | None]:
    """Both needs, the second if there is such a one; in one order for all, so that of two who merge the same needs
    crosswise neither waits for the other without end. Raises `NotFound` for the first."""
    known = set(tx.session.scalars(sa.select(NeedRow.need_id).where(NeedRow.need_id == into)))
    records = {one: queries.whole(tx.session, one, lock=True) for one in sorted({need_id} | known)}
    return Case(tx, records[need_id], actor), Case(tx, records[into], actor) if into in records else None


def _fault(merged: NeedRow, remaining: NeedRow | None) -> str | None:
    """Why the one cannot be merged into the other. A need that was triaged has its time to answer, which one that was
    not does not have yet."""
    if remaining is None:
        return "unknown"
    if remaining is merged:
        return "same_record"
    if remaining.community != merged.community:
        return "wrong_community"
    if remaining.state not in lifecycle.OPEN:
        return "need_not_open"
    if remaining.state == lifecycle.FIRST != merged.state:
        return "not_triaged"
    return None


def _bring_along(merged: Case, remaining: Case) -> None:
    concerned = {merged.need.reporter, *(row.person_id for row in merged.record.followers)}
    known = {remaining.need.reporter, *(row.person_id for row in remaining.record.followers)}
    for person_id in sorted(concerned - known):
        following.add(remaining, person_id)
    levels = vocabulary.NEED_LEVELS
    while levels.index(remaining.need.level) < levels.index(merged.need.level):
        remaining.raise_up(way="by_hand")
