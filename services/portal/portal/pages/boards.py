"""The public boards: stars of a community's volunteers, appraisals of departments."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _

from contracts import district

from .. import boards
from ..asker import asker, language
from ..charts.columns import columns
from ..charts.telling import response
from ..portal import portal
from . import directory
from .blueprint import pages, show

_FIRST_YEAR = 2024


@pages.get("/stars")
def stars() -> Response:
    """A community's volunteers by stars, each with the explanation."""
    named = directory.communities()
    community = _community(named)
    board = _star_board(community) if community else None
    if board:
        boards.name_volunteers(board)
    return show(
        "stars.html",
        board=board,
        spread=_spread(board) if board else [],
        community=community,
        communities=named,
        years=range(_this_year(), _FIRST_YEAR - 1, -1),
        language=language(),
    )


@pages.get("/stars.svg")
def stars_chart() -> Response:
    """How many volunteers have how many stars, as a picture."""
    board = _star_board(request.args.get("community") or abort(404))
    titles = {"title": _("各星级人数"), "x_title": _("星级"), "y_title": _("人数")}
    spread = [(_stars_label(stars), people) for stars, people in _spread(board)]
    words = "; ".join(f"{label}: {people}" for label, people in spread)
    return response(columns(spread, **titles, words=words))


@pages.get("/appraisals")
def appraisals() -> Response:
    """Departments by their appraisal, each with the explanation."""
    period = request.args.get("period")
    board = portal().query("scoring", "department_board", {"period": period} if period else {})
    boards.name_departments(board)
    return show("appraisals.html", board=board, periods=_periods(), language=language())


def _community(named: dict[str, str]) -> str | None:
    """The community asked for, else the asker's own, else the first."""
    wanted = request.args.get("community")
    if wanted:
        return wanted
    return next((code for code in asker().communities if code in named), next(iter(named), None))


def _star_board(community: str) -> dict[str, Any]:
    asked = {"community": community}
    if request.args.get("year"):
        asked["year"] = request.args["year"]
    return portal().query("scoring", "star_board", asked)


def _spread(board: dict[str, Any]) -> list[tuple[int, int]]:
    """From five stars to none: how many of the rated have them."""
    counted = Counter(item["stars"] for item in board["items"] if item["stars"] is not None)
    return [(stars, counted[stars]) for stars in range(5, -1, -1)]


def _stars_label(stars: int) -> str:
    return _("%(n)s 星", n=stars)


def _this_year() -> int:
    return datetime.now(district.TIME).year


def _periods() -> list[str]:
    """This year and the last, each whole and by quarter, newest first."""
    return [
        period
        for year in (_this_year(), _this_year() - 1)
        for period in (str(year), *(f"{year}-Q{quarter}" for quarter in (4, 3, 2, 1)))
    ]
