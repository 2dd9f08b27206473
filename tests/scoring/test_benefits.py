"""When a benefit package can be redeemed, and how long its code is good."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from scoring import benefits


def package(**changes: Any) -> Any:
    usual = {
        "first_day": date(2026, 6, 1),
        "last_day": date(2026, 6, 30),
        "remaining": 1,
        "withdrawn_at": None,
        "days_to_take": None,
    }
    return SimpleNamespace(**usual | changes)


@pytest.mark.parametrize(
    ("today", "changes", "state"),
    [
        (date(2026, 5, 31), {}, "upcoming"),
        (date(2026, 6, 1), {}, "on_offer"),
        (date(2026, 6, 30), {}, "on_offer"),
        (date(2026, 7, 1), {}, "over"),
        (date(2026, 6, 1), {"remaining": 0}, "sold_out"),
        (date(2026, 7, 1), {"remaining": 0}, "over"),
        (date(2026, 6, 1), {"withdrawn_at": datetime(2026, 6, 1, tzinfo=UTC)}, "withdrawn"),
    ],
)
def test_a_package_can_be_redeemed_on_its_days_while_there_are_some(
    today: date, changes: dict[str, Any], state: str
) -> None:
    assert benefits.state(package(**changes), today) == state


@pytest.mark.parametrize(
    ("days_to_take", "today", "last_day"),
    [
        (None, date(2026, 6, 10), date(2026, 6, 30)),
        (1, date(2026, 6, 10), date(2026, 6, 10)),
        (7, date(2026, 6, 10), date(2026, 6, 16)),
        (7, date(2026, 6, 28), date(2026, 6, 30)),
    ],
)
def test_a_code_is_good_for_its_days_and_never_longer_than_the_package(
    days_to_take: int | None, today: date, last_day: date
) -> None:
    assert benefits.good_until(package(days_to_take=days_to_take), today) == last_day


def test_the_days_of_a_new_package_are_in_order_and_not_over() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    assert benefits.faults(first, last, last) == {}
    assert benefits.faults(last, first, first) == {"last_day": ["before_first"]}
    assert benefits.faults(first, last, date(2026, 7, 1)) == {"last_day": ["in_the_past"]}
