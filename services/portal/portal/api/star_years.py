"""The close of a year of star ratings, and appeals against them."""

from __future__ import annotations

from contracts.requests import closings as ask

from .blueprint import Blueprint

star_years = Blueprint(
    "star_years",
    __name__,
    url_prefix="/api/v1",
    description="The close of a year of star ratings, and appeals against them.",
)

ONE = "/star-years/<code:year>"

star_years.query(
    ONE,
    "scoring",
    "star_year",
    ask.StarYearQuery,
    ask.StarYear,
    path=("year",),
    summary="See how far the close of a year is.",
)
star_years.command(
    f"{ONE}/freeze",
    "scoring",
    "freeze_star_year",
    ask.FreezeStarYear,
    ask.StarYear,
    path=("year",),
    summary="Freeze the ratings of a year that is over and make them public: the district.",
)
star_years.command(
    f"{ONE}/publish",
    "scoring",
    "publish_star_year",
    ask.PublishStarYear,
    ask.StarYear,
    path=("year",),
    summary="Publish the ratings after their days of publicity: the district.",
)
star_years.query(
    f"{ONE}/appeals",
    "scoring",
    "star_appeals",
    ask.StarAppealsQuery,
    ask.StarAppeals,
    path=("year",),
    summary="See the appeals of a year: the district all, volunteers their own.",
)
star_years.command(
    f"{ONE}/appeals",
    "scoring",
    "file_star_appeal",
    ask.FileStarAppeal,
    ask.StarAppeal,
    path=("year",),
    status=201,
    summary="Appeal against the own rating while it is public: a volunteer.",
)
star_years.command(
    "/star-appeals/<id:appeal_id>/decide",
    "scoring",
    "decide_star_appeal",
    ask.DecideStarAppeal,
    ask.StarAppeal,
    path=("appeal_id",),
    summary="Decide an appeal in which one has no part: the district.",
)
