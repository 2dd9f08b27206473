"""One person's records: verified, merged where there are two, taken away, erased."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from chassis.refusals import Conflict
from contracts.requests import personal_data as ask
from contracts.requests.volunteer import Volunteer

from .. import accounts
from ..asker import command_id
from ..portal import portal
from .blueprint import Blueprint, body_of

personal_data = Blueprint(
    "personal_data",
    __name__,
    url_prefix="/api/v1",
    description="One person's records: verified, merged where there are two, taken away, erased.",
)

personal_data.command(
    "/volunteers/<id:volunteer_id>/verify",
    "volunteer",
    "verify_volunteer",
    ask.VerifyVolunteer,
    Volunteer,
    path=("volunteer_id",),
    summary="Confirm that who registered by themselves is who they say.",
)


@personal_data.route("/volunteers/<id:volunteer_id>/merge", methods=["POST"])
@personal_data.arguments(body_of(ask.MergeVolunteers, "kept"))
@personal_data.response(200, Volunteer)
def merge_volunteers(body: dict[str, Any], volunteer_id: str) -> Response:
    """Merge another record of the same person into this one, for good."""
    found = _settle("merge_volunteers", {**body, "kept": volunteer_id})
    _relink(body["merged"], volunteer_id)
    return jsonify(found)


@personal_data.route("/volunteers/<id:volunteer_id>/erase", methods=["POST"])
@personal_data.arguments(body_of(ask.EraseVolunteer, "volunteer_id"))
@personal_data.response(200, Volunteer)
def erase_volunteer(body: dict[str, Any], volunteer_id: str) -> Response:
    """Erase what is kept of a person, for good: oneself, or as a worker of the community."""
    found = _settle("erase_volunteer", {**body, "volunteer_id": volunteer_id})
    _relink(volunteer_id, None)
    return jsonify(found)


def _settle(call: str, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return portal().command("volunteer", call, asked, command_id())
    except Conflict as refusal:
        # Done before, but the answer was lost on its way: the account shall know of it all the same.
        if refusal.code in ("already_merged", "already_erased"):
            _relink(refusal.about["volunteer_id"], refusal.about.get("merged_into"))
        raise


def _relink(volunteer_id: str, into: str | None) -> None:
    with portal().database.transaction() as tx:
        accounts.relink_volunteer(tx, volunteer_id, into)


personal_data.query(
    "/volunteers/<id:volunteer_id>/data",
    "volunteer",
    "own_data",
    ask.OwnDataQuery,
    ask.OwnData,
    path=("volunteer_id",),
    summary="Take away everything that is kept about a volunteer.",
)
