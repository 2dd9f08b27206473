"""What came of it: star ratings of volunteers, appraisals of departments."""

from __future__ import annotations

from contracts import fields
from contracts.requests import scoring as ask

from .. import boards
from .blueprint import Blueprint

scores = Blueprint(
    "scores", __name__, url_prefix="/api/v1", description="Star ratings of volunteers, appraisals of departments."
)


class NamedStarRating(ask.StarRating):
    """A star rating with the volunteer's name; null where the name is not known."""

    name = fields.Text(100, allow_none=True)


class NamedStarBoard(ask.StarBoard):
    """A community's star ratings of a year, best first, with names."""

    items = fields.ListOf(fields.Nest(NamedStarRating), 10**6)


class NamedDepartmentAppraisal(ask.DepartmentAppraisal):
    """A department's appraisal with its name; null where the name is not known."""

    organisation_name = fields.Text(100, allow_none=True)


class NamedDepartmentBoard(ask.DepartmentBoard):
    """All departments' appraisals of a period, best first, with names."""

    items = fields.ListOf(fields.Nest(NamedDepartmentAppraisal), 10**6)


scores.query(
    "/volunteers/<id:volunteer_id>/rating",
    "scoring",
    "star_rating",
    ask.StarRatingQuery,
    ask.StarRating,
    path=("volunteer_id",),
    summary="A volunteer's stars of a year, with the explanation.",
)
scores.query(
    "/communities/<code:community>/stars",
    "scoring",
    "star_board",
    ask.StarBoardQuery,
    NamedStarBoard,
    path=("community",),
    complete=boards.name_volunteers,
    summary="A community's stars of a year, best first.",
)
scores.query(
    "/departments/<code:department>/appraisal",
    "scoring",
    "department_appraisal",
    ask.DepartmentAppraisalQuery,
    ask.DepartmentAppraisal,
    path=("department",),
    summary="A department's appraisal of a period, with the explanation.",
)
scores.query(
    "/departments/appraisals",
    "scoring",
    "department_board",
    ask.DepartmentBoardQuery,
    NamedDepartmentBoard,
    complete=boards.name_departments,
    summary="All departments' appraisals of a period, best first.",
)
