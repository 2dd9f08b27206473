"""Patrols: responsibility areas and the rounds made in them."""

from __future__ import annotations

from contracts.requests import patrols as ask

from .blueprint import Blueprint

patrols = Blueprint(
    "patrols",
    __name__,
    url_prefix="/api/v1",
    description="Patrols: responsibility areas and the rounds made in them.",
)

patrols.query(
    "/communities/<code:community>/patrols",
    "volunteer",
    "patrols",
    ask.PatrolsQuery,
    ask.Patrols,
    path=("community",),
    summary="See a community's areas on a day, their rounds, and which areas lack some.",
)
patrols.command(
    "/communities/<code:community>/patrol-areas",
    "volunteer",
    "register_patrol_area",
    ask.RegisterPatrolArea,
    ask.PatrolArea,
    path=("community",),
    summary="Register a responsibility area, or change its record.",
)
patrols.command(
    "/patrol-areas/<code:area>/rounds",
    "volunteer",
    "log_round",
    ask.LogRound,
    ask.PatrolRound,
    path=("area",),
    status=201,
    summary="Log a round: a worker anyone's, a volunteer the own.",
)
