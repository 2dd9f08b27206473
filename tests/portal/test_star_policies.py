"""Faults of a star policy are said at their places, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.portal.conftest import ADMIN

POLICY: dict[str, Any] = {
    "decides": "stars",
    "name": "own",
    "version": "1",
    "owner": "district",
    "effective_from": "2027-01-01",
    "period": "year",
    "clauses": [{"clause": "service_count", "weight": "60", "target": 50}],
    "thresholds": ["20", "40", "60", "75", "90"],
}


def test_each_fault_is_said_in_both_languages(asked: Callable[..., Any]) -> None:
    def faults(change: dict[str, Any], language: str) -> list[tuple[str, str, str]]:
        headers = {**ADMIN, "Accept-Language": language}
        found = asked("POST", "/star-policies/check", {"document": POLICY | change}, headers=headers)
        assert (found["usable"], found["rule"]) == (False, None)
        return [(fault["place"], fault["code"], fault["fault"]) for fault in found["faults"]]

    assert faults({}, "zh") == [("clauses", "weights_not_hundred", "权重合计是 60，应为 100。")]
    assert faults({}, "en") == [("clauses", "weights_not_hundred", "The weights sum to 60, not to 100.")]
    wrong = {
        "colour": "red",
        "period": "century",
        "name": None,
        "clauses": [{"clause": "service_count", "weight": 0, "target": 50}, {"clause": "good_looks"}],
    }
    said = {place: (code, words) for place, code, words in faults(wrong, "zh")}
    assert said["colour"] == ("unknown_field", "不认识这一项，请去掉。")
    assert said["period"] == ("not_among", "只能写：year / rolling / cumulative。")
    assert said["name"] == ("required", "请填写这一项。")
    assert said["clauses.0.weight"] == ("not_points", "要大于 0、不超过 100，最多四位小数。")
    assert (
        said["clauses.1.clause"][0] == "not_among" and "service_minutes / service_count" in said["clauses.1.clause"][1]
    )
    whole = {"clauses": [{"clause": "service_count", "weight": 100, "target": 50}]}
    ladder = {"thresholds": [{"services": 5}, {"services": 3}, "60", "75", "90"]}
    assert faults(whole | ladder, "en") == [
        ("thresholds.1", "less_than_level_before", "This level asks for less than the one before: services.")
    ]
    assert asked("POST", "/star-policies/check", {"document": POLICY | whole})["usable"]
