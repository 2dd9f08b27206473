"""What is to be announced of ratings that were touched: stars and appraisals that are now others than before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import upsert
from contracts import Envelope, Event
from contracts.events import DepartmentAppraisalChanged, StarRatingChanged
from contracts.vocabulary import DISTRICT

from . import appraisal, stars
from .appraisal import Counts
from .ledger import DEPARTMENT_QUARTERS, VOLUNTEER_YEARS, Touched
from .models import Volunteer
from .policies import Policies, in_force
from .stars import Sums


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
    by_year = {year: in_force(own.stars, str(year), today) for year in {row.year for row in touched.volunteers}}
    kept, changed = [], []
    for row in touched.volunteers:
        policy = by_year[row.year]
        score = stars.score(policy, Sums(row.services, row.minutes, row.ratings, row.rating_stars))
        earned = 0 if score is None else stars.stars(policy, score)
        if earned != row.stars or row.policy != policy.reference:
            version = row.version + (earned != row.stars)
            key = {"volunteer_id": row.volunteer_id, "year": row.year}
            kept.append({**key, "stars": earned, "policy": policy.reference, "version": version})
        if earned != row.stars:
            changed.append((row, policy, earned, 0 if score is None else int(score * 10)))
    upsert(session, VOLUNTEER_YEARS, kept, ["volunteer_id", "year"], set=["stars", "policy", "version"])
    communities = _communities(session, [row.volunteer_id for row, *_ in changed])
    for row, policy, earned, tenths in changed:
        cause = touched.causes.get(row.volunteer_id)
        event = StarRatingChanged(
            community=communities.get(row.volunteer_id) or (cause.community if cause else DISTRICT),
            sequence=row.version + 1,
            volunteer_id=row.volunteer_id,
            year=row.year,
            stars=earned,
            previous_stars=row.stars,
            score_tenths=tenths,
            policy=policy.reference,
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
