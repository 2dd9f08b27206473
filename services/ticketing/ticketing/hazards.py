"""Dealing with hazards: a case is opened from a template, its steps are assigned, done or set aside."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Forbidden, Invalid
from contracts import district
from contracts.events import HazardClosed, HazardOpened, HazardStepDone, HazardStepReached
from contracts.requests.hazards import EVIDENCE

from . import hazard_cases, hazard_steps, queries
from .hazard_cases import COMMUNITY, ORGANISATION, HazardCase
from .hazard_steps import DONE, OPEN, WAIVED
from .hazard_templates import TEMPLATES
from .models import HazardRow, HazardStepRow, NeedRow, OrganisationRow


def open_case(tx: Transaction, actor: Actor, request: dict[str, Any]) -> HazardCase:
    """Open a case; steps that the community itself usually takes are its own from the start.

    Raises `Invalid`: ``unknown``, ``wrong_community``; and `Conflict` ``hazard_already_open`` where the need has an
    open case of this template, which it names.
    """
    community, need_id = request["community"], request["need_id"]
    faults: dict[str, Any] = queries.place_faults(tx.session, community, request["building"])
    template = TEMPLATES.get(request["template"])
    if template is None:
        faults["template"] = ["unknown"]
    if need_id is not None:
        need = tx.session.get(NeedRow, need_id, with_for_update=True)
        if need is None:
            faults["need_id"] = ["unknown"]
        elif need.community != community:
            faults["need_id"] = ["wrong_community"]
    if faults or template is None:
        raise Invalid(faults)
    if need_id is not None:
        _require_none_open(tx.session, need_id, template["code"])
    hazard = HazardRow(
        **request,
        hazard_id=tx.new_id(),
        title=template["title"],
        opened_by=actor.person_id,
        opened_at=tx.now,
        version=1,
    )
    tx.session.add(hazard)
    tx.session.flush()
    rows = [_planned(tx, hazard, position, step) for position, step in enumerate(template["steps"])]
    tx.session.add_all(rows)
    tx.emit(
        HazardOpened(
            community=community,
            sequence=hazard.version,
            hazard_id=hazard.hazard_id,
            template=hazard.template,
            building=hazard.building,
            need_id=need_id,
        )
    )
    case = HazardCase(hazard, rows)
    _tell_turns(tx, case, hazard_steps.turns(case.steps))
    return case


def assign(tx: Transaction, actor: Actor, request: dict[str, Any]) -> HazardCase:
    """Say who answers for an open step.

    Raises `NotFound`, `Forbidden`, `Conflict` ``step_settled``, and `Invalid`: ``unknown``, ``required``,
    ``not_allowed`` (a code for the community itself).
    """
    case = hazard_cases.for_worker(tx.session, actor, request["hazard_id"])
    row, kind, party = case.row(request["step"]), request["party_kind"], request["party"]
    if (party is None) != (kind == COMMUNITY):
        raise Invalid({"party": ["required" if party is None else "not_allowed"]})
    if kind == ORGANISATION and tx.session.get(OrganisationRow, party) is None:
        raise Invalid({"party": ["unknown"]})
    _require(hazard_steps.changing(case.steps, row.code), case, actor)
    party = case.hazard.community if kind == COMMUNITY else party
    if (row.party_kind, row.party) != (kind, party):
        row.party_kind, row.party, row.assigned_at = kind, party, tx.now
        case.hazard.version += 1
        _tell_turns(tx, case, hazard_steps.turns(case.steps) & {row.code})
    return case


def do(tx: Transaction, actor: Actor, request: dict[str, Any]) -> HazardCase:
    """Record that a step was done: a worker of the community any, an officer those of his organisation.

    Raises `NotFound`, `Forbidden`, `Conflict`: ``step_settled``, ``step_waits`` (names the steps), ``step_unassigned``;
    and `Invalid`: ``unknown``, ``required`` (evidence that is due), ``in_the_future``.
    """
    case = hazard_cases.of(tx.session, actor, request["hazard_id"], lock=True)
    row = case.row(request["step"])
    if not actor.works_in(case.hazard.community) and not hazard_cases.answers_for(actor, row):
        raise Forbidden("not_your_step", who=[row.party if row.party_kind == ORGANISATION else "worker"])
    _require(hazard_steps.doing(case.steps, row.code), case, actor)
    today = district.day_of(tx.now)
    done_on = request["done_on"] or today
    faults: dict[str, Any] = {due: ["required"] for due in row.plan["evidence"] if request[due] is None}
    if done_on > today:
        faults["done_on"] = ["in_the_future"]
    if faults:
        raise Invalid(faults)
    row.done_on = done_on
    for name in EVIDENCE:
        setattr(row, name, request[name])
    before = hazard_steps.turns(case.steps)
    _settle(tx, actor, case, row, DONE)
    tx.emit(
        HazardStepDone(
            community=case.hazard.community,
            sequence=case.hazard.version,
            hazard_id=case.hazard.hazard_id,
            step=row.code,
            party_kind=str(row.party_kind),
            party=str(row.party),
        )
    )
    _tell_turns(tx, case, hazard_steps.turns(case.steps) - before)
    _close_if_settled(tx, case)
    return case


def waive(tx: Transaction, actor: Actor, request: dict[str, Any]) -> HazardCase:
    """Set a step aside. Raises `NotFound`, `Forbidden`, `Conflict` ``step_settled``, and `Invalid` ``unknown``."""
    case = hazard_cases.for_worker(tx.session, actor, request["hazard_id"])
    row = case.row(request["step"])
    _require(hazard_steps.changing(case.steps, row.code), case, actor)
    row.reason = request["reason"]
    before = hazard_steps.turns(case.steps)
    _settle(tx, actor, case, row, WAIVED)
    _tell_turns(tx, case, hazard_steps.turns(case.steps) - before)
    _close_if_settled(tx, case)
    return case


def _planned(tx: Transaction, hazard: HazardRow, position: int, step: dict[str, Any]) -> HazardStepRow:
    own = step["parties"][0] == COMMUNITY
    return HazardStepRow(
        step_id=tx.new_id(),
        hazard_id=hazard.hazard_id,
        position=position,
        code=step["code"],
        plan={name: value for name, value in step.items() if name != "code"},
        state=OPEN,
        party_kind=COMMUNITY if own else None,
        party=hazard.community if own else None,
        assigned_at=tx.now if own else None,
    )


def _settle(tx: Transaction, actor: Actor, case: HazardCase, row: HazardStepRow, state: str) -> None:
    row.state, row.settled_at, row.settled_by = state, tx.now, actor.person_id
    case.hazard.version += 1


def _tell_turns(tx: Transaction, case: HazardCase, codes: frozenset[str]) -> None:
    for row in case.rows:
        if row.code in codes:
            tx.emit(
                HazardStepReached(
                    community=case.hazard.community,
                    sequence=case.hazard.version,
                    hazard_id=case.hazard.hazard_id,
                    step=row.code,
                    party_kind=str(row.party_kind),
                    party=str(row.party),
                )
            )


def _close_if_settled(tx: Transaction, case: HazardCase) -> None:
    hazard = case.hazard
    if not hazard_steps.is_closed(case.steps):
        return
    hazard.closed_at = tx.now
    hazard.version += 1
    tx.emit(
        HazardClosed(
            community=hazard.community,
            sequence=hazard.version,
            hazard_id=hazard.hazard_id,
            template=hazard.template,
        )
    )


def _require_none_open(session: Session, need_id: str, template: str) -> None:
    same = HazardRow.need_id == need_id, HazardRow.template == template, HazardRow.closed_at.is_(None)
    other = session.scalars(sa.select(HazardRow.hazard_id).where(*same)).first()
    if other is not None:
        raise Conflict("hazard_already_open", hazard_id=other)


def _require(refused: hazard_steps.Refused | None, case: HazardCase, actor: Actor) -> None:
    """Raise `Conflict` where something is refused; `first`: the steps waited for, in the actor's language."""
    if refused is None:
        return
    first = [row.plan["title"][actor.language] for row in case.rows if row.code in refused.waits_for]
    raise Conflict(refused.code, waits_for=list(refused.waits_for), first=first)
