"""Places stand below the right kind of place, and each knows its community."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.tree import settle


def place(code: str, kind: str, parent: str | None = None, community: str | None = None) -> dict[str, Any]:
    return {"code": code, "kind": kind, "name": code, "parent": parent, "community": community}


TREE = [
    place("xintai", "district"),
    place("xiaoxie", "subdistrict", "xintai"),
    place("xiezhuang", "community", "xiaoxie"),
    place("xz-c1", "compound", "xiezhuang", "xiezhuang"),
    place("xz-c1-b1", "building", "xz-c1", "xiezhuang"),
    place("xz-b9", "building", "xiezhuang"),
]
KNOWN = {row["code"]: row for row in settle(TREE, {})[0]}


@given(st.permutations(TREE))
def test_a_tree_is_taken_in_any_order(rows: list[dict[str, Any]]) -> None:
    settled, faults = settle(rows, {})
    assert faults == {}
    assert {row["code"]: row["community"] for row in settled} == {
        "xintai": None,
        "xiaoxie": None,
        "xiezhuang": "xiezhuang",
        "xz-c1": "xiezhuang",
        "xz-c1-b1": "xiezhuang",
        "xz-b9": "xiezhuang",
    }


def test_a_level_that_a_place_does_not_have_is_left_out() -> None:
    rows = [place("yuetang", "district"), place("yaozhou", "community", "yuetang"), place("b1", "building", "yaozhou")]
    assert settle(rows, {})[1] == {}


def test_parents_may_be_registered_already() -> None:
    [settled], faults = settle([place("xz-c1-b2", "building", "xz-c1")], KNOWN)
    assert faults == {}
    assert settled["community"] == "xiezhuang"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (place("b", "building", "nowhere"), {"parent": ["unknown"]}),
        (place("b", "building"), {"parent": ["required"]}),
        (place("d", "district", "xintai"), {"parent": ["not_allowed"]}),
        (place("b", "building", "xintai"), {"parent": ["wrong_parent_kind:compound,community"]}),
        (place("c", "compound", "xz-c1-b1"), {"parent": ["wrong_parent_kind:community"]}),
        (place("b", "building", "xz-c1", "elsewhere"), {"community": ["wrong_community"]}),
        (place("s", "subdistrict", "xintai", "xiezhuang"), {"community": ["not_allowed"]}),
        (place("xz-c1", "building", "xiezhuang"), {"kind": ["fixed:compound"]}),
    ],
)
def test_a_wrong_place_is_told_by_row_and_field(row: dict[str, Any], fault: dict[str, list[str]]) -> None:
    assert settle([row], KNOWN)[1] == {0: fault}


def test_a_place_stays_in_its_community() -> None:
    rows = [place("other", "community", "xiaoxie"), place("xz-c1", "compound", "other")]
    assert settle(rows, KNOWN)[1] == {1: {"parent": ["fixed:xiezhuang"]}}


def test_a_code_stands_once() -> None:
    assert settle([TREE[0], TREE[0]], {})[1] == {1: {"code": ["repeated"]}}


def test_places_that_stand_below_each_other_are_refused() -> None:
    rows = [place("a", "compound", "b"), place("b", "compound", "a")]
    assert settle(rows, {})[1] == {
        0: {"parent": ["wrong_parent_kind:community"]},
        1: {"parent": ["wrong_parent_kind:community"]},
    }


def test_no_more_households_are_the_communitys_own_than_there_are() -> None:
    compound = place("xz-c2", "compound", "xiezhuang", "xiezhuang") | {"households": 858}
    assert settle([compound | {"own_households": 858}], KNOWN)[1] == {}
    faults = settle([compound | {"own_households": 859}], KNOWN)[1]
    assert faults == {0: {"own_households": ["more_than_households"]}}
