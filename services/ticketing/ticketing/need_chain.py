"""One need from the report to what came of it by way of the lists: entries, resources, projects, results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor
from chassis.models import columns
from chassis.refusals import Forbidden

from . import project_views, queries, views
from .models import MatchRow, NeedEntryRow, ProjectEntryRow, ProjectRow, RefinedNeedRow, ResourceRow
from .project_life import Sight
from .relations import Sight as NeedSight
from .relations import relations, sight


def of_need(session: Session, actor: Actor, need_id: str) -> dict[str, Any]:
    """The answer to `contracts.requests.lists.NeedChainQuery`. Raises `NotFound`, and `Forbidden` for somebody who may
    not see the need in full."""
    record = queries.whole(session, need_id)
    held = relations(actor, views.parties(record))
    if sight(held, record.need.state) is not NeedSight.FULL:
        raise Forbidden("not_your_need")
    rows = (
        sa.select(NeedEntryRow)
        .join(RefinedNeedRow, RefinedNeedRow.entry_id == NeedEntryRow.entry_id)
        .where(RefinedNeedRow.need_id == need_id)
        .order_by(NeedEntryRow.entry_id.desc())
    )
    entries = list(session.scalars(rows))
    ids = [entry.entry_id for entry in entries]
    resources, projects = _resources(session, ids), _projects(session, actor, ids)
    told = [
        {**columns(entry), "resources": resources[entry.entry_id], "projects": projects[entry.entry_id]}
        for entry in entries
    ]
    return {**columns(record.need), "entries": told}


def _resources(session: Session, entries: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    rows = (
        sa.select(MatchRow, ResourceRow)
        .join(ResourceRow, ResourceRow.resource_id == MatchRow.resource_id)
        .where(MatchRow.entry_id.in_(entries), MatchRow.unmatched_at.is_(None))
        .order_by(MatchRow.matched_at, MatchRow.resource_id)
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for matched, resource in session.execute(rows):
        found[matched.entry_id].append({**columns(resource), "matched_at": matched.matched_at})
    return found


def _projects(session: Session, actor: Actor, entries: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    rows = (
        sa.select(ProjectEntryRow.entry_id, ProjectRow)
        .join(ProjectRow, ProjectRow.project_id == ProjectEntryRow.project_id)
        .where(ProjectEntryRow.entry_id.in_(entries))
        .order_by(ProjectRow.project_id.desc())
    )
    pairs = session.execute(rows).all()
    shown = project_views.shown(session, [project for _, project in pairs], actor)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (entry_id, project), told in zip(pairs, shown, strict=True):
        seen = project_views.sight(project, actor)
        found[entry_id].append({**told, "result": project.result if seen is Sight.FULL else None})
    return found
