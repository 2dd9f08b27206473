"""Whether two databases of scoring are equal, byte for byte, and where not."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..appraisal import Counts
from ..clauses import Sums
from ..ledger import POINTS_DUE, VOLUNTEER_YEARS

FETCHED_AT_ONCE = 5_000
DIFFERENCES_SHOWN = 5
SUMS_OF = {"volunteer_years": Sums._fields, "department_quarters": Counts._fields}
DECIDED = ("policy", "rated_on")

ReadRows = sa.Select[Any]


class Side(NamedTuple):
    """One table as it stands: its rows, and the SHA-256 of all of them in the order of their keys."""

    rows: int
    digest: str


class Compared(NamedTuple):
    """A table on both sides, and the keys of the first rows that only one side has, or has so."""

    table: str
    live: Side
    rebuilt: Side
    differing: tuple[str, ...]

    @property
    def equal(self) -> bool:
        return self.live == self.rebuilt


def compare(
    session: Session, rebuilt: sa.Table, live: sa.Table, queues: Sequence[str], frozen: Collection[int]
) -> Compared:
    """Compare a table. Of an inbox, only which subscription (of `queues`) has which event: the rest is when it came. Of
    volunteers' years and departments' quarters, those that say anything: one whose facts were all taken back, and of
    which nothing was ever announced, is as if it had never been there. Whose points are due follows from the postings,
    which are not rebuilt; and by what a year that is `frozen` was rated stands with its final ratings, which are not
    rebuilt either.
    """
    ours, theirs = (_rows(table, queues, frozen) for table in (rebuilt, live))
    sides = Compared(rebuilt.name, _side(session, theirs), _side(session, ours), ())
    if sides.equal:
        return sides
    return sides._replace(differing=_differing(session, [column.name for column in rebuilt.primary_key], ours, theirs))


def _rows(table: sa.Table, queues: Sequence[str], frozen: Collection[int]) -> ReadRows:
    if table.name in SUMS_OF:
        said: list[Any] = [column for column in table.columns if column.name != POINTS_DUE]
        if table.name == VOLUNTEER_YEARS.name:
            open_yet = table.c.year.not_in(frozen)
            said = [sa.case((open_yet, one)).label(one.name) if one.name in DECIDED else one for one in said]
        return sa.select(*said).where(sa.or_(*(table.c[name] != 0 for name in (*SUMS_OF[table.name], "version"))))
    if table.name != "inbox":
        return sa.select(table)
    return sa.select(table.c.subscription, table.c.event_id).where(table.c.subscription.in_(queues))


def _side(session: Session, rows: ReadRows) -> Side:
    table = rows.get_final_froms()[0]
    ordered = rows.order_by(*table.primary_key).execution_options(yield_per=FETCHED_AT_ONCE)
    digest, number = hashlib.sha256(), 0
    for part in session.execute(ordered).partitions():
        number += len(part)
        digest.update("".join(f"{tuple(row)!r}\n" for row in part).encode())
    return Side(number, digest.hexdigest())


def _differing(session: Session, key: Sequence[str], ours: ReadRows, theirs: ReadRows) -> tuple[str, ...]:
    keys: set[str] = set()
    for one, other in ((ours, theirs), (theirs, ours)):
        only = sa.except_(one, other).subquery()
        query = sa.select(*(only.c[name] for name in key)).order_by(*(only.c[name] for name in key))
        found = session.execute(query.limit(DIFFERENCES_SHOWN))
        keys.update(" ".join(map(str, row)) for row in found)
    return tuple(sorted(keys)[:DIFFERENCES_SHOWN])
