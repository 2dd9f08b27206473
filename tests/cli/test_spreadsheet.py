"""Spreadsheets as communities keep them are read as people read them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cli.spreadsheet import Unreadable, read

SAMPLE = Path(__file__).parents[2] / "examples" / "volunteers-sample.xlsx"


@pytest.fixture
def book(tmp_path):
    """Writes rows into a spreadsheet; answers its path."""

    def write(*rows: list[Any], merge: tuple[str, ...] = (), sheet: str = "名单") -> Path:
        made = Workbook()
        made.active.title = sheet
        for row in rows:
            made.active.append(row)
        for area in merge:
            made.active.merge_cells(area)
        made.save(tmp_path / "list.xlsx")
        return tmp_path / "list.xlsx"

    return write


def test_the_sample_is_read_with_its_title_blank_rows_and_numbers_as_numbers() -> None:
    table = read(SAMPLE)
    assert table.headings == {
        "group": "组别",
        "name": "姓名",
        "party_member": "政治面貌",
        "phone": "联系电话",
        "skills": "特长",
    }
    assert table.ignored == ["序号", "备注"]
    assert "协庄社区" in table.title
    assert len(table.lines) == 29
    by_number = {line.number: line.cells for line in table.lines}
    assert by_number[4]["phone"] == "13900002002"
    assert "name" not in by_number[7]
    assert 11 not in by_number


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓 名", "name"),
        ("联系电话（手机）", "phone"),
        ("手机：", "phone"),
        ("所属小组", "group"),
        ("是否党员", "party_member"),
        ("特长/技能", None),
        ("志愿者编号*", "reference"),
        ("Phone", "phone"),
        ("所在\n社区", "community"),
        ("备注", None),
    ],
)
def test_headings_are_known_however_they_are_decorated(book, heading: str, field: str | None) -> None:
    other = "编号" if field != "reference" else "电话"
    table = read(
        book(["姓名", other, heading], ["甲", "1", "x"]) if field != "name" else book([heading, other], ["甲", "1"])
    )
    assert (table.headings.get(field or "") == heading) == (field is not None)


def test_columns_stand_in_any_order_below_any_number_of_titles(book) -> None:
    path = book([], ["协庄社区"], ["制表", "2026 年 3 月"], ["电话", "备注", "姓名"], [13900000001, None, "王秀兰"])
    [line] = read(path).lines
    assert (line.number, line.cells) == (5, {"phone": "13900000001", "name": "王秀兰"})


def test_a_cell_merged_downwards_speaks_for_each_row(book) -> None:
    rows = [["组别", "姓名", "电话"], ["便民组", "甲", "1"], [None, "乙", "2"], [None, "丙", "3"], [None, None, None]]
    lines = read(book(*rows, merge=("A2:A5",))).lines
    assert [(line.number, line.cells["group"]) for line in lines] == [(2, "便民组"), (3, "便民组"), (4, "便民组")]


def test_sums_and_repeated_headings_are_no_volunteers(book) -> None:
    heading = ["姓名", "电话"]
    rows = [heading, ["甲", 1], [None, None], heading, ["乙", 2], ["合计", 2], ["", " "]]
    assert [line.cells["name"] for line in read(book(*rows)).lines] == ["甲", "乙"]


def test_two_columns_for_the_same_thing_complete_each_other(book) -> None:
    lines = read(book(["姓名", "手机", "电话"], ["甲", None, "0538-7000000"], ["乙", 13900000001.0, 1])).lines
    assert [line.cells["phone"] for line in lines] == ["0538-7000000", "13900000001"]


def test_characters_come_out_as_they_stand(book) -> None:
    names = ["𠮷永﨑", "أحمد", "兰🌻", "　王伟\n"]
    lines = read(book(["姓名", "编号"], *([name, n] for n, name in enumerate(names, 1)))).lines
    assert [line.cells["name"] for line in lines] == ["𠮷永﨑", "أحمد", "兰🌻", "王伟"]


def test_a_failed_formula_is_told_apart_from_what_it_shows(book) -> None:
    [line] = read(book(["姓名", "电话"], ["甲", "#REF!"])).lines
    assert (line.cells, line.broken) == ({"name": "甲"}, {"phone": "#REF!"})


def test_a_date_and_a_truth_are_text(book) -> None:
    [line] = read(book(["姓名", "党员", "编号"], ["甲", True, datetime(2026, 3, 1)])).lines
    assert line.cells == {"name": "甲", "party_member": "是", "reference": "2026-03-01T00:00:00"}


def test_the_first_sheet_with_headings_is_read_or_the_one_asked_for(tmp_path) -> None:
    made = Workbook()
    made.active.title = "说明"
    made.active.append(["请填写下一页"])
    for title, name in (("一组", "甲"), ("二组", "乙")):
        made.create_sheet(title).append(["姓名", "电话"])
        made[title].append([name, "13900000001"])
    path = tmp_path / "several.xlsx"
    made.save(path)
    table = read(path)
    assert (table.sheet, table.other_sheets, table.lines[0].cells["name"]) == ("一组", ["说明", "二组"], "甲")
    assert read(path, "二组").lines[0].cells["name"] == "乙"
    with pytest.raises(Unreadable) as refused:
        read(path, "三组")
    assert (refused.value.code, refused.value.about["sheets"]) == ("no_sheet", ["说明", "一组", "二组"])


@pytest.mark.parametrize(
    "content", [b"", b"name,phone\n", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"]
)
@pytest.mark.parametrize("name", ["list.xlsx", "list.xls", "list.csv"])
def test_what_is_no_spreadsheet_is_said_to_be_none(tmp_path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        read(path)
    assert refused.value.code == "not_xlsx"


def test_a_zip_that_is_no_spreadsheet_is_said_to_be_none(tmp_path) -> None:
    import zipfile

    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("hello.txt", "hello")
    with pytest.raises(Unreadable) as refused:
        read(path)
    assert refused.value.code == "not_xlsx"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "empty"),
        ([[None, " "], []], "empty"),
        ([["王秀兰", "13900000001"]], "no_heading"),
        ([["姓名"], ["王秀兰"]], "no_heading"),
        ([["姓名", "电话"], [None, None]], "nothing_below"),
    ],
)
def test_a_spreadsheet_without_a_list_says_what_it_lacks(book, rows: list[list[Any]], code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(book(*rows))
    assert refused.value.code == code
