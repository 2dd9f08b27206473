"""What is read from the ledger: sums, counts, who is on which board, and the events behind a rating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import appraisal, periods, ruling_queries, rulings
from .appraisal import Counts
from .cases import NOT_REACHED
from .clauses import Sums
from .explanations import MOST_EVENTS, NO_EVENTS, Behind, LeftOut
from .models import (
    Community,
    CompletedService,
    DepartmentCase,
    DepartmentQuarter,
    Organisation,
    RatedService,
    Record,
    RecordVersion,
    ServedIn,
    Volunteer,
    VolunteerYear,
    Whistle,
)
from .sums import Days

_SUMS = [getattr(VolunteerYear, name) for name in Sums._fields]


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


def on_board(session: Session, community: str, year: int) -> dict[str, Sums]:
    """The sums of everyone on a community's board: the volunteers who belong to it and have not withdrawn, and
    those of anywhere who served in it that year. The sums are of all they did, wherever."""
    members = sa.select(Volunteer.volunteer_id).where(Volunteer.community == community, ~Volunteer.withdrawn)
    served = sa.select(ServedIn.volunteer_id).where(ServedIn.community == community, ServedIn.year == year)
    here = members.union(served).subquery()
    volunteer_id = here.c[0]
    sums = sa.and_(VolunteerYear.volunteer_id == volunteer_id, VolunteerYear.year == year)
    query = sa.select(volunteer_id, *_SUMS).select_from(here).outerjoin(VolunteerYear, sums)
    return {row[0]: Sums._make(number or 0 for number in row[1:]) for row in session.execute(query)}


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
    served = CompletedService.service_id.not_in(ruling_queries.left_out(rulings.SERVICE))
    said = RatedService.service_id.not_in(ruling_queries.left_out(rulings.RATING))
    completed = _newest_events(session, CompletedService.provider, volunteer_ids, days.moments, served)
    rated = _newest_events(session, RatedService.provider, volunteer_ids, days.moments, said)
    recorded = _newest_records(session, volunteer_ids, days)
    found: dict[str, dict[str, Behind]] = {}
    for volunteer_id in volunteer_ids:
        services, ratings = completed.get(volunteer_id, NO_EVENTS), rated.get(volunteer_id, NO_EVENTS)
        records = recorded.get(volunteer_id, {})
        attendance = records.get("attendance", NO_EVENTS)
        found[volunteer_id] = {
            "services": services,
            "ratings": ratings,
            "hours": Behind((*services.newest, *attendance.newest)[:MOST_EVENTS], services.total + attendance.total),
            **records,
        }
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
    said = DepartmentCase.answer != NOT_REACHED
    call_backs = _newest_events(session, DepartmentCase.department, codes, periods.bounds(period), said)
    answered, unanswered = _newest_whistles(session, codes, period)
    return {
        code: {
            "response": Behind(tuple(answered[code][:MOST_EVENTS]), counts[code].whistles),
            "satisfaction": (
                cases := Behind(
                    (*unanswered[code], *call_backs.get(code, NO_EVENTS).newest)[:MOST_EVENTS], counts[code].cases
                )
            ),
            "resolution": cases,
        }
        for code in codes
    }


def left_out(session: Session, departments: Iterable[str], period: str) -> dict[str, dict[str, LeftOut]]:
    """What counts nowhere in each department's appraisal, by reason."""
    codes, bounds = list(departments), periods.bounds(period)
    excused = (
        sa.select(Whistle.department, Whistle.whistle_id, Whistle.excused_event)
        .where(Whistle.department.in_(codes), Whistle.excused_event.is_not(None), _within(Whistle.report_in_by, bounds))
        .order_by(Whistle.report_in_by.desc(), Whistle.whistle_id.desc())
    )
    cases = DepartmentCase
    not_reached = (
        sa.select(cases.department, cases.service_id, cases.event_id)
        .where(cases.department.in_(codes), cases.answer == NOT_REACHED, _within(cases.completed_at, bounds))
        .order_by(cases.completed_at.desc(), cases.service_id.desc())
    )
    found: dict[str, dict[str, LeftOut]] = {code: {} for code in codes}
    for reason, query in (("excused", excused), (NOT_REACHED, not_reached)):
        rows = session.execute(query).all()
        ids, events = _grouped(row[:2] for row in rows), _grouped((row[0], row[2]) for row in rows)
        for code in ids:
            found[code][reason] = LeftOut(tuple(ids[code]), tuple(events[code]))
    return found


def _newest_events(
    session: Session, whose: Any, among: Sequence[str], bounds: tuple[datetime, datetime], *which: Any
) -> dict[str, Behind]:
    """Those of the facts in whose table the column `whose` stands, by what stands in it."""
    facts = whose.class_
    newest_first = (facts.completed_at.desc(), facts.service_id.desc())
    place = sa.func.row_number().over(partition_by=whose, order_by=newest_first).label("place")
    total = sa.func.count().over(partition_by=whose).label("total")
    numbered = (
        sa.select(whose.label("whose"), facts.event_id, place, total)
        .where(whose.in_(among), _within(facts.completed_at, bounds), *which)
        .subquery()
    )
    query = sa.select(numbered.c.whose, numbered.c.event_id, numbered.c.total).where(numbered.c.place <= MOST_EVENTS)
    rows = session.execute(query.order_by(numbered.c.whose, numbered.c.place)).all()
    totals = {row.whose: row.total for row in rows}
    return {who: Behind(tuple(ids), totals[who]) for who, ids in _grouped(row[:2] for row in rows).items()}


def _newest_records(session: Session, volunteer_ids: Sequence[str], days: Days) -> dict[str, dict[str, Behind]]:
    """By volunteer and kind of record."""
    one = sa.tuple_(Record.kind, Record.record_id)
    same = sa.and_(
        RecordVersion.kind == Record.kind,
        RecordVersion.record_id == Record.record_id,
        RecordVersion.version == Record.version,
    )
    query = (
        sa.select(Record.volunteer_id, Record.kind, RecordVersion.event_id)
        .join(RecordVersion, same)
        .where(Record.volunteer_id.in_(volunteer_ids), Record.day >= days.first, Record.day <= days.last)
        .where(sa.or_(Record.counts, one.in_(ruling_queries.counting(True))))
        .where(one.not_in(ruling_queries.counting(False)))
        .order_by(Record.day.desc(), Record.record_id.desc())
    )
    found: dict[str, dict[str, Behind]] = defaultdict(dict)
    grouped = _grouped(((row.volunteer_id, row.kind), row.event_id) for row in session.execute(query))
    for (volunteer_id, kind), ids in grouped.items():
        found[volunteer_id][kind] = Behind(tuple(ids[:MOST_EVENTS]), len(ids))
    return found


def _newest_whistles(
    session: Session, departments: Sequence[str], period: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The events that decided whistles to which an answer was owed: all of them, and those of whistles never
    answered."""
    decisive = sa.func.coalesce(Whistle.reported_event, Whistle.escalated_event)
    query = (
        sa.select(Whistle.department, decisive, Whistle.in_time)
        .where(
            Whistle.department.in_(departments),
            decisive.is_not(None),
            Whistle.excused_event.is_(None),
            _within(Whistle.report_in_by, periods.bounds(period)),
        )
        .order_by(Whistle.report_in_by.desc(), Whistle.whistle_id.desc())
    )
    rows = session.execute(query).all()
    return _grouped(row[:2] for row in rows), _grouped(row[:2] for row in rows if row[2] is None)


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
