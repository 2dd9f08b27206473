"""Volunteers who were registered twice: what was told of one record belongs to the other.

Facts are moved and the sums of both counted anew. What comes later under the old id is found by its sums, so nothing
has to be looked up for each service that is taken in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new
from contracts import Envelope

from . import recounting
from .clauses import Sums
from .ledger import COMPLETED, RATED, SERVED_IN, VOLUNTEER_YEARS, Touched
from .models import MergedVolunteer
from .record_ledger import RECORDS, VERSIONS
from .ruling_queries import RULINGS

MERGED: sa.Table = MergedVolunteer.__table__  # type: ignore[assignment]

AT_ONCE = 100


def merge(session: Session, envelopes: Iterable[Envelope]) -> Touched:
    """Move what is kept under the ids that `VolunteerMerged` events say name nobody any more."""
    told: dict[str, Envelope] = {}
    for envelope in envelopes:
        told.setdefault(envelope.data.volunteer_id, envelope)  # type: ignore[attr-defined]
    rows = [(old, envelope.data.into) for old, envelope in told.items()]  # type: ignore[attr-defined]
    insert_new(session, MERGED, Rows(("volunteer_id", "into"), rows), ["volunteer_id"])
    ends = targets(session)
    causes = {who: envelope for old, envelope in told.items() for who in (old, ends[old])}
    moved = [row for old in sorted(told) for row in _move(session, old, ends[old])]
    return Touched(_last(moved), [], causes)


def move_latecomers(session: Session) -> Touched:
    """Move what came under old ids after their merging; a part of it at a time."""
    some = sa.or_(*(VOLUNTEER_YEARS.c[name] != 0 for name in Sums._fields))
    late = sa.select(MERGED.c.volunteer_id).join(
        VOLUNTEER_YEARS, VOLUNTEER_YEARS.c.volunteer_id == MERGED.c.volunteer_id
    )
    found = session.scalars(late.where(some).distinct().order_by(MERGED.c.volunteer_id).limit(AT_ONCE)).all()
    ends = targets(session) if found else {}
    return Touched(_last([row for old in found for row in _move(session, old, ends[old])]), [], {})


def move_facts(session: Session) -> None:
    """Move all facts told under old ids, and leave the sums to whoever counts them next."""
    for old, new in targets(session).items():
        _move_facts(session, old, new)


def targets(session: Session) -> Mapping[str, str]:
    """For each old id the one that stands at the end of its chain of merges."""
    into: dict[str, str] = {row.volunteer_id: row.into for row in session.execute(sa.select(MERGED))}
    ends: dict[str, str] = {}
    for old in into:
        passed, end = {old}, into[old]
        while end in into and end not in passed:
            passed.add(end)
            end = into[end]
        ends[old] = end
    return ends


def _move(session: Session, old: str, new: str) -> Sequence[Any]:
    """Returns the rows of both as they now stand, locked."""
    _move_facts(session, old, new)
    return recounting.recount(session, (old, new))


def _move_facts(session: Session, old: str, new: str) -> None:
    for table in (COMPLETED, RATED):
        theirs = table.c.provider == old, table.c.provider_kind == "volunteer"
        session.execute(table.update().where(*theirs).values(provider=new))
    for table in (RECORDS, VERSIONS, RULINGS):
        session.execute(table.update().where(table.c.volunteer_id == old).values(volunteer_id=new))
    served = sa.select(SERVED_IN.c.community, SERVED_IN.c.year).where(SERVED_IN.c.volunteer_id == old)
    rows = [(community, year, new) for community, year in session.execute(served)]
    insert_new(
        session, SERVED_IN, Rows(("community", "year", "volunteer_id"), rows), ["community", "year", "volunteer_id"]
    )
    session.execute(SERVED_IN.delete().where(SERVED_IN.c.volunteer_id == old))


def _last(rows: Iterable[Any]) -> list[Any]:
    """Of rows that were returned several times the last."""
    return list({(row.volunteer_id, row.year): row for row in rows}.values())
