"""The ledger: facts into tables and their sums, in few statements for a whole batch.

A fact is keyed by what it is about, so the same service, rating or whistle told again, under whatever event id, adds
nothing. Sums grow by additions alone, so neither order nor division into batches can matter. Statements take their
rows in the order of the keys and leave them locked until the commit: several replicas lose no increment, do not block
each other for good, and what is decided from the sums returned here is decided from the sums that are stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert
from contracts import Envelope
from contracts.events import DepartmentExcused, DepartmentReportedIn, ServiceCompleted

from . import case_ledger, department_ruling_queries, department_rulings, periods, policies, whistles
from .appraisal import Counts
from .clauses import Sums
from .department_rulings import WHISTLE
from .models import CompletedService, DepartmentQuarter, RatedService, ServedIn, Volunteer, VolunteerYear, Whistle
from .policies import Policies

COMPLETED: sa.Table = CompletedService.__table__  # type: ignore[assignment]
RATED: sa.Table = RatedService.__table__  # type: ignore[assignment]
WHISTLES: sa.Table = Whistle.__table__  # type: ignore[assignment]
SERVED_IN: sa.Table = ServedIn.__table__  # type: ignore[assignment]
VOLUNTEER_YEARS: sa.Table = VolunteerYear.__table__  # type: ignore[assignment]
VOLUNTEERS: sa.Table = Volunteer.__table__  # type: ignore[assignment]
DEPARTMENT_QUARTERS: sa.Table = DepartmentQuarter.__table__  # type: ignore[assignment]


class Facts:
    """A table of facts, and how a row of it is made of an envelope: what the event says, and its id."""

    def __init__(self, table: sa.Table) -> None:
        self.table = table
        self.names = tuple(column.name for column in table.columns)
        of_the_event = {"event_id": "id", "told_at": "time"}
        self.values_of = attrgetter(*(of_the_event.get(name, f"data.{name}") for name in self.names))


COMPLETIONS, RATINGS = Facts(COMPLETED), Facts(RATED)
OF_SERVICES = Sums._fields[:4]
"""The sums that services and their ratings add to."""
VOLUNTEER_COLUMNS = ("volunteer_id", "year", *Sums._fields, "stars", "policy", "version", "rated_on")
_DEPARTMENT_COLUMNS = ("department", "quarter", *Counts._fields, "cases", "total_tenths", "policy", "version")

ANSWERED = ("report_in_by", "reported_event", "in_time", "escalated_event", "excused_event")
YEAR = ("volunteer_id", "year")
POINTS_DUE = "points_due"
_SERVED_COLUMNS = ("community", "year", "volunteer_id")
_FOUND: WeakKeyDictionary[Any, set[tuple[Any, ...]]] = WeakKeyDictionary()
"""For each database, rows of `ServedIn` that a transaction found there: another had committed them before."""

RERATED_AT_ONCE = 5_000
MOST_STALE = 50
"""So many pairs of a year and a policy are looked at in one statement."""
MOST_FOUND = 100_000


class Touched(NamedTuple):
    """Rows of `VolunteerYear` and `DepartmentQuarter` as they now stand, locked until the commit; `causes`: for
    volunteers and departments, an event that touched them."""

    volunteers: Sequence[Any]
    departments: Sequence[Any]
    causes: Mapping[str, Envelope]


def record_services(session: Session, envelopes: Iterable[Envelope]) -> Touched:
    """Enter completed and rated services (`ServiceCompleted`, `ServiceRated`)."""
    completed: dict[str, Envelope] = {}
    rated: dict[str, Envelope] = {}
    said_of_departments: list[Envelope] = []
    for envelope in envelopes:
        event: Any = envelope.data
        if type(event) is ServiceCompleted:
            completed.setdefault(event.service_id, envelope)
        elif event.provider_kind == "volunteer":
            rated.setdefault(event.service_id, envelope)
        else:
            said_of_departments.append(envelope)
    served: set[tuple[str, int, str]] = set()
    volunteers: dict[tuple[str, int], list[int]] = {}
    causes: dict[str, Envelope] = {}
    for envelope in _enter(session, COMPLETIONS, completed):
        event = envelope.data
        if event.provider_kind == "volunteer":
            year = periods.year_of(event.completed_at)
            served.add((event.community, year, event.provider))
            sums = volunteers.setdefault((event.provider, year), [0, 0, 0, 0])
            sums[0] += 1
            sums[1] += event.minutes
            causes[event.provider] = envelope
    for envelope in _enter(session, RATINGS, rated):
        event = envelope.data
        causes[event.provider] = envelope
        sums = volunteers.setdefault((event.provider, periods.year_of(event.completed_at)), [0, 0, 0, 0])
        sums[2] += 1
        sums[3] += event.stars
    cases = case_ledger.enter(session, said_of_departments)
    _note_who_served(session, served)
    return Touched(
        add_to_volunteers(session, volunteers, OF_SERVICES),
        add_to_departments(session, cases.counts),
        causes | dict(cases.causes),
    )


def record_call_backs(session: Session, envelopes: Iterable[Envelope]) -> Touched:
    """Enter what came of call-backs (`CallBackMade`, `CallBackFailed`); those about volunteers count nowhere."""
    cases = case_ledger.enter(session, envelopes)
    return Touched([], add_to_departments(session, cases.counts), cases.causes)


def record_whistles(session: Session, envelopes: Iterable[Envelope]) -> Touched:
    """Enter how whistles were answered (`DepartmentReportedIn`, `NeedEscalated`, `DepartmentExcused`)."""
    told: dict[str, list[Envelope]] = {}
    for envelope in envelopes:
        told.setdefault(envelope.data.whistle_id, []).append(envelope)  # type: ignore[attr-defined]
    insert_new(session, WHISTLES, [_unanswered(about[0].data) for about in told.values()], ["whistle_id"])
    known = session.execute(
        sa.select(WHISTLES).where(WHISTLES.c.whistle_id.in_(told)).order_by(WHISTLES.c.whistle_id).with_for_update()
    )
    changed: list[dict[str, Any]] = []
    departments: dict[tuple[str, str], Counter[str]] = {}
    causes: dict[str, Envelope] = {}
    rows = known.all()
    held = department_ruling_queries.held(session, WHISTLE, told)
    for row in rows:
        before = dict(row._mapping)
        after = before | {}
        for envelope in told[row.whistle_id]:
            _answer(after, envelope)
        if after != before:
            changed.append(after)
            causes[row.department] = told[row.whistle_id][-1]
            for whistle, number in ((before, -1), (after, 1)):
                if (one := whistles.told(whistle)) is not None:
                    one = department_rulings.counted(one, held.get(row.whistle_id))
                    counts = departments.setdefault((one.department, one.quarter), Counter())
                    for name in department_rulings.adds(one):
                        counts[name] += number
    upsert(session, WHISTLES, changed, ["whistle_id"], set=ANSWERED)
    return Touched([], add_to_departments(session, departments), causes)


def rated_otherwise(session: Session, own: Policies, today: date) -> Touched:
    """What was last announced by another policy than the one now in force for its period, or has lapsed from what a
    rolling policy looks back at; a part of it at a time."""
    return Touched(_stale_volunteers(session, own, today), _stale_departments(session, own, today), causes={})


def _stale_volunteers(session: Session, own: Policies, today: date) -> Sequence[Any]:
    years = VOLUNTEER_YEARS.c
    community: Any = VOLUNTEERS.c.community if own.communities else sa.literal(None, sa.String)
    rated = VOLUNTEER_YEARS.outerjoin(VOLUNTEERS, VOLUNTEERS.c.volunteer_id == years.volunteer_id)
    source = rated if own.communities else VOLUNTEER_YEARS
    stale = []
    for row in session.execute(
        sa.select(years.year, years.policy, community.label("community")).select_from(source).distinct()
    ):
        if row.year in own.frozen:
            continue
        policy = own.stars_of(row.year, today, row.community)
        those = [years.year == row.year, years.policy == row.policy]
        if own.communities:
            those.append(VOLUNTEERS.c.community.is_not_distinct_from(row.community))
        if policy.reference != row.policy:
            stale.append(sa.and_(*those))
        elif policy.period == "rolling":
            up_to = min(today, periods.last_day(str(row.year)))
            stale.append(sa.and_(*those, years.rated_on.is_distinct_from(up_to)))
    if not stale:
        return []
    keys = sa.select(years.volunteer_id, years.year).select_from(source).where(sa.or_(*stale[:MOST_STALE]))
    keys = keys.order_by(years.volunteer_id, years.year).limit(RERATED_AT_ONCE)
    columns = [years[name] for name in VOLUNTEER_COLUMNS]
    query = sa.select(*columns).where(sa.tuple_(years.volunteer_id, years.year).in_(keys))
    return session.execute(query.order_by(*VOLUNTEER_YEARS.primary_key).with_for_update()).all()


def _stale_departments(session: Session, own: Policies, today: date) -> Sequence[Any]:
    table = DEPARTMENT_QUARTERS
    pinned = session.execute(sa.select(table.c.quarter, table.c.policy).distinct())
    stale = [
        (quarter, policy)
        for quarter, policy in pinned
        if policy != policies.in_force(own.departments, quarter, today).reference
    ]
    if not stale:
        return []
    query = sa.select(*(table.c[name] for name in _DEPARTMENT_COLUMNS))
    query = query.where(sa.tuple_(table.c.quarter, table.c.policy).in_(stale))
    return session.execute(query.order_by(*table.primary_key).limit(RERATED_AT_ONCE).with_for_update()).all()


def _enter(session: Session, facts: Facts, told: Mapping[str, Envelope]) -> Iterable[Any]:
    """Insert the facts that are new and return their envelopes."""
    values = list(map(facts.values_of, told.values()))
    return [told[key] for (key,) in insert_new(session, facts.table, Rows(facts.names, values), ["service_id"])]


def _note_who_served(session: Session, served: set[tuple[str, int, str]]) -> None:
    """Insert what is not there yet. What was found to be there stays there, so it is not asked for again."""
    there = _FOUND.setdefault(session.get_bind().engine, set())
    unsure = served - there
    new = insert_new(session, SERVED_IN, Rows(_SERVED_COLUMNS, list(unsure)), _SERVED_COLUMNS)
    if len(there) > MOST_FOUND:
        there.clear()
    there.update(unsure.difference(new))


def add_to_volunteers(
    session: Session, deltas: Mapping[tuple[str, int], Sequence[int]], sums: Sequence[str]
) -> Sequence[Any]:
    """Add to these `sums` of volunteers' years, whose points are due then; returns the rows as they now stand,
    locked."""
    rows = Rows((*YEAR, *sums, POINTS_DUE), [(*key, *delta, True) for key, delta in deltas.items()])
    return upsert(session, VOLUNTEER_YEARS, rows, YEAR, add=sums, set=[POINTS_DUE], returning=VOLUNTEER_COLUMNS)


def add_to_departments(session: Session, deltas: Mapping[tuple[str, str], Counter[str]]) -> Sequence[Any]:
    """Add to the counts of departments' quarters; returns the rows as they now stand, locked."""
    rows = [
        {"department": department, "quarter": quarter, **{name: delta[name] for name in Counts._fields}}
        for (department, quarter), delta in deltas.items()
    ]
    key, returning = ["department", "quarter"], _DEPARTMENT_COLUMNS
    return upsert(session, DEPARTMENT_QUARTERS, rows, key, add=Counts._fields, returning=returning)


def _unanswered(event: Any) -> dict[str, Any]:
    return {
        "whistle_id": event.whistle_id,
        "department": event.department,
        "report_in_by": event.report_in_by,
        "reported_event": None,
        "in_time": None,
        "escalated_event": None,
        "excused_event": None,
    }


def _answer(whistle: dict[str, Any], envelope: Envelope) -> None:
    event: Any = envelope.data
    # A deadline may have been set anew since, and the last one is the one that was kept or not.
    deadlines = [moment for moment in (whistle["report_in_by"], event.report_in_by) if moment is not None]
    whistle["report_in_by"] = max(deadlines, default=None)
    if isinstance(event, DepartmentExcused):
        whistle["excused_event"] = whistle["excused_event"] or envelope.id
    elif isinstance(event, DepartmentReportedIn):
        if whistle["reported_event"] is None:
            whistle["reported_event"], whistle["in_time"] = envelope.id, event.in_time
    elif whistle["escalated_event"] is None:
        whistle["escalated_event"] = envelope.id
