"""The words of a community's lists of teams, buildings and organisations become records, or a fault at the cell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.register_lists import Entry, Known, entries, names_shown, people_of
from cli.registers import (
    BUILDINGS,
    INDUSTRIES,
    ORGANISATION_KINDS,
    ORGANISATIONS,
    PLACE_KINDS,
    TEAM_KINDS,
    TEAMS,
    Register,
)
from cli.roll import Community, Fault
from cli.spreadsheet import Line
from contracts import vocabulary

HERE, NEXT = Community("xiezhuang", "协庄社区"), Community("qinglan", "晴岚社区")
VOLUNTEERS = [
    {"volunteer_id": "id-1", "number": "V-000001", "reference": "xz-1", "name": "王秀兰"},
    {"volunteer_id": "id-2", "number": "V-000002", "reference": None, "name": "李建国"},
    {"volunteer_id": "id-3", "number": "V-000003", "reference": "xz-3", "name": "李建国"},
]
TEAM = {
    "code": "xiezhuang-night",
    "kind": "group",
    "name": "守夜组",
    "community": "xiezhuang",
    "leader": None,
    "members": ["id-1"],
    "parent": None,
    "industry": None,
}
COMPOUND = {
    "code": "xiezhuang-c1",
    "kind": "compound",
    "name": "一区",
    "parent": "xiezhuang",
    "community": "xiezhuang",
    "households": 90,
    "residents": None,
    "party_members": None,
}
BUILDING = {**COMPOUND, "code": "xiezhuang-c1-b1", "kind": "building", "name": "1号楼", "parent": "xiezhuang-c1"}


def read(register: Register, *rows: dict[str, str], known: tuple[dict[str, Any], ...] = ()) -> list[Entry]:
    lines = [Line(number, cells, {}) for number, cells in enumerate(rows, 3)]
    records = {record["code"]: record for record in known}
    return entries(register, lines, Known(HERE, records, people_of(VOLUNTEERS), (HERE, NEXT)))


def fault(register: Register, name: str, text: str, **cells: str) -> Fault:
    [entry] = read(register, {"code": "x", "name": "甲", "kind": "部门", **cells, name: text})
    return entry.row.faults[name]


def test_a_new_team_is_read_as_it_is_written() -> None:
    row = {"code": "巡 1", "name": "平安队", "kind": "应急突击队", "leader": "xz-3", "members": "王秀兰、V-000002 xz-1"}
    [entry] = read(TEAMS, {**row, "code": "Night 1"})
    assert entry.row.faults == {}
    assert (entry.before, entry.wanted) == (
        None,
        {
            "code": "xiezhuang-night-1",
            "kind": "emergency_squad",
            "name": "平安队",
            "community": "xiezhuang",
            "leader": "id-3",
            "members": ["id-1", "id-2"],
        },
    )


def test_blank_cells_leave_what_is_registered_and_the_name_tells_which_it_is() -> None:
    [same, other] = read(
        TEAMS, {"name": "守夜组", "members": "无"}, {"code": "n", "name": "n", "kind": "组"}, known=(TEAM,)
    )
    assert (same.before, same.wanted, same.changes) == (TEAM, TEAM, {})
    assert other.before is None
    [changed] = read(TEAMS, {"code": "night", "members": "xz-3", "kind": "服务队"}, known=(TEAM,))
    assert changed.changes == {"members": (["id-1"], ["id-3"]), "kind": ("group", "service_team")}


def test_what_a_list_says_of_a_new_team_below_another_of_the_list() -> None:
    rows = read(
        TEAMS,
        {"code": "big", "name": "大队", "kind": "社区志愿服务队"},
        {"code": "small", "name": "小队", "kind": "组", "parent": "大队"},
        {"code": "law", "name": "法律队", "kind": "行业队", "industry": "普法", "parent": "big"},
    )
    assert [entry.wanted.get("parent") for entry in rows] == [None, "xiezhuang-big", "xiezhuang-big"]
    assert rows[2].wanted["industry"] == "law"
    industry = {**TEAM, "kind": "industry_team", "industry": "law"}
    [entry] = read(TEAMS, {"name": "守夜组", "kind": "服务队"}, known=(industry,))
    assert entry.wanted["industry"] is None


def test_buildings_stand_in_a_compound_by_its_name_or_in_the_community() -> None:
    rows = read(
        BUILDINGS,
        {"code": "c2", "name": "二区", "kind": "小区"},
        {"code": "c2-b1", "name": "1号楼", "parent": "二区", "households": "1,020 户", "party_members": "３"},
        {"name": "1号楼", "parent": "一区", "residents": "56人"},
        {"code": "b9", "name": "独栋", "parent": "协庄"},
        known=(COMPOUND, BUILDING),
    )
    assert [entry.row.faults for entry in rows] == [{}, {}, {}, {}]
    assert [(entry.wanted["kind"], entry.wanted["parent"]) for entry in rows] == [
        ("compound", "xiezhuang"),
        ("building", "xiezhuang-c2"),
        ("building", "xiezhuang-c1"),
        ("building", "xiezhuang"),
    ]
    assert (rows[1].wanted["households"], rows[1].wanted["party_members"]) == (1020, 3)
    assert rows[2].changes == {"residents": (None, 56)}


def test_organisations_are_the_district_s_or_the_community_s() -> None:
    rows = read(
        ORGANISATIONS,
        {"code": "water", "name": "供水", "kind": "部门", "appraised": "是", "paired_with": "协庄、晴岚社区"},
        {"code": "shop", "name": "粮油店", "kind": "企业"},
        {"code": "union", "name": "联合会", "kind": "社会组织", "community": "全区"},
        {"code": "next", "name": "邻居", "kind": "物业", "community": "晴岚"},
    )
    assert [entry.wanted["community"] for entry in rows] == [None, "xiezhuang", None, "qinglan"]
    assert (rows[0].wanted["appraised"], rows[0].wanted["paired_with"]) == (True, ["qinglan", "xiezhuang"])
    assert (rows[1].wanted["appraised"], rows[1].wanted["paired_with"]) == (False, [])


@pytest.mark.parametrize(
    ("register", "name", "text", "code"),
    [
        (TEAMS, "kind", "合唱团", "unknown_word"),
        (TEAMS, "leader", "赵某", "unknown_person"),
        (TEAMS, "leader", "李建国", "several_people"),
        (TEAMS, "members", "王秀兰、李建国", "several_people"),
        (TEAMS, "parent", "没有的队", "unknown_parent"),
        (TEAMS, "community", "晴岚社区", "other_community"),
        (TEAMS, "industry", "渔业", "unknown_word"),
        (BUILDINGS, "households", "九十", "not_whole"),
        (BUILDINGS, "households", "-3", "not_whole"),
        (BUILDINGS, "parent", "三区", "unknown_parent"),
        (ORGANISATIONS, "appraised", "也许", "not_yes_or_no"),
        (ORGANISATIONS, "paired_with", "协庄、别处", "no_such_community"),
        (ORGANISATIONS, "community", "别处", "no_such_community"),
    ],
)
def test_what_cannot_be_read_is_a_fault_of_its_cell(register: Register, name: str, text: str, code: str) -> None:
    assert fault(register, name, text).code == code


def test_a_row_must_be_known_again() -> None:
    twins = (BUILDING, {**BUILDING, "code": "xiezhuang-b1", "parent": "xiezhuang"})
    rows = read(BUILDINGS, {"name": "9号楼"}, {"name": "1号楼"}, {"parent": "一区"}, known=(COMPOUND, *twins))
    assert [entry.row.faults["code"].code for entry in rows] == ["no_code", "several_records", "missing"]
    [first, second] = read(TEAMS, {"code": "night"}, {"name": "守夜组"}, known=(TEAM,))
    assert first.row.faults == {}
    assert second.row.faults == {"code": Fault("same_record", {"row": 3})}
    [nameless] = read(TEAMS, {"code": "new"})
    assert {name: one.code for name, one in nameless.row.faults.items()} == {"name": "missing", "kind": "missing"}
    [broken] = entries(TEAMS, [Line(3, {"name": "守夜组"}, {"members": "#REF!"})], Known(HERE, {TEAM["code"]: TEAM}))
    assert broken.row.faults == {"members": Fault("formula", {"shown": "#REF!"})}


def test_every_word_of_the_vocabulary_can_be_said() -> None:
    assert set(TEAM_KINDS) == set(vocabulary.TEAM_KINDS)
    assert set(INDUSTRIES) == set(vocabulary.INDUSTRIES)
    assert set(ORGANISATION_KINDS) == set(vocabulary.ORGANISATION_KINDS)
    assert set(PLACE_KINDS) < set(vocabulary.PLACE_KINDS)
    for words in (TEAM_KINDS, INDUSTRIES, ORGANISATION_KINDS, PLACE_KINDS):
        said = [word for known in words.values() for word in known]
        assert len(set(said)) == len(said)


def test_people_of_the_same_name_are_shown_with_their_numbers() -> None:
    assert names_shown(VOLUNTEERS) == {"id-1": "王秀兰", "id-2": "李建国 V-000002", "id-3": "李建国 V-000003"}


CELLS = st.dictionaries(st.sampled_from(list(TEAMS.headings)), st.text(min_size=1, max_size=12), max_size=8)


@given(st.lists(CELLS, max_size=6), st.sampled_from([TEAMS, BUILDINGS, ORGANISATIONS]))
def test_every_row_becomes_a_record_of_its_own_or_has_a_fault(rows: list[dict[str, str]], register: Register) -> None:
    rows = [{name: text for name, text in row.items() if name in register.headings} for row in rows]
    found = read(register, *rows, known=(TEAM,))
    codes = [entry.wanted["code"] for entry in found if not entry.row.faults]
    assert len(found) == len(rows)
    assert len(set(codes)) == len(codes)
