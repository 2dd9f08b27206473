"""Hazard cases as answers (`contracts.requests.hazards`)."""

from __future__ import annotations

from typing import Any

from . import hazard_steps
from .hazard_cases import HazardCase
from .models import HazardStepRow

_OF_CASE = (
    "hazard_id",
    "community",
    "template",
    "title",
    "description",
    "building",
    "place_words",
    "need_id",
    "opened_by",
    "opened_at",
    "closed_at",
)
_OF_STEP = (
    "code",
    "state",
    "party_kind",
    "party",
    "settled_at",
    "settled_by",
    "done_on",
    "words",
    "reference",
    "fen",
    "reason",
)


def case_view(case: HazardCase) -> dict[str, Any]:
    """The case with all its steps."""
    steps = [{**row.plan, **{name: getattr(row, name) for name in _OF_STEP}, **_turn(case, row)} for row in case.rows]
    return {**{name: getattr(case.hazard, name) for name in _OF_CASE}, "steps": steps}


def open_step_view(case: HazardCase, row: HazardStepRow) -> dict[str, Any]:
    """One open step of the case."""
    hazard = case.hazard
    return {
        "hazard_id": hazard.hazard_id,
        "community": hazard.community,
        "building": hazard.building,
        "hazard_title": hazard.title,
        "step": row.code,
        "title": row.plan["title"],
        "parties": row.plan["parties"],
        "emergency": row.plan["emergency"],
        "party_kind": row.party_kind,
        "party": row.party,
        **_turn(case, row),
    }


def _turn(case: HazardCase, row: HazardStepRow) -> dict[str, Any]:
    """Whose turn it is since when."""
    steps = case.steps
    return {
        "waits_for": list(hazard_steps.waits_for(steps, row.code)),
        "since": hazard_steps.since(steps, row.code, case.hazard.opened_at),
    }
