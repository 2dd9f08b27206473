"""Patrols over responsibility areas: who made which round, what they found, and which areas lack rounds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.models import columns
from chassis.refusals import Conflict, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district

from . import findings, patrol_coverage, queries, registers, volunteers
from .models import PatrolAreaRow, PatrolRoundRow, PlaceRow

LONGEST = timedelta(days=1)


def register(tx: Transaction, request: dict[str, Any]) -> PatrolAreaRow:
    """Add or change a responsibility area.

    Raises `Invalid`: ``unknown``, ``fixed`` (an area stays in its community), ``not_a_building``, ``wrong_community``,
    ``required`` (the place, without buildings), ``key_area_more_often``.
    """
    community = request["community"]
    registers.require_community(tx.session, community, lock=True)
    area = tx.session.get(PatrolAreaRow, request["code"], with_for_update=True)
    rounds = patrol_coverage.rounds_wanted(request["rounds_a_day"], request["key"])
    faults: dict[str, Any] = {}
    if area is not None and area.community != community:
        faults["community"] = [f"fixed:{area.community}"]
    places: dict[str, PlaceRow] = registers.places_among(tx.session, request["buildings"])
    buildings = {
        position: [wrong]
        for position, code in enumerate(request["buildings"])
        if (wrong := registers.wrong_building(places.get(code), community))
    }
    if buildings:
        faults["buildings"] = buildings
    if not request["buildings"] and request["place"] is None:
        faults["place"] = ["required"]
    if wrong := patrol_coverage.wrong_rounds(rounds, request["key"]):
        faults["rounds_a_day"] = [wrong]
    if faults:
        raise Invalid(faults)
    facts = {**request, "rounds_a_day": rounds}
    if area is None:
        area = PatrolAreaRow(**facts, sequence=1)
        tx.session.add(area)
        return area
    for name, value in facts.items():
        setattr(area, name, value)
    area.sequence += 1
    return area


def log_round(tx: Transaction, actor: Actor, request: dict[str, Any]) -> PatrolRoundRow:
    """Log a round: a worker of the area's community anyone's, a volunteer the own.

    Raises `NotFound`, `Forbidden`, `Invalid`: ``required``, ``unknown``, ``withdrawn``, ``in_the_future``,
    ``not_after_start``, ``longer_than_a_day``, ``not_a_building``, ``wrong_community``; and `Conflict`
    ``patrolled_then``, which names the other round's area.
    """
    area = tx.session.get(PatrolAreaRow, request["area"])
    if area is None:
        raise NotFound(what="area", id=request["area"])
    volunteer = volunteers.meant(tx.session, actor, area.community, request["volunteer"])
    came, left = request["came_at"], request["left_at"]
    need, finding = request["need"], request["finding"]
    building = _where_found(area, need)
    faults: dict[str, Any] = {**_wrong_times(came, left, tx.now), **findings.wrong_need(finding, need)}
    if building is not None and (wrong := _wrong_building(tx.session, building, area.community)):
        faults["need"] = {"building": [wrong]}
    if faults:
        raise Invalid(faults)
    other = _at_the_same_time(tx.session, volunteer.volunteer_id, came, left or came)
    if other is not None:
        raise Conflict("patrolled_then", area=tx.session.get_one(PatrolAreaRow, other.area).name)
    made = PatrolRoundRow(
        round_id=new_id(),
        area=area.code,
        volunteer_id=volunteer.volunteer_id,
        day=district.day_of(came),
        came_at=came,
        left_at=left,
        finding=finding,
        logged_by=actor.person_id,
        logged_at=tx.now,
    )
    tx.session.add(made)
    if need is not None:
        came_of = findings.Origin("patrol_finding", made.round_id, area.community, building)
        made.need_id = findings.raise_need(tx, actor, volunteer, need, came_of)
    return made


def on_day(session: Session, actor: Actor, community: str, day: date) -> dict[str, Any]:
    """A community's areas on a day, with their rounds. Raises `Invalid` for an unregistered community."""
    registers.require_community(session, community)
    wanted = sa.select(PatrolAreaRow).where(PatrolAreaRow.community == community).order_by(PatrolAreaRow.code)
    areas = list(session.scalars(wanted))
    made = sa.select(PatrolRoundRow).where(
        PatrolRoundRow.area.in_([area.code for area in areas]), PatrolRoundRow.day == day
    )
    rounds = defaultdict(list)
    rows = list(session.scalars(made.order_by(PatrolRoundRow.came_at, PatrolRoundRow.round_id)))
    for one in rounds_shown(session, actor, community, rows):
        rounds[one["area"]].append(one)
    coverages = [
        patrol_coverage.Coverage(area.code, area.key, area.rounds_a_day, len(rounds[area.code])) for area in areas
    ]
    shown = [
        {**_facts(area), "rounds": rounds[area.code], "missing": coverage.missing}
        for area, coverage in zip(areas, coverages, strict=True)
    ]
    return {"community": community, "day": day, "areas": shown, "lacking": patrol_coverage.lacking(coverages)}


def rounds_shown(session: Session, actor: Actor, community: str, rows: list[PatrolRoundRow]) -> list[dict[str, Any]]:
    """Rounds as answers, with what was found and the need it raised for who may read it."""
    names = queries.names(session, sorted({row.volunteer_id for row in rows}))
    answers = []
    for row in rows:
        may_read = actor.works_in(community) or row.volunteer_id == actor.volunteer_id
        facts = columns(row)
        hidden = {} if may_read else {"finding": None, "need_id": None}
        answers.append({**facts, "name": names.get(row.volunteer_id), **hidden})
    return answers


def _facts(area: PatrolAreaRow) -> dict[str, Any]:
    return columns(area)


def _where_found(area: PatrolAreaRow, need: dict[str, Any] | None) -> str | None:
    if need is None:
        return None
    if need["building"] is not None:
        return need["building"]
    return area.buildings[0] if len(area.buildings) == 1 else None


def _wrong_building(session: Session, building: str, community: str) -> str | None:
    return registers.wrong_building(registers.places_among(session, [building]).get(building), community)


def _wrong_times(came: datetime, left: datetime | None, now: datetime) -> dict[str, list[str]]:
    if came > now:
        return {"came_at": ["in_the_future"]}
    if left is None:
        return {}
    if left <= came:
        return {"left_at": ["not_after_start"]}
    if left - came > LONGEST:
        return {"left_at": ["longer_than_a_day"]}
    return {"left_at": ["in_the_future"]} if left > now else {}


def _at_the_same_time(session: Session, volunteer_id: str, came: datetime, left: datetime) -> PatrolRoundRow | None:
    """A round of the volunteer that shares time with this one, or was made at the same moment."""
    ended = sa.func.coalesce(PatrolRoundRow.left_at, PatrolRoundRow.came_at)
    found = sa.select(PatrolRoundRow).where(
        PatrolRoundRow.volunteer_id == volunteer_id,
        (PatrolRoundRow.came_at == came) | ((PatrolRoundRow.came_at < left) & (ended > came)),
    )
    return session.scalars(found.order_by(PatrolRoundRow.came_at).limit(1)).first()
