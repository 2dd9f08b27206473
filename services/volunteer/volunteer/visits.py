"""Visits: a volunteer keeping in touch with the people of a building, by one of the usual ways."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Invalid
from chassis.transaction import new_id
from contracts import district
from contracts.events import VisitLogged

from . import duty, findings, queries, registers, volunteers
from .models import DutyRow, PlaceRow, VisitRow


def log_visit(tx: Transaction, actor: Actor, request: dict[str, Any]) -> VisitRow:
    """Log a visit: a worker of the community anyone's, a volunteer the own.

    Raises `Forbidden` for somebody else's, and `Invalid`: ``unknown``, ``withdrawn``, ``not_a_building``,
    ``wrong_community``, ``in_the_future`` (by the district's calendar), ``required`` (words, for a need).
    """
    community = request["community"]
    registers.require_community(tx.session, community)
    faults: dict[str, Any] = {}
    try:
        volunteer = volunteers.meant(tx.session, actor, community, request["volunteer"])
    except Invalid as refused:
        faults.update(refused.fields)
    place = registers.places_among(tx.session, [request["building"]]).get(request["building"])
    if wrong := registers.wrong_building(place, community):
        faults["building"] = [wrong]
    if request["visited_on"] > district.day_of(tx.now):
        faults["visited_on"] = ["in_the_future"]
    faults.update(findings.wrong_need(request["finding"], request["need"]))
    if faults:
        raise Invalid(faults)
    visit = VisitRow(
        visit_id=new_id(),
        community=community,
        building=request["building"],
        volunteer_id=volunteer.volunteer_id,
        kind=request["kind"],
        visited_on=request["visited_on"],
        finding=request["finding"],
        logged_by=actor.person_id,
        logged_at=tx.now,
    )
    tx.session.add(visit)
    tx.emit(
        VisitLogged(
            community=community,
            sequence=1,
            visit_id=visit.visit_id,
            volunteer_id=visit.volunteer_id,
            building=visit.building,
            kind=visit.kind,
            visited_on=visit.visited_on,
        )
    )
    if request["need"] is not None:
        came_of = findings.Origin("visit", visit.visit_id, community, visit.building)
        visit.need_id = findings.raise_need(tx, actor, volunteer, request["need"], came_of)
    return visit


def building_duty(session: Session, community: str, month: str) -> dict[str, Any]:
    """Who answers for which of a community's buildings, and how they were kept in touch with in a month.

    Raises `Invalid` for a community that is not registered.
    """
    registers.require_community(session, community)
    first, last = duty.bounds(month)
    in_community = sa.select(PlaceRow).where(PlaceRow.community == community, PlaceRow.kind == "building")
    buildings = {place.code: place.name for place in session.scalars(in_community.order_by(PlaceRow.code))}
    answering = sa.select(DutyRow.volunteer_id, DutyRow.building).join(
        PlaceRow, (PlaceRow.code == DutyRow.building) & (PlaceRow.community == community)
    )
    pairs = [(volunteer_id, building) for volunteer_id, building in session.execute(answering)]
    here = VisitRow.community == community
    counted = (
        sa.select(VisitRow.building, VisitRow.kind, sa.func.count())
        .where(here, VisitRow.visited_on.between(first, last))
        .group_by(VisitRow.building, VisitRow.kind)
    )
    latest = (
        sa.select(VisitRow.building, sa.func.max(VisitRow.visited_on).label("last"))
        .where(here)
        .group_by(VisitRow.building)
    )
    last_visits: dict[str, date] = {row.building: row.last for row in session.execute(latest)}
    visits = [(building, kind, count) for building, kind, count in session.execute(counted)]
    ids = {volunteer_id for volunteer_id, _ in pairs}
    found = duty.coverage(buildings, pairs, visits, last_visits, queries.names(session, sorted(ids)))
    return {"community": community, "month": month, **found}
