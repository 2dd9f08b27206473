"""Proposals: who of a community would best do several things, by what is known of its volunteers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid
from contracts import vocabulary
from contracts.requests.talents import MOST_PEOPLE, MOST_PLACES

from . import activities, descriptions, engagements, matching, numbers, registers, skills
from .engagements import Engaged
from .models import ActivityRow, AttendanceRow, DutyRow, PlaceRow, SignUpRow, VolunteerRow
from .suitability import Engagement, Job, Person, Weights

LOAD_PERIOD = timedelta(days=90)
"""How far back served minutes count as load."""

_SAID_BY_ACTIVITY = ("starts_at", "ends_at", "kind", "skills")
_REQUIRED = ("starts_at", "ends_at", "kind", "people")


def propose(session: Session, community: str, asked: Sequence[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """The best set of people for the jobs of `contracts.requests.talents.ProposalsQuery`; nothing is stored.

    Raises `Conflict`: ``activity_cancelled``, and `Invalid`: ``unknown`` (community, activity, building),
    ``repeated`` (activity), ``wrong_community``, ``not_a_building``, ``not_allowed`` (what the activity says),
    ``required``, ``not_after_start``, ``longer_than_a_day``, ``in_the_past``, ``too_many`` (people in all).
    """
    registers.require_community(session, community)
    scheduled = _scheduled(session, [one["activity_id"] for one in asked if one["activity_id"] is not None])
    jobs = _jobs(session, community, asked, scheduled, now)
    volunteers = _volunteers(session, community)
    people, keeping = _people(session, community, volunteers, jobs, now)
    weights = Weights()
    found = matching.propose(jobs, people, weights)
    fillings = [found[job.key] for job in jobs]
    by_id = {row.volunteer_id: row for row in volunteers}
    return {
        "community": community,
        "jobs": [_shown(one, filling, by_id, keeping) for one, filling in zip(asked, fillings, strict=True)],
        "cost": sum(filling.cost for filling in fillings),
        "weights": asdict(weights),
    }


def _scheduled(session: Session, ids: Sequence[str]) -> dict[str, tuple[ActivityRow, int]]:
    """The activities with these ids, each with how many are signed up for it."""
    signed = (
        sa.select(sa.func.count())
        .where(SignUpRow.activity_id == ActivityRow.activity_id)
        .correlate(ActivityRow)
        .scalar_subquery()
    )
    found = sa.select(ActivityRow, signed).where(ActivityRow.activity_id.in_(ids))
    return {row.activity_id: (row, count) for row, count in session.execute(found)}


def _jobs(
    session: Session,
    community: str,
    asked: Sequence[dict[str, Any]],
    scheduled: Mapping[str, tuple[ActivityRow, int]],
    now: datetime,
) -> list[Job]:
    places = registers.places_among(session, {one["building"] for one in asked if one["building"] is not None})
    compounds = registers.places_among(session, {place.parent for place in places.values() if place.parent})
    ids = [one["activity_id"] for one in asked]
    faults = {}
    jobs = []
    for key, one in enumerate(asked):
        if one["activity_id"] is None:
            wrong, said = _of_its_own(one)
        elif one["activity_id"] in ids[:key]:
            wrong, said = {"activity_id": ["repeated"]}, {}
        else:
            wrong, said = _of_activity(one, community, scheduled.get(one["activity_id"]))
        place = places.get(one["building"])
        if one["building"] is not None and (fault := registers.wrong_building(place, community)):
            wrong["building"] = [fault]
        if not wrong and said["ends"] <= now:
            wrong["activity_id" if one["activity_id"] is not None else "ends_at"] = ["in_the_past"]
        if wrong:
            faults[key] = wrong
            continue
        above = compounds.get(place.parent) if place is not None and place.parent else None
        jobs.append(
            Job(
                key=key,
                community=community,
                language=descriptions.sought(one["language"]) if one["language"] is not None else None,
                building=one["building"],
                compound=above.code if above is not None and above.kind == "compound" else None,
                **said,
            )
        )
    if faults:
        raise Invalid({"jobs": faults})
    if sum(job.places for job in jobs) > MOST_PLACES:
        raise Invalid({"jobs": [f"too_many:{MOST_PLACES}"]})
    return jobs


def _of_activity(
    one: dict[str, Any], community: str, found: tuple[ActivityRow, int] | None
) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """What is wrong with a job by its activity, and what the activity says of it."""
    if found is None:
        return {"activity_id": ["unknown"]}, {}
    activity, signed = found
    if activity.community != community:
        return {"activity_id": ["wrong_community"]}, {}
    wrong = {name: ["not_allowed"] for name in _SAID_BY_ACTIVITY if one[name] is not None}
    wanted = one["people"]
    if activity.capacity is None and wanted is None:
        wrong["people"] = ["required"]
    activities.require_standing(activity)
    left = MOST_PEOPLE if activity.capacity is None else max(0, activity.capacity - signed)
    return wrong, {
        "starts": activity.starts_at,
        "ends": activity.ends_at,
        "kind": activity.kind,
        "skills": tuple(activity.skills),
        "renews": activity.training["skill"] if activity.training is not None else None,
        "places": min(left, MOST_PEOPLE if wanted is None else wanted),
    }


def _of_its_own(one: dict[str, Any]) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """What is wrong with a job said in full, and what it is."""
    wrong = {name: ["required"] for name in _REQUIRED if one[name] is None}
    starts, ends = one["starts_at"], one["ends_at"]
    if not wrong and ends <= starts:
        wrong["ends_at"] = ["not_after_start"]
    elif not wrong and ends - starts > activities.LONGEST:
        wrong["ends_at"] = ["longer_than_a_day"]
    needed = tuple(skills.settle(one["skills"] or []))
    return wrong, {"starts": starts, "ends": ends, "kind": one["kind"], "skills": needed, "places": one["people"]}


def _volunteers(session: Session, community: str) -> Sequence[Any]:
    found = sa.select(
        VolunteerRow.volunteer_id,
        VolunteerRow.serial,
        VolunteerRow.name,
        VolunteerRow.skills,
        VolunteerRow.home_community,
    ).where(VolunteerRow.active, VolunteerRow.community == community)
    return session.execute(found.order_by(VolunteerRow.serial)).all()


def _people(
    session: Session, community: str, volunteers: Sequence[Any], jobs: Sequence[Job], now: datetime
) -> tuple[list[Person], dict[str, Engaged]]:
    """The volunteers as matching knows them, and by its id what keeps some of them."""
    among = sa.select(VolunteerRow.volunteer_id).where(VolunteerRow.active, VolunteerRow.community == community)
    known = descriptions.read(session, among)
    loads = _loads(session, among, now)
    engaged, by_id = _engagements(session, community, jobs)
    places = _places(session, among)
    people = [
        Person(
            serial=row.serial,
            volunteer_id=row.volunteer_id,
            skills=known[row.volunteer_id].skills(row.skills),
            languages=frozenset(known[row.volunteer_id].languages),
            wishes=frozenset(known[row.volunteer_id].wishes),
            windows=tuple(known[row.volunteer_id].windows),
            credentials=known[row.volunteer_id].last_days(row.skills),
            places=frozenset(places[row.volunteer_id] | {row.home_community} - {None}),
            load=loads.get(row.volunteer_id, 0),
            engagements=tuple(engaged[row.volunteer_id]),
        )
        for row in volunteers
    ]
    return people, by_id


def _loads(session: Session, among: descriptions.Among, now: datetime) -> dict[str, int]:
    """Minutes credited of late, by volunteer id."""
    counted = (
        sa.select(AttendanceRow.volunteer_id, sa.func.sum(AttendanceRow.minutes))
        .where(AttendanceRow.volunteer_id.in_(among), AttendanceRow.last, AttendanceRow.starts_at > now - LOAD_PERIOD)
        .group_by(AttendanceRow.volunteer_id)
    )
    return {volunteer_id: int(minutes) for volunteer_id, minutes in session.execute(counted)}


def _engagements(
    session: Session, community: str, jobs: Sequence[Job]
) -> tuple[defaultdict[str, list[Engagement]], dict[str, Engaged]]:
    """What is to be done already at the times of the jobs: by who is to do it, and by its id."""
    starts, ends = min(job.starts for job in jobs), max(job.ends for job in jobs)
    here = VolunteerRow.active & (VolunteerRow.community == community)
    by_volunteer: defaultdict[str, list[Engagement]] = defaultdict(list)
    by_id = {}
    for one in engagements.found(session, here, starts, ends):
        by_volunteer[one.volunteer_id].append(Engagement(one.id, one.starts_at, one.ends_at))
        by_id[one.id] = one
    return by_volunteer, by_id


def _places(session: Session, among: descriptions.Among) -> defaultdict[str, set[str]]:
    """The buildings for which volunteers answer, what these stand in, and their communities, by volunteer id."""
    found = (
        sa.select(DutyRow.volunteer_id, PlaceRow.code, PlaceRow.parent, PlaceRow.community)
        .join(PlaceRow, PlaceRow.code == DutyRow.building)
        .where(DutyRow.volunteer_id.in_(among))
    )
    places: defaultdict[str, set[str]] = defaultdict(set)
    for volunteer_id, *codes in session.execute(found):
        places[volunteer_id].update(code for code in codes if code is not None)
    return places


def _shown(
    asked: dict[str, Any], filling: matching.Filling, by_id: Mapping[str, Any], keeping: Mapping[str, Engaged]
) -> dict[str, Any]:
    job = filling.job
    return {
        "activity_id": asked["activity_id"],
        "starts_at": job.starts,
        "ends_at": job.ends,
        "kind": job.kind,
        "places": job.places,
        "volunteers": [_explained(asked, match, by_id[match.person.volunteer_id]) for match in filling.matches],
        "unfilled": _unfilled(filling, keeping) if filling.unfilled else None,
    }


def _explained(asked: dict[str, Any], match: matching.Match, row: Any) -> dict[str, Any]:
    found = match.assessment
    return {
        "volunteer_id": row.volunteer_id,
        "number": numbers.number_of(row.serial),
        "name": row.name,
        "skills": [{"skill": skill, "ground": ground} for skill, ground in found.grounds.items()],
        "language": asked["language"],
        "distance": found.distance,
        "load_minutes": found.load,
        "availability": found.availability,
        "wish": found.wish,
        "cost": found.costs.total,
        "cost_parts": asdict(found.costs),
    }


def _unfilled(filling: matching.Filling, keeping: Mapping[str, Engaged]) -> dict[str, Any]:
    counts = {reason: filling.reasons[reason] for reason in vocabulary.NOT_PROPOSED if filling.reasons[reason]}
    return {
        "places": filling.unfilled,
        "reason": max(counts, key=lambda reason: counts[reason], default=None),
        "counts": counts,
        "busy_with": [
            {"kind": keeping[id].kind, "id": id, "title": keeping[id].title, "people": people}
            for id, people in sorted(filling.engaged.items())
        ],
    }
