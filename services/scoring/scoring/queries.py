"""What is read of volunteers: their sums, who is on which board, and the events behind a rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import newest_events, ruling_queries, rulings
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
    newest = newest_events.newest(session, _BEHIND_STARS, asked)
    found: dict[str, dict[str, Behind]] = {}
    for volunteer_id in volunteer_ids:
        theirs = newest.get(volunteer_id, {})
        services, attendance = theirs.get("services", NO_EVENTS), theirs.get("attendance", NO_EVENTS)
        hours = Behind((*services.newest, *attendance.newest)[:MOST_EVENTS], services.total + attendance.total)
        found[volunteer_id] = {**theirs, "hours": hours}
    return found


def _services(facts: Any, kind: str, ruled_as: str) -> sa.Select[Any]:
    """`ruled_as`: what these facts are to rulings, by which some may not count."""
    columns = facts.__table__.c
    return newest_events.facts(columns.provider, kind, columns.service_id.not_in(ruling_queries.left_out(ruled_as)))


def _records() -> sa.Select[Any]:
    one = sa.tuple_(RECORDS.c.kind, RECORDS.c.record_id)
    newest = sa.and_(*(VERSIONS.c[name] == RECORDS.c[name] for name in ("kind", "record_id", "version")))
    about = (RECORDS.c.volunteer_id, RECORDS.c.kind, VERSIONS.c.event_id)
    same = {
        "partition_by": (RECORDS.c.volunteer_id, RECORDS.c.kind),
        "order_by": (RECORDS.c.day.desc(), RECORDS.c.record_id.desc()),
    }
    return (
        newest_events.numbered(*about, same)
        .select_from(RECORDS.join(VERSIONS, newest))
        .where(
            newest_events.among(RECORDS.c.volunteer_id),
            sa.or_(RECORDS.c.counts, one.in_(ruling_queries.counting(True))),
            one.not_in(ruling_queries.counting(False)),
            RECORDS.c.day >= sa.bindparam("first", type_=sa.Date),
            RECORDS.c.day <= sa.bindparam("last", type_=sa.Date),
        )
    )


_BEHIND_STARS = newest_events.behind(
    _services(CompletedService, "services", rulings.SERVICE),
    _services(RatedService, "ratings", rulings.RATING),
    _records(),
)


def _sums(numbers: Sequence[Any]) -> Sums:
    """Of what `_SUMS` gave, which is null where nothing was done."""
    return _NOTHING if numbers[0] is None else Sums._make(numbers)


def _any(session: Session, condition: Any) -> bool:
    return bool(session.scalar(sa.select(sa.literal(1)).where(condition).limit(1)))
