"""The list of a hotline's messages is one as a community is sent it: moments typed in many ways, cells left blank."""

from __future__ import annotations

from datetime import datetime

import pytest
from openpyxl import load_workbook

FIRST_ROW = 3


@pytest.fixture(scope="module")
def rows(examples):
    """The messages, each by heading; without the blank row and the sum."""
    sheet = load_workbook(examples / "needs-sample.xlsx").active
    headings = [cell.value for cell in sheet[2]]
    values = sheet.iter_rows(min_row=FIRST_ROW, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in values if row[0] and row[0] != "合计"]


def test_there_are_five_hundred_of_all_kinds_each_with_its_number(rows):
    assert len(rows) == len({row["工单编号"] for row in rows}) == 500
    assert len({row["类别"] for row in rows} - {None}) == 8
    assert {row["紧急程度"] for row in rows} == {"特急", "紧急", "一般", None}
    assert len({row["诉求内容"] for row in rows}) > 450


def test_moments_are_typed_in_many_ways_and_lie_in_the_half_year_of_the_title(rows):
    assert {type(row["来电时间"]) for row in rows} == {str, float, datetime}
    dates = [row["来电时间"] for row in rows if isinstance(row["来电时间"], datetime)]
    assert all(datetime(2025, 1, 1) <= date < datetime(2025, 7, 1) for date in dates)


def test_its_buildings_are_the_community_s(rows, places):
    known = {place["name"] for place in places["xiezhuang"]["places"] if place["kind"] == "building"}
    assert {row["楼栋"] for row in rows} - {None} <= known
