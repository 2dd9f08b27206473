"""What a community's people have done altogether: what counts, once each, in the days asked for."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Forbidden, Invalid

from tests.actors import worker
from tests.volunteer.conftest import in_hours


@pytest.fixture
def people(enrol) -> list[str]:
    rows = [{"reference": f"xz-{number}", "name": f"志愿者{number}"} for number in (1, 2)]
    return [row["volunteer_id"] for row in enrol(*rows)["rows"]]


def totals(ask: Any, neighbourhood: Any, by: Any = None, **days: Any) -> dict[str, Any]:
    return ask("service_totals", {"community": neighbourhood.code, "first": "2000-01-01", **days}, by)


def test_person_times_people_and_hours_of_what_counts(ask, people, plan, neighbourhood):
    empty = totals(ask, neighbourhood)
    assert [empty[name] for name in ("person_times", "volunteers", "activities", "credit_minutes")] == [0, 0, 0, 0]
    for begins in (-30, -6):
        activity = plan(starts_at=in_hours(begins), ends_at=in_hours(begins + 2))["activity_id"]
        there = [{"volunteer": people[0], "came_at": in_hours(begins), "left_at": in_hours(begins + 2)}]
        if begins == -6:
            there.append({"volunteer": people[1], "came_at": in_hours(-6), "left_at": in_hours(-5.9)})
        ask("record_attendance", {"activity_id": activity, "rows": there})
    ask(
        "grant_honour_hours",
        {"volunteer_id": people[1], "minutes": 60, "granted_on": "2025-07-01", "reason": "抗洪期间昼夜值守"},
    )
    found = totals(ask, neighbourhood)
    assert (found["person_times"], found["volunteers"], found["activities"]) == (2, 1, 2)
    assert (found["credit_minutes"], found["honour_minutes"]) == (240, 60)
    assert totals(ask, neighbourhood, last="2000-12-31")["person_times"] == 0


def test_only_for_the_communitys_workers_and_for_days_in_their_order(ask, neighbourhood):
    with pytest.raises(Forbidden):
        totals(ask, neighbourhood, worker(neighbourhood.other))
    with pytest.raises(Invalid) as refused:
        totals(ask, neighbourhood, last="1999-12-31")
    assert refused.value.fields == {"last": ["not_after_start"]}
