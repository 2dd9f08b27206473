"""What a text is made of, as suggestions are learned from it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ticketing.wording import features, words


def test_words_are_those_of_the_language_without_punctuation() -> None:
    found = words("水龙头,关不紧!")
    assert "水龙头" in found and "龙头" in found
    assert not {",", "!"} & set(found)


def test_features_are_words_characters_and_pairs() -> None:
    assert {"水龙头", "水", "关", "头关"} <= features("水龙头,关")


def test_width_and_case_make_no_difference() -> None:
    assert features("ＷｉＦｉ坏了") == features("wifi坏了")


@given(st.text(max_size=200))
def test_whatever_is_written_can_be_taken_apart(text: str) -> None:
    assert all(word.isalnum() for word in features(text))
