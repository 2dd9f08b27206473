"""The sample spreadsheet is one as a community keeps it: a title above, blank rows between, four rows with faults."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook

FIRST_ROW = 3


@pytest.fixture(scope="module")
def sheet(examples):
    return load_workbook(examples / "volunteers-sample.xlsx").active


@pytest.fixture(scope="module")
def rows(sheet):
    """Row number in the sheet to what stands under each heading; blank rows left out."""
    headings = [cell.value for cell in sheet[2]]
    values = enumerate(sheet.iter_rows(min_row=FIRST_ROW, values_only=True), FIRST_ROW)
    return {number: dict(zip(headings, row, strict=True)) for number, row in values if any(row)}


def digits(value):
    return re.sub(r"\D", "", str(value))


def test_a_merged_title_stands_above_the_headings(sheet):
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:G1"]
    assert {"姓名", "联系电话", "组别", "政治面貌", "特长", "备注"} <= {cell.value for cell in sheet[2]}


def test_exactly_four_rows_are_bad_each_in_its_way(rows, places):
    groups = {group["name"] for group in places["xiezhuang"]["groups"]}
    bad, seen = {}, set()
    for number, row in rows.items():
        person = (row["姓名"], digits(row["联系电话"]))
        if not row["姓名"]:
            bad[number] = "missing name"
        elif not re.fullmatch(r"1\d{10}", person[1]):
            bad[number] = "malformed phone"
        elif row["组别"] not in groups:
            bad[number] = "unknown group"
        elif person in seen:
            bad[number] = "duplicate"
        seen.add(person)
    assert bad == {7: "missing name", 15: "malformed phone", 25: "unknown group", 32: "duplicate"}
    assert len(rows) - len(bad) == 25


def test_its_people_are_new_to_the_community(rows, places):
    known = {one["phone"] for place in places.values() for one in place["volunteers"]}
    assert not known & {digits(row["联系电话"]) for row in rows.values()}


def test_blank_rows_and_telephones_typed_as_numbers_are_there(sheet, rows):
    assert sheet.max_row - FIRST_ROW + 1 - len(rows) >= 2
    assert {type(row["联系电话"]) for row in rows.values()} == {int, str}
