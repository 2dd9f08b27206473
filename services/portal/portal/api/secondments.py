"""Secondments: volunteers whom organisations send to serve in another community."""

from __future__ import annotations

from contracts.requests import secondments as ask

from .blueprint import Blueprint

secondments = Blueprint(
    "secondments", __name__, url_prefix="/api/v1", description="Volunteers seconded to other communities."
)

secondments.query(
    "/secondments",
    "volunteer",
    "seconded",
    ask.SecondedQuery,
    ask.Seconded,
    summary="List who is seconded on a day to a community or by an organisation.",
)
secondments.command(
    "/communities/<code:community>/secondments",
    "volunteer",
    "second",
    ask.Second,
    ask.Secondment,
    path=("community",),
    status=201,
    summary="Second a volunteer to a community, as an officer of the organisation or a worker there.",
)
secondments.command(
    "/secondments/<id:secondment_id>/end",
    "volunteer",
    "end_secondment",
    ask.EndSecondment,
    ask.Secondment,
    path=("secondment_id",),
    summary="End a secondment, by default with today.",
)
