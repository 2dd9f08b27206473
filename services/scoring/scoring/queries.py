"""What is read from the ledger: sums, counts, who is on which board, and the events behind a rating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import appraisal, periods
from .appraisal import Counts
from .explanations import MOST_EVENTS, Behind
from .models import (
    Community,
    CompletedService,
    DepartmentQuarter,
    Organisation,
    RatedService,
    ServedIn,
    Volunteer,
    VolunteerYear,
    Whistle,
)
from .stars import Sums

_SUMS = [getattr(VolunteerYear, name) for name in Sums._fields]


def community_of(session: Session, volunteer_id: str) -> str | None:
    """The community that a volunteer belongs to; None while it is not known."""
    return session.scalar(sa.select(Volunteer.community).where(Volunteer.volunteer_id == volunteer_id))


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
    return dict.fromkeys(volunteer_ids, Sums()) | {row[0]: Sums(*row[1:]) for row in session.execute(query)}


def on_board(session: Session, community: str, year: int) -> dict[str, Sums]:
    """The sums of everyone on a community's board: the volunteers who belong to it and have not withdrawn, and
    those of anywhere who served in it that year. The sums are of all they did, wherever."""
    members = sa.select(Volunteer.volunteer_id).where(Volunteer.community == community, ~Volunteer.withdrawn)
    served = sa.select(ServedIn.volunteer_id).where(ServedIn.community == community, ServedIn.year == year)
    here = members.union(served).subquery()
    volunteer_id = here.c[0]
    sums = sa.and_(VolunteerYear.volunteer_id == volunteer_id, VolunteerYear.year == year)
    query = sa.select(volunteer_id, *_SUMS).select_from(here).outerjoin(VolunteerYear, sums)
    return {row[0]: Sums(*(number or 0 for number in row[1:])) for row in session.execute(query)}


def events_of_volunteers(
    session: Session, volunteer_ids: Iterable[str], year: int
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The ids of the newest events of each volunteer's year: of services completed, and of ratings received."""
    ids = list(volunteer_ids)
    return (
        _newest_events(session, CompletedService, ids, str(year)),
        _newest_events(session, RatedService, ids, str(year)),
    )


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
    ratings = _newest_events(session, RatedService, codes, period)
    answered, unanswered = _newest_whistles(session, codes, period)
    return {
        code: {
            "response": Behind(tuple(answered[code][:MOST_EVENTS]), counts[code].whistles),
            "satisfaction": (cases := Behind((*unanswered[code], *ratings[code])[:MOST_EVENTS], counts[code].cases)),
            "resolution": cases,
        }
        for code in codes
    }


def _newest_events(session: Session, facts: Any, providers: Sequence[str], period: str) -> dict[str, list[str]]:
    newest_first = (facts.completed_at.desc(), facts.service_id.desc())
    place = sa.func.row_number().over(partition_by=facts.provider, order_by=newest_first).label("place")
    numbered = (
        sa.select(facts.provider, facts.event_id, place)
        .where(facts.provider.in_(providers), _within(facts.completed_at, period))
        .subquery()
    )
    query = sa.select(numbered.c.provider, numbered.c.event_id).where(numbered.c.place <= MOST_EVENTS)
    return _grouped(session.execute(query.order_by(numbered.c.provider, numbered.c.place)))


def _newest_whistles(
    session: Session, departments: Sequence[str], period: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The events that decided whistles: all of them, and those of whistles never answered."""
    decisive = sa.func.coalesce(Whistle.reported_event, Whistle.escalated_event)
    query = (
        sa.select(Whistle.department, decisive, Whistle.in_time)
        .where(Whistle.department.in_(departments), decisive.is_not(None), _within(Whistle.report_in_by, period))
        .order_by(Whistle.report_in_by.desc(), Whistle.whistle_id.desc())
    )
    rows = session.execute(query).all()
    return _grouped(row[:2] for row in rows), _grouped(row[:2] for row in rows if row[2] is None)


def _grouped(pairs: Iterable[Any]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _within(moment: Any, period: str) -> Any:
    begins, ends = periods.bounds(period)
    return sa.and_(moment >= begins, moment < ends)


def _any(session: Session, condition: Any) -> bool:
    return bool(session.scalar(sa.select(sa.literal(1)).where(condition).limit(1)))
