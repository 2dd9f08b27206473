"""Sums of volunteers counted anew from the facts, where adding to them would not do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert

from . import sums
from .clauses import Sums
from .ledger import VOLUNTEER_COLUMNS, VOLUNTEER_YEARS, YEAR


def recount(session: Session, volunteer_ids: Collection[str]) -> Sequence[Any]:
    """Set the sums of all years of the volunteers to what the facts say, and rulings about them; returns the rows as
    they now stand, locked."""
    people = sorted(volunteer_ids)
    if not people:
        return []
    theirs = VOLUNTEER_YEARS.c.volunteer_id.in_(people)
    there = session.execute(sa.select(*(VOLUNTEER_YEARS.c[name] for name in YEAR)).where(theirs))
    keys = sorted({*((row.volunteer_id, row.year) for row in there), *sums.by_year(session, people)})
    # Every row has to be there to be locked; a batch in hand adds to it after us, or was committed before we count.
    insert_new(session, VOLUNTEER_YEARS, Rows(YEAR, keys), YEAR)
    locked = sa.select(VOLUNTEER_YEARS.c.year).where(theirs)
    session.execute(locked.order_by(*VOLUNTEER_YEARS.primary_key).with_for_update()).all()
    counted = sums.by_year(session, people)
    rows = [(*key, *counted.get(key, Sums())) for key in keys]
    return upsert(
        session,
        VOLUNTEER_YEARS,
        Rows((*YEAR, *Sums._fields), rows),
        YEAR,
        set=Sums._fields,
        returning=VOLUNTEER_COLUMNS,
    )
