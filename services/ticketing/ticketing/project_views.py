"""Micro-projects as one person sees them: rows to answers (`contracts.requests.projects`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor
from chassis.models import columns

from . import project_accounts, project_life, queries
from .models import (
    MilestoneRow,
    NeedEntryRow,
    ProjectEntryRow,
    ProjectRow,
    ProjectStepRow,
    ReportRow,
    SpendingRow,
)
from .progress import NOTHING, Counts
from .project_case import standing
from .project_life import Sight


def page(session: Session, request: dict[str, Any]) -> tuple[list[ProjectRow], str | None]:
    """One page of `contracts.requests.projects.ProjectsQuery`, and the cursor of the next."""
    wanted = sa.select(ProjectRow)
    for name in ("community", "organisation", "state"):
        if request[name] is not None:
            wanted = wanted.where(getattr(ProjectRow, name) == request[name])
    return queries.page(session, wanted, ProjectRow.project_id, request)


def shown(session: Session, projects: Sequence[ProjectRow], actor: Actor) -> list[dict[str, Any]]:
    """Projects as everybody may see them, with what `actor` may do."""
    ids = [project.project_id for project in projects]
    spent, reports = project_accounts.spent_fen(session, ids), project_accounts.reports(session, ids)
    return [
        _public(project, actor, spent.get(project.project_id, 0), reports.get(project.project_id, {}))
        for project in projects
    ]


def in_full(session: Session, project: ProjectRow, actor: Actor, today: date) -> dict[str, Any]:
    """A project with as much of what belongs to it as `actor` may see."""
    [told] = shown(session, [project], actor)
    seen = sight(project, actor)
    told["problem"] = None if seen is Sight.PUBLIC else project.problem
    told["entries"] = [] if seen is Sight.PUBLIC else _entries(session, project.project_id)
    return told | (_inside(session, project, today) if seen is Sight.FULL else _NOTHING_INSIDE)


def sight(project: ProjectRow, actor: Actor) -> Sight:
    """How much of a project `actor` may see."""
    return project_life.sight(project_life.ties(actor, project.community, project.organisation), project.state)


_NOTHING_INSIDE: dict[str, Any] = {
    "result": None,
    "award_reason": None,
    "milestones": [],
    "spending": [],
    "reports": [],
    "history": [],
}


def _public(project: ProjectRow, actor: Actor, spent: int, reports: dict[str, Any]) -> dict[str, Any]:
    last = reports[max(reports)] if reports else None
    held = project_life.ties(actor, project.community, project.organisation)
    counts = project_accounts.counts(last) if last is not None else NOTHING
    if (result := confirmed_result(project)) is not None:
        counts = result
    return {
        **columns(project),
        **counts._asdict(),
        "spent_fen": spent,
        "percent": None if last is None else last.percent,
        "reported_quarter": None if last is None else last.quarter,
        "possible": list(project_life.possible(standing(project, actor), held)),
    }


def confirmed_result(project: Any) -> Counts | None:
    """What a project came to, once the community has confirmed it."""
    if project.state != "confirmed":
        return None
    return Counts(project.problems_solved, project.person_times)


def _entries(session: Session, project_id: str) -> list[dict[str, Any]]:
    rows = (
        sa.select(NeedEntryRow)
        .join(ProjectEntryRow, ProjectEntryRow.entry_id == NeedEntryRow.entry_id)
        .where(ProjectEntryRow.project_id == project_id)
        .order_by(NeedEntryRow.entry_id)
    )
    return [columns(entry) for entry in session.scalars(rows)]


def _inside(session: Session, project: ProjectRow, today: date) -> dict[str, Any]:
    def belonging(table: Any, *order: Any) -> list[Any]:
        rows = sa.select(table).where(table.project_id == project.project_id).order_by(*order)
        return list(session.scalars(rows))

    return {
        "result": project.result,
        "award_reason": project.award_reason,
        "milestones": [
            {**columns(row), "overdue": row.reached_on is None and row.due_on < today}
            for row in belonging(MilestoneRow, MilestoneRow.due_on, MilestoneRow.milestone_id)
        ],
        "spending": [columns(row) for row in belonging(SpendingRow, SpendingRow.spending_id)],
        "reports": [columns(row) for row in belonging(ReportRow, ReportRow.quarter, ReportRow.version)],
        "history": [columns(row) for row in belonging(ProjectStepRow, ProjectStepRow.position)],
    }
