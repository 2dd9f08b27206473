"""Certificates: they say what the record says, anybody can verify them by number, and no more than that."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from volunteer import attendance, certificates
from volunteer.certificates import by_kind, masked

from tests.actors import actor, volunteer, worker
from tests.volunteer.clocked import Clocked, time_at

DAYS = {"first": "2026-11-01", "last": "2026-11-20"}


@pytest.fixture
def who(enrol) -> str:
    return enrol({"reference": "xz-1", "name": "志愿者一"})["rows"][0]["volunteer_id"]


@pytest.fixture
def served(ask, plan, who) -> str:
    """Who was at an activity for two hours on 20 November and was granted ten hours that day."""
    times = {"starts_at": "2026-11-20T09:00:00+08:00", "ends_at": "2026-11-20T11:00:00+08:00"}
    row = {"volunteer": who, "came_at": times["starts_at"], "left_at": times["ends_at"]}
    activity = plan(**times)["activity_id"]
    ask("record_attendance", {"activity_id": activity, "rows": [row]})
    grant = {"volunteer_id": who, "minutes": 600, "granted_on": "2026-11-20", "reason": "抗洪"}
    ask("grant_honour_hours", grant)
    return activity


def issue(ask: Any, who: str, by: Any = None, **days: str) -> dict[str, Any]:
    return ask("issue_certificate", {"volunteer_id": who, **DAYS, **days}, by)


def test_a_certificate_says_what_the_record_says_and_is_verified_by_its_number(ask, who, served, neighbourhood):
    made = issue(ask, who, volunteer(who))
    assert (made["name"], made["credit_minutes"], made["honour_minutes"]) == ("志愿者一", 120, 600)
    assert made["kinds"] == [{"kind": "environment", "attendances": 1, "minutes": 120}]
    assert (made["issuer"], made["stands"]) == ("协庄社区", True)
    assert ask("certificate", {"number": made["number"]}, volunteer(who)) == made
    stranger = actor()
    written = made["number"].replace("-", "").lower()
    seen = ask("verify_certificate", {"number": f" {written} "}, stranger)
    assert seen == {
        name: value for name, value in made.items() if name not in ("volunteer_id", "volunteer_number", "name")
    }
    assert seen["masked_name"] == "志***"
    for other in (stranger, volunteer(new_id()), worker(neighbourhood.other)):
        with pytest.raises(Forbidden):
            ask("certificate", {"number": made["number"]}, other)


def test_a_certificate_does_not_stand_when_the_record_has_less_since(ask, who, served):
    made = issue(ask, who)
    row = {"volunteer": who, "came_at": "2026-11-20T09:00:00+08:00", "left_at": "2026-11-20T09:30:00+08:00"}
    ask("record_attendance", {"activity_id": served, "rows": [row]})
    seen = ask("verify_certificate", {"number": made["number"]}, actor())
    assert (seen["credit_minutes"], seen["stands"]) == (120, False)


def test_what_cannot_be_certified_is_refused(ask, who, served):
    with pytest.raises(Conflict) as refused:
        issue(ask, who, first="2026-10-01", last="2026-10-31")
    assert refused.value.code == "nothing_to_certify"
    for days, fault in (
        ({"last": "2999-01-01"}, {"last": ["in_the_future"]}),
        ({"first": "2026-11-20", "last": "2026-11-19"}, {"last": ["not_after_start"]}),
    ):
        with pytest.raises(Invalid) as wrong:
            issue(ask, who, **days)
        assert wrong.value.fields == fault
    with pytest.raises(Forbidden):
        issue(ask, who, volunteer(new_id()))
    with pytest.raises(NotFound):
        ask("verify_certificate", {"number": "2345-6789-ABCD"}, actor())


def test_a_repeated_command_gives_the_same_number(ask, who, served):
    key = new_id()
    asked = {"volunteer_id": who, **DAYS}
    first = ask("issue_certificate", asked, command_id=key)
    assert ask("issue_certificate", asked, command_id=key) == first
    assert issue(ask, who)["number"] != first["number"]


def test_today_still_counts(clocked: Clocked) -> None:
    activity = clocked.plan(0, 2)
    with clocked.at(3) as tx:
        listed = {"volunteer": "xz-1", "came_at": time_at(0), "left_at": time_at(2)}
        attendance.record(tx, clocked.worker, activity, [listed])
    with clocked.at(3) as tx:
        today = time_at(3).date()
        asked = {"volunteer_id": clocked.ids[0], "first": today, "last": today}
        made = certificates.issue(tx, clocked.worker, asked)
        assert (made["credit_minutes"], made["issued_on"]) == (120, today)


@given(st.text(min_size=1, max_size=100))
def test_a_masked_name_shows_its_first_character_and_nothing_else(name: str) -> None:
    assert masked(name)[0] == name[0]
    assert set(masked(name)[1:]) == {"*"}


def test_kinds_leave_out_what_does_not_count() -> None:
    rows = [{"kind": "health_care", "minutes": 60}, {"kind": "environment", "minutes": 0}]
    rows += [{"kind": "convenience", "minutes": 30}, {"kind": "health_care", "minutes": 90}]
    assert by_kind(rows) == [
        {"kind": "convenience", "attendances": 1, "minutes": 30},
        {"kind": "health_care", "attendances": 2, "minutes": 150},
    ]
