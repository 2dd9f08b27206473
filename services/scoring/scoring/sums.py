"""The sums of volunteers as facts tell them: of any days, and as they were known at any moment.

The sums kept in `volunteer_years` are quicker and say the same of whole years as they are known now.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contracts import district

from . import records, ruling_queries, rulings
from .clauses import Sums, added
from .models import CompletedService, RatedService, Record, RecordVersion
from .records import Version

Key = TypeVar("Key", bound=Hashable)


class Days(NamedTuple):
    """From the district's day `first` to `last`, both within."""

    first: date
    last: date

    @classmethod
    def of_year(cls, year: int) -> Days:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """When they begin (within them) and end (no longer within)."""
        return district.midnight(self.first), district.midnight(self.last + timedelta(days=1))


class Fact(NamedTuple):
    """What one event adds to the sums of a volunteer, on the day it counts for."""

    volunteer_id: str
    day: date
    adds: Sums
    kind: str
    event_id: str


def by_year(session: Session, volunteer_ids: Sequence[str]) -> dict[tuple[str, int], Sums]:
    """The sums of each of the volunteers' years that has any."""
    return _grouped(facts(session, volunteer_ids), lambda fact: (fact.volunteer_id, fact.day.year))


def within(
    session: Session, volunteer_ids: Sequence[str], days: Days | None, known_at: datetime | None = None
) -> dict[str, Sums]:
    """Each volunteer's sums of these `days` (None: of all time), as known at a moment (None: now)."""
    found = _grouped(facts(session, volunteer_ids, days, known_at), lambda fact: fact.volunteer_id)
    return dict.fromkeys(volunteer_ids, Sums()) | found


def facts(
    session: Session, volunteer_ids: Sequence[str], days: Days | None = None, known_at: datetime | None = None
) -> Iterator[Fact]:
    """All that counts for the volunteers on these `days`, as known at a moment."""
    ruled = ruling_queries.in_force(session, volunteer_ids, known_at)
    for row in _services(session, CompletedService, CompletedService.minutes, volunteer_ids, days, known_at):
        adds = rulings.of_service(Sums(services=1, minutes=row[2]), ruled.get((rulings.SERVICE, row[4])))
        if adds.services:
            yield Fact(row[0], district.day_of(row[1]), adds, "services", row[3])
    for row in _services(session, RatedService, RatedService.stars, volunteer_ids, days, known_at):
        adds = rulings.of_service(Sums(ratings=1, rating_stars=row[2]), ruled.get((rulings.RATING, row[4])))
        if adds.ratings:
            yield Fact(row[0], district.day_of(row[1]), adds, "ratings", row[3])
    for told, event_id in _versions(session, volunteer_ids, known_at):
        version = rulings.of_version(told, ruled.get(told[:2]))
        if version.day is not None and (days is None or days.first <= version.day <= days.last):
            added_by = records.adds(version)
            if any(added_by):
                yield Fact(version.volunteer_id, version.day, added_by, version.kind, event_id)


def _services(
    session: Session,
    table: Any,
    number: Any,
    volunteer_ids: Sequence[str],
    days: Days | None,
    known_at: datetime | None,
) -> Iterable[Any]:
    query = sa.select(table.provider, table.completed_at, number, table.event_id, table.service_id).where(
        table.provider.in_(volunteer_ids), table.provider_kind == "volunteer"
    )
    if days is not None:
        begins, ends = days.moments
        query = query.where(table.completed_at >= begins, table.completed_at < ends)
    if known_at is not None:
        query = query.where(table.told_at <= known_at)
    return session.execute(query)


def _versions(
    session: Session, volunteer_ids: Sequence[str], known_at: datetime | None
) -> Iterator[tuple[Version, str]]:
    """Each record that is one of the volunteers', as its last version known at a moment says."""
    columns = [getattr(RecordVersion, name) for name in Version._fields]
    same = sa.and_(RecordVersion.kind == Record.kind, RecordVersion.record_id == Record.record_id)
    if known_at is None:
        query = sa.select(*columns, RecordVersion.event_id).join(
            Record, sa.and_(same, RecordVersion.version == Record.version)
        )
        for row in session.execute(query.where(Record.volunteer_id.in_(volunteer_ids))):
            yield Version(*row[:-1]), row[-1]
        return
    theirs = sa.select(RecordVersion.kind, RecordVersion.record_id).where(RecordVersion.volunteer_id.in_(volunteer_ids))
    query = (
        sa.select(*columns, RecordVersion.event_id)
        .where(sa.tuple_(RecordVersion.kind, RecordVersion.record_id).in_(theirs), RecordVersion.told_at <= known_at)
        .order_by(RecordVersion.version)
    )
    last = {row[:2]: row for row in session.execute(query)}
    for row in last.values():
        if row.volunteer_id in volunteer_ids:
            yield Version(*row[:-1]), row[-1]


def _grouped(found: Iterable[Fact], key: Callable[[Fact], Key]) -> dict[Key, Sums]:
    groups: dict[Key, list[Sums]] = {}
    for fact in found:
        groups.setdefault(key(fact), []).append(fact.adds)
    return {name: added(parts) for name, parts in groups.items()}
