"""What micro-projects come to: of a community, of several, of the whole district or of one project, over a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid
from contracts import district, vocabulary

from . import progress, project_accounts, projects
from .models import PlaceRow, ProjectRow, SpendingRow
from .project_views import confirmed_result

_COLUMNS = (
    ProjectRow.project_id,
    ProjectRow.community,
    ProjectRow.state,
    ProjectRow.budget_fen,
    ProjectRow.begun_on,
    ProjectRow.ended_on,
    ProjectRow.problems_solved,
    ProjectRow.person_times,
    ProjectRow.award_fen,
    ProjectRow.awarded_on,
)
_SUMS = ("projects", "budget_fen", "spent_fen", "problems_solved", "person_times", "awards", "awarded_fen")

_AT_ONCE = 500


def figures(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to `contracts.requests.projects.ProjectFiguresQuery`. Raises `NotFound`, and `Invalid`: ``unknown``,
    ``before_first``."""
    first, last = request["first_quarter"], request["last_quarter"]
    _require_right(session, request)
    scope: list[Any] = []
    if request["communities"] is not None:
        scope.append(ProjectRow.community.in_(request["communities"]))
    if request["project_id"] is not None:
        scope.append(ProjectRow.project_id == request["project_id"])
    found: dict[str, dict[str, Any]] = defaultdict(_none)
    rows = session.execute(sa.select(*_COLUMNS).where(*scope)).all()
    for row in rows:
        _count(found[row.community], row, first, last)
    for community, gained in _gained(session, rows, first, last):
        found[community]["problems_solved"] += gained.problems_solved
        found[community]["person_times"] += gained.person_times
    for community, fen in _spent(session, scope, first, last):
        found[community]["spent_fen"] += int(fen)
    of_each = [
        {"community": community, **sums}
        for community, sums in sorted(found.items())
        if any(sums[name] for name in _SUMS) or any(sums["by_state"].values())
    ]
    return {**_together(of_each), "first_quarter": first, "last_quarter": last, "communities": of_each}


def _require_right(session: Session, request: dict[str, Any]) -> None:
    first, last, asked = request["first_quarter"], request["last_quarter"], request["communities"]
    faults = {}
    if first is not None and last is not None and last < first:
        faults["last_quarter"] = ["before_first"]
    if asked is not None:
        known = sa.select(PlaceRow.code).where(PlaceRow.code.in_(asked), PlaceRow.kind == "community")
        if set(session.scalars(known)) != set(asked):
            faults["communities"] = ["unknown"]
    if faults:
        raise Invalid(faults)
    if request["project_id"] is not None:
        projects.found(session, request["project_id"])


def _none() -> dict[str, Any]:
    return {**dict.fromkeys(_SUMS, 0), "by_state": dict.fromkeys(vocabulary.PROJECT_STATES, 0)}


def _count(sums: dict[str, Any], row: Any, first: str | None, last: str | None) -> None:
    """Count a project where it was under way in the time, and its award where it was given then."""
    begun = last is None or row.begun_on <= district.last_day(last)
    if begun and (first is None or row.ended_on is None or row.ended_on >= district.first_day(first)):
        sums["by_state"][row.state] += 1
        if row.state != "withdrawn":
            sums["projects"] += 1
            sums["budget_fen"] += row.budget_fen
    if row.award_fen is not None and _within(district.quarter_of(row.awarded_on), first, last):
        sums["awards"] += 1
        sums["awarded_fen"] += row.award_fen


def _within(quarter: str, first: str | None, last: str | None) -> bool:
    return (first is None or quarter >= first) and (last is None or quarter <= last)


def _gained(
    session: Session, rows: Iterable[Any], first: str | None, last: str | None
) -> Iterable[tuple[str, progress.Counts]]:
    """By project: its community, and what it brought in the time."""
    by_id = {row.project_id: row for row in rows}
    ids = list(by_id)
    for part in (ids[place : place + _AT_ONCE] for place in range(0, len(ids), _AT_ONCE)):
        reports = project_accounts.reports(session, part)
        for project_id in part:
            row = by_id[project_id]
            told = {quarter: project_accounts.counts(report) for quarter, report in reports.get(project_id, {}).items()}
            ended = None if row.ended_on is None else district.quarter_of(row.ended_on)
            stood = progress.by_quarter(told, confirmed_result(row), ended)
            yield row.community, progress.gained(stood, first, last)


def _spent(session: Session, scope: list[Any], first: str | None, last: str | None) -> Iterable[Any]:
    """By community, what was spent in the time."""
    spent = (
        sa.select(ProjectRow.community, sa.func.sum(SpendingRow.amount_fen))
        .join(ProjectRow, ProjectRow.project_id == SpendingRow.project_id)
        .where(*scope)
        .group_by(ProjectRow.community)
    )
    if first is not None:
        spent = spent.where(SpendingRow.spent_on >= district.first_day(first))
    if last is not None:
        spent = spent.where(SpendingRow.spent_on <= district.last_day(last))
    return session.execute(spent)


def _together(of_each: list[dict[str, Any]]) -> dict[str, Any]:
    total = _none()
    for sums in of_each:
        for name in _SUMS:
            total[name] += sums[name]
        for state, count in sums["by_state"].items():
            total["by_state"][state] += count
    return total
