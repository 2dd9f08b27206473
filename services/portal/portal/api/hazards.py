"""Hazards: which steps deal with one, who answers for each, what is still open."""

from __future__ import annotations

from contracts.requests import hazards as ask

from .blueprint import Blueprint

hazards = Blueprint(
    "hazards",
    __name__,
    url_prefix="/api/v1",
    description="Hazards: which steps deal with one, who answers for each, what is still open.",
)

hazards.query(
    "/hazard-templates",
    "ticketing",
    "hazard_templates",
    ask.HazardTemplatesQuery,
    ask.HazardTemplates,
    summary="Read by which steps each kind of hazard is dealt with: everybody signed in.",
)
hazards.query(
    "/hazards",
    "ticketing",
    "hazards",
    ask.HazardsQuery,
    ask.Hazards,
    summary="List cases: a worker the own communities', an officer those in which the own organisation has a step.",
)
hazards.query(
    "/hazard-steps",
    "ticketing",
    "open_hazard_steps",
    ask.OpenHazardStepsQuery,
    ask.OpenHazardSteps,
    summary="See what is open, with whom, since when: a worker in the own communities, an officer the organisation's.",
)
hazards.command(
    "/communities/<code:community>/hazards",
    "ticketing",
    "open_hazard",
    ask.OpenHazard,
    ask.Hazard,
    path=("community",),
    status=201,
    summary="Open a case from a template: a worker of the community.",
)
hazards.query(
    "/hazards/<id:hazard_id>",
    "ticketing",
    "hazard",
    ask.HazardQuery,
    ask.Hazard,
    path=("hazard_id",),
    summary="Read one case: a worker of the community, an officer whose organisation has a step in it.",
)
hazards.actions(
    "/hazards/<id:hazard_id>/steps",
    "ticketing",
    "hazard_id",
    (
        "assign",
        "assign_hazard_step",
        ask.AssignHazardStep,
        ask.Hazard,
        "Say who answers for a step: a worker of the community.",
    ),
    (
        "done",
        "do_hazard_step",
        ask.DoHazardStep,
        ask.Hazard,
        "Record a step as done: a worker of the community any (a team's too), an officer the own organisation's.",
    ),
    (
        "waive",
        "waive_hazard_step",
        ask.WaiveHazardStep,
        ask.Hazard,
        "Set a step aside, with a reason: a worker of the community.",
    ),
)
