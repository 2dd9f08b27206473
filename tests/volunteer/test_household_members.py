"""Who may be the members of a household."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contracts.requests.households import MOST_MEMBERS
from volunteer.household_members import FEWEST, Known, faults

KNOWN = {"a": Known("here", True), "b": Known("next", True), "gone": Known("here", False)}


def test_a_volunteer_of_the_community_and_anybody_else() -> None:
    assert faults("here", ["a"], ["p"], KNOWN) == {}
    assert faults("here", ["a", "b"], [], KNOWN) == {}
    assert faults("here", ["b"], ["p"], KNOWN) == {"volunteers": ["nobody_of_community"]}
    assert faults("here", [], ["p", "q"], KNOWN) == {"volunteers": ["nobody_of_community"]}


def test_each_wrong_one_is_named_by_its_place() -> None:
    assert faults("here", ["a", "x", "gone"], [], KNOWN) == {"volunteers": {1: ["unknown"], 2: ["withdrawn"]}}
    assert faults("here", ["a", "gone"], [], KNOWN, already=["gone"]) == {}, "who withdrew lives there all the same"


@given(st.integers(0, MOST_MEMBERS + 3))
def test_two_to_twenty_live_together(others: int) -> None:
    found = faults("here", ["a"], [str(one) for one in range(others)], KNOWN)
    count = others + 1
    if count < FEWEST:
        assert found == {"volunteers": ["too_few_members:2"]}
    else:
        assert found == ({"volunteers": ["too_many_members:20"]} if count > MOST_MEMBERS else {})
