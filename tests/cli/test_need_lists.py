"""The words of a list of needs become rows of an import, or a fault at the cell."""

from __future__ import annotations

from typing import Any

import pytest

from cli import need_lists
from cli.need_lists import rows
from cli.roll import Community
from cli.spreadsheet import Line
from contracts import vocabulary

HERE = Community("xiezhuang", "协庄社区")
BUILDINGS = {"xiezhuang-c1-b01": "协庄一区1号楼", "xiezhuang-c1-b02": "2号楼", "xiezhuang-c2-b02": "2号楼"}
CELLS = {"reference": "RX-1", "description": "灯不亮", "on_behalf_of": "王女士"}


def read(**cells: str) -> tuple[dict[str, Any], dict[str, str]]:
    [row] = rows([Line(3, {**CELLS, **cells}, {})], HERE, BUILDINGS)
    return row.sent, {name: fault.code for name, fault in row.faults.items()}


def test_every_kind_and_urgency_of_the_vocabulary_has_words_and_no_word_means_two() -> None:
    for words, codes in ((need_lists.KINDS, vocabulary.NEED_KINDS), (need_lists.URGENCIES, vocabulary.URGENCIES)):
        assert set(words) == set(codes)
        known = [word for one in words.values() for word in one]
        assert len(set(known)) == len(known)


@pytest.mark.parametrize("text", ["xiezhuang-c1-b01", "c1-b01", "协庄一区1号楼", "协庄一区 1号楼", "C1-B01"])
def test_a_building_is_known_by_code_or_name(text: str) -> None:
    sent, faults = read(building=text)
    assert (sent["building"], faults) == ("xiezhuang-c1-b01", {})


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"building": "2号楼"}, {"building": "several_records"}),
        ({"building": "9号楼"}, {"building": "unknown_building"}),
        ({"kind": "管道"}, {"kind": "unknown_word"}),
        ({"urgency": "马上"}, {"urgency": "unknown_word"}),
        ({"heard_at": "前天"}, {"heard_at": "unknown_time"}),
        ({"community": "别处社区"}, {"community": "other_community"}),
        ({"on_behalf_of": "无", "reference": "--"}, {"on_behalf_of": "missing", "reference": "missing"}),
    ],
)
def test_what_does_not_say_anything_known_is_a_fault_at_its_cell(cells: dict[str, str], faults: dict[str, str]) -> None:
    assert read(**cells)[1] == faults


def test_cells_that_say_nothing_are_left_out_and_the_community_s_own_name_is_no_news() -> None:
    sent, faults = read(building="无", place_words="—", community="协庄社区", kind="救助", urgency="特急")
    assert faults == {}
    assert sent == {**CELLS, "kind": "hardship_relief", "urgency": "life_safety"}


def test_a_failed_formula_is_a_fault_and_so_is_the_second_row_of_a_reference() -> None:
    lines = [Line(3, CELLS, {"kind": "#REF!"}), Line(4, CELLS, {}), Line(5, CELLS, {})]
    first, second, third = rows(lines, HERE, BUILDINGS)
    assert first.faults["kind"].about == {"shown": "#REF!"}
    assert not second.faults
    assert (third.faults["reference"].code, third.faults["reference"].about) == ("same_record", {"row": 4})


def test_in_messages_a_row_is_called_by_its_reference_and_how_it_begins() -> None:
    [row] = rows([Line(3, {**CELLS, "description": "很" * 40}, {})], HERE, BUILDINGS)
    assert row.name == f"RX-1 {'很' * 16}…"
