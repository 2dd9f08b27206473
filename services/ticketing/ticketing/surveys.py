"""Consent surveys (意愿征询): the households asked, who collects their answers, and the end, which is final."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.sql import insert
from contracts import district
from contracts.events import ConsentSurveyClosed
from contracts.requests.surveys import MOST_BRIEFINGS, MOST_HOUSEHOLDS

from . import queries, survey_answers, survey_days
from .models import OrganisationRow, SurveyBriefingRow, SurveyHouseholdRow, SurveyRow, VolunteerRow
from .relations import is_volunteer, officer_of


def open_survey(tx: Transaction, actor: Actor, request: dict[str, Any]) -> SurveyRow:
    """Open a survey with the households to ask.

    Raises `Forbidden`, and `Invalid`: ``unknown``, ``not_a_compound``, ``not_a_building``, ``wrong_community``,
    ``wrong_compound``, ``choose_one`` (a compound or buildings), ``not_asked`` (a household in a building that is
    not named), ``repeated``, ``more_than_whole``, ``in_the_past``, ``before_first``, ``required`` (a team that is to
    become a service team), and as `_collector_faults`.
    """
    community, compound, buildings = request["community"], request["compound"], request["buildings"]
    require_worker(actor, community)
    faults: dict[str, Any] = dict(queries.place_faults(tx.session, community, None))
    if compound is not None and buildings:
        faults["compound"] = ["choose_one"]
    elif compound is not None and (wrong := _wrong_compound(tx.session, compound, community)):
        faults["compound"] = [wrong]
    known = queries.places_among(tx.session, buildings)
    wrong_buildings = {
        str(position): [wrong]
        for position, building in enumerate(buildings)
        if (wrong := queries.household_fault(known, building, community))
    }
    if wrong_buildings:
        faults["buildings"] = wrong_buildings
    households = [(one["building"], one["door"].strip()) for one in request["households"]]
    if wrong_households := _household_faults(tx.session, households, community, compound, buildings):
        faults["households"] = wrong_households
    threshold = request["threshold"]
    if threshold["numerator"] > threshold["denominator"]:
        faults["threshold"] = {"numerator": ["more_than_whole"]}
    today = district.day_of(tx.now)
    opens_on, closes_on = request["opens_on"] or today, request["closes_on"]
    if opens_on < today:
        faults["opens_on"] = ["in_the_past"]
    if closes_on is not None and closes_on < opens_on:
        faults["closes_on"] = ["before_first"]
    if request["then_service_team"] and request["team"] is None:
        faults["team"] = ["required"]
    faults.update(_collector_faults(tx.session, request))
    if faults:
        raise Invalid(faults)
    survey = SurveyRow(
        survey_id=tx.new_id(),
        community=community,
        compound=compound,
        buildings=buildings,
        question=request["question"],
        threshold_numerator=threshold["numerator"],
        threshold_denominator=threshold["denominator"],
        opens_on=opens_on,
        closes_on=closes_on,
        team=request["team"],
        then_service_team=request["then_service_team"],
        collectors=request["collectors"],
        organisations=request["organisations"],
        opened_by=actor.person_id,
        opened_at=tx.now,
    )
    tx.session.add(survey)
    tx.session.flush()
    _store(tx, survey, households)
    return survey


def add_households(tx: Transaction, actor: Actor, request: dict[str, Any]) -> SurveyRow:
    """Put more households on the list. Raises `NotFound`, `Forbidden`, `Conflict` ``survey_closed``; `Invalid` as
    `open_survey` for households, and ``too_many``."""
    survey = of_worker(tx.session, actor, request["survey_id"])
    households = [(one["building"], one["door"].strip()) for one in request["households"]]
    faults = _household_faults(tx.session, households, survey.community, survey.compound, survey.buildings)
    if faults:
        raise Invalid({"households": faults})
    listed = survey_answers.households_by_door(tx.session, survey.survey_id)
    new = [one for one in households if one not in listed]
    if len(listed) + len(new) > MOST_HOUSEHOLDS:
        raise Invalid({"households": [f"too_many:{MOST_HOUSEHOLDS}"]})
    _store(tx, survey, new)
    return survey


def name_collectors(tx: Transaction, actor: Actor, request: dict[str, Any]) -> SurveyRow:
    """Raises `NotFound`, `Forbidden`, `Conflict` ``survey_closed``; `Invalid` ``unknown``, ``volunteer_withdrawn``."""
    survey = of_worker(tx.session, actor, request["survey_id"])
    if faults := _collector_faults(tx.session, request):
        raise Invalid(faults)
    survey.collectors, survey.organisations = request["collectors"], request["organisations"]
    return survey


def log_briefing(tx: Transaction, actor: Actor, request: dict[str, Any]) -> SurveyRow:
    """Raises `NotFound`, `Forbidden`, `Conflict` ``survey_closed``, ``too_many_briefings``; `Invalid`
    ``in_the_future``."""
    survey = of_worker(tx.session, actor, request["survey_id"])
    today = district.day_of(tx.now)
    day = request["day"] or today
    if day > today:
        raise Invalid({"day": ["in_the_future"]})
    if len(briefings(tx.session, [survey.survey_id])[survey.survey_id]) == MOST_BRIEFINGS:
        raise Conflict("too_many_briefings")
    tx.session.add(
        SurveyBriefingRow(
            briefing_id=tx.new_id(),
            survey_id=survey.survey_id,
            day=day,
            came=request["came"],
            logged_by=actor.person_id,
        )
    )
    return survey


def close(tx: Transaction, actor: Actor, survey_id: str) -> SurveyRow:
    """Close a survey for good. Raises `NotFound`, `Forbidden`, `Conflict` ``survey_closed``, and ``survey_running``
    before its last day, where somebody was not reached yet."""
    survey = of_worker(tx.session, actor, survey_id)
    counted = survey_answers.tally_of(tx.session, survey)
    if not survey_days.may_close(district.day_of(tx.now), survey.closes_on, counted.not_reached):
        raise Conflict("survey_running", day=survey.closes_on.isoformat() if survey.closes_on else None)
    survey.passed = counted.reaches(survey.threshold_numerator, survey.threshold_denominator)
    survey.closed_at, survey.closed_by = tx.now, actor.person_id
    tx.emit(
        ConsentSurveyClosed(
            community=survey.community,
            sequence=1,
            survey_id=survey.survey_id,
            households=counted.asked,
            yes=counted.yes,
            no=counted.no,
            abstain=counted.abstain,
            threshold_numerator=survey.threshold_numerator,
            threshold_denominator=survey.threshold_denominator,
            passed=survey.passed,
            team=survey.team,
            then_service_team=survey.then_service_team,
            collectors=survey.collectors,
        )
    )
    return survey


def found(session: Session, survey_id: str, lock: bool = False) -> SurveyRow:
    """The survey; with `lock`, nobody else changes it, or collects an answer, until the transaction ends. Raises
    `NotFound`."""
    survey = session.get(SurveyRow, survey_id, with_for_update=lock or None)
    if survey is None:
        raise NotFound("survey", survey_id)
    return survey


def of_worker(session: Session, actor: Actor, survey_id: str) -> SurveyRow:
    """The survey, open and locked, for who works in its community. Raises `NotFound`, `Forbidden`, `Conflict`
    ``survey_closed``."""
    survey = found(session, survey_id, lock=True)
    require_worker(actor, survey.community)
    require_open(survey)
    return survey


def require_open(survey: SurveyRow) -> None:
    if survey.closed_at is not None:
        raise Conflict("survey_closed", day=district.day_of(survey.closed_at).isoformat())


def collects(actor: Actor, survey: SurveyRow) -> bool:
    """Whether the actor may collect answers: a worker of the community, a volunteer named for it, or an officer of an
    organisation named for it."""
    if actor.works_in(survey.community):
        return True
    named = is_volunteer(actor) and actor.volunteer_id in survey.collectors
    return named or officer_of(actor) in survey.organisations


def require_collecting(actor: Actor, survey: SurveyRow) -> None:
    """Raise `Forbidden` unless `collects`."""
    if not collects(actor, survey):
        raise Forbidden("not_a_collector")


def require_serving(session: Session, actor: Actor, survey: SurveyRow) -> None:
    """Raise `Forbidden` ``not_a_collector``, or ``volunteer_withdrawn`` for one who no longer serves."""
    require_collecting(actor, survey)
    by_office = actor.works_in(survey.community) or officer_of(actor) in survey.organisations
    if not by_office and queries.is_active_volunteer(session, str(actor.volunteer_id)) is False:
        raise Forbidden("volunteer_withdrawn")


def briefings(session: Session, survey_ids: list[str]) -> defaultdict[str, list[SurveyBriefingRow]]:
    """The briefings of each survey, by day."""
    rows = sa.select(SurveyBriefingRow).where(SurveyBriefingRow.survey_id.in_(survey_ids))
    held: defaultdict[str, list[SurveyBriefingRow]] = defaultdict(list)
    for row in session.scalars(rows.order_by(SurveyBriefingRow.day, SurveyBriefingRow.briefing_id)):
        held[row.survey_id].append(row)
    return held


def _store(tx: Transaction, survey: SurveyRow, households: list[tuple[str, str]]) -> None:
    table: Any = SurveyHouseholdRow.__table__
    rows = [
        {"household_id": tx.new_id(), "survey_id": survey.survey_id, "building": building, "door": door}
        for building, door in households
    ]
    insert(tx.session, table, rows)


def _wrong_compound(session: Session, code: str, community: str) -> str | None:
    place = queries.places_among(session, [code]).get(code)
    if place is None:
        return "unknown"
    if place.kind != "compound":
        return "not_a_compound"
    return None if place.community == community else "wrong_community"


def _household_faults(
    session: Session,
    households: list[tuple[str, str]],
    community: str,
    compound: str | None,
    buildings: list[str],
) -> dict[str, Any]:
    known = queries.places_among(session, {building for building, _ in households})
    faults: dict[str, Any] = {}
    seen: set[tuple[str, str]] = set()
    for position, household in enumerate(households):
        wrong = queries.household_fault(known, household[0], community, compound)
        if wrong is None and buildings and household[0] not in buildings:
            wrong = "not_asked"
        if wrong is not None:
            faults[str(position)] = {"building": [wrong]}
        elif household in seen:
            faults[str(position)] = {"door": ["repeated"]}
        seen.add(household)
    return faults


def _collector_faults(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """``unknown`` or ``volunteer_withdrawn``, by place in the lists of volunteers and organisations."""
    named = request["collectors"]
    rows = session.scalars(sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(named)))
    active = {row.volunteer_id: row.active for row in rows}
    volunteers = {
        str(position): ["volunteer_withdrawn" if one in active else "unknown"]
        for position, one in enumerate(named)
        if not active.get(one)
    }
    codes = request["organisations"]
    known = set(session.scalars(sa.select(OrganisationRow.code).where(OrganisationRow.code.in_(codes))))
    organisations = {str(position): ["unknown"] for position, code in enumerate(codes) if code not in known}
    return {name: faults for name, faults in (("collectors", volunteers), ("organisations", organisations)) if faults}
