"""Links by which the person served rates a service without an account."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from contracts import fields
from contracts.requests import rating_links as ask
from contracts.requests.ticketing import Judgement

from .. import names
from .. import rating_links as links
from ..accounts import digest_of
from ..asker import command_id
from ..limits import limit_rating_links
from ..portal import portal
from . import schemas
from .blueprint import Blueprint

rating_links = Blueprint(
    "rating_links", __name__, url_prefix="/api/v1", description="Links for rating a service without an account."
)


class LinkedService(ask.LinkedService):
    """What is to be rated by a link, with names, which are null while the service that knows them is away."""

    community_name = fields.Text(100, allow_none=True)
    department_name = fields.Text(100, allow_none=True)


@rating_links.route("/needs/<id:need_id>/rating-link", methods=["POST"])
@rating_links.arguments(schemas.Request, required=False)
@rating_links.response(201, schemas.RatingLinkMade)
def make_rating_link(_body: dict[str, Any], need_id: str) -> tuple[Response, int]:
    """Make the link by which the person served rates without an account, in place of the one before."""
    command = command_id()
    key = links.key_text(portal().secret, command, need_id)
    asked = {"need_id": need_id, "digest": digest_of(key)}
    made = portal().command("ticketing", "make_rating_link", asked, command)
    return jsonify({**made, "key": key, "address": f"{links.ADDRESS}{key}"}), 201


@rating_links.route("/rating-links/<string:key>")
@limit_rating_links
@rating_links.alt_response(403, "FORBIDDEN")
@rating_links.alt_response(429, "TOO_MANY_REQUESTS")
@rating_links.response(200, LinkedService)
def rating_link(key: str) -> Response:
    """Read what is to be rated by a link."""
    service = portal().query("ticketing", "rating_link", {"digest": digest_of(key)})
    community, department = service["community"], service["department"]
    called = {"community_name": names.communities(community).get(community), "department_name": None}
    if department is not None:
        called["department_name"] = names.organisations().get(department)
    return jsonify({**service, **called})


@rating_links.route("/rating-links/<string:key>/rate", methods=["POST"])
@limit_rating_links
@rating_links.arguments(Judgement)
@rating_links.response(200, ask.RatedByLink)
def rate_by_link(body: dict[str, Any], key: str) -> Response:
    """Rate a service by a link, once."""
    asked = {**body, "digest": digest_of(key)}
    return jsonify(portal().command("ticketing", "rate_by_link", asked, command_id()))
