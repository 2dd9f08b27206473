"""`linli import volunteers` on a running Linli, with spreadsheets as communities keep them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.conftest import Community

SAMPLE = Path(__file__).parents[2] / "examples" / "volunteers-sample.xlsx"
HEADING = ["编号", "姓名", "联系电话", "组别", "特长"]


@pytest.fixture
def book(tmp_path, community):
    """Writes a list of the community; answers its path."""

    def write(*rows: list[Any], heading: list[str] = HEADING, title: str = "") -> str:
        made = Workbook()
        for row in ([title or f"{community.name}志愿者名册"], heading, *rows):
            made.active.append(row)
        made.save(tmp_path / "名册.xlsx")
        return str(tmp_path / "名册.xlsx")

    return write


def bad_rows(printed: str, number: str = r"第 (\d+) 行") -> list[int]:
    return [int(found) for found in re.findall(rf"^ +{number}", printed, re.MULTILINE)]


def test_the_sample_of_a_community_is_imported_but_for_its_four_bad_rows(linli, community, tmp_path):
    sample = load_workbook(SAMPLE)
    sample.active["A1"] = f"{community.name}志愿者登记表"
    sample.save(tmp_path / "sample.xlsx")
    path = str(tmp_path / "sample.xlsx")

    status, printed = linli("import", "volunteers", path, "--dry-run")
    assert status == 1
    assert "什么都没有保存" in printed
    assert "新增 25，更改 0，不变 0，有误 4。" in printed
    assert community.volunteers() == []

    status, printed = linli("import", "volunteers", path)
    assert status == 1
    assert "新增 25，更改 0，不变 0，有误 4。" in printed
    numbered = {row[2].value: row[0].row for row in sample.active.iter_rows(min_row=3) if row[2].value}
    twice = [row[0].row for row in sample.active.iter_rows(min_row=3) if row[2].value == "侯长顺"]
    nameless = next(row[0].row for row in sample.active.iter_rows(min_row=3) if row[0].value and not row[2].value)
    assert bad_rows(printed) == sorted([nameless, numbered["毛秀芹"], numbered["龚来喜"], twice[1]])
    assert "“姓名”没有填写" in printed
    assert "手机号应为 11 位，这里是 7 位" in printed
    assert "巡河组" in printed
    assert f"和第 {twice[0]} 行是同一个人" in printed
    found = {one["name"]: one for one in community.volunteers()}
    assert len(found) == 25
    assert found["宋玉霞"]["phone"] == "13900002002"
    assert found["侯长顺"]["group"] == "convenience"
    assert found["侯长顺"]["skills"] == ["plumbing", "electrical"]
    assert (found["鲁淑云"]["party_member"], found["程守田"]["party_member"]) == (True, False)

    status, printed = linli("import", "volunteers", path)
    assert (status, "新增 0，更改 0，不变 25，有误 4。" in printed) == (1, True)
    assert len(community.volunteers()) == 25


def test_a_clean_list_is_imported_with_success_and_changes_are_shown_before_they_are_made(linli, community, book):
    linli("import", "volunteers", book(["a-1", "王秀兰", "13900000001", "便民组", "理发"], ["a-2", "李建国"]))
    changed = book(["a-1", "王秀兰", "13900000009", "治理组", None], ["a-2", "李建国"], ["a-3", "张志强"])

    status, printed = linli("import", "volunteers", changed, "--dry-run")
    assert status == 0
    assert re.search(r"3 +王秀兰 +更改 +(组别: convenience → social-governance; 联系电话|联系电话; 组别)", printed)
    assert re.search(r"4 +李建国 +不变", printed)
    assert re.search(r"5 +张志强 +新增", printed)
    assert "13900000001" not in printed

    status, printed = linli("import", "volunteers", changed)
    assert status == 0
    assert "新增 1，更改 1，不变 1，有误 0。" in printed
    found = {one["name"]: one for one in community.volunteers()}
    assert (found["王秀兰"]["phone"], found["王秀兰"]["skills"]) == ("13900000009", ["haircut"])


def test_what_only_the_service_can_know_is_reported_by_row_too(linli, community, book):
    linli("import", "volunteers", book(["a-1", "王秀兰", "13900000001"], ["a-2", "李建国", "13900000002"]))
    ids = {one["reference"]: one["volunteer_id"] for one in community.volunteers()}
    community.post(f"/volunteers/{ids['a-2']}/withdraw", {})
    path = book(
        ["a-1", "王秀兰", "13900000001"],
        ["a-2", "李建国", "13900000002"],
        ["a-3", "张志强", "13900000001"],
        ["a-4", "名" * 101, "13900000004"],
        ["第五", "赵春梅", "13900000005"],
    )
    status, printed = linli("import", "volunteers", path)
    assert status == 1
    assert bad_rows(printed) == [4, 5, 6, 7]
    assert "已经退出" in printed
    assert "和第 3 行是同一个人（“联系电话”相同）" in printed
    assert "“姓名”：太长了，最多 100 个字。" in printed
    assert "“编号”：代码只能用小写字母" in printed


def test_it_speaks_english_where_the_locale_or_the_option_does(linli, book):
    path = book(["a-1", "王秀兰", "1390000", "便民组"], ["第二", "李建国", None, "便民组"])
    for arguments, environment in (((), {"LANG": "en_GB.UTF-8"}), (("--lang", "en"), {})):
        status, printed = linli("import", "volunteers", path, "--dry-run", *arguments, **environment)
        assert status == 1
        assert "“联系电话” has 7 digits; a mobile number has 11." in printed
        assert "“编号”: A code takes lower-case letters" in printed
        assert "0 added, 0 changed, 0 unchanged, 2 refused." in printed


def test_a_group_of_the_communitys_own_is_known_once_formed_or_told(linli, community, book):
    path = book(["a-1", "王秀兰", None, "巡河组"])
    status, printed = linli("import", "volunteers", path)
    assert (status, "--group 巡河组=" in printed) == (1, True)
    assert linli("import", "volunteers", path, "--group", "巡河组=river-patrol")[0] == 0
    team = {"code": f"{community.code}-night-watch", "kind": "group", "name": "守夜组", "community": community.code}
    community.post("/teams", {"teams": [team]})
    assert linli("import", "volunteers", book(["a-2", "李建国", None, "守夜组"]))[0] == 0
    assert {one["name"]: one["group"] for one in community.volunteers()} == {
        "王秀兰": "river-patrol",
        "李建国": "night-watch",
    }
    status, printed = linli("import", "volunteers", path, "--group", "巡河组")
    assert (status, "--group" in printed) == (2, True)


def test_more_rows_than_one_request_takes_are_imported_all(linli, community, book):
    path = book(*([f"a-{n}", f"志愿者{n}"] for n in range(1, 701)))
    status, printed = linli("import", "volunteers", path)
    assert (status, "新增 700，更改 0，不变 0，有误 0。" in printed) == (0, True)
    assert "不变 700" in linli("import", "volunteers", path, "--dry-run")[1]


def test_the_community_is_the_one_the_list_speaks_of_or_the_one_named(linli, portal, community, book):
    other = Community(portal)
    nameless = book(["a-1", "王秀兰"], title="志愿者名册")
    status, printed = linli("import", "volunteers", nameless)
    assert (status, "--community" in printed, community.name in printed) == (1, True, True)
    assert linli("import", "volunteers", nameless, "--community", community.code)[0] == 0
    assert linli("import", "volunteers", nameless, "--community", community.name)[0] == 0
    column = book(["a-1", "王秀兰", community.name], heading=["编号", "姓名", "所属社区"], title="名册")
    assert linli("import", "volunteers", column)[0] == 0

    mixed = book(
        ["a-1", "王秀兰", community.name],
        ["a-2", "李建国", other.name],
        heading=["编号", "姓名", "所属社区"],
        title="名册",
    )
    status, printed = linli("import", "volunteers", mixed, "--community", community.code)
    assert (status, bad_rows(printed)) == (1, [4])
    assert [one["name"] for one in community.volunteers()] == ["王秀兰"]
    assert other.volunteers() == []


def test_a_wrong_community_is_said_in_a_sentence(linli, portal, community, book):
    other = Community(portal)
    path = book(["a-1", "王秀兰"])
    status, printed = linli("import", "volunteers", path, "--community", "没有这个社区")
    assert status == 1
    assert "没有登记过社区“没有这个社区”" in printed
    status, printed = linli("import", "volunteers", path, "--community", other.code)
    assert status == 1
    assert f"表里写的是“{community.name}”，而 --community 是“{other.name}”" in printed
    assert community.volunteers() == other.volunteers() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"not a spreadsheet", "不是能读的 Excel 文件"), (None, "是空的"), (["王秀兰", "139"], "没有找到表头")],
)
def test_a_file_that_is_no_list_is_said_in_a_sentence(linli, tmp_path, content, sentence):
    path = tmp_path / "list.xlsx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        made = Workbook()
        if content:
            made.active.append(content)
        made.save(path)
    status, printed = linli("import", "volunteers", str(path))
    assert status == 1
    assert sentence in printed
    assert "Traceback" not in printed


def test_a_file_that_is_not_there_is_a_matter_of_usage(linli):
    assert linli("import", "volunteers", "nowhere.xlsx")[0] == 2
    assert linli("import", "volunteers")[0] == 2


def test_without_a_portal_or_a_right_token_it_says_what_to_do(linli, community, book):
    path = book(["a-1", "王秀兰"])
    status, printed = linli("import", "volunteers", path, LINLI_URL="", LINLI_TOKEN="")
    assert (status, "linli up" in printed) == (1, True)
    status, printed = linli("import", "volunteers", path, LINLI_TOKEN="")
    assert (status, "--token" in printed) == (1, True)
    status, printed = linli("import", "volunteers", path, "--token", "wrong")
    assert (status, "没有接受" in printed) == (1, True)
    status, printed = linli("import", "volunteers", path, "--url", "http://127.0.0.1:1")
    assert (status, "127.0.0.1:1" in printed) == (1, True)
    assert community.volunteers() == []


def test_the_linli_that_runs_here_needs_neither_address_nor_token(linli, portal, community, book, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "run.json").write_text(json.dumps({"portal_url": portal.url, "amqp_url": "", "started": ""}))
    (home / "secrets.json").write_text(json.dumps({"LINLI_ADMIN_TOKEN": portal.token}))
    status, printed = linli("import", "volunteers", book(["a-1", "王秀兰"]), LINLI_URL="", LINLI_TOKEN="")
    assert (status, [one["name"] for one in community.volunteers()]) == (0, ["王秀兰"]), printed
