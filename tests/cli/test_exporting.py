"""`linli export volunteers`: what is written is what is kept, and imported again it changes nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.cli.conftest import Community

ROWS = [
    {"reference": "a-1", "name": "王秀兰", "phone": "0538-7212345", "group": "convenience", "party_member": True},
    {"reference": "a-2", "name": "Anna Li", "skills": ["英语 口语", "护理"], "group": "river-patrol"},
    {"name": "=1+1", "phone": "13900000001", "skills": ["table tennis"]},
]


def counts(printed: str) -> list[int]:
    found = re.search(r"新增 (\d+)，更改 (\d+)，不变 (\d+)，有误 (\d+)", printed)
    assert found is not None, printed
    return [int(number) for number in found.groups()]


def test_what_is_exported_is_imported_back_unchanged(linli: Any, community: Community, tmp_path: Any) -> None:
    team = {"code": f"{community.code}-river-patrol", "kind": "group", "name": "巡河组", "community": community.code}
    community.post("/teams", {"teams": [team]})
    community.post(f"/communities/{community.code}/volunteers/import", {"rows": ROWS})
    unmarked = community.post("/volunteers", {"community": community.code, "name": "刘强"})
    gone = community.post("/volunteers", {"community": community.code, "name": "赵敏", "phone": "13900000002"})
    community.post(f"/volunteers/{gone['volunteer_id']}/withdraw", {})
    before = community.volunteers()

    path = str(tmp_path / "名册.xlsx")
    status, printed = linli("export", "volunteers", community.code, path)
    assert (status, "已导出 4 位" in printed) == (0, True)
    status, printed = linli("import", "volunteers", path)
    assert (status, counts(printed)) == (0, [0, 0, 3, 0])
    assert community.volunteers() == before

    book = load_workbook(path)
    kept, others = book.worksheets
    assert [cell.value for cell in kept[3]][:5] == ["a-1", "王秀兰", "0538-7212345", "便民服务", "中共党员"]
    assert [cell.value for cell in kept[4]][3] == "巡河组"
    assert kept["B5"].data_type == "s"
    assert [row[1].value for row in others.iter_rows(min_row=3)] == [unmarked["name"]]
    assert "赵敏" not in str([[cell.value for cell in row] for sheet in book for row in sheet])


def test_what_cannot_be_exported_is_said_in_a_sentence(linli: Any, community: Community, tmp_path: Any) -> None:
    there = tmp_path / "有了.xlsx"
    there.write_bytes(b"kept")
    status, printed = linli("export", "volunteers", community.code, str(there))
    assert (status, "已经存在" in printed, there.read_bytes()) == (1, True, b"kept")
    status, printed = linli("export", "volunteers", "nowhere", str(tmp_path / "a.xlsx"))
    assert (status, "nowhere" in printed, community.name in printed) == (1, True, True)
    status, printed = linli("export", "volunteers", community.code, str(tmp_path / "a.xlsx"), LINLI_TOKEN="wrong")
    assert (status, (tmp_path / "a.xlsx").exists()) == (1, False)


def test_an_untidy_list_of_ten_thousand_is_imported_and_changes_nothing_the_second_time(
    linli: Any, community: Community, tmp_path: Any
) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append([f"{community.name}志愿者登记表"])
    sheet.merge_cells("A1:F1")
    sheet.append(["志愿者", None, None, "情况", None, None])
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("D2:F2")
    sheet.append(["编号", "姓名", "联系电话", "组别", "政治面貌", "登记日期"])
    days = ["2024.3.5", "2024年3月5日", date(2024, 3, 5), 45356, "3/5", None]
    for number in range(10_000):
        sheet.append([f"t-{number}", f"志愿者{number}", None, "治安组", "群众", days[number % len(days)]])
    for number in range(10_004, 75_004):
        sheet.cell(number, 1).value = "" if number % 2 else None
        sheet.cell(number, 6).number_format = "yyyy-mm-dd"
    path = str(tmp_path / "big.xlsx")
    book.save(path)

    status, printed = linli("import", "volunteers", path)
    assert (status, counts(printed)) == (0, [10_000, 0, 0, 0])
    status, printed = linli("import", "volunteers", path)
    assert (status, counts(printed)) == (0, [0, 0, 10_000, 0])
