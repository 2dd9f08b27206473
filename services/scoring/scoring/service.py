"""Scoring: what came of it. Stars of volunteers and appraisal of departments, from facts that the bus brings."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Database, Transaction, every, query, subscribe
from chassis.database import utc_now
from chassis.refusals import NotFound
from contracts import Envelope, district
from contracts.events import (
    DepartmentReportedIn,
    NeedEscalated,
    OrganisationRegistered,
    PlaceRegistered,
    ServiceCompleted,
    ServiceRated,
    VolunteerRegistered,
    VolunteerUpdated,
    VolunteerWithdrawn,
)
from contracts.requests.scoring import (
    DepartmentAppraisal,
    DepartmentAppraisalQuery,
    DepartmentBoard,
    DepartmentBoardQuery,
    StarBoard,
    StarBoardQuery,
    StarRating,
    StarRatingQuery,
)

from . import announcements, boards, known, ledger, periods, points_earning, policies, queries
from .calls.benefits import Benefits
from .calls.points import Points
from .models import Base

POLICIES = policies.own()


class ScoringService(Points, Benefits):
    """Every rating is open to every signed-in person, and explains itself."""

    name = "scoring"
    db = Database(Base.metadata)

    @subscribe(ServiceCompleted, ServiceRated, batch=1000)
    def record_services(self, tx: Transaction, events: list[Envelope]) -> None:
        touched = ledger.record_services(tx.session, events)
        points_earning.note(tx.session, touched.volunteers)
        self._announce(tx, touched)

    @subscribe(DepartmentReportedIn, NeedEscalated, batch=200)
    def record_whistles(self, tx: Transaction, events: list[Envelope]) -> None:
        self._announce(tx, ledger.record_whistles(tx.session, events))

    @subscribe(
        VolunteerRegistered, VolunteerUpdated, VolunteerWithdrawn, OrganisationRegistered, PlaceRegistered, batch=500
    )
    def know_district(self, tx: Transaction, events: list[Envelope]) -> None:
        known.record(tx.session, events)

    @every(seconds=60)
    def apply_policies(self, tx: Transaction) -> None:
        """A policy comes into force by its date; no event tells of it."""
        self._announce(tx, ledger.rated_otherwise(tx.session, POLICIES, district.day_of(tx.now)))

    @query(StarRatingQuery, StarRating)
    def star_rating(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        volunteer_id, year = request["volunteer_id"], request["year"] or periods.year_of(now)
        if not queries.is_known_volunteer(session, volunteer_id):
            raise NotFound("volunteer", volunteer_id)
        return boards.star_rating(session, POLICIES, district.day_of(now), volunteer_id, year)

    @query(StarBoardQuery, StarBoard)
    def star_board(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        community, year = request["community"], request["year"] or periods.year_of(now)
        if not queries.is_known_community(session, community):
            raise NotFound("community", community)
        items = boards.star_board(session, POLICIES, district.day_of(now), community, year)
        return {"community": community, "year": year, "items": items}

    @query(DepartmentAppraisalQuery, DepartmentAppraisal)
    def department_appraisal(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        department, period = request["department"], request["period"] or periods.quarter_of(now)
        if not queries.is_known_department(session, department):
            raise NotFound("department", department)
        return boards.appraisals(session, POLICIES, district.day_of(now), period, department)[0]

    @query(DepartmentBoardQuery, DepartmentBoard)
    def department_board(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        period = request["period"] or periods.quarter_of(now)
        return {"period": period, "items": boards.appraisals(session, POLICIES, district.day_of(now), period)}

    def _announce(self, tx: Transaction, touched: ledger.Touched) -> None:
        for event, cause in announcements.due(tx.session, POLICIES, district.day_of(tx.now), touched):
            tx.emit(event, cause)
