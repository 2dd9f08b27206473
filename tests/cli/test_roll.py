"""The words of a community's list become the rows of an import, or a fault at the cell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cli.roll import Community, Fault, listed, rows
from cli.spreadsheet import Line
from contracts.requests.volunteer import VolunteerRow

XIEZHUANG = Community("xiezhuang", "协庄社区")


def line(number: int = 3, /, broken: dict[str, str] | None = None, **cells: str) -> Line:
    return Line(number, cells, broken or {})


def value(name: str, text: str, **groups: str) -> Any:
    """What one cell of a sound row becomes."""
    [row] = rows([line(**{"name": "甲", "reference": "x-1", name: text})], XIEZHUANG, groups)
    return row.faults.get(name) or row.sent.get(name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("社会治理组", "social-governance"),
        ("治理组", "social-governance"),
        ("便民服务", "convenience"),
        (" 宜居 城市组 ", "liveable-city"),
        ("文体活动小组", "culture-recreation"),
        ("liveable-city", "liveable-city"),
        ("巡河组", "river-patrol"),
        ("巡河", "river-patrol"),
    ],
)
def test_groups_are_known_by_their_words(text: str, code: str) -> None:
    assert value("group", text, 巡河队="river-patrol") == code


def test_a_group_that_is_not_known_is_at_fault() -> None:
    assert value("group", "巡河组") == Fault("unknown_group", {"found": "巡河组"})


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("中共党员", True),
        ("预备 党员", True),
        ("是", True),
        ("√", True),
        ("群众", False),
        ("共青团员", False),
        ("否", False),
    ],
)
def test_political_standing_says_whether_a_party_member(text: str, member: bool) -> None:
    assert value("party_member", text) is member


def test_a_standing_that_is_not_understood_is_at_fault() -> None:
    assert value("party_member", "大概是") == Fault("unknown_standing", {"found": "大概是"})


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("护理、理发", ["护理", "理发"]),
        ("护理,理发；护理", ["护理", "理发"]),
        ("护理 理发\n书法", ["护理", "理发", "书法"]),
        ("英语 口语、护理、", ["英语 口语", "护理"]),
        ("table tennis, dance", ["table tennis", "dance"]),
    ],
)
def test_skills_are_listed_with_any_separator(text: str, skills: list[str]) -> None:
    assert value("skills", text) == skills


@pytest.mark.parametrize(
    "text", ["139 0000 2006", "１３９００００２００６", "+86 139-0000-2006", "0538-7000000", "7000000"]
)
def test_telephone_numbers_are_taken_as_people_write_them(text: str) -> None:
    assert VolunteerRow(only=["phone"]).load({"phone": value("phone", text)})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1390000", "phone_length"),
        ("139000020061", "phone_length"),
        ("13900002006/13900002007", "several_phones"),
        ("13900002006 13900002007", "several_phones"),
    ],
)
def test_a_telephone_number_that_cannot_be_one_is_at_fault(text: str, code: str) -> None:
    assert value("phone", text).code == code


@pytest.mark.parametrize("text", ["无", "—", "/", "暂无"])
def test_a_word_for_nothing_is_nothing(text: str) -> None:
    assert value("phone", text) is None
    assert value("skills", text) is None


def test_a_spaced_out_name_is_the_name() -> None:
    assert value("name", "李　明") == "李明"
    assert value("name", "Anna Maria") == "Anna Maria"


def test_a_number_in_the_communitys_own_style_is_a_reference() -> None:
    assert value("reference", "XZ_001") == "xz-001"


@pytest.mark.parametrize("text", ["协庄社区", "协庄", "xiezhuang"])
def test_the_community_is_known_by_name_and_code(text: str) -> None:
    assert value("community", text) is None


def test_a_row_of_another_community_is_at_fault() -> None:
    assert value("community", "怡江社区") == Fault("other_community", {"found": "怡江社区", "wanted": "协庄社区"})


def test_a_row_needs_a_name_and_a_mark() -> None:
    made = rows([line(group="便民组"), line(name="乙")], XIEZHUANG, {})
    assert [{name: fault.code for name, fault in row.faults.items()} for row in made] == [
        {"name": "missing", "phone": "no_mark"},
        {"phone": "no_mark"},
    ]


def test_a_failed_formula_is_at_fault() -> None:
    [row] = rows([line(name="甲", broken={"phone": "#REF!"})], XIEZHUANG, {})
    assert row.faults == {"phone": Fault("formula", {"shown": "#REF!"})}


def test_the_second_row_for_a_person_is_at_fault_and_names_the_first() -> None:
    made = rows(
        [
            line(3, name="甲", phone="13900000001"),
            line(4, name="乙", phone="13900000002", reference="x"),
            line(7, name="甲", phone="+86 139 0000 0001"),
            line(9, name="乙", reference="X"),
        ],
        XIEZHUANG,
        {},
    )
    assert [row.faults for row in made] == [
        {},
        {},
        {"phone": Fault("same_row", {"row": 3})},
        {"reference": Fault("same_row", {"row": 4})},
    ]


SAYS_NOTHING = ("", "无", "暂无", "没有", "none")

written = st.text(st.characters(categories=["L", "N"], include_characters=" "), min_size=1, max_size=12).map(str.strip)


@given(st.lists(written.filter(bool), max_size=5, unique=True))
def test_listed_skills_are_read_as_the_same_skills(skills: list[str]) -> None:
    assume(listed(skills).lower() not in SAYS_NOTHING)
    assert value("skills", listed(skills)) == skills


texts = st.text(min_size=1, max_size=30)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("name", "phone", "group", "party_member", "skills"), texts)))
def test_whatever_stands_in_the_cells_a_row_is_made_of_them(cells: dict[str, str]) -> None:
    [row] = rows([line(**cells)], XIEZHUANG, {})
    assert row.faults or row.sent["name"]
