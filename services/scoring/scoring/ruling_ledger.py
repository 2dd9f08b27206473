"""Rulings about records, kept and told, and the sums that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.sql import Rows, insert_new
from contracts import Envelope, district
from contracts.events import RecordRuled
from contracts.vocabulary import DISTRICT

from . import points_earning, queries, raters, recounting, ruling_queries, rulings
from .clauses import Sums
from .ledger import COMPLETED, RATED, Touched
from .record_ledger import RECORDS
from .records import Version
from .ruling_queries import RULINGS
from .rulings import Counting, Ruling

_TABLES = {rulings.RATING: RATED, rulings.SERVICE: COMPLETED}
_NAMES = (*Ruling._fields, "version", "doubts", "event_id", "told_at")


class Found(NamedTuple):
    """A record of a volunteer, and how it counts by the last ruling about it (`ruling`)."""

    kind: str
    record_id: str
    volunteer_id: str
    day: Any
    version: int | None
    counting: Counting
    ruling: Ruling | None

    def ruled(self, ruling: str, counts: bool | None, minutes: int | None = None) -> Ruling:
        """The record ruled to count so."""
        return Ruling(self.kind, self.record_id, self.volunteer_id, ruling, self.day, counts, minutes, self.version)


def find(session: Session, kind: str, record_id: str) -> Found | None:
    """A volunteer's record, locked: whoever rules about it waits for whoever does."""
    if kind in _TABLES:
        return _find_service(session, kind, record_id)
    query = sa.select(*(RECORDS.c[name] for name in Version._fields))
    row = session.execute(
        query.where(RECORDS.c.kind == kind, RECORDS.c.record_id == record_id).with_for_update()
    ).first()
    if row is None:
        return None
    told = Version(*row)
    ruling = ruling_queries.last(session, kind, record_id)
    counted = rulings.of_version(told, ruling)
    minutes = counted.minutes if kind in rulings.WITH_MINUTES else None
    day = counted.day or (ruling.day if ruling else None)
    if day is None:
        return None
    return Found(kind, record_id, told.volunteer_id, day, told.version, Counting(counted.counts, minutes), ruling)


def _find_service(session: Session, kind: str, service_id: str) -> Found | None:
    table = _TABLES[kind]
    mine = table.c.service_id == service_id, table.c.provider_kind == "volunteer"
    row = session.execute(sa.select(table).where(*mine).with_for_update()).first()
    if row is None:
        return None
    ruling = ruling_queries.last(session, kind, service_id)
    adds = Sums(ratings=1) if kind == rulings.RATING else Sums(services=1, minutes=row.minutes)
    counted = rulings.of_service(adds, ruling)
    if kind == rulings.RATING:
        counting = Counting(counted.ratings == 1, stars=row.stars)
    else:
        minutes = row.minutes if ruling is None or ruling.minutes is None else ruling.minutes
        counting = Counting(counted.services == 1, minutes)
    return Found(kind, service_id, row.provider, district.day_of(row.completed_at), None, counting, ruling)


def rule(tx: Transaction, ruled: Sequence[Ruling], doubts: Sequence[Sequence[str]] = ()) -> Touched:
    """Keep and tell rulings, and count what follows; `doubts`: for each why it was set aside."""
    versions = _versions(tx.session, [one.record_id for one in ruled])
    communities = queries.communities_of(tx.session, [one.volunteer_id for one in ruled])
    rows = []
    for place, one in enumerate(ruled):
        versions[one.record_id] = version = versions.get(one.record_id, 0) + 1
        why = list(doubts[place]) if doubts else None
        event = RecordRuled(
            community=communities.get(one.volunteer_id, DISTRICT), sequence=version, doubts=why, **one._asdict()
        )
        rows.append((*one, version, why, tx.emit(event), tx.now))
    insert_new(tx.session, RULINGS, Rows(_NAMES, rows), ("kind", "record_id", "version"))
    return count(tx.session, {one.volunteer_id for one in ruled})


def count(session: Session, volunteer_ids: Collection[str]) -> Touched:
    """Count the sums of volunteers anew, with what was ruled about their records; points follow."""
    rows = recounting.recount(session, volunteer_ids)
    points_earning.note(session, rows)
    return Touched(rows, [], {})


def keep(session: Session, records: Collection[str], touched: Touched) -> Touched:
    """What was touched by news of `records` (ids), counted with the rulings about these."""
    if not records:
        return touched
    whose = sa.select(RULINGS.c.volunteer_id).where(RULINGS.c.record_id.in_(records)).distinct()
    people = set(session.scalars(whose))
    if not people:
        return touched
    counted = recounting.recount(session, people)
    others = [row for row in touched.volunteers if row.volunteer_id not in people]
    return touched._replace(volunteers=[*others, *counted])


def enter(session: Session, envelopes: Iterable[Envelope]) -> list[str]:
    """Keep rulings that were told by scoring itself; returns the ids of their records."""
    rows: list[tuple[Any, ...]] = []
    for envelope in envelopes:
        event: Any = envelope.data
        if isinstance(event, RecordRuled):
            ruled = tuple(getattr(event, name) for name in Ruling._fields)
            rows.append((*ruled, event.sequence, event.doubts, envelope.id, envelope.time))
    place = _NAMES.index("volunteer_id")
    stands = raters.standing_for(session, {row[place] for row in rows})
    rows = [(*row[:place], stands[row[place]], *row[place + 1 :]) for row in rows]
    distinct = {(row[0], row[1], row[_NAMES.index("version")]): row for row in rows}
    insert_new(session, RULINGS, Rows(_NAMES, list(distinct.values())), ("kind", "record_id", "version"))
    return [row[1] for row in rows]


def _versions(session: Session, record_ids: Sequence[str]) -> dict[str, int]:
    query = sa.select(RULINGS.c.record_id, sa.func.max(RULINGS.c.version)).where(RULINGS.c.record_id.in_(record_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(RULINGS.c.record_id))}
