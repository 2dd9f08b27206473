"""Households: which volunteers and persons live together."""

from __future__ import annotations

from contracts.requests import households as ask

from .blueprint import Blueprint

households = Blueprint(
    "households",
    __name__,
    url_prefix="/api/v1",
    description="Households: which volunteers and persons live together, by id alone.",
)

households.command(
    "/communities/<code:community>/households",
    "volunteer",
    "record_household",
    ask.RecordHousehold,
    ask.RecordedHousehold,
    path=("community",),
    status=201,
    summary="Record who lives in one household.",
)
households.command(
    "/households/<id:household_id>/change",
    "volunteer",
    "change_household",
    ask.ChangeHousehold,
    ask.RecordedHousehold,
    path=("household_id",),
    summary="Say anew who lives in a household; nobody ends it.",
)
households.query(
    "/volunteers/<id:volunteer_id>/household",
    "volunteer",
    "volunteer_household",
    ask.VolunteerHouseholdQuery,
    ask.VolunteerHousehold,
    path=("volunteer_id",),
    summary="Read the household of a volunteer, as the volunteer or a worker of the community.",
)
