"""A result holds its bounds, of whichever kind they are."""

from __future__ import annotations

import pytest

from bench.result import Result, medians


@pytest.mark.parametrize(
    ("bounds", "ours", "reached", "bound"),
    [
        ({"goal": 15}, 150.0, True, "≥ 15 ×"),
        ({"goal": 15}, 149.0, False, "≥ 15 ×"),
        ({"most": 4}, 40.0, True, "≤ 4 ×"),
        ({"most": 4}, 41.0, False, "≤ 4 ×"),
        ({"most_above": 150}, 160.0, True, "≤ +150"),
        ({"most_above": 150}, 161.0, False, "≤ +150"),
        ({}, 1.0, None, "–"),
    ],
)
def test_bounds(bounds: dict[str, float], ours: float, reached: bool | None, bound: str) -> None:
    result = Result("some figure", ours, "a peer", 10.0, **bounds)
    assert (result.reached, result.bound) == (reached, bound)
    assert result.to_dict()["reached"] is reached


def test_the_median_round_counts_and_contenders_take_turns() -> None:
    called: list[str] = []
    figures = {"ours": [1.0, 9.0, 5.0], "theirs": [2.0, 2.0, 7.0]}

    def measure(name: str) -> float:
        called.append(name)
        return figures[name][called.count(name) - 1]

    found = medians({"ours": lambda: measure("ours"), "theirs": lambda: measure("theirs")})
    assert found == {"ours": 5.0, "theirs": 2.0}
    assert called == ["ours", "theirs"] * 3
