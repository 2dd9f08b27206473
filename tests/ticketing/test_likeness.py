"""How alike descriptions are: laws of the measure, and pairs that people would and would not take for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.likeness import THRESHOLD, likeness

words = st.text(st.sampled_from("楼道灯坏了不亮，。 abAB１2"), max_size=12) | st.text(max_size=20)


@given(words, words)
def test_it_lies_between_nothing_and_all_and_is_the_same_in_either_order(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


@given(words)
def test_equal_words_are_wholly_alike(one: str) -> None:
    assert likeness(one, one) == 1


@given(st.text("楼道灯坏了不亮", min_size=1, max_size=12))
def test_signs_case_and_width_make_no_difference(one: str) -> None:
    assert likeness(f"{one} A1", f"「{one}！ａ１」") == 1


@given(st.permutations("三单元楼道灯坏了").map("".join), st.text("abcd", max_size=40))
def test_a_few_words_are_found_again_in_many(few: str, more: str) -> None:
    assert likeness(few, few + more) >= THRESHOLD


@pytest.mark.parametrize(
    "one, other",
    [
        ("楼道灯坏了", "三单元楼道灯不亮了"),
        ("小区东门积水很深，老人过不去", "东门积水"),
        ("The lamp in the hall is broken", "hall lamp broken"),
        ("垃圾没有人清运，味道很大", "六号楼前垃圾一直没有人清运"),
    ],
)
def test_the_same_matter_in_other_words_is_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= THRESHOLD


@pytest.mark.parametrize(
    "one, other",
    [
        ("楼道灯坏了", "水龙头坏了"),
        ("厨房水龙头关不紧", "楼上半夜很吵"),
        ("坏了", "水龙头坏了"),
        ("灯", "灯不亮"),
        ("", "楼道灯坏了"),
        ("！！！", "？？？"),
    ],
)
def test_another_matter_is_not(one: str, other: str) -> None:
    assert likeness(one, other) < THRESHOLD
