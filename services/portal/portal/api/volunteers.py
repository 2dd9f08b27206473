"""Volunteers, teams and building duty."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from chassis.refusals import Conflict
from contracts import fields
from contracts.requests import duty
from contracts.requests import volunteer as ask

from .. import accounts
from ..asker import command_id, signed_in
from ..portal import portal
from ..reasons import with_reasons
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
    for_others = portal().actor().works_in(asked.get("community", ""))
    try:
        found = portal().command("volunteer", "register_volunteer", asked, command_id())
    except Conflict as refusal:
        # Registered before, but the answer was lost on its way: the account shall know of it all the same.
        if refusal.code == "already_registered" and not for_others:
            _link(refusal.about["volunteer_id"])
        raise
    if not for_others:
        _link(found["volunteer_id"])
    return found


def _link(volunteer_id: str) -> None:
    with portal().database.transaction() as tx:
        accounts.link_volunteer(tx, signed_in().person_id, volunteer_id)


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


class ImportedRow(ask.ImportedRow):
    """What became, or would become, of one row. `faults`: field to codes; `reasons`: the same in words."""

    reasons = fields.Dict()


class ImportedVolunteers(ask.ImportedVolunteers):
    """The result of an import, row by row."""

    rows = fields.ListOf(fields.Nest(ImportedRow), ask.MOST_ROWS)


volunteers.command(
    "/communities/<code:community>/volunteers/import",
    "volunteer",
    "import_volunteers",
    ask.ImportVolunteers,
    ImportedVolunteers,
    path=("community",),
    complete=with_reasons,
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
    duty.AssignBuildingDuty,
    ask.RegisteredCodes,
    path=("community",),
    summary="Say which volunteers answer for which buildings.",
)
volunteers.query(
    "/communities/<code:community>/building-duty",
    "volunteer",
    "building_duty",
    duty.BuildingDutyQuery,
    duty.BuildingDuty,
    path=("community",),
    summary="See who answers for which building, and where the gaps are.",
)
volunteers.command(
    "/communities/<code:community>/visits",
    "volunteer",
    "log_visit",
    duty.LogVisit,
    duty.Visit,
    path=("community",),
    status=201,
    summary="Log a visit to a building: a worker anyone's, a volunteer the own.",
)
