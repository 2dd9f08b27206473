"""Calendars: what a volunteer, a team or a community has before it, for calendar programs."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests.actors import actor, volunteer, worker
from tests.volunteer.conftest import Plan

Answer = dict[str, Any]


@pytest.fixture
def ids(enrol) -> list[str]:
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in range(1, 5)))
    return [row["volunteer_id"] for row in answer["rows"]]


@pytest.fixture
def team(ask, neighbourhood, ids) -> str:
    code = f"{neighbourhood.code}-team"
    formed = {"code": code, "kind": "service_team", "name": "服务队", "community": neighbourhood.code}
    ask("form_teams", {"teams": [{**formed, "members": ids[1:3]}]})
    return code


def sign_up(ask: Any, made: Answer, *volunteer_ids: str) -> None:
    for one in volunteer_ids:
        ask("sign_up", {"activity_id": made["activity_id"]}, volunteer(one))


def statuses(calendar: Answer) -> dict[str, str]:
    return {entry["title"]: entry["status"] for entry in calendar["entries"]}


def test_a_volunteer_has_what_they_signed_up_for_and_the_waiting_is_tentative(ask, ids, plan: Plan):
    sweeping, clinic = plan(title="清扫", capacity=1), plan(title="义诊", starts=5, ends=6)
    plan(title="讲座", starts=7, ends=8)
    sign_up(ask, sweeping, ids[0], ids[1])
    sign_up(ask, clinic, ids[1])
    asked = {"volunteer_id": ids[1]}
    mine = ask("calendar", asked, volunteer(ids[1]))
    assert statuses(mine) == {"清扫": "tentative", "义诊": "confirmed"}
    assert mine["name"] == "志愿者2"
    first = mine["entries"][0]
    assert (first["uid"], first["sequence"]) == (sweeping["activity_id"], 1)
    assert (first["starts_at"], first["ends_at"]) == (sweeping["starts_at"], sweeping["ends_at"])
    assert (first["place"], first["reason"]) == ("一区广场", None)

    ask("cancel_activity", {"activity_id": clinic["activity_id"], "reason": "大雨"})
    ask("withdraw_sign_up", {"activity_id": sweeping["activity_id"]}, volunteer(ids[0]))
    later = ask("calendar", asked, volunteer(ids[1]))
    assert statuses(later) == {"清扫": "confirmed", "义诊": "cancelled"}
    off = later["entries"][1]
    assert (off["uid"], off["sequence"], off["reason"]) == (clinic["activity_id"], 2, "大雨")


def test_a_team_has_what_any_of_its_members_signed_up_for_once(ask, ids, plan: Plan, team):
    sweeping = plan(title="清扫", capacity=2)
    clinic, lecture = plan(title="义诊", starts=5, ends=6, capacity=1), plan(title="讲座", starts=7, ends=8)
    sign_up(ask, sweeping, ids[1], ids[0], ids[2])
    sign_up(ask, clinic, ids[0], ids[2])
    sign_up(ask, lecture, ids[3])
    found = ask("calendar", {"team": team}, volunteer(ids[2]))
    assert statuses(found) == {"清扫": "confirmed", "义诊": "tentative"}
    assert (len(found["entries"]), found["name"]) == (2, "服务队")
    assert statuses(ask("calendar", {"team": team})) == statuses(found)


def test_a_community_has_all_its_activities_of_the_time_around_now(ask, plan: Plan, neighbourhood):
    day = 24
    for title, days in (("早", -31), ("刚过", -29), ("将来", 179), ("太远", 181)):
        plan(title=title, starts=days * day, ends=days * day + 1)
    found = ask("calendar", {"community": neighbourhood.code}, actor())
    assert [entry["title"] for entry in found["entries"]] == ["刚过", "将来"]
    assert found["name"] == "协庄社区"
    assert ask("calendar", {"community": neighbourhood.other}, actor())["entries"] == []


def test_nobody_reads_another_s_calendar(ask, ids, team, neighbourhood):
    for asked, others in (
        ({"volunteer_id": ids[1]}, (volunteer(ids[2]), worker(neighbourhood.other), actor())),
        ({"team": team}, (volunteer(ids[0]), worker(neighbourhood.other), actor())),
    ):
        assert ask("calendar", asked)["entries"] == []
        for other in others:
            with pytest.raises(Forbidden) as refused:
                ask("calendar", asked, other)
            assert refused.value.code == "not_your_calendar"


def test_a_calendar_is_of_exactly_one_that_there_is(ask, ids, neighbourhood):
    for wrong in ({}, {"volunteer_id": ids[0], "community": neighbourhood.code}):
        with pytest.raises(Invalid):
            ask("calendar", wrong)
    for unknown in ({"volunteer_id": new_id()}, {"team": "no-team"}, {"community": neighbourhood.district}):
        with pytest.raises(NotFound):
            ask("calendar", unknown)
