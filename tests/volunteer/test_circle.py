"""The five-minute circle: every building is within it or outside, and no household is counted that nobody recorded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volunteer.circle import Building, circle

buildings = st.lists(st.tuples(st.sampled_from(["c1", "c2", None]), st.none() | st.integers(0, 200)), max_size=20).map(
    lambda made: [Building(f"b{n}", f"{n}号楼", compound, count) for n, (compound, count) in enumerate(made)]
)
serves = st.dictionaries(
    st.sampled_from(["s1", "s2", "s3"]),
    st.lists(st.sampled_from(["c1", "c2", *(f"b{n}" for n in range(20))]), unique=True),
)


@given(buildings, serves)
def test_each_building_is_counted_once_by_whether_a_station_is_near(
    made: list[Building], near: dict[str, list[str]]
) -> None:
    found = circle(made, near)
    expected = {
        one.code: sorted(station for station, places in near.items() if {one.code, one.compound} & set(places))
        for one in made
    }
    assert {one["building"]: one["stations"] for one in found["buildings"]} == expected
    for part, is_near in ((found["within"], True), (found["outside"], False)):
        own = [one for one in made if bool(expected[one.code]) is is_near]
        assert part["buildings"] == len(own)
        assert part["households"] == sum(one.households for one in own if one.households is not None)
        assert part["without_figure"] == len([one for one in own if one.households is None])
