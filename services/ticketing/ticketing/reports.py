"""A need as somebody reports it: numbered, with its history begun, told of."""

from __future__ import annotations

from typing import Any

from chassis import Actor, Transaction

from . import lifecycle, numbers, queries
from .case import Case
from .models import NeedRow
from .relations import is_volunteer, officer_of


def report(tx: Transaction, actor: Actor, facts: dict[str, Any]) -> Case:
    """The case of a need that `actor` reports now; `facts`: the columns that were asked for, already checked."""
    series = numbers.series(facts["community"], tx.now)
    need = NeedRow(
        **facts,
        need_id=tx.new_id(),
        number=numbers.number(*series, queries.next_count(tx.session, *series)),
        state=lifecycle.FIRST,
        reporter=actor.person_id,
        reporter_volunteer=actor.volunteer_id if is_volunteer(actor) else None,
        reporter_organisation=officer_of(actor),
        round=1,
        version=0,
        reported_at=tx.now,
        updated_at=tx.now,
    )
    return Case.new(tx, actor, need)
