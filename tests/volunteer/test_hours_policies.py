"""Hours policies: decided for days to come by who may, the nearest decision holds, and what was counted stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from volunteer import attendance, hours, hours_policies

from tests.actors import worker
from tests.volunteer.clocked import Clocked, time_at


def decide(clocked: Clocked, place: str, day: str, by: Any = None, **facts: Any) -> None:
    rules = {"least_percent": 60, "activity_cap": None, "daily_cap": 480, "unit": 30, "reason": "居民议事会决定"}
    request = {"place": place, "from_day": date.fromisoformat(day), **rules, **facts}
    with clocked.at(0) as tx:
        hours_policies.decide(tx, by or clocked.worker, request)


def holds(clocked: Clocked, community: str, day: str) -> hours.HoursPolicy:
    with clocked.database.reading() as session:
        return hours_policies.Policies(session).at(community, date.fromisoformat(day))


def test_the_communitys_own_decision_goes_before_the_districts_and_the_later_before_the_earlier(
    clocked: Clocked,
) -> None:
    decide(clocked, "xintai", "2026-11-21", clocked.admin, unit=60)
    decide(clocked, clocked.here, "2026-12-01", activity_cap=120)
    decide(clocked, clocked.here, "2027-01-01", least_percent=80)
    found = {day: holds(clocked, clocked.here, day) for day in ("2026-11-20", "2026-11-21", "2026-12-31", "2027-01-01")}
    assert found == {
        "2026-11-20": hours.USUAL,
        "2026-11-21": hours.HoursPolicy(unit=60),
        "2026-12-31": hours.HoursPolicy(activity_cap=120),
        "2027-01-01": hours.HoursPolicy(least_percent=80),
    }
    assert holds(clocked, clocked.next, "2027-01-01") == hours.HoursPolicy(unit=60)


def test_hours_count_by_the_policy_of_the_day_on_which_the_activity_starts(clocked: Clocked) -> None:
    decide(clocked, clocked.here, "2026-11-21", activity_cap=60)
    today, tomorrow = clocked.plan(0, 2), clocked.plan(24, 26)
    found = []
    for activity, starts in ((today, 0), (tomorrow, 24)):
        listed = {"volunteer": "xz-1", "came_at": time_at(starts), "left_at": time_at(starts + 2)}
        with clocked.at(30) as tx:
            [row] = attendance.record(tx, clocked.worker, activity, [listed])
            found.append((row.minutes, row.reasons))
    assert found == [(120, []), (60, ["activity_cap"])]


def test_what_is_asked_for_the_past_twice_or_elsewhere_is_refused(clocked: Clocked) -> None:
    for day in ("2026-11-19", "2026-11-20"):
        with pytest.raises(Invalid) as wrong:
            decide(clocked, clocked.here, day)
        assert wrong.value.fields == {"from_day": ["not_in_the_future"]}
    for place, fault in (("xiaoxie", "not_a_community_or_district"), ("nowhere", "unknown")):
        with pytest.raises(Invalid) as wrong:
            decide(clocked, place, "2026-12-01", clocked.admin)
        assert wrong.value.fields == {"place": [fault]}
    for place, by in ((clocked.here, worker(clocked.next)), ("xintai", clocked.worker)):
        with pytest.raises(Forbidden):
            decide(clocked, place, "2026-12-01", by)
    decide(clocked, clocked.here, "2026-12-01")
    with pytest.raises(Conflict) as twice:
        decide(clocked, clocked.here, "2026-12-01", unit=1)
    assert twice.value.code == "already_decided"


def test_everybody_can_read_what_holds_and_why(ask, neighbourhood) -> None:
    usual = ask("hours_policies", {"community": neighbourhood.code})
    assert (usual["in_force"]["least_percent"], usual["in_force"]["place"], usual["items"]) == (60, None, [])
    rules = {"least_percent": 50, "activity_cap": 120, "daily_cap": None, "unit": 15, "reason": "居民议事会决定"}
    asked = {"place": neighbourhood.code, "from_day": "2999-01-01", **rules}
    assert ask("decide_hours_policy", asked) == asked
    later = ask("hours_policies", {"community": neighbourhood.code})
    assert later == {"in_force": usual["in_force"], "items": [asked]}
