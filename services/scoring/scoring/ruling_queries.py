"""What was ruled about records, as of now or of a past moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .explanations import MOST_RULINGS
from .models import RulingRow
from .rulings import Ruling

RULINGS: sa.Table = RulingRow.__table__  # type: ignore[assignment]

_COLUMNS = [RULINGS.c[name] for name in Ruling._fields]

Held = dict[tuple[str, str], Ruling]
"""By kind and id of the record."""


_STEPS = (
    sa.select(RULINGS)
    .where(RULINGS.c.volunteer_id.in_(sa.bindparam("who", expanding=True, type_=RULINGS.c.volunteer_id.type)))
    .order_by(RULINGS.c.told_at, RULINGS.c.record_id, RULINGS.c.version)
)
_STEPS_AS_KNOWN = _STEPS.where(RULINGS.c.told_at <= sa.bindparam("known_at", type_=RULINGS.c.told_at.type))
# Put together once: that costs more than to execute them.


def steps(session: Session, volunteer_ids: Sequence[str], known_at: datetime | None = None) -> Sequence[Any]:
    """Every ruling about the volunteers' records, the earliest first, as known at a moment (None: now)."""
    if known_at is None:
        return session.execute(_STEPS, {"who": volunteer_ids}).all()
    return session.execute(_STEPS_AS_KNOWN, {"who": volunteer_ids, "known_at": known_at}).all()


def in_force(session: Session, volunteer_ids: Sequence[str], known_at: datetime | None = None) -> Held:
    """The last ruling about each record of the volunteers, as known at a moment (None: now)."""
    return held(steps(session, volunteer_ids, known_at))


def held(steps: Sequence[Any]) -> Held:
    """The last of the `steps` about each record."""
    by_version = sorted(steps, key=attrgetter("version"))
    return {(row.kind, row.record_id): Ruling(*(getattr(row, name) for name in Ruling._fields)) for row in by_version}


def last(session: Session, kind: str, record_id: str) -> Ruling | None:
    """The last ruling about a record."""
    return next(iter(latest(session, kind, record_id)), None)


def latest(session: Session, kind: str, record_id: str) -> list[Ruling]:
    """The last two rulings about a record, the last one first."""
    those = sa.select(*_COLUMNS).where(RULINGS.c.kind == kind, RULINGS.c.record_id == record_id)
    return [Ruling(*row) for row in session.execute(those.order_by(RULINGS.c.version.desc()).limit(2))]


def ruled_among(kind: str, record_ids: Sequence[str]) -> Any:
    """Those of the records about which anything was ruled: a statement."""
    return sa.select(RULINGS.c.record_id).where(RULINGS.c.kind == kind, RULINGS.c.record_id.in_(record_ids))


def shown(steps: Sequence[Any], first: date, last: date) -> dict[str, list[dict[str, Any]]]:
    """The `steps` about each volunteer's records from day `first` to `last`, as
    `contracts.requests.scoring.RecordRuling` has them; of each volunteer the latest."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in steps:
        if not first <= row.day <= last:
            continue
        names = ("kind", "record_id", "ruling", "counts", "minutes")
        item = {name: getattr(row, name) for name in names}
        item |= {"at": row.told_at, "event": row.event_id, "doubts": row.doubts or []}
        found.setdefault(row.volunteer_id, []).append(item)
    return {volunteer_id: theirs[-MOST_RULINGS:] for volunteer_id, theirs in found.items()}
