"""What two records of one person are together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from volunteer.merging import Facts, choose, fill, unite

some = st.none() | st.sampled_from(["a", "b"])
facts = st.builds(
    Facts,
    community=st.sampled_from(["here", "next"]),
    person_id=some,
    reference=some,
    phone_mark=some,
    group=some,
    home_community=some,
    party_member=st.booleans(),
    skills=st.lists(st.sampled_from(["first-aid", "choir", "书法"]), unique=True).map(tuple),
)


@given(facts, facts)
def test_what_the_kept_record_says_stands(kept: Facts, merged: Facts) -> None:
    filled = fill(kept, merged)
    assert not (filled.phone and kept.phone_mark)
    assert not (filled.reference and kept.reference)
    assert not (filled.person and kept.person_id)
    for name in ("group", "home_community"):
        assert getattr(kept, name) in (None, getattr(filled, name))
    assert filled.skills[: len(kept.skills)] == kept.skills
    assert set(filled.skills) == {*kept.skills, *merged.skills}


@given(facts)
def test_a_record_adds_nothing_to_one_like_it(kept: Facts) -> None:
    filled = fill(kept, kept)
    assert not (filled.phone or filled.reference or filled.person)
    assert (filled.group, filled.home_community, filled.party_member, filled.skills) == (
        kept.group,
        kept.home_community,
        kept.party_member,
        kept.skills,
    )


def test_a_blank_is_filled_but_with_nothing_that_is_another_community_s_or_person_s() -> None:
    blank = Facts("here", None, None, None, None, None, False, ())
    full = Facts("here", "p", "r", "m", "g", "h", True, ("choir",))
    filled = fill(blank, full)
    assert (filled.phone, filled.reference, filled.person) == (True, True, True)
    assert (filled.group, filled.home_community, filled.party_member) == ("g", "h", True)
    elsewhere = fill(blank, replace(full, community="next"))
    assert (elsewhere.phone, elsewhere.reference, elsewhere.group) == (True, False, None)
    assert fill(blank, full, phone_is_free=False).phone is False


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)))
def test_united_has_each_once(kept: list[int], merged: list[int]) -> None:
    united = unite(kept, merged)
    assert len(united) == len(set(united))
    assert set(united) == {*kept, *merged}


@given(st.dictionaries(st.integers(0, 9), st.text()), st.dictionaries(st.integers(0, 9), st.text()))
def test_each_of_the_merged_record_s_moves_or_gives_way(kept: dict[int, str], merged: dict[int, str]) -> None:
    moves, gives_way = choose(kept, merged)
    assert {**moves, **gives_way} == merged
    assert not moves.keys() & gives_way.keys()
    assert not moves.keys() & kept.keys()
    assert gives_way.keys() <= kept.keys()
