"""What is read from the ledger: sums, counts, who is on which board, and the events behind a rating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import appraisal, periods
from .appraisal import Counts
from .clauses import Sums
from .explanations import MOST_EVENTS, NO_EVENTS, Behind
from .models import (
    Community,
    CompletedService,
    DepartmentQuarter,
    Organisation,
    RatedService,
    Record,
    RecordVersion,
    ServedIn,
    StarClosing,
    Volunteer,
    VolunteerYear,
    Whistle,
)
from .sums import Days

VOLUNTEERS: sa.Table = Volunteer.__table__  # type: ignore[assignment]
YEARS: sa.Table = VolunteerYear.__table__  # type: ignore[assignment]
SERVED_IN: sa.Table = ServedIn.__table__  # type: ignore[assignment]
RECORDS: sa.Table = Record.__table__  # type: ignore[assignment]
VERSIONS: sa.Table = RecordVersion.__table__  # type: ignore[assignment]
CLOSINGS: sa.Table = StarClosing.__table__  # type: ignore[assignment]

_SUMS = [YEARS.c[name] for name in Sums._fields]
_NOTHING = Sums()


class KnownVolunteer(NamedTuple):
    """`community`: None while it is not known; `sums`: of one year; `closing`: the state of that year's close, None
    where it has not begun."""

    community: str | None
    sums: Sums
    closing: str | None


def _known_volunteer() -> sa.Select[Any]:
    one = sa.select(sa.bindparam("volunteer_id", type_=VOLUNTEERS.c.volunteer_id.type).label("volunteer_id")).subquery()
    ever = YEARS.alias()
    year = sa.bindparam("year", type_=sa.Integer)
    return (
        sa.select(VOLUNTEERS.c.community, *_SUMS, CLOSINGS.c.state)
        .select_from(
            one.outerjoin(VOLUNTEERS, VOLUNTEERS.c.volunteer_id == one.c.volunteer_id)
            .outerjoin(YEARS, sa.and_(YEARS.c.volunteer_id == one.c.volunteer_id, YEARS.c.year == year))
            .outerjoin(CLOSINGS, CLOSINGS.c.year == year)
        )
        .where(
            sa.or_(
                VOLUNTEERS.c.volunteer_id.is_not(None),
                sa.exists(sa.select(1).where(ever.c.volunteer_id == one.c.volunteer_id)),
            )
        )
    )


# Statements that every reading of a rating needs are put together once: that costs more than to execute them.
_KNOWN_VOLUNTEER = _known_volunteer()


def known_volunteer(session: Session, volunteer_id: str, year: int) -> KnownVolunteer | None:
    """A volunteer with the sums of a year; None where nobody of that id was registered or served, in any year."""
    row = session.execute(_KNOWN_VOLUNTEER, {"volunteer_id": volunteer_id, "year": year}).one_or_none()
    return None if row is None else KnownVolunteer(row[0], _sums(row[1:-1]), row[-1])


def community_of(session: Session, volunteer_id: str) -> str | None:
    """The community that a volunteer belongs to; None while it is not known."""
    return session.scalar(sa.select(Volunteer.community).where(Volunteer.volunteer_id == volunteer_id))


def communities_of(session: Session, volunteer_ids: Sequence[str]) -> Mapping[str, str]:
    """The communities that volunteers belong to, as far as known."""
    if not volunteer_ids:
        return {}
    query = sa.select(Volunteer.volunteer_id, Volunteer.community).where(Volunteer.volunteer_id.in_(volunteer_ids))
    return {row.volunteer_id: row.community for row in session.execute(query)}


def is_known_volunteer(session: Session, volunteer_id: str) -> bool:
    """Whether the volunteer was registered or served, in any year."""
    return _any(session, Volunteer.volunteer_id == volunteer_id) or _any(
        session, VolunteerYear.volunteer_id == volunteer_id
    )


def is_known_community(session: Session, community: str) -> bool:
    """Whether there is such a community."""
    return any(
        _any(session, column == community) for column in (Community.community, Volunteer.community, ServedIn.community)
    )


def is_known_department(session: Session, department: str) -> bool:
    """Whether it takes or may take part in the appraisal, or was counted already."""
    registered = sa.and_(
        Organisation.organisation == department, sa.or_(Organisation.appraised, Organisation.kind == "department")
    )
    return _any(session, registered) or _any(session, DepartmentQuarter.department == department)


def sums_of(session: Session, volunteer_ids: Sequence[str], year: int) -> dict[str, Sums]:
    """Each volunteer's sums of a year; nothing done in it is sums of nothing."""
    query = sa.select(VolunteerYear.volunteer_id, *_SUMS).where(
        VolunteerYear.volunteer_id.in_(volunteer_ids), VolunteerYear.year == year
    )
    return dict.fromkeys(volunteer_ids, Sums()) | {row[0]: Sums._make(row[1:]) for row in session.execute(query)}


def _on_board() -> sa.Select[Any]:
    community = sa.bindparam("community", type_=VOLUNTEERS.c.community.type)
    year = sa.bindparam("year", type_=sa.Integer)
    members = sa.select(VOLUNTEERS.c.volunteer_id).where(VOLUNTEERS.c.community == community, ~VOLUNTEERS.c.withdrawn)
    served = sa.select(SERVED_IN.c.volunteer_id).where(SERVED_IN.c.community == community, SERVED_IN.c.year == year)
    here = members.union(served).subquery()
    sums = sa.and_(YEARS.c.volunteer_id == here.c[0], YEARS.c.year == year)
    return sa.select(here.c[0], *_SUMS).select_from(here.outerjoin(YEARS, sums))


_ON_BOARD = _on_board()


def on_board(session: Session, community: str, year: int) -> dict[str, Sums]:
    """The sums of everyone on a community's board: the volunteers who belong to it and have not withdrawn, and
    those of anywhere who served in it that year. The sums are of all they did, wherever."""
    rows = session.execute(_ON_BOARD, {"community": community, "year": year})
    return {row[0]: _sums(row[1:]) for row in rows}


def sums_up_to(session: Session, volunteer_ids: Sequence[str], year: int) -> dict[str, Sums]:
    """Each volunteer's sums of all years up to and with this one."""
    totals = [sa.cast(sa.func.sum(column), sa.BigInteger) for column in _SUMS]
    query = (
        sa.select(VolunteerYear.volunteer_id, *totals)
        .where(VolunteerYear.volunteer_id.in_(volunteer_ids), VolunteerYear.year <= year)
        .group_by(VolunteerYear.volunteer_id)
    )
    return dict.fromkeys(volunteer_ids, Sums()) | {row[0]: Sums._make(row[1:]) for row in session.execute(query)}


def behind_stars(session: Session, volunteer_ids: Sequence[str], days: Days) -> dict[str, dict[str, Behind]]:
    """The events behind each volunteer's rating, by what a clause counts."""
    begins, ends = days.moments
    asked = {"who": volunteer_ids, "begins": begins, "ends": ends, "first": days.first, "last": days.last}
    newest = _newest(session, _BEHIND_STARS, asked)
    found: dict[str, dict[str, Behind]] = {}
    for volunteer_id in volunteer_ids:
        theirs = newest.get(volunteer_id, {})
        services, attendance = theirs.get("services", NO_EVENTS), theirs.get("attendance", NO_EVENTS)
        hours = Behind((*services.newest, *attendance.newest)[:MOST_EVENTS], services.total + attendance.total)
        found[volunteer_id] = {**theirs, "hours": hours}
    return found


def counts_of(session: Session, period: str, department: str | None = None) -> dict[str, Counts]:
    """The counts of a period, pooled over its quarters, of one department or of all that take part or were counted."""
    registered = sa.select(Organisation.organisation).where(Organisation.appraised)
    columns = [getattr(DepartmentQuarter, name) for name in Counts._fields]
    counted = sa.select(DepartmentQuarter.department, *columns).where(
        DepartmentQuarter.quarter.in_(periods.quarters_of(period))
    )
    if department is not None:
        registered = registered.where(Organisation.organisation == department)
        counted = counted.where(DepartmentQuarter.department == department)
    quarters: dict[str, list[Counts]] = {code: [] for code in session.scalars(registered)}
    for code, *numbers in session.execute(counted):
        quarters.setdefault(code, []).append(Counts(*numbers))
    return {code: appraisal.pooled(parts) for code, parts in quarters.items()}


def behind_appraisals(
    session: Session, departments: Iterable[str], period: str, counts: Mapping[str, Counts]
) -> dict[str, dict[str, Behind]]:
    """The events behind each department's rates, by clause."""
    codes = list(departments)
    begins, ends = periods.bounds(period)
    ratings = _newest(session, _BEHIND_APPRAISALS, {"who": codes, "begins": begins, "ends": ends})
    answered, unanswered = _newest_whistles(session, codes, period)
    return {
        code: {
            "response": Behind(tuple(answered[code][:MOST_EVENTS]), counts[code].whistles),
            "satisfaction": (
                cases := Behind(
                    (*unanswered[code], *ratings.get(code, {}).get("ratings", NO_EVENTS).newest)[:MOST_EVENTS],
                    counts[code].cases,
                )
            ),
            "resolution": cases,
        }
        for code in codes
    }


def _services(facts: Any, kind: str) -> sa.Select[Any]:
    table: sa.Table = facts.__table__
    about = (table.c.provider, sa.literal_column(f"'{kind}'"), table.c.event_id)
    same = {"partition_by": table.c.provider, "order_by": (table.c.completed_at.desc(), table.c.service_id.desc())}
    return _numbered(*about, same).where(
        _among(table.c.provider),
        table.c.completed_at >= sa.bindparam("begins", type_=table.c.completed_at.type),
        table.c.completed_at < sa.bindparam("ends", type_=table.c.completed_at.type),
    )


def _records() -> sa.Select[Any]:
    newest = sa.and_(*(VERSIONS.c[name] == RECORDS.c[name] for name in ("kind", "record_id", "version")))
    about = (RECORDS.c.volunteer_id, RECORDS.c.kind, VERSIONS.c.event_id)
    same = {
        "partition_by": (RECORDS.c.volunteer_id, RECORDS.c.kind),
        "order_by": (RECORDS.c.day.desc(), RECORDS.c.record_id.desc()),
    }
    return (
        _numbered(*about, same)
        .select_from(RECORDS.join(VERSIONS, newest))
        .where(
            _among(RECORDS.c.volunteer_id),
            RECORDS.c.counts,
            RECORDS.c.day >= sa.bindparam("first", type_=sa.Date),
            RECORDS.c.day <= sa.bindparam("last", type_=sa.Date),
        )
    )


def _among(who: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return who.in_(sa.bindparam("who", expanding=True, type_=who.type))


def _numbered(who: Any, kind: Any, event_id: Any, same: dict[str, Any]) -> sa.Select[Any]:
    """Events, the `place` of each among the `same`, and how many these are."""
    place = sa.func.row_number().over(**same).label("place")
    total = sa.func.count().over(partition_by=same["partition_by"]).label("total")
    return sa.select(who.label("who"), kind.label("kind"), event_id, place, total)


def _behind(*numbered: sa.Select[Any]) -> sa.Select[Any]:
    """The newest events of all that `_numbered` gives."""
    who, kind, event_id, place, total = sa.union_all(*numbered).subquery().c
    return sa.select(who, kind, event_id, total).where(place <= MOST_EVENTS).order_by(who, kind, place)


_BEHIND_STARS = _behind(_services(CompletedService, "services"), _services(RatedService, "ratings"), _records())
_BEHIND_APPRAISALS = _behind(_services(RatedService, "ratings"))


def _newest(session: Session, behind: sa.Select[Any], asked: dict[str, Any]) -> dict[str, dict[str, Behind]]:
    """The newest events by whom they are about and their kind."""
    found: dict[str, dict[str, Behind]] = defaultdict(dict)
    for (who, kind), rows in groupby(session.execute(behind, asked).all(), itemgetter(0, 1)):
        theirs = list(rows)
        found[who][kind] = Behind(tuple(row[2] for row in theirs), theirs[0][3])
    return found


def _newest_whistles(
    session: Session, departments: Sequence[str], period: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The events that decided whistles: all of them, and those of whistles never answered."""
    decisive = sa.func.coalesce(Whistle.reported_event, Whistle.escalated_event)
    query = (
        sa.select(Whistle.department, decisive, Whistle.in_time)
        .where(
            Whistle.department.in_(departments),
            decisive.is_not(None),
            _within(Whistle.report_in_by, periods.bounds(period)),
        )
        .order_by(Whistle.report_in_by.desc(), Whistle.whistle_id.desc())
    )
    rows = session.execute(query).all()
    return _grouped(row[:2] for row in rows), _grouped(row[:2] for row in rows if row[2] is None)


def _sums(numbers: Sequence[Any]) -> Sums:
    """Of what `_SUMS` gave, which is null where nothing was done."""
    return _NOTHING if numbers[0] is None else Sums._make(numbers)


def _grouped(pairs: Iterable[Any]) -> dict[Any, list[str]]:
    groups: dict[Any, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _within(moment: Any, bounds: tuple[datetime, datetime]) -> Any:
    begins, ends = bounds
    return sa.and_(moment >= begins, moment < ends)


def _any(session: Session, condition: Any) -> bool:
    return bool(session.scalar(sa.select(sa.literal(1)).where(condition).limit(1)))
