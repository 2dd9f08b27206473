"""Records of volunteers into tables and sums, as `ledger` enters services.

Of a record the highest version counts; what a lower one added is taken back when a higher one comes, and one that
comes too late adds nothing. Every version stays, with the event that told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert
from contracts import Envelope

from . import records
from .clauses import Sums
from .ledger import Touched, add_to_volunteers
from .models import Record, RecordVersion
from .records import Version

RECORDS: sa.Table = Record.__table__  # type: ignore[assignment]
VERSIONS: sa.Table = RecordVersion.__table__  # type: ignore[assignment]

_KEY = ("kind", "record_id")
VERSIONS_KEY = (*_KEY, "version")
_SAID = ("version", "volunteer_id", "day", "minutes", "counts", "community")
OF_RECORDS = tuple(name for name in Sums._fields if name not in Sums._fields[:4])


def record(session: Session, envelopes: Iterable[Envelope]) -> Touched:
    """Enter what the events of `records.TOLD_BY` say."""
    newest: dict[tuple[str, str], tuple[Version, Envelope]] = {}
    told: dict[tuple[str, str, int], tuple[Any, ...]] = {}
    for envelope in envelopes:
        version = records.read(envelope)
        key = version[:2]
        told.setdefault(version[:3], (*version, envelope.id, envelope.time))
        if key not in newest or newest[key][0].version < version.version:
            newest[key] = version, envelope
    insert_new(session, VERSIONS, Rows((*Version._fields, "event_id", "told_at"), list(told.values())), VERSIONS_KEY)
    deltas: dict[tuple[str, int], Sums] = {}
    causes: dict[str, Envelope] = {}
    changed: list[tuple[Any, ...]] = []
    for before in _locked(session, [version for version, _ in newest.values()]):
        after, envelope = newest[before[:2]]
        if after.version <= before.version:
            continue
        changed.append(tuple(after))
        for version, sign in ((before, -1), (after, 1)):
            added = records.adds(version)
            if version.day is not None and any(added):
                year = version.volunteer_id, version.day.year
                deltas[year] = Sums(*(a + sign * b for a, b in zip(deltas.get(year, Sums()), added, strict=True)))
                causes[version.volunteer_id] = envelope
    upsert(session, RECORDS, Rows(Version._fields, changed), _KEY, set=_SAID)
    return Touched(add_to_volunteers(session, _of_records(deltas), OF_RECORDS), [], causes)


def _of_records(deltas: Mapping[tuple[str, int], Sums]) -> dict[tuple[str, int], tuple[int, ...]]:
    return {key: tuple(getattr(sums, name) for name in OF_RECORDS) for key, sums in deltas.items() if any(sums)}


def _locked(session: Session, versions: list[Version]) -> list[Version]:
    """The records as they stand, locked; one never heard of before stands at a version below any."""
    unheard = [version._replace(version=-1, day=None, minutes=0, counts=False) for version in versions]
    insert_new(session, RECORDS, Rows(Version._fields, [tuple(one) for one in unheard]), _KEY)
    wanted = {(version.kind, version.record_id) for version in versions}
    columns = [RECORDS.c[name] for name in Version._fields]
    found = []
    for kind in sorted({kind for kind, _ in wanted}):
        ids = [record_id for of_kind, record_id in wanted if of_kind == kind]
        query = sa.select(*columns).where(RECORDS.c.kind == kind, RECORDS.c.record_id.in_(ids))
        found += [Version(*row) for row in session.execute(query.order_by(RECORDS.c.record_id).with_for_update())]
    return found
