"""Needs as everybody may follow them, without signing in."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from contracts import fields
from contracts.requests import public_needs as ask

from .. import names, words
from ..asker import language
from ..limits import limit_public
from ..portal import portal
from .blueprint import Blueprint, body_of

public_needs = Blueprint(
    "public_needs",
    __name__,
    url_prefix="/api/v1/public",
    description="Needs as everybody may follow them, without signing in: how far they have come, by days.",
)


class PublicNeed(ask.PublicNeed):
    """A need as everybody may see it. `state_words`: in the reader's language; `community_name`: null while the service
    that knows it is away."""

    state_words = fields.Text(40)
    community_name = fields.Text(100, allow_none=True)


class PublicNeeds(ask.PublicNeeds):
    """A community's needs of the last 90 days, newest first."""

    items = fields.ListOf(fields.Nest(PublicNeed), 200)


@public_needs.route("/needs/<number>")
@limit_public
@public_needs.alt_response(429, "TOO_MANY_REQUESTS")
@public_needs.response(200, PublicNeed)
def public_need(number: str) -> Response:
    """Follow a need by its number: anyone, and of every kind but those that nobody else is to know."""
    need = portal().query("ticketing", "public_need", {"number": number})
    return jsonify(_said([need], need["community"])[0])


@public_needs.route("/communities/<code:community>/needs", endpoint="public_needs")
@limit_public
@public_needs.alt_response(429, "TOO_MANY_REQUESTS")
@public_needs.arguments(body_of(ask.PublicNeedsQuery, "community"), location="query")
@public_needs.response(200, PublicNeeds)
def needs_of_community(_asked: dict[str, Any], community: str) -> Response:
    """Follow a community's needs of the last 90 days: anyone."""
    asked = {**request.args.to_dict(), "community": community}
    page = portal().query("ticketing", "public_needs", asked)
    return jsonify({**page, "items": _said(page["items"], community)})


def _said(needs: list[dict[str, Any]], community: str) -> list[dict[str, Any]]:
    """The community's needs, in words."""
    name = names.communities(community).get(community) if needs else None
    return [{**need, "state_words": words.word(need["state"], language()), "community_name": name} for need in needs]
