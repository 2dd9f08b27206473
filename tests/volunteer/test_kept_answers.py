"""Kept answers without what they say of a person."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from volunteer.kept_answers import PERSONAL, without

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
names = st.sampled_from(["volunteer_id", "minutes", *sorted(PERSONAL)[:4]])
answers = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


def test_only_what_is_said_of_the_person_goes() -> None:
    of_one = {"volunteer_id": "1", "name": "何平", "skills": ["choir"], "party_member": True, "number": "7"}
    of_other = {**of_one, "volunteer_id": "2"}
    gone = {"volunteer_id": "1", "name": None, "skills": [], "party_member": False, "number": "7"}
    assert without({"name": "组", "rows": [of_one, of_other]}, "1") == {"name": "组", "rows": [gone, of_other]}


def test_the_words_of_others_do_not_name_the_person() -> None:
    said = [{"volunteer_id": "1", "reason": "何平平铲雪"}, {"volunteer_id": "2", "reason": "何平铲雪"}]
    told = without(said, "1", ["何平平", "何平"])
    assert [one["reason"] for one in told] == ["***铲雪", "何平铲雪"]


def test_of_a_household_only_the_others_stay() -> None:
    shown = {"household_id": "h", "volunteers": ["1", "2"], "persons": ["3"]}
    assert without(shown, "1") == {"household_id": "h", "volunteers": ["2"], "persons": ["3"]}
    assert without([shown], "3") == [{"household_id": "h", "volunteers": ["1", "2"], "persons": []}]
    assert without({"volunteers": ["1"]}, "1") == {"volunteers": ["1"]}, "a roll of volunteers is no household"


@given(answers)
def test_once_is_enough_and_others_stay(answer: Any) -> None:
    once = without(answer, "1")
    assert without(once, "1") == once
    assert without(answer, "nobody") == answer
