"""The JSON API under ``/api/v1``."""

from __future__ import annotations

from flask import Flask

from .accounts import accounts
from .activities import activities
from .aspects import aspects
from .benefits import benefits
from .calendars import calendars
from .charts import charts
from .daily_rolls import daily_rolls
from .deliberation import deliberation
from .department_appeals import department_appeals
from .documents import documents
from .exports import exports
from .hazards import hazards
from .hours import hours
from .households import households
from .inbox import inbox
from .indicators import indicators
from .integrity import integrity
from .lists import lists
from .meetings import meetings
from .needs import needs
from .openapi import Api, document_code, document_id
from .pairings import pairings
from .patrols import patrols
from .personal_data import personal_data
from .photos import photos
from .places import places
from .points import points
from .projects import projects
from .public_needs import public_needs
from .rating_links import rating_links
from .scores import scores
from .secondments import secondments
from .series import series
from .squads import squads
from .star_certificates import star_certificates
from .star_policies import star_policies
from .star_years import star_years
from .stations import stations
from .surveys import surveys
from .talents import talents
from .teams import teams
from .trainings import trainings
from .volunteers import volunteers

BLUEPRINTS = (
    accounts,
    places,
    volunteers,
    personal_data,
    teams,
    squads,
    secondments,
    talents,
    activities,
    series,
    trainings,
    calendars,
    hours,
    documents,
    stations,
    pairings,
    households,
    daily_rolls,
    patrols,
    needs,
    rating_links,
    public_needs,
    exports,
    photos,
    hazards,
    indicators,
    lists,
    projects,
    meetings,
    deliberation,
    surveys,
    scores,
    department_appeals,
    aspects,
    star_policies,
    star_years,
    integrity,
    star_certificates,
    charts,
    points,
    benefits,
    inbox,
)


def register(app: Flask) -> None:
    """Add the API and its OpenAPI document to `app`."""
    api = Api(app)
    converters = app.url_map.converters
    api.register_converter(converters["id"], document_id)
    api.register_converter(converters["code"], document_code)
    api.register_converter(converters["username"], document_code)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
