"""Micro-projects: proposed from the need list, claimed, given up, confirmed, awarded.

The row of a project is locked before those of its entries.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import district
from contracts.events import (
    ProjectAbandoned,
    ProjectAwarded,
    ProjectClaimed,
    ProjectFinished,
    ProjectProgressReported,
    ProjectProposed,
    ProjectResultRefused,
    ProjectResultReported,
    ProjectWithdrawn,
)

from . import project_accounts, queries
from .models import MilestoneRow, NeedEntryRow, PlaceRow, ProjectEntryRow, ProjectRow
from .project_case import ProjectCase
from .relations import officer_of


def propose(tx: Transaction, actor: Actor, request: dict[str, Any]) -> ProjectCase:
    """Make a project of listed entries. Raises `Forbidden`, and `Invalid`: ``unknown``, ``wrong_community``,
    ``entry_not_listed``, ``not_a_compound_or_building``, ``before_first``."""
    community, asked = request["community"], request["entries"]
    access.require_worker(actor, community)
    faults: dict[str, Any] = queries.place_faults(tx.session, community, None)
    rows = sa.select(NeedEntryRow).where(NeedEntryRow.entry_id.in_(asked)).order_by(NeedEntryRow.entry_id)
    known = {row.entry_id: row for row in tx.session.scalars(rows.with_for_update())}
    wrong: dict[str, list[str]] = {}
    for position, entry_id in enumerate(asked):
        entry = known.get(entry_id)
        if entry is None:
            wrong[str(position)] = ["unknown"]
        elif entry.community != community:
            wrong[str(position)] = ["wrong_community"]
        elif entry.state != "listed":
            wrong[str(position)] = ["entry_not_listed"]
    if wrong:
        faults["entries"] = wrong
    if request["place"] is not None:
        place = tx.session.get(PlaceRow, request["place"])
        if place is None:
            faults["place"] = ["unknown"]
        elif place.kind not in ("compound", "building"):
            faults["place"] = ["not_a_compound_or_building"]
        elif place.community != community:
            faults["place"] = ["wrong_community"]
    if request["ends_on"] < request["starts_on"]:
        faults["ends_on"] = ["before_first"]
    if faults:
        raise Invalid(faults)
    told = {name: value for name, value in request.items() if name != "entries"}
    begun_on = min(request["starts_on"], district.day_of(tx.now))
    project = ProjectRow(**told, project_id=tx.new_id(), state="proposed", begun_on=begun_on, version=0)
    case = ProjectCase.new(tx, actor, project)
    for entry in known.values():
        entry.state = "in_project"
        tx.session.add(ProjectEntryRow(project_id=project.project_id, entry_id=entry.entry_id))
    case.tell(ProjectProposed, budget_fen=project.budget_fen, starts_on=project.starts_on, ends_on=project.ends_on)
    return case


def withdraw(case: ProjectCase, reason: str) -> None:
    """Take a proposal back; its entries are listed again."""
    case.take("withdraw", reason)
    case.project.ended_on = district.day_of(case.tx.now)
    _leave_entries(case, "listed")
    case.tell(ProjectWithdrawn)


def claim(case: ProjectCase, organisation: str | None) -> None:
    """Take a project in hand. Raises as `ProjectCase.may`, `Forbidden` ``not_your_organisation``, and `Invalid`:
    ``required``, ``unknown``."""
    own = officer_of(case.actor)
    case.may("claim")
    unit = organisation or own
    if unit is None:
        raise Invalid({"organisation": ["required"]})
    if unit != own:
        if not case.actor.works_in(case.project.community):
            raise Forbidden("not_your_organisation")
        if not queries.is_known_organisation(case.tx.session, unit):
            raise Invalid({"organisation": ["unknown"]})
    case.project.organisation = unit
    case.take("claim")
    case.tell(ProjectClaimed, organisation=unit, way="claimed" if unit == own else "assigned")


def give_up(case: ProjectCase, reason: str) -> None:
    """Give a project up that is in hand. What was spent and reported stays with it."""
    case.take("give_up", reason)
    unit, case.project.organisation = case.project.organisation, None
    case.tell(ProjectAbandoned, organisation=unit)


def raise_budget(case: ProjectCase, request: dict[str, Any]) -> None:
    """Raise the budget. Raises as `ProjectCase.may`, and `Invalid` ``not_more``."""
    case.may("raise_budget")
    if request["budget_fen"] <= case.project.budget_fen:
        raise Invalid({"budget_fen": ["not_more"]})
    case.take("raise_budget", request["reason"], request["budget_fen"])
    case.project.budget_fen = request["budget_fen"]


def plan_milestone(case: ProjectCase, request: dict[str, Any]) -> None:
    case.take("plan_milestone")
    case.tx.session.add(MilestoneRow(**request, milestone_id=case.tx.new_id()))


def reach_milestone(case: ProjectCase, request: dict[str, Any]) -> None:
    """Say that a milestone is done. Raises as `ProjectCase.may`, `NotFound`, `Conflict` ``milestone_reached``, and
    `Invalid`: ``in_the_future``, ``before_start``."""
    case.may("reach_milestone")
    milestone = case.tx.session.get(MilestoneRow, request["milestone_id"])
    if milestone is None or milestone.project_id != case.project.project_id:
        raise NotFound("milestone", request["milestone_id"])
    if milestone.reached_on is not None:
        raise Conflict("milestone_reached")
    reached_on = request["reached_on"] or district.day_of(case.tx.now)
    if fault := project_accounts.day_fault(case, reached_on):
        raise Invalid({"reached_on": [fault]})
    milestone.reached_on, milestone.note = reached_on, request["note"]
    case.take("reach_milestone")


def report(case: ProjectCase, request: dict[str, Any], action: str) -> None:
    """As `project_accounts.report`, and told to others."""
    kept = project_accounts.report(case, request, action)
    case.tell(
        ProjectProgressReported,
        organisation=kept.organisation,
        quarter=kept.quarter,
        version=kept.version,
        percent=kept.percent,
        problems_solved=kept.problems_solved,
        person_times=kept.person_times,
    )


def finish(case: ProjectCase, request: dict[str, Any]) -> None:
    """As `project_accounts.finish`, and told to others."""
    project_accounts.finish(case, request)
    case.tell(ProjectResultReported, organisation=case.project.organisation, finished_on=case.project.ended_on)


def send_back(case: ProjectCase, reason: str) -> None:
    """Refuse a result: the project is in hand again, and what was told of its result counts no longer."""
    case.take("send_back", reason)
    case.project.ended_on = case.project.finished_by = None
    case.tell(ProjectResultRefused, organisation=case.project.organisation)


def confirm(case: ProjectCase) -> None:
    """Confirm a result; the entries are settled."""
    case.take("confirm")
    project = case.project
    _leave_entries(case, "settled")
    case.tell(
        ProjectFinished,
        organisation=project.organisation,
        finished_on=project.ended_on,
        budget_fen=project.budget_fen,
        spent_fen=project_accounts.spent_fen(case.tx.session, [project.project_id]).get(project.project_id, 0),
        problems_solved=project.problems_solved,
        person_times=project.person_times,
    )


def award(case: ProjectCase, request: dict[str, Any]) -> None:
    """Give an award in lieu of subsidy."""
    case.take("award", request["reason"], request["amount_fen"])
    project = case.project
    project.award_fen, project.award_reason = request["amount_fen"], request["reason"]
    project.awarded_on = district.day_of(case.tx.now)
    case.tell(ProjectAwarded, organisation=project.organisation, award_fen=project.award_fen)


def found(session: Session, project_id: str) -> ProjectRow:
    """The project. Raises `NotFound`."""
    project = session.get(ProjectRow, project_id)
    if project is None:
        raise NotFound("project", project_id)
    return project


def _leave_entries(case: ProjectCase, state: str) -> None:
    held = sa.select(ProjectEntryRow.entry_id).where(ProjectEntryRow.project_id == case.project.project_id)
    entries = sa.select(NeedEntryRow).where(NeedEntryRow.entry_id.in_(held)).order_by(NeedEntryRow.entry_id)
    for entry in case.tx.session.scalars(entries.with_for_update()):
        entry.state = state
