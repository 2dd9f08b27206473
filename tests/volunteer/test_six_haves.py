"""The six haves: the last look counts, by its day, and an earlier one told later changes nothing that came after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import vocabulary
from volunteer.six_haves import Check, missing, standing

FIRST = date(2026, 3, 1)

checks = st.lists(
    st.tuples(st.sampled_from(vocabulary.STATION_HAVES), st.booleans(), st.integers(0, 30)), max_size=40
).map(
    lambda looks: [
        Check(have, had, FIRST + timedelta(days=day), number, f"第{number}次")
        for number, (have, had, day) in enumerate(looks)
    ]
)


@given(checks, st.randoms())
def test_all_six_stand_there_by_their_last_look_in_whatever_order_they_are_told(made: list[Check], chance) -> None:
    found = standing(made)
    assert [one.have for one in found] == list(vocabulary.STATION_HAVES)
    for one in found:
        looks = sorted((look.seen_on, look.number, look) for look in made if look.have == one.have)
        last = looks[-1][2] if looks else None
        assert (one.had, one.seen_on, one.evidence) == (
            (last.had, last.seen_on, last.evidence) if last else (None, None, None)
        )
    shuffled = list(made)
    chance.shuffle(shuffled)
    assert standing(shuffled) == found
    assert set(missing(found)) == {one.have for one in found if one.had is not True}


@pytest.mark.parametrize(
    ("looks", "had", "since"),
    [
        ([(1, True)], True, 1),
        ([(1, True), (5, True)], True, 1),
        ([(1, True), (5, False)], False, 5),
        ([(1, True), (5, False), (9, True)], True, 9),
        ([(5, False), (1, True)], False, 5),
        ([(1, True), (1, False)], False, 1),
    ],
)
def test_since_when_is_the_first_day_of_an_unbroken_row(looks: list[tuple[int, bool]], had: bool, since: int) -> None:
    made = [Check("sign", was, FIRST + timedelta(days=day), number, "门口") for number, (day, was) in enumerate(looks)]
    sign = standing(made)[0]
    assert (sign.had, sign.since) == (had, FIRST + timedelta(days=since))
