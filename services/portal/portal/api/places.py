"""Places and organisations of the district."""

from __future__ import annotations

from contracts.requests import volunteer as ask

from .blueprint import Blueprint

places = Blueprint("places", __name__, url_prefix="/api/v1", description="Places and organisations of the district.")

places.query("/places", "volunteer", "places", ask.PlacesQuery, ask.Places, summary="List places.")
places.command(
    "/places",
    "volunteer",
    "register_places",
    ask.RegisterPlaces,
    ask.RegisteredCodes,
    summary="Register or update places by code, all or none.",
)
places.query(
    "/organisations",
    "volunteer",
    "organisations",
    ask.OrganisationsQuery,
    ask.Organisations,
    summary="List organisations.",
)
places.command(
    "/organisations",
    "volunteer",
    "register_organisations",
    ask.RegisterOrganisations,
    ask.RegisteredCodes,
    summary="Register or update organisations by code, all or none.",
)
