"""Hazard cases as they are kept: one with its steps, whom it concerns, and what is open in all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, access
from chassis.refusals import Forbidden, Invalid, NotFound

from . import hazard_steps, queries
from .hazard_steps import OPEN
from .models import HazardRow, HazardStepRow
from .relations import officer_of

COMMUNITY, ORGANISATION = "community", "organisation"


@dataclass(frozen=True)
class HazardCase:
    """A hazard with its steps, in their order."""

    hazard: HazardRow
    rows: list[HazardStepRow]

    @property
    def steps(self) -> dict[str, hazard_steps.Step]:
        return {
            row.code: hazard_steps.Step(tuple(row.plan["after"]), row.state, row.assigned_at, row.settled_at)
            for row in self.rows
        }

    def row(self, code: str) -> HazardStepRow:
        """The step `code`. Raises `Invalid` ``unknown``."""
        for row in self.rows:
            if row.code == code:
                return row
        raise Invalid({"step": ["unknown"]})

    def concerns(self, actor: Actor) -> bool:
        """Whether the actor works in the community, or is an officer of an organisation that answers for a step."""
        return actor.works_in(self.hazard.community) or any(answers_for(actor, row) for row in self.rows)


def answers_for(actor: Actor, row: HazardStepRow) -> bool:
    """Whether the actor is an officer of the organisation that answers for the step."""
    organisation = officer_of(actor)
    return organisation is not None and (row.party_kind, row.party) == (ORGANISATION, organisation)


def of(session: Session, actor: Actor, hazard_id: str, *, lock: bool = False) -> HazardCase:
    """The case; with `lock`, nobody else changes it until the transaction ends. Raises `NotFound`, and `Forbidden`
    ``not_your_hazard`` for whoever it does not concern."""
    (case,) = _with_steps(session, [_found(session, hazard_id, lock=lock)])
    if not case.concerns(actor):
        raise Forbidden("not_your_hazard")
    return case


def for_worker(session: Session, actor: Actor, hazard_id: str) -> HazardCase:
    """The case, locked as by `of`. Raises `NotFound`, and `Forbidden` for whoever does not work in the community."""
    hazard = _found(session, hazard_id, lock=True)
    access.require_worker(actor, hazard.community)
    (case,) = _with_steps(session, [hazard])
    return case


def page(session: Session, actor: Actor, wanted: dict[str, Any]) -> tuple[list[HazardCase], str | None]:
    """Cases that concern the actor, newest first, and the cursor of the next page."""
    query = sa.select(HazardRow).where(_visible_to(actor))
    query = query.where(HazardRow.closed_at.is_not(None) if wanted["closed"] else HazardRow.closed_at.is_(None))
    for name in ("community", "need_id"):
        if wanted[name] is not None:
            query = query.where(getattr(HazardRow, name) == wanted[name])
    hazards, cursor = queries.page(session, query, HazardRow.hazard_id, wanted)
    return _with_steps(session, hazards), cursor


def page_of_open_steps(
    session: Session, actor: Actor, wanted: dict[str, Any]
) -> tuple[list[tuple[HazardCase, HazardStepRow]], str | None]:
    """Open steps, the oldest case first, each with its case, and the cursor of the next page: of the own communities
    for a worker, of his organisation for an officer. Raises `Invalid` for a cursor that no page gave."""
    own: list[sa.ColumnElement[bool]] = [sa.true() if actor.is_admin else sa.false()]
    if actor.has("community_worker"):
        own.append(HazardRow.community.in_(sorted(actor.communities)))
    if (organisation := officer_of(actor)) is not None:
        own.append(_of_organisation(organisation))
    query = (
        sa.select(HazardStepRow)
        .join(HazardRow, HazardRow.hazard_id == HazardStepRow.hazard_id)
        .where(HazardStepRow.state == OPEN, sa.or_(*own))
    )
    if wanted["community"] is not None:
        query = query.where(HazardRow.community == wanted["community"])
    if wanted["cursor"] is not None:
        last = session.get(HazardStepRow, wanted["cursor"])
        if last is None:
            raise Invalid({"cursor": ["unknown"]})
        later = (HazardStepRow.hazard_id == last.hazard_id) & (HazardStepRow.position > last.position)
        query = query.where((HazardStepRow.hazard_id > last.hazard_id) | later)
    limit = wanted["limit"]
    ordered = query.order_by(HazardStepRow.hazard_id, HazardStepRow.position)
    found = list(session.scalars(ordered.limit(limit + 1)))
    rows = found[:limit]
    named = sa.select(HazardRow).where(HazardRow.hazard_id.in_({row.hazard_id for row in rows}))
    cases = {case.hazard.hazard_id: case for case in _with_steps(session, session.scalars(named))}
    return [(cases[row.hazard_id], row) for row in rows], rows[-1].step_id if len(found) > limit else None


def _found(session: Session, hazard_id: str, *, lock: bool) -> HazardRow:
    hazard = session.get(HazardRow, hazard_id, with_for_update=lock or None)
    if hazard is None:
        raise NotFound(what="hazard", id=hazard_id)
    return hazard


def _with_steps(session: Session, hazards: Iterable[HazardRow]) -> list[HazardCase]:
    kept = list(hazards)
    steps: defaultdict[str, list[HazardStepRow]] = defaultdict(list)
    found = sa.select(HazardStepRow).where(HazardStepRow.hazard_id.in_([hazard.hazard_id for hazard in kept]))
    for row in session.scalars(found.order_by(HazardStepRow.position)):
        steps[row.hazard_id].append(row)
    return [HazardCase(hazard, steps[hazard.hazard_id]) for hazard in kept]


def _of_organisation(organisation: str) -> sa.ColumnElement[bool]:
    return sa.and_(HazardStepRow.party_kind == ORGANISATION, HazardStepRow.party == organisation)


def _visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    seen: list[sa.ColumnElement[bool]] = [sa.true() if actor.is_admin else sa.false()]
    if actor.has("community_worker"):
        seen.append(HazardRow.community.in_(sorted(actor.communities)))
    if (organisation := officer_of(actor)) is not None:
        seen.append(HazardRow.hazard_id.in_(sa.select(HazardStepRow.hazard_id).where(_of_organisation(organisation))))
    return sa.or_(*seen)
