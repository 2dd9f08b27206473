"""The JSON API under ``/api/v1``."""

from __future__ import annotations

from flask import Flask

from .accounts import accounts
from .activities import activities
from .calendars import calendars
from .documents import documents
from .hours import hours
from .inbox import inbox
from .needs import needs
from .openapi import Api, document_code, document_id
from .places import places
from .scores import scores
from .secondments import secondments
from .series import series
from .squads import squads
from .talents import talents
from .teams import teams
from .volunteers import volunteers

BLUEPRINTS = (
    accounts,
    places,
    volunteers,
    teams,
    squads,
    secondments,
    talents,
    activities,
    series,
    calendars,
    hours,
    documents,
    needs,
    scores,
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
