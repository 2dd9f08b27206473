"""What was ruled about records, as of now or of a past moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
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


def in_force(session: Session, volunteer_ids: Sequence[str], known_at: datetime | None = None) -> Held:
    """The last ruling about each record of the volunteers, as known at a moment (None: now)."""
    query = sa.select(*_COLUMNS).where(RULINGS.c.volunteer_id.in_(volunteer_ids))
    if known_at is not None:
        query = query.where(RULINGS.c.told_at <= known_at)
    return {(row.kind, row.record_id): Ruling(*row) for row in session.execute(query.order_by(RULINGS.c.version))}


def last(session: Session, kind: str, record_id: str) -> Ruling | None:
    """The last ruling about a record."""
    return next(iter(latest(session, kind, record_id)), None)


def latest(session: Session, kind: str, record_id: str) -> list[Ruling]:
    """The last two rulings about a record, the last one first."""
    those = sa.select(*_COLUMNS).where(RULINGS.c.kind == kind, RULINGS.c.record_id == record_id)
    return [Ruling(*row) for row in session.execute(those.order_by(RULINGS.c.version.desc()).limit(2))]


def counting(counts: bool) -> Any:
    """Kind and id of the records that by the last ruling about them do count, or do not: for a statement."""
    return _holding(RULINGS.c.kind, RULINGS.c.record_id).where(RULINGS.c.counts.is_(counts))


def left_out(kind: str) -> Any:
    """The ids of the records of a kind that by the last ruling about them do not count: for a statement."""
    return _holding(RULINGS.c.record_id).where(RULINGS.c.kind == kind, RULINGS.c.counts.is_(False))


def ruled_among(kind: str, record_ids: Sequence[str]) -> Any:
    """Those of the records about which anything was ruled: a statement."""
    return sa.select(RULINGS.c.record_id).where(RULINGS.c.kind == kind, RULINGS.c.record_id.in_(record_ids))


def _holding(*columns: Any) -> sa.Select[Any]:
    later = RULINGS.alias("later")
    same = later.c.kind == RULINGS.c.kind, later.c.record_id == RULINGS.c.record_id
    return sa.select(*columns).where(~sa.exists().where(*same, later.c.version > RULINGS.c.version))


def shown(
    session: Session, volunteer_ids: Sequence[str], first: Any, last: Any, known_at: datetime | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Every step about each volunteer's records from day `first` to `last`, the earliest first, as
    `contracts.requests.scoring.RecordRuling` has it; of each volunteer the latest."""
    query = sa.select(RULINGS).where(
        RULINGS.c.volunteer_id.in_(volunteer_ids), RULINGS.c.day >= first, RULINGS.c.day <= last
    )
    if known_at is not None:
        query = query.where(RULINGS.c.told_at <= known_at)
    found: dict[str, list[dict[str, Any]]] = {}
    order = RULINGS.c.told_at, RULINGS.c.record_id, RULINGS.c.version
    for row in session.execute(query.order_by(*order)):
        names = ("kind", "record_id", "ruling", "counts", "minutes")
        item = {name: getattr(row, name) for name in names}
        item |= {"at": row.told_at, "event": row.event_id, "doubts": row.doubts or []}
        found.setdefault(row.volunteer_id, []).append(item)
    return {volunteer_id: steps[-MOST_RULINGS:] for volunteer_id, steps in found.items()}
