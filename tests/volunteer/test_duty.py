"""Who answers for which building: coverage and gaps, worked out from what is registered and logged."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.requests.duty import BuildingDuty
from volunteer import duty

BUILDINGS = {f"b{number}": f"{number}号楼" for number in range(1, 140)}
"""139 buildings, as 协庄社区 has (domain.md, A)."""

pairs = st.sets(st.tuples(st.sampled_from([f"v{number}" for number in range(32)]), st.sampled_from(sorted(BUILDINGS))))
visits = st.lists(
    st.tuples(st.sampled_from(sorted(BUILDINGS)), st.sampled_from(["door_knock", "publicity"]), st.integers(1, 9)),
    unique_by=lambda visit: visit[:2],
)


@pytest.mark.parametrize(
    ("buildings", "workload"), [(1, "light"), (2, "light"), (3, "usual"), (5, "usual"), (6, "heavy")]
)
def test_three_to_five_buildings_are_usual_for_one(buildings: int, workload: str) -> None:
    assert duty.workload_of(buildings) == workload


@given(st.dates(date(2000, 2, 1), date(2999, 11, 30)))
def test_every_day_lies_within_its_month_and_the_days_beside_it_do_not(day: date) -> None:
    first, last = duty.bounds(duty.month_of(day))
    assert first <= day <= last
    assert first.day == 1
    assert (last + timedelta(days=1)).day == 1
    assert duty.month_of(first - timedelta(days=1)) < duty.month_of(day) < duty.month_of(last + timedelta(days=1))


@given(pairs, visits)
def test_every_building_stands_there_once_and_is_a_gap_or_is_none(
    answering: set[tuple[str, str]], made: list[tuple[str, str, int]]
) -> None:
    found = duty.coverage(BUILDINGS, answering, made, {}, {})
    assert [one["building"] for one in found["buildings"]] == list(BUILDINGS)
    assert set(found["unanswered"]) == set(BUILDINGS) - {building for _, building in answering}
    assert set(found["unvisited"]) == set(BUILDINGS) - {building for building, _, _ in made}
    each = Counter(volunteer for volunteer, _ in answering)
    assert {one["volunteer_id"]: one["buildings"] for one in found["volunteers"]} == each
    assert sum(sum(one["visits"].values()) for one in found["buildings"]) == sum(count for _, _, count in made)


def test_a_building_shows_who_answers_for_it_and_how_it_was_kept_in_touch_with() -> None:
    found = duty.coverage(
        {"b1": "1号楼", "b2": "2号楼"},
        [("v2", "b1"), ("v1", "b1"), ("v1", "elsewhere")],
        [("b1", "door_knock", 2), ("b1", "publicity", 1)],
        {"b1": date(2026, 11, 24), "b2": date(2026, 9, 1)},
        {"v1": "甲", "v2": "乙"},
    )
    assert found["buildings"] == [
        {
            "building": "b1",
            "name": "1号楼",
            "volunteer_ids": ["v1", "v2"],
            "visits": {"door_knock": 2, "publicity": 1},
            "last_visit": date(2026, 11, 24),
        },
        {"building": "b2", "name": "2号楼", "volunteer_ids": [], "visits": {}, "last_visit": date(2026, 9, 1)},
    ]
    assert found["volunteers"] == [
        {"volunteer_id": "v1", "name": "甲", "buildings": 1, "workload": "light"},
        {"volunteer_id": "v2", "name": "乙", "buildings": 1, "workload": "light"},
    ]
    assert (found["unanswered"], found["unvisited"]) == (["b2"], ["b2"])
    assert BuildingDuty().dump({"community": "xiezhuang", "month": "2026-11", **found})["buildings"][0][
        "last_visit"
    ] == ("2026-11-24")
