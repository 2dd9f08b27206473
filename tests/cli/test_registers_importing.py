"""`linli import teams`, `buildings` and `organisations` on a running Linli, with spreadsheets as communities keep
them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Community

TEAM_HEADING = ["代码", "名称", "类型", "队长", "队员"]
BUILDING_HEADING = ["代码", "名称", "类型", "小区", "户数"]


@pytest.fixture
def book(tmp_path, community):
    """Writes a list of the community below a title over all columns; answers its path."""

    def write(heading: list[str], *rows: list[Any], title: str = "", merge: tuple[str, ...] = ()) -> str:
        made = Workbook()
        for row in ([title or f"{community.name}一览表"], heading, *rows):
            made.active.append(row)
        made.active.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heading))
        for area in merge:
            made.active.merge_cells(area)
        # Blank rows that somebody has only formatted.
        for _ in range(3):
            made.active.append([None, "  "])
        made.save(tmp_path / "表.xlsx")
        return str(tmp_path / "表.xlsx")

    return write


def bad_rows(printed: str) -> list[int]:
    return [int(found) for found in re.findall(r"^ +第 (\d+) 行", printed, re.MULTILINE)]


def teams(community: Community) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in community.portal.get("/teams", community=community.code)["items"]}


def places(community: Community) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in community.portal.get("/places", community=community.code)["items"]}


@pytest.fixture
def people(community) -> dict[str, str]:
    """Three volunteers, two of one name: reference to id."""
    rows = [{"reference": f"a-{n}", "name": name} for n, name in enumerate(("王秀兰", "李建国", "李建国"), 1)]
    made = community.post(f"/communities/{community.code}/volunteers/import", {"rows": rows})["rows"]
    return {one["reference"]: one["volunteer_id"] for one in made}


def test_teams_are_imported_changed_and_left_alone(linli, community, book, people):
    rows = [["big", "大队", "社区志愿服务队", "a-1", "王秀兰、a-2"], ["night", "守夜组", "组", None, "a-3"]]
    path = book(TEAM_HEADING, *rows)
    status, printed = linli("import", "teams", path, "--community", community.code, "--dry-run")
    assert (status, "新增 2，更改 0，不变 0，有误 0。" in printed) == (0, True), printed
    assert teams(community) == {}

    assert linli("import", "teams", path, "--community", community.name)[0] == 0
    found = teams(community)
    assert (found["大队"]["code"], found["大队"]["kind"]) == (f"{community.code}-big", "community_team")
    assert (found["大队"]["leader"], found["大队"]["members"]) == (people["a-1"], [people["a-1"], people["a-2"]])
    status, printed = linli("import", "teams", path, "--community", community.code)
    assert (status, "新增 0，更改 0，不变 2，有误 0。" in printed) == (0, True), printed

    changed = book(["名称", "类型", "队员", "上级"], ["大队", None, None], ["守夜组", "应急突击队", "a-2、a-3", "大队"])
    status, printed = linli("import", "teams", changed, "--community", community.code, "--dry-run")
    assert re.search(r"3 +大队 +不变", printed)
    assert re.search(r"4 +守夜组 +更改 ", printed)
    assert "类型: 组 → 应急突击队" in printed
    assert re.search(r"李建国 V-\S+ → 李建国 V-[^、]+、李建国 V-\S+", re.sub(r"\s*\n\s*", " ", printed))
    assert teams(community) == found
    assert linli("import", "teams", changed, "--community", community.code)[0] == 0
    assert teams(community)["守夜组"]["parent"] == f"{community.code}-big"
    assert "不变 2，有误 0" in linli("import", "teams", changed, "--community", community.code)[1]


def test_a_leader_who_is_not_among_the_members_stays_so(linli, community, book, people):
    path = book(TEAM_HEADING, ["big", "大队", "服务队", "a-1", "a-2"])
    for outcome in ("新增 1", "不变 1"):
        assert outcome in linli("import", "teams", path, "--community", community.code)[1]
    assert teams(community)["大队"]["members"] == [people["a-2"]]


def test_bad_rows_are_reported_by_cell_and_the_others_taken(linli, community, book, people):
    other = Community(community.portal)
    taken = {"code": f"{community.code}-x", "kind": "group", "name": "别人的", "community": other.code}
    community.post("/teams", {"teams": [taken]})
    path = book(
        TEAM_HEADING,
        ["good", "好队", "服务队", "a-1", "a-2"],
        ["one", "一队", "舞蹈团", "a-1", None],
        ["two", "二队", "服务队", "李建国", None],
        ["three", "三队", "服务队", None, "某某"],
        ["x", "四队", "组", None, None],
        ["坏代码", "五队", "组", None, None],
        ["six", "名" * 101, "组", None, None],
        [None, None, "组", None, "a-2"],
    )
    for arguments in (["--dry-run"], []):
        status, printed = linli("import", "teams", path, "--community", community.code, *arguments)
        assert (status, bad_rows(printed)) == (1, [4, 5, 6, 7, 8, 9, 10]), printed
        assert "新增 1，更改 0，不变 0，有误 7。" in printed
        assert "看不懂“类型”里的“舞蹈团”，可以写：社区志愿服务队" in printed
        assert "“队长”里的“李建国”不止一人" in printed
        assert "“队员”里的“某某”不是本社区登记的志愿者" in printed
        assert "已经登记为" in printed
        assert "“代码”：代码只能用小写字母" in printed
        assert "“名称”：太长了，最多 100 个字。" in printed
        assert "“名称”没有填写" in printed
    assert list(teams(community)) == ["好队"]


def test_buildings_and_the_compounds_they_stand_in_are_imported(linli, community, book):
    path = book(
        BUILDING_HEADING,
        ["c1-b1", "1号楼", None, "一区", 60],
        ["c1-b2", "2号楼", "楼栋", None, "72户"],
        ["c1", "一区", "小区", None, 132],
        ["b9", "独栋", None, None, None],
        ["合计", None, None, None, 264],
        merge=("D3:D4",),
    )
    status, printed = linli("import", "buildings", path, "--community", community.code)
    assert (status, "新增 4，更改 0，不变 0，有误 0。" in printed) == (0, True), printed
    found = places(community)
    first, second, alone = (found[f"{community.code}-{code}"] for code in ("c1-b1", "c1-b2", "b9"))
    assert (first["parent"], first["households"], first["kind"]) == (f"{community.code}-c1", 60, "building")
    assert (second["parent"], second["households"]) == (f"{community.code}-c1", 72)
    assert (alone["parent"], alone["community"]) == (community.code, community.code)
    assert "新增 0，更改 0，不变 4，有误 0。" in linli("import", "buildings", path, "--community", community.code)[1]

    changed = book(["名称", "小区", "户数"], ["1号楼", "一区", 61], ["2号楼", "三区", 72], ["一区", None, "很多"])
    status, printed = linli("import", "buildings", changed, "--community", community.code)
    assert (status, bad_rows(printed)) == (1, [4, 5])
    assert "“小区”里的“三区”没有登记" in printed
    assert "“户数”要填整数，这里是“很多”" in printed
    assert places(community)[first["code"]]["households"] == 61


def test_the_kind_of_a_registered_place_stays(linli, community, book):
    assert (
        linli("import", "buildings", book(BUILDING_HEADING, ["c1", "一区", "小区"]), "--community", community.code)[0]
        == 0
    )
    path = book(BUILDING_HEADING, ["c1", "一区", "楼栋"], ["c1-b1", "1号楼", None, "一区"])
    status, printed = linli("import", "buildings", path, "--community", community.code, "--dry-run")
    assert (status, bad_rows(printed)) == (1, [3]), printed
    assert "新增 1，更改 0，不变 0，有误 1。" in printed


def test_organisations_are_imported(linli, portal, community, book):
    other = Community(portal)
    mark = community.code
    path = book(
        ["单位代码", "单位名称", "类型", "结对社区", "参加考评"],
        [f"{mark}-water", "供水", "部门", f"{community.name}、{other.code}", "是"],
        [f"{mark}-shop", "粮油店", "企业", None, None],
        [f"{mark}-bad", "单位", "部门", "别处", "也许"],
    )
    status, printed = linli("import", "organisations", path, "--community", community.code)
    assert (status, bad_rows(printed)) == (1, [5]), printed
    assert "“结对社区”里的“别处”不是登记过的社区" in printed
    assert "“参加考评”要填“是”或“否”" in printed
    known = {one["code"]: one for one in portal.get("/organisations")["items"]}
    water, shop = known[f"{mark}-water"], known[f"{mark}-shop"]
    assert (water["community"], water["appraised"]) == (None, True)
    assert water["paired_with"] == sorted([community.code, other.code])
    assert (shop["community"], shop["kind"]) == (community.code, "business")
    assert (
        "新增 0，更改 0，不变 2，有误 1。" in linli("import", "organisations", path, "--community", community.code)[1]
    )


def test_what_is_no_such_list_or_community_is_said_in_a_sentence(linli, portal, community, book, people):
    path = book(["姓名", "联系电话"], ["王秀兰", "13900000001"])
    status, printed = linli("import", "teams", path, "--community", community.code)
    assert (status, "需要一行有“名称”，并至少有“代码、类型、队长" in printed) == (1, True), printed
    path = book(TEAM_HEADING, ["good", "好队", "服务队"])
    status, printed = linli("import", "teams", path, "--community", "没有这个社区")
    assert (status, "没有登记过社区“没有这个社区”" in printed) == (1, True)
    other = Community(portal)
    status, printed = linli("import", "teams", path, "--community", other.code)
    assert (status, "是不是拿错了文件或社区" in printed) == (1, True)
    assert (teams(community), teams(other)) == ({}, {})
    status, printed = linli("import", "teams", path, "--community", community.code, "--token", "wrong")
    assert (status, "没有接受" in printed) == (1, True)


def test_a_list_that_says_whose_it_is_needs_no_telling(linli, community, book):
    status, printed = linli("import", "teams", book(TEAM_HEADING, ["good", "好队", "服务队"]), "--dry-run")
    assert (status, community.name in printed) == (0, True), printed


def test_it_speaks_english_where_the_option_does(linli, community, book):
    path = book(TEAM_HEADING, ["good", "好队", "舞蹈团"])
    status, printed = linli("import", "teams", path, "--community", community.code, "--lang", "en")
    assert (status, "“类型” says '舞蹈团'; write one of: " in printed) == (1, True)
    assert "0 added, 0 changed, 0 unchanged, 1 refused." in printed
