"""Service records and honour hours: what counts and what was granted stand apart, and are seen by whom they concern."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import HonourHoursGranted, HonourHoursRevoked
from volunteer import attendance, service_records

from tests.actors import actor, volunteer, worker
from tests.days import today
from tests.volunteer.clocked import Clocked, time_at
from tests.volunteer.conftest import in_hours


@pytest.fixture
def who(enrol) -> str:
    return enrol({"reference": "xz-1", "name": "志愿者一"})["rows"][0]["volunteer_id"]


def grant(ask: Any, who: str, by: Any = None, **facts: Any) -> dict[str, Any]:
    asked = {"volunteer_id": who, "minutes": 600, "granted_on": str(today()), "reason": "抗洪期间昼夜值守"}
    return ask("grant_honour_hours", {**asked, **facts}, by)


def test_granted_hours_stand_apart_from_those_attended(ask, who, plan, neighbourhood):
    activity = plan(starts_at=in_hours(-3), ends_at=in_hours(-1))["activity_id"]
    row = {"volunteer": who, "came_at": in_hours(-3), "left_at": in_hours(-1)}
    ask("record_attendance", {"activity_id": activity, "rows": [row]})
    granted = grant(ask, who)
    record = ask("service_record", {"volunteer_id": who, "first": "2000-01-01"}, volunteer(who))
    assert (record["credit_minutes"], record["honour_minutes"]) == (120, 600)
    [one] = record["attendances"]
    assert (one["activity_id"], one["title"], one["minutes"]) == (activity, "清扫一区", 120)
    assert record["honours"] == [granted]
    assert record["number"].startswith("V-")

    revoked = ask("revoke_honour_hours", {"grant_id": granted["grant_id"], "reason": "误登"})
    assert revoked["revoked_because"] == "误登"
    record = ask("service_record", {"volunteer_id": who, "first": "2000-01-01"})
    assert (record["credit_minutes"], record["honour_minutes"], record["honours"]) == (120, 0, [revoked])
    told = [(type(seen.data), seen.sequence) for seen in neighbourhood.told(HonourHoursGranted, HonourHoursRevoked)]
    assert told == [(HonourHoursGranted, 1), (HonourHoursRevoked, 2)]


def test_what_may_not_be_granted_is_refused(ask, who, neighbourhood):
    with pytest.raises(Invalid) as wrong:
        grant(ask, who, granted_on="2999-01-01")
    assert wrong.value.fields == {"granted_on": ["in_the_future"]}
    own = actor("community_worker", communities=[neighbourhood.code], volunteer_id=who)
    with pytest.raises(Conflict) as refused:
        grant(ask, who, own)
    assert refused.value.code == "own_hours"
    for other in (worker(neighbourhood.other), volunteer(who)):
        with pytest.raises(Forbidden):
            grant(ask, who, other)
    granted = grant(ask, who)["grant_id"]
    ask("revoke_honour_hours", {"grant_id": granted, "reason": "误登"})
    with pytest.raises(Conflict) as refused:
        ask("revoke_honour_hours", {"grant_id": granted, "reason": "误登"})
    assert refused.value.code == "already_revoked"
    with pytest.raises(NotFound):
        ask("revoke_honour_hours", {"grant_id": new_id(), "reason": "误登"})


def test_a_record_is_seen_by_oneself_and_by_the_community(ask, who, neighbourhood):
    for reader in (volunteer(who), neighbourhood.worker):
        assert ask("service_record", {"volunteer_id": who}, reader)["credit_minutes"] == 0
    for reader in (volunteer(new_id()), worker(neighbourhood.other), actor()):
        with pytest.raises(Forbidden):
            ask("service_record", {"volunteer_id": who}, reader)
    with pytest.raises(Invalid):
        ask("service_record", {"volunteer_id": who, "first": "2026-02-01", "last": "2026-01-31"})


def test_an_activity_belongs_to_the_districts_day_on_which_it_starts(clocked: Clocked) -> None:
    night = clocked.plan(13, 17)
    listed = {"volunteer": "xz-1", "came_at": time_at(13), "left_at": time_at(17)}
    with clocked.at(20) as tx:
        attendance.record(tx, clocked.worker, night, [listed])
    first = district.day_of(time_at(0))
    second = district.day_of(time_at(24))
    with clocked.database.reading() as session:
        who = service_records.require_own(session, clocked.worker, clocked.ids[0])
        minutes = [service_records.record(session, who, day, day)["credit_minutes"] for day in (first, second)]
    assert minutes == [240, 0]
