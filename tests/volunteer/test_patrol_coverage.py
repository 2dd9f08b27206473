"""How often areas are patrolled: key areas more often, and who lacks rounds stands there in the order to go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.patrol_coverage import Coverage, lacking, rounds_wanted, wrong_rounds

areas = st.lists(
    st.builds(
        Coverage,
        code=st.text("abcdef", min_size=1, max_size=4),
        key=st.booleans(),
        wanted=st.integers(0, 48),
        made=st.integers(0, 60),
    ),
    unique_by=lambda area: area.code,
)


@given(areas)
def test_those_lack_rounds_that_have_fewer_than_wanted_key_areas_first(made: list[Coverage]) -> None:
    found = lacking(made)
    by_code = {area.code: area for area in made}
    assert sorted(found) == sorted(area.code for area in made if area.made < area.wanted)
    for before, after in zip(found, found[1:], strict=False):
        first, second = by_code[before], by_code[after]
        assert first.key or not second.key
        if first.key == second.key:
            assert first.missing >= second.missing


def test_a_key_area_is_patrolled_more_often_as_usual_and_at_least() -> None:
    assert rounds_wanted(None, True) > rounds_wanted(None, False) > 0
    assert wrong_rounds(rounds_wanted(None, True), True) is None


@pytest.mark.parametrize(
    ("rounds", "key", "wrong"),
    [(0, True, None), (1, True, "key_area_more_often:2"), (2, True, None), (0, False, None), (1, False, None)],
)
def test_one_round_a_day_is_too_few_for_a_key_area(rounds: int, key: bool, wrong: str | None) -> None:
    assert rounds_wanted(rounds, key) == rounds
    assert wrong_rounds(rounds, key) == wrong
