"""Lists to take away as spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, request, send_file

from chassis.refusals import Invalid
from contracts.requests import aspects as ask_aspects
from contracts.requests import projects as ask_projects
from contracts.requests import scoring as ask_scoring
from contracts.requests import ticketing as ask
from contracts.requests.base import LARGEST_PAGE

from .. import boards, names
from ..asker import language
from ..documents import appraisal_workings, aspect_workings, need_tables, star_workings, tables
from ..portal import portal
from .blueprint import Blueprint, body_of

MOST_ROWS = 20_000

exports = Blueprint("exports", __name__, url_prefix="/api/v1", description="Lists to take away as spreadsheets.")

_FILE = {"type": "string", "format": "binary"}


@exports.route("/needs.xlsx")
@exports.arguments(body_of(ask.NeedsQuery, "limit", "cursor"), location="query")
@exports.response(200, _FILE, content_type=tables.MEDIA_TYPE)
def needs_xlsx(_asked: dict[str, Any]) -> Response:
    """Take the needs that you may see as a spreadsheet, at most 20,000 of them."""
    return _file(need_tables.NEEDS, need_tables.needs(names.communities()), _every("needs"), "needs.xlsx")


@exports.route("/whistles.xlsx")
@exports.arguments(body_of(ask.WhistlesQuery, "limit", "cursor"), location="query")
@exports.response(200, _FILE, content_type=tables.MEDIA_TYPE)
def whistles_xlsx(_asked: dict[str, Any]) -> Response:
    """Take the whistles that you may see as a spreadsheet, at most 20,000 of them."""
    columns = need_tables.whistles(names.communities(), names.organisations())
    return _file(need_tables.WHISTLES, columns, _every("whistles"), "whistles.xlsx")


@exports.route("/projects.xlsx")
@exports.arguments(body_of(ask_projects.ProjectsQuery, "limit", "cursor"), location="query")
@exports.response(200, _FILE, content_type=tables.MEDIA_TYPE)
def projects_xlsx(_asked: dict[str, Any]) -> Response:
    """Take micro-projects, with what each comes to, as a spreadsheet, at most 20,000 of them."""
    columns = need_tables.projects(names.communities(), names.organisations())
    return _file(need_tables.PROJECTS, columns, _every("projects"), "projects.xlsx")


@exports.route("/communities/<code:community>/stars.xlsx")
@exports.arguments(body_of(ask_scoring.StarBoardQuery, "community"), location="query")
@exports.response(200, _FILE, content_type=tables.MEDIA_TYPE)
def stars_xlsx(_asked: dict[str, Any], community: str) -> Response:
    """Take a community's stars of a year as a spreadsheet that works them out, with the weights to be changed."""
    asked = {**request.args.to_dict(), "community": community}
    board = boards.name_volunteers(portal().query("scoring", "star_board", asked))
    policies = portal().query("scoring", "star_policies", {})["items"]
    documents = {policy["policy"]: policy["document"] for policy in policies}
    called = names.communities(community).get(community, community)
    made = star_workings.xlsx(board, called, documents, language())
    return _made(made, f"stars-{community}-{board['year']}.xlsx")


@exports.route("/departments/appraisals.xlsx")
@exports.arguments(ask_scoring.DepartmentBoardQuery, location="query")
@exports.response(200, _FILE, content_type=tables.MEDIA_TYPE)
def appraisals_xlsx(_asked: dict[str, Any]) -> Response:
    """Take the departments' appraisals of a period as a spreadsheet that works them out, with the weights to be
    changed."""
    board = boards.name_departments(portal().query("scoring", "department_board", request.args.to_dict()))
    return _made(appraisal_workings.xlsx(board, language()), f"appraisals-{board['period']}.xlsx")


@exports.route("/appraisals.xlsx")
@exports.arguments(ask_aspects.AspectBoardQuery, location="query")
@exports.response(200, _FILE, content_type=tables.MEDIA_TYPE)
def aspects_xlsx(_asked: dict[str, Any]) -> Response:
    """Take the departments' appraisals of a period on several aspects as a spreadsheet that works them out, with the
    weights to be changed."""
    board = boards.name_departments(portal().query("scoring", "aspect_board", request.args.to_dict()))
    return _made(aspect_workings.xlsx(board, language()), f"aspects-{board['period']}.xlsx")


def _made(made: bytes, name: str) -> Response:
    return send_file(io.BytesIO(made), mimetype=tables.MEDIA_TYPE, as_attachment=True, download_name=name)


def _every(call: str) -> Iterator[dict[str, Any]]:
    """The items of all pages of the ticketing service's list `call`, as this request asks for them. Raises `Invalid`
    ``too_many_rows`` once there are more than a spreadsheet takes: half a list would pass for the whole."""
    asked: dict[str, Any] = {**request.args.to_dict(), "limit": LARGEST_PAGE}
    left = MOST_ROWS
    while True:
        page = portal().query("ticketing", call, asked)
        left -= len(page["items"])
        if left < 0:
            raise Invalid({"limit": [f"too_many_rows:{MOST_ROWS}"]})
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        asked["cursor"] = page["next_cursor"]


def _file(
    title: tuple[str, str], columns: Sequence[tables.Column], items: Iterator[dict[str, Any]], name: str
) -> Response:
    made = tables.xlsx(title, columns, items, language())
    return send_file(made, mimetype=tables.MEDIA_TYPE, as_attachment=True, download_name=name)
