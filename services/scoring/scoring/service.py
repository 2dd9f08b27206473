"""Scoring: what came of it. Stars of volunteers and appraisal of departments, from facts that the bus brings."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Database, Transaction, every, query, subscribe
from chassis.database import utc_now
from chassis.refusals import NotFound
from contracts import Envelope, district
from contracts.events import (
    CallBackFailed,
    CallBackMade,
    DepartmentExcused,
    DepartmentReportedIn,
    HouseholdRecorded,
    NeedEscalated,
    OrganisationRegistered,
    PlaceRegistered,
    ServiceCompleted,
    ServiceRated,
    VolunteerErased,
    VolunteerMerged,
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

from . import (
    adoption,
    announcements,
    boards,
    closing,
    deeds,
    department_queries,
    households,
    known,
    ledger,
    merging,
    periods,
    queries,
    raters,
    record_ledger,
    records,
    ruling_ledger,
    trials,
)
from .calls.aspects import Aspects
from .calls.benefits import Benefits
from .calls.closings import Closings
from .calls.department_appeals import DepartmentAppeals
from .calls.integrity import Integrity
from .calls.points import Points
from .calls.star_policies import StarPolicies
from .models import Base


class ScoringService(StarPolicies, Closings, Points, Benefits, Aspects, Integrity, DepartmentAppeals):
    """Every rating is open to every signed-in person, and explains itself."""

    name = "scoring"
    db = Database(Base.metadata)

    @subscribe(ServiceCompleted, ServiceRated, batch=4000)
    def record_services(self, tx: Transaction, events: list[Envelope]) -> None:
        touched = ledger.record_services(tx.session, events)
        raters.note(tx.session, raters.record(tx.session, events))
        announcements.announce(tx, touched)

    @subscribe(CallBackMade, CallBackFailed, batch=200)
    def record_call_backs(self, tx: Transaction, events: list[Envelope]) -> None:
        announcements.announce(tx, ledger.record_call_backs(tx.session, events))

    @subscribe(DepartmentReportedIn, NeedEscalated, DepartmentExcused, batch=200)
    def record_whistles(self, tx: Transaction, events: list[Envelope]) -> None:
        announcements.announce(tx, ledger.record_whistles(tx.session, events))

    @subscribe(*records.TOLD_BY, batch=500)
    def record_records(self, tx: Transaction, events: list[Envelope]) -> None:
        touched = record_ledger.record(tx.session, events)
        touched = ruling_ledger.keep(tx.session, {records.read(event).record_id for event in events}, touched)
        announcements.announce(tx, touched)

    @subscribe(*deeds.TOLD_BY, batch=100)
    def record_deeds(self, tx: Transaction, events: list[Envelope]) -> None:
        deeds.record(tx.session, events)

    @subscribe(VolunteerMerged, batch=20)
    def merge_volunteers(self, tx: Transaction, events: list[Envelope]) -> None:
        touched = merging.merge(tx.session, events)
        raters.note_of(tx.session, list(touched.causes))
        households.note_of(tx.session, list(touched.causes))
        announcements.announce(tx, touched)

    @subscribe(
        VolunteerRegistered,
        VolunteerUpdated,
        VolunteerWithdrawn,
        VolunteerErased,
        OrganisationRegistered,
        PlaceRegistered,
        batch=500,
    )
    def know_district(self, tx: Transaction, events: list[Envelope]) -> None:
        known.record(tx.session, [event for event in events if not isinstance(event.data, VolunteerErased)])
        known_anew = raters.record_persons(tx.session, events)
        raters.note_of(tx.session, known_anew)
        households.note_of(tx.session, known_anew)

    @subscribe(HouseholdRecorded, batch=200)
    def record_households(self, tx: Transaction, events: list[Envelope]) -> None:
        households.note(tx.session, households.record(tx.session, events))

    @every(seconds=60)
    def apply_policies(self, tx: Transaction) -> None:
        """A policy comes into force by its date; no event tells of it."""
        announcements.announce(
            tx, ledger.rated_otherwise(tx.session, adoption.current(tx.session), district.day_of(tx.now))
        )

    @every(seconds=60)
    def merge_latecomers(self, tx: Transaction) -> None:
        """What was told of a volunteer may arrive after the merging."""
        announcements.announce(tx, merging.move_latecomers(tx.session))

    @every(seconds=1)
    def go_on_with_trials(self, tx: Transaction) -> None:
        trials.go_on(tx)

    @every(seconds=1)
    def go_on_with_closings(self, tx: Transaction) -> None:
        closing.go_on(tx)

    @query(StarRatingQuery, StarRating)
    def star_rating(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        volunteer_id, year = request["volunteer_id"], request["year"] or periods.year_of(now)
        own = adoption.current(session)
        if request["as_of"] is not None:
            return boards.star_rating_as_known(session, own, request["as_of"], volunteer_id, year)
        return boards.star_rating(session, own, district.day_of(now), volunteer_id, year)

    @query(StarBoardQuery, StarBoard)
    def star_board(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        community, year = request["community"], request["year"] or periods.year_of(now)
        if not queries.is_known_community(session, community):
            raise NotFound("community", community)
        items = boards.star_board(session, adoption.current(session), district.day_of(now), community, year)
        return {"community": community, "year": year, "items": items}

    @query(DepartmentAppraisalQuery, DepartmentAppraisal)
    def department_appraisal(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        department, period = request["department"], request["period"] or periods.quarter_of(now)
        if not department_queries.is_known_department(session, department):
            raise NotFound("department", department)
        return boards.appraisals(session, adoption.current(session), district.day_of(now), period, department)[0]

    @query(DepartmentBoardQuery, DepartmentBoard)
    def department_board(self, session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
        now = utc_now()
        period = request["period"] or periods.quarter_of(now)
        return {
            "period": period,
            "items": boards.appraisals(session, adoption.current(session), district.day_of(now), period),
        }
