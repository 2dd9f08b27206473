"""Volunteers, teams and building duty."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from contracts.requests import volunteer as ask

from .. import accounts
from ..asker import command_id, signed_in
from ..portal import portal
from .blueprint import Blueprint

volunteers = Blueprint("volunteers", __name__, url_prefix="/api/v1", description="Volunteers, teams and building duty.")

volunteers.query(
    "/volunteers", "volunteer", "volunteers", ask.VolunteersQuery, ask.Volunteers, summary="List volunteers."
)


@volunteers.route("/volunteers", methods=["POST"])
@volunteers.arguments(ask.RegisterVolunteer)
@volunteers.response(201, ask.Volunteer)
def register_volunteer(body: dict[str, Any]) -> tuple[Response, int]:
    """Register as a volunteer, or register others as a worker of their community."""
    return jsonify(register(body)), 201


def register(asked: dict[str, Any]) -> dict[str, Any]:
    """Register a volunteer; whoever registers for themselves is that volunteer from now on."""
    account = signed_in()
    found = portal().command("volunteer", "register_volunteer", asked, command_id())
    if not portal().actor().works_in(asked["community"]):
        with portal().database.transaction() as tx:
            accounts.link_volunteer(tx, account.person_id, found["volunteer_id"])
    return found


volunteers.query(
    "/volunteers/<id:volunteer_id>",
    "volunteer",
    "volunteer",
    ask.VolunteerQuery,
    ask.Volunteer,
    path=("volunteer_id",),
    summary="Read one volunteer.",
)


class Nothing(ask.Request):
    """No content."""


@volunteers.route("/volunteers/<id:volunteer_id>/withdraw", methods=["POST"])
@volunteers.arguments(Nothing, required=False)
@volunteers.response(200, ask.Volunteer)
def withdraw_volunteer(body: dict[str, Any], volunteer_id: str) -> Response:
    """Stop serving."""
    found = portal().command("volunteer", "withdraw_volunteer", {"volunteer_id": volunteer_id}, command_id())
    with portal().database.transaction() as tx:
        accounts.unlink_volunteer(tx, volunteer_id)
    return jsonify(found)


volunteers.command(
    "/communities/<code:community>/volunteers/import",
    "volunteer",
    "import_volunteers",
    ask.ImportVolunteers,
    ask.ImportedVolunteers,
    path=("community",),
    summary="Import a community's volunteers; with dry_run, only show what would happen.",
)
volunteers.query("/teams", "volunteer", "teams", ask.TeamsQuery, ask.Teams, summary="List teams.")
volunteers.command(
    "/teams",
    "volunteer",
    "form_teams",
    ask.FormTeams,
    ask.RegisteredCodes,
    summary="Form or change teams by code, all or none.",
)
volunteers.command(
    "/communities/<code:community>/building-duty",
    "volunteer",
    "assign_building_duty",
    ask.AssignBuildingDuty,
    ask.RegisteredCodes,
    path=("community",),
    summary="Say which volunteers answer for which buildings.",
)
