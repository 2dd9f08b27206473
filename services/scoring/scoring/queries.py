"""What is read of volunteers: their sums, who is on which board, and the events behind a rating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import rulings
from .clauses import Sums
from .explanations import MOST_EVENTS, NO_EVENTS, Behind
from .models import (
    Community,
    CompletedService,
    RatedService,
    Record,
    RecordVersion,
    ServedIn,
    StarClosing,
    Volunteer,
    VolunteerYear,
)
from .ruling_queries import RULINGS, Held
from .sums import Days

VOLUNTEERS: sa.Table = Volunteer.__table__  # type: ignore[assignment]
YEARS: sa.Table = VolunteerYear.__table__  # type: ignore[assignment]
SERVED_IN: sa.Table = ServedIn.__table__  # type: ignore[assignment]
RECORDS: sa.Table = Record.__table__  # type: ignore[assignment]
VERSIONS: sa.Table = RecordVersion.__table__  # type: ignore[assignment]
CLOSINGS: sa.Table = StarClosing.__table__  # type: ignore[assignment]

_SUMS = [YEARS.c[name] for name in Sums._fields]
_NOTHING = Sums()


class Neighbours(NamedTuple):
    """A volunteer among everyone on the board of their community, each with the sums of one year. `community`: None
    while it is not known; `closing`: the state of that year's close, None where it has not begun; `is_ruled`: whether
    anything was ever ruled about the volunteer's records."""

    community: str | None
    sums: Sums
    others: dict[str, Sums]
    closing: str | None
    is_ruled: bool


def _neighbours() -> sa.Select[Any]:
    one = sa.bindparam("volunteer_id", type_=VOLUNTEERS.c.volunteer_id.type)
    year = sa.bindparam("year", type_=sa.Integer)
    community = sa.select(VOLUNTEERS.c.community).where(VOLUNTEERS.c.volunteer_id == one).scalar_subquery()
    here = sa.union(*_members(community, year), sa.select(one)).subquery()
    sums = sa.and_(YEARS.c.volunteer_id == here.c[0], YEARS.c.year == year)
    closing = sa.select(CLOSINGS.c.state).where(CLOSINGS.c.year == year).scalar_subquery()
    is_ruled = sa.exists().where(RULINGS.c.volunteer_id == one)
    return sa.select(here.c[0], community, closing, is_ruled, *_SUMS).select_from(here.outerjoin(YEARS, sums))


def neighbours(session: Session, volunteer_id: str, year: int) -> Neighbours | None:
    """A volunteer among their neighbours; None where nobody of that id was registered or served, in any year."""
    rows = session.execute(_NEIGHBOURS, {"volunteer_id": volunteer_id, "year": year})
    found = {row[0]: row for row in rows}
    _, community, closing, is_ruled, *own = found.pop(volunteer_id)
    if community is None and own[0] is None and not is_known_volunteer(session, volunteer_id):
        return None
    others = {one: _sums(row[4:]) for one, row in found.items()}
    return Neighbours(community, _sums(own), others, closing, bool(is_ruled))


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


def sums_of(session: Session, volunteer_ids: Sequence[str], year: int) -> dict[str, Sums]:
    """Each volunteer's sums of a year; nothing done in it is sums of nothing."""
    query = sa.select(VolunteerYear.volunteer_id, *_SUMS).where(
        VolunteerYear.volunteer_id.in_(volunteer_ids), VolunteerYear.year == year
    )
    return dict.fromkeys(volunteer_ids, Sums()) | {row[0]: Sums._make(row[1:]) for row in session.execute(query)}


def _members(community: Any, year: Any) -> list[sa.Select[Any]]:
    """Who is on a community's board, some perhaps twice."""
    members = sa.select(VOLUNTEERS.c.volunteer_id).where(VOLUNTEERS.c.community == community, ~VOLUNTEERS.c.withdrawn)
    served = sa.select(SERVED_IN.c.volunteer_id).where(SERVED_IN.c.community == community, SERVED_IN.c.year == year)
    return [members, served]


def _on_board() -> sa.Select[Any]:
    year = sa.bindparam("year", type_=sa.Integer)
    here = sa.union(*_members(sa.bindparam("community", type_=VOLUNTEERS.c.community.type), year)).subquery()
    sums = sa.and_(YEARS.c.volunteer_id == here.c[0], YEARS.c.year == year)
    return sa.select(here.c[0], *_SUMS).select_from(here.outerjoin(YEARS, sums))


# Statements that every reading of a rating needs are put together once: that costs more than to execute them.
_ON_BOARD = _on_board()
_NEIGHBOURS = _neighbours()


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


def behind_stars(
    session: Session, volunteer_ids: Sequence[str], days: Days, held: Held
) -> dict[str, dict[str, Behind]]:
    """The events behind each volunteer's rating, by what a clause counts; `held`: the last ruling about each of their
    records."""
    begins, ends = days.moments
    asked = {"who": volunteer_ids, "begins": begins, "ends": ends, "first": days.first, "last": days.last}
    events: dict[str, dict[str, list[str]]] = {one: defaultdict(list) for one in volunteer_ids}
    for who, kind, record_id, event_id, counts in session.execute(_BEHIND_STARS, asked).all():
        if held and (ruling := held.get((kind, record_id))) is not None and ruling.counts is not None:
            counts = ruling.counts
        if counts:
            events[who][kind].append(event_id)
    return {one: _by_clause(theirs) for one, theirs in events.items()}


def _by_clause(events: Mapping[str, Sequence[str]]) -> dict[str, Behind]:
    found = {_COUNTED_AS.get(kind, kind): Behind(tuple(ids[:MOST_EVENTS]), len(ids)) for kind, ids in events.items()}
    services, attendance = found.get("services", NO_EVENTS), found.get("attendance", NO_EVENTS)
    hours = Behind((*services.newest, *attendance.newest)[:MOST_EVENTS], services.total + attendance.total)
    return {**found, "hours": hours}


_COUNTED_AS = {rulings.SERVICE: "services", rulings.RATING: "ratings"}


def _facts(facts: Any, kind: str) -> sa.Select[Any]:
    columns = facts.__table__.c
    at = columns.completed_at
    return sa.select(
        columns.provider.label("who"),
        sa.literal_column(f"'{kind}'").label("kind"),
        columns.service_id.label("record_id"),
        columns.event_id,
        sa.true().label("counts"),
        at.label("at"),
        sa.cast(sa.null(), sa.Date).label("day"),
    ).where(
        _among(columns.provider),
        at >= sa.bindparam("begins", type_=at.type),
        at < sa.bindparam("ends", type_=at.type),
    )


def _among(whose: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return whose.in_(sa.bindparam("who", expanding=True, type_=whose.type))


def _records() -> sa.Select[Any]:
    newest = sa.and_(*(VERSIONS.c[name] == RECORDS.c[name] for name in ("kind", "record_id", "version")))
    return (
        sa.select(
            RECORDS.c.volunteer_id,
            RECORDS.c.kind,
            RECORDS.c.record_id,
            VERSIONS.c.event_id,
            RECORDS.c.counts,
            sa.cast(sa.null(), CompletedService.__table__.c.completed_at.type),
            RECORDS.c.day,
        )
        .select_from(RECORDS.join(VERSIONS, newest))
        .where(
            _among(RECORDS.c.volunteer_id),
            RECORDS.c.day >= sa.bindparam("first", type_=sa.Date),
            RECORDS.c.day <= sa.bindparam("last", type_=sa.Date),
        )
    )


def _behind_stars() -> sa.Select[Any]:
    every = sa.union_all(
        _facts(CompletedService, rulings.SERVICE), _facts(RatedService, rulings.RATING), _records()
    ).subquery()
    who, kind, record_id, event_id, counts, at, day = every.c
    newest_first = at.desc(), day.desc(), record_id.desc()
    return sa.select(who, kind, record_id, event_id, counts).order_by(*newest_first)


_BEHIND_STARS = _behind_stars()


def _sums(numbers: Sequence[Any]) -> Sums:
    """Of what `_SUMS` gave, which is null where nothing was done."""
    return _NOTHING if numbers[0] is None else Sums._make(numbers)


def _any(session: Session, condition: Any) -> bool:
    return bool(session.scalar(sa.select(sa.literal(1)).where(condition).limit(1)))
