"""What is to be announced of ratings that were touched: stars and appraisals that are now others than before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, upsert
from contracts import Envelope, Event
from contracts.events import DepartmentAppraisalChanged, StarRatingChanged
from contracts.vocabulary import DISTRICT

from . import appraisal, stars
from .appraisal import Counts
from .ledger import DEPARTMENT_QUARTERS, VOLUNTEER_YEARS, Touched
from .models import Volunteer
from .policies import Policies, in_force
from .stars import Sums

_VOLUNTEER_YEAR = ("volunteer_id", "year")
_ANNOUNCED = ("stars", "policy", "version")


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


def _of_volunteers(session: Session, own: Policies, today: date, touched: Touched) -> Iterable[Announcement]:
    by_year = {year: in_force(own.stars, str(year), today) for year in {row[1] for row in touched.volunteers}}
    kept, changed = [], []
    for volunteer_id, year, services, minutes, ratings, rating_stars, shown, shown_by, version in touched.volunteers:
        policy = by_year[year]
        tenths, earned = stars.rate(policy, Sums(services, minutes, ratings, rating_stars))
        if earned == shown and policy.reference == shown_by:
            continue
        if earned != shown:
            version += 1
            changed.append((volunteer_id, year, policy.reference, shown, earned, tenths or 0, version))
        kept.append((volunteer_id, year, earned, policy.reference, version))
    rows = Rows((*_VOLUNTEER_YEAR, *_ANNOUNCED), kept)
    upsert(session, VOLUNTEER_YEARS, rows, _VOLUNTEER_YEAR, set=_ANNOUNCED)
    communities = _communities(session, [volunteer_id for volunteer_id, *_ in changed])
    for volunteer_id, year, reference, shown, earned, tenths, version in changed:
        cause = touched.causes.get(volunteer_id)
        event = StarRatingChanged(
            community=communities.get(volunteer_id) or (cause.community if cause else DISTRICT),
            sequence=version,
            volunteer_id=volunteer_id,
            year=year,
            stars=earned,
            previous_stars=shown,
            score_tenths=tenths,
            policy=reference,
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


def _communities(session: Session, volunteer_ids: Sequence[str]) -> Mapping[str, Any]:
    """The communities that volunteers belong to, as far as known."""
    if not volunteer_ids:
        return {}
    query = sa.select(Volunteer.volunteer_id, Volunteer.community).where(Volunteer.volunteer_id.in_(volunteer_ids))
    return {row.volunteer_id: row.community for row in session.execute(query)}
