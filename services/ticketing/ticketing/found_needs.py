"""Needs that nobody reported: what volunteers found on visits and patrols, as the volunteer service tells it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chassis import Actor, Transaction
from contracts import Envelope
from contracts.events import NeedFound

from . import lifecycle, numbers, queries
from .case import Case
from .models import NeedRow


def open_all(tx: Transaction, events: Sequence[Envelope]) -> None:
    """Open a need for each, under the id that it was told with, once.

    Community and building are taken as told: places are the volunteer service's own, and the copy of one may come later
    than what was found there.
    """
    told = [envelope for envelope in events if isinstance(envelope.data, NeedFound)]
    named = sa.select(NeedRow.need_id).where(NeedRow.need_id.in_({envelope.data.subject for envelope in told}))
    opened = set(tx.session.scalars(named))
    for envelope in told:
        if envelope.data.subject not in opened:
            opened.add(envelope.data.subject)
            _open(tx, envelope)


def _open(tx: Transaction, envelope: Envelope) -> None:
    found = envelope.data
    assert isinstance(found, NeedFound)
    finder = Actor(found.reporter, roles=frozenset({"volunteer"}), volunteer_id=found.volunteer_id)
    series = numbers.series(found.community, envelope.time)
    need = NeedRow(
        need_id=found.need_id,
        number=numbers.number(*series, queries.next_count(tx.session, *series)),
        community=found.community,
        building=found.building,
        kind=found.kind,
        urgency=found.urgency,
        description="",
        origin_kind=found.origin,
        origin_id=found.origin_id,
        state=lifecycle.FIRST,
        reporter=found.reporter,
        reporter_volunteer=found.volunteer_id,
        round=1,
        version=0,
        reported_at=envelope.time,
        updated_at=tx.now,
    )
    Case.new(tx, finder, need, cause=envelope)
