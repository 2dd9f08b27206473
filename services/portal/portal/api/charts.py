"""Ratings and appraisals as pictures, which say their numbers in words as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Response, request

from chassis.refusals import NotFound
from contracts import district, fields
from contracts.requests import aspects as ask_aspects
from contracts.requests import scoring as ask

from .. import boards, names
from ..asker import language
from ..charts import bars, telling
from ..charts.columns import columns
from ..portal import portal
from ..words import word
from .blueprint import Blueprint, body_of

charts = Blueprint(
    "charts", __name__, url_prefix="/api/v1", description="Ratings and appraisals as pictures, with their words."
)

QUARTERS = 8
FIRST_QUARTER = "2000-Q1"
"""There are no periods before."""

_PICTURE = {"type": "string", "description": "An SVG picture with a title and every number in words."}
_RATES = ("response", "satisfaction", "resolution")
_SAID = {
    "spread": ("{name}：{year} 年各星级人数", "{name}: volunteers by stars, {year}"),
    "stars": ("{} 星", "{} stars"),
    "star_axis": ("星级", "Stars"),
    "people": ("人数", "Volunteers"),
    "spread_line": ("{} {} 人", "{}: {}"),
    "not_rated": ("暂不评星 {} 人", "not rated: {}"),
    "rates": ("{name}：各季度的三项比率（%）", "{name}: three rates by quarter (%)"),
    "rate": ("{}率", "{}"),
    "aspects": ("{period} 部门考核：{name}（%）", "Appraisal of departments, {period}: {name} (%)"),
    "total": ("总分（名次）", "Total (rank)"),
    "none": ("无依据", "no basis"),
}
"""In Chinese and English."""


class AspectChartQuery(ask_aspects.AspectBoardQuery):
    """The departments of one class in a period."""

    comparison_class = fields.Code(required=True)


@charts.route("/communities/<code:community>/stars/chart.svg")
@charts.arguments(body_of(ask.StarBoardQuery, "community"), location="query")
@charts.response(200, _PICTURE, content_type=telling.MEDIA_TYPE)
def stars_chart(_asked: dict[str, Any], community: str) -> Response:
    """See how many volunteers of a community have how many stars of a year."""
    asked = {**request.args.to_dict(), "community": community}
    board = portal().query("scoring", "star_board", asked)
    counted = Counter(item["stars"] for item in board["items"])
    spread = [(_said("stars").format(stars), counted[stars]) for stars in range(5, -1, -1)]
    name = names.communities(community).get(community, community)
    told = [_said("spread_line").format(label, people) for label, people in spread]
    svg = columns(
        spread,
        title=_said("spread").format(name=name, year=board["year"]),
        x_title=_said("star_axis"),
        y_title=_said("people"),
        words=_sentence([*told, _said("not_rated").format(counted[None])]),
    )
    return telling.response(svg)


@charts.route("/departments/<code:department>/appraisal/chart.svg")
@charts.arguments(body_of(ask_aspects.AppraisalTrendQuery, "department"), location="query")
@charts.response(200, _PICTURE, content_type=telling.MEDIA_TYPE)
def department_chart(_asked: dict[str, Any], department: str) -> Response:
    """See a department's three rates over eight quarters up to one, by default the current."""
    quarters = _quarters(request.args.get("until") or _this_quarter())
    found = [
        portal().query("scoring", "department_appraisal", {"department": department, "period": quarter})
        for quarter in quarters
    ]
    rates = [
        (_said("rate").format(word(rate, language())), [_number(one[f"{rate}_rate"]) for one in found])
        for rate in _RATES
    ]
    told = [
        f"{quarter} {_sentence([_measure(name, percents[place]) for name, percents in rates])}"
        for place, quarter in enumerate(quarters)
    ]
    name = names.organisations().get(department, department)
    title = _said("rates").format(name=name)
    return telling.response(bars.panels(title, quarters, rates, none=_said("none"), words=" ".join(told)))


@charts.route("/appraisals/chart.svg")
@charts.arguments(AspectChartQuery, location="query")
@charts.response(200, _PICTURE, content_type=telling.MEDIA_TYPE)
def aspects_chart(_asked: dict[str, Any]) -> Response:
    """See the departments of a class in a period, aspect by aspect."""
    asked = request.args.to_dict()
    compared = asked.pop("comparison_class")
    board = portal().query("scoring", "aspect_board", asked)
    board["items"] = [item for item in board["items"] if item["comparison_class"] == compared]
    if not board["items"]:
        raise NotFound("comparison_class", compared)
    boards.name_departments(board)
    headings = [word(line["aspect"], language()) for line in board["items"][0]["aspects"]]
    rows, told = [], []
    for item in board["items"]:
        name = item["organisation_name"] or item["department"]
        percents = [_number(line["percent"]) for line in item["aspects"]]
        total = word(item["not_rated"], language()) if item["total"] is None else f"{item['total']} ({item['rank']})"
        rows.append(bars.Row(name, percents, "—" if item["total"] is None else total))
        by_aspect = [_measure(heading, percent) for heading, percent in zip(headings, percents, strict=True)]
        told.append(_sentence([f"{name} {total}", *by_aspect]))
    title = _said("aspects").format(period=board["period"], name=word(compared, language()))
    svg = bars.table(title, headings, _said("total"), rows, none=_said("none"), words=" ".join(told))
    return telling.response(svg)


def _said(name: str) -> str:
    return _SAID[name][1 if language() == "en" else 0]


def _sentence(parts: Sequence[str]) -> str:
    return ", ".join(parts) + "." if language() == "en" else "，".join(parts) + "。"


def _measure(name: str, percent: Decimal | None) -> str:
    return f"{name} {_said('none') if percent is None else f'{percent}%'}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _this_quarter() -> str:
    today = datetime.now(district.TIME)
    return f"{today.year}-Q{(today.month + 2) // 3}"


def _quarters(until: str) -> list[str]:
    """The eight up to one, oldest first."""
    year, _, quarter = until.partition("-Q")
    last = 4 * int(year) + int(quarter) - 1
    every = [f"{number // 4}-Q{number % 4 + 1}" for number in range(last - QUARTERS + 1, last + 1)]
    return [one for one in every if one >= FIRST_QUARTER]
