"""What is to be announced of ratings that were touched: stars and appraisals that are now others than before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.sql import Rows, upsert
from contracts import Envelope, Event, district
from contracts.events import DepartmentAppraisalChanged, StarRatingChanged
from contracts.vocabulary import DISTRICT

from . import adoption, appraisal, queries, ratings
from .appraisal import Counts
from .ledger import DEPARTMENT_QUARTERS, VOLUNTEER_COLUMNS, VOLUNTEER_YEARS, YEAR, Touched
from .policies import Policies, in_force

_ANNOUNCED = ("stars", "policy", "version", "rated_on")
_WHAT_WAS_ANNOUNCED = slice(VOLUNTEER_COLUMNS.index("stars"), VOLUNTEER_COLUMNS.index("rated_on") + 1)


class Announcement(NamedTuple):
    """An event to send; `cause`: the one that led to it, unless a policy did."""

    event: Event
    cause: Envelope | None


def due(session: Session, own: Policies, today: date, touched: Touched) -> Iterable[Announcement]:
    """Decide the ratings touched, keep what is announced of them, and return the announcements.

    Stars are announced when they change, an appraisal when its total or its number of cases does.
    """
    yield from _of_volunteers(session, own, today, touched)
    yield from _of_departments(session, own, today, touched)


def announce(tx: Transaction, touched: Touched) -> None:
    """Send what is due of the ratings touched, by the policies in use now."""
    own, today = adoption.current(tx.session), district.day_of(tx.now)
    for event, cause in due(tx.session, own, today, touched):
        tx.emit(event, cause)


def _of_volunteers(session: Session, own: Policies, today: date, touched: Touched) -> Iterable[Announcement]:
    kept, changed = [], []
    for rated in ratings.of_rows(session, own, today, touched.volunteers):
        row, policy, _, stars, rated_on = rated
        announced, by, version, up_to = row[_WHAT_WAS_ANNOUNCED]
        if stars == announced and policy.reference == by and rated_on == up_to:
            continue
        if stars != announced:
            version += 1
            changed.append((rated, version))
        kept.append((row.volunteer_id, row.year, stars, policy.reference, version, rated_on))
    rows = Rows((*YEAR, *_ANNOUNCED), kept)
    upsert(session, VOLUNTEER_YEARS, rows, YEAR, set=_ANNOUNCED)
    communities = queries.communities_of(session, [rated.row.volunteer_id for rated, _ in changed])
    for rated, version in changed:
        row, cause = rated.row, touched.causes.get(rated.row.volunteer_id)
        event = StarRatingChanged(
            community=communities.get(row.volunteer_id) or (cause.community if cause else DISTRICT),
            sequence=version,
            volunteer_id=row.volunteer_id,
            year=row.year,
            stars=rated.stars,
            previous_stars=row.stars,
            score_tenths=rated.tenths or 0,
            policy=rated.policy.reference,
        )
        yield Announcement(event, cause)


def _of_departments(session: Session, own: Policies, today: date, touched: Touched) -> Iterable[Announcement]:
    kept, changed = [], []
    for row in touched.departments:
        policy = in_force(own.departments, row.quarter, today)
        counts = Counts(*(row._mapping[name] for name in Counts._fields))
        total = appraisal.appraise(policy, counts).total
        tenths = None if total is None else int(total * 10)
        news = (counts.cases, tenths) != (row.cases, row.total_tenths)
        if news:
            changed.append((row, policy, counts.cases, tenths))
        if news or row.policy != policy.reference:
            kept.append(
                {
                    "department": row.department,
                    "quarter": row.quarter,
                    "cases": counts.cases,
                    "total_tenths": tenths,
                    "policy": policy.reference,
                    "version": row.version + news,
                }
            )
    columns = ["cases", "total_tenths", "policy", "version"]
    upsert(session, DEPARTMENT_QUARTERS, kept, ["department", "quarter"], set=columns)
    for row, policy, cases, tenths in changed:
        event = DepartmentAppraisalChanged(
            community=DISTRICT,
            sequence=row.version + 1,
            department=row.department,
            period=row.quarter,
            cases=cases,
            policy=policy.reference,
            total_tenths=tenths,
        )
        yield Announcement(event, touched.causes.get(row.department))
