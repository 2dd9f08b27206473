"""`linli import needs` on a running Linli, with a list as a hotline sends it to a community."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.bus import eventually
from tests.cli.conftest import Community

SAMPLE = Path(__file__).parents[2] / "examples" / "needs-sample.xlsx"
HEADING = ["工单编号", "来电时间", "诉求人", "楼栋", "诉求内容", "类别", "紧急程度"]
GOOD = ["RX-1", "2025-03-05 09:30", "王女士", None, "楼道灯不亮", "环境", "一般"]


@pytest.fixture
def book(tmp_path, community):
    """Writes a list of the community; answers its path."""

    def write(*rows: list[Any]) -> str:
        made = Workbook()
        for row in ([f"{community.name}转办清单"], HEADING, *rows):
            made.active.append(row)
        made.save(tmp_path / "清单.xlsx")
        return str(tmp_path / "清单.xlsx")

    return write


@pytest.fixture
def known(linli, community, book) -> Community:
    """The community, once ticketing has heard of it."""
    path = book(GOOD)
    eventually(lambda: linli("import", "needs", path, "--dry-run")[0] == 0, what="ticketing to know the community")
    return community


def needs(community: Community) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = community.portal.get("/needs", community=community.code, limit=200, **cursor)
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def bad_rows(printed: str) -> list[int]:
    return [int(found) for found in re.findall(r"^ +第 (\d+) 行", printed, re.MULTILINE)]


def test_five_hundred_messages_are_imported_and_importing_them_again_changes_nothing(linli, community, tmp_path):
    sample = load_workbook(SAMPLE)
    sheet = sample.active
    sheet["A1"] = f"{community.name}转办清单"
    sample.save(tmp_path / "sample.xlsx")
    messages = [row for row in sheet.iter_rows(min_row=3, values_only=True) if row[0] and row[0] != "合计"]
    names = sorted({row[3] for row in messages if row[3]})
    buildings = [
        {
            "code": f"{community.code}-b{number}",
            "kind": "building",
            "name": name,
            "parent": community.code,
            "community": community.code,
        }
        for number, name in enumerate(names)
    ]
    community.post("/places", {"places": buildings})
    path = str(tmp_path / "sample.xlsx")

    def tried() -> bool:
        return linli("import", "needs", path, "--dry-run")[0] == 0

    eventually(tried, what="ticketing to know the buildings")
    assert needs(community) == []
    for expected in ("新增 500，更改 0，不变 0，有误 0。", "新增 0，更改 0，不变 500，有误 0。"):
        status, printed = linli("import", "needs", path, "--community", community.code)
        assert (status, expected in printed) == (0, True), printed
    found = {need["reference"]: need for need in needs(community)}
    assert len(found) == 500
    number, _, caller, building, _, words, _, _, _ = messages[0]
    first = found[number]
    assert (first["on_behalf_of"], first["description"]) == (caller, words)
    assert first["building"] == (f"{community.code}-b{names.index(building)}" if building else None)
    assert all(need["heard_at"] < need["reported_at"] for need in found.values())
    assert {need["heard_at"][:4] for need in found.values()} == {"2025"}


def test_the_cells_of_a_row_become_a_need_that_counts_from_now(linli, known, book):
    assert linli("import", "needs", book(GOOD), "--community", known.name)[0] == 0
    (need,) = needs(known)
    assert (need["reference"], need["kind"], need["urgency"], need["building"]) == (
        "RX-1",
        "environment",
        "ordinary",
        None,
    )
    assert (need["heard_at"], need["on_behalf_of"]) == ("2025-03-05T01:30:00.000000Z", "王女士")
    assert need["clocks"][0]["started_at"] == need["reported_at"] > need["heard_at"]


def test_bad_rows_are_named_by_their_cells_and_the_others_taken(linli, known, book):
    def with_(**cells: Any) -> list[Any]:
        return [cells.get(heading, cell) for heading, cell in zip(HEADING, GOOD, strict=True)]

    path = book(
        GOOD,
        GOOD,
        with_(工单编号="RX-2", 类别="管道"),
        with_(工单编号="RX-3", 来电时间="前天"),
        with_(工单编号="RX-4", 楼栋="九十九号楼"),
        with_(工单编号="RX-5", 诉求人=None),
        with_(工单编号=None),
        with_(工单编号="RX-6", 来电时间="2099-01-01"),
        with_(工单编号="RX-7", 诉求内容="长" * 4001),
        with_(工单编号="RX-8"),
    )
    status, printed = linli("import", "needs", path, "--community", known.code)
    assert (status, "新增 2，更改 0，不变 0，有误 8。" in printed) == (1, True), printed
    assert bad_rows(printed) == [4, 5, 6, 7, 8, 9, 10, 11]
    for said in (
        "和第 3 行是同一个",
        "看不懂“类别”里的“管道”",
        "看不懂“来电时间”里的时间“前天”",
        "“九十九号楼”不是本社区登记的楼栋",
        "“诉求人”没有填写",
        "“工单编号”没有填写",
        "“来电时间”：",
        "“诉求内容”：太长了",
    ):
        assert said in printed
    assert {need["reference"] for need in needs(known)} == {"RX-1", "RX-8"}


def test_a_dry_run_shows_every_row_and_stores_nothing(linli, known, book):
    status, printed = linli("import", "needs", book(GOOD), "--dry-run", LANG="en_GB.UTF-8")
    assert status == 0
    assert re.search(r"3 +RX-1 楼道灯不亮 +added", printed), printed
    assert needs(known) == []


def test_a_file_without_the_headings_says_which_are_wanted(linli, community, tmp_path):
    made = Workbook()
    made.active.append(["姓名", "电话"])
    made.active.append(["王秀兰", "139"])
    made.save(tmp_path / "x.xlsx")
    status, printed = linli("import", "needs", str(tmp_path / "x.xlsx"))
    assert status != 0
    assert "需要一行有“诉求内容”" in printed and "工单编号" in printed
