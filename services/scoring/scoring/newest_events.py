"""The events behind what is counted, the newest of each kind: statements put together once, which costs more than to
execute them."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .explanations import MOST_EVENTS, Behind


def facts(whose: sa.Column[Any], kind: str, which: Any) -> sa.Select[Any]:
    """Those facts of the table of `whose` that `which` holds of, by whose they are."""
    table = whose.table
    same = {"partition_by": whose, "order_by": (table.c.completed_at.desc(), table.c.service_id.desc())}
    return numbered(whose, sa.literal_column(f"'{kind}'"), table.c.event_id, same).where(
        among(whose),
        table.c.completed_at >= sa.bindparam("begins", type_=table.c.completed_at.type),
        table.c.completed_at < sa.bindparam("ends", type_=table.c.completed_at.type),
        which,
    )


def among(who: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return who.in_(sa.bindparam("who", expanding=True, type_=who.type))


def numbered(who: Any, kind: Any, event_id: Any, same: dict[str, Any]) -> sa.Select[Any]:
    """Events, the `place` of each among the `same`, and how many these are."""
    place = sa.func.row_number().over(**same).label("place")
    total = sa.func.count().over(partition_by=same["partition_by"]).label("total")
    return sa.select(who.label("who"), kind.label("kind"), event_id, place, total)


def behind(*numbered: sa.Select[Any]) -> sa.Select[Any]:
    """The newest events of all that `numbered` gives."""
    who, kind, event_id, place, total = sa.union_all(*numbered).subquery().c
    return sa.select(who, kind, event_id, total).where(place <= MOST_EVENTS).order_by(who, kind, place)


def newest(session: Session, behind: sa.Select[Any], asked: dict[str, Any]) -> dict[str, dict[str, Behind]]:
    """The newest events by whom they are about and their kind."""
    found: dict[str, dict[str, Behind]] = defaultdict(dict)
    for (who, kind), rows in groupby(session.execute(behind, asked).all(), itemgetter(0, 1)):
        theirs = list(rows)
        found[who][kind] = Behind(tuple(row[2] for row in theirs), theirs[0][3])
    return found
