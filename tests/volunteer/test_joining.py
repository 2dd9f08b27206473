"""Joining, leaving and converting teams at times that the test sets, and what their history says of it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts.events import TeamConverted, TeamFormed
from volunteer import enrolment, joining, members, queries, teams

from tests.actors import actor, volunteer, worker
from tests.volunteer.clocked import Clocked, time_at

CODE = "xiezhuang-team"


@pytest.fixture
def team(clocked: Clocked) -> str:
    """A survey team led by the first of three volunteers, with the second in it."""
    form(clocked, hours=0)
    return CODE


def form(clocked: Clocked, hours: float, **changed: Any) -> dict[str, int]:
    asked = {"code": CODE, "kind": "survey_team", "name": "征询组", "community": clocked.here}
    with clocked.at(hours) as tx:
        return teams.form_teams(tx, [{**asked, "leader": "xz-1", "members": ["xz-1", "xz-2"], **changed}])


def join(
    clocked: Clocked, named: str, role: str = "member", tier: str | None = None, hours: float = 1, by: Any = None
) -> None:
    with clocked.at(hours) as tx:
        joining.join(tx, by or clocked.worker, {"team": CODE, "volunteer": named, "role": role, "tier": tier})


def leave(clocked: Clocked, named: str | None, hours: float = 2, by: Any = None) -> None:
    with clocked.at(hours) as tx:
        joining.leave(tx, by or clocked.worker, CODE, named)


def convert(clocked: Clocked, hours: float = 5, by: Any = None, **changed: Any) -> None:
    asked = {"team": CODE, "kind": "service_team", "name": "改造服务队", "industry": None, "reason": "征询通过"}
    with clocked.at(hours) as tx:
        joining.convert(tx, by or clocked.worker, {**asked, **changed})


def stands(clocked: Clocked) -> list[tuple[str, str, str | None]]:
    """Who stands in the team now, in which role and tier."""
    with clocked.database.reading() as session:
        found = joining.with_members(session, members.found(session, CODE))["members"]
    return [(one["volunteer_id"], one["role"], one["tier"]) for one in found]


def history(clocked: Clocked) -> dict[str, Any]:
    with clocked.database.reading() as session:
        return joining.history(session, members.found(session, CODE))


def periods(clocked: Clocked, volunteer_id: str) -> list[tuple[str, str | None, Any, Any]]:
    found = history(clocked)["memberships"]
    return [
        (one["role"], one["tier"], one["since"], one["until"]) for one in found if one["volunteer_id"] == volunteer_id
    ]


def test_a_person_joins_and_leaves_and_both_times_are_kept(clocked: Clocked, team: str) -> None:
    first, second, third = clocked.ids
    join(clocked, "xz-3", "deputy", "resident", hours=1)
    assert stands(clocked) == [(first, "leader", None), (second, "member", None), (third, "deputy", "resident")]
    leave(clocked, third, hours=2)
    assert [one for one, *_ in stands(clocked)] == [first, second]
    join(clocked, "xz-3", hours=3)
    assert periods(clocked, third) == [
        ("deputy", "resident", time_at(1), time_at(2)),
        ("member", None, time_at(3), None),
    ]
    assert [event.members for event in clocked.told(TeamFormed)] == [
        [first, second],
        [first, second, third],
        [first, second],
        [first, second, third],
    ]
    assert [event.sequence for event in clocked.told(TeamFormed)] == [1, 2, 3, 4]


def test_a_new_leader_follows_the_one_before_and_forming_it_again_keeps_deputies(clocked: Clocked, team: str) -> None:
    first, second, third = clocked.ids
    join(clocked, "xz-3", "deputy", hours=1)
    join(clocked, "xz-2", "leader", hours=2)
    assert stands(clocked) == [(first, "member", None), (second, "leader", None), (third, "deputy", None)]
    assert periods(clocked, first) == [("leader", None, time_at(0), time_at(2)), ("member", None, time_at(2), None)]
    assert clocked.told(TeamFormed)[-1].leader == second
    assert form(clocked, 3, leader="xz-2", members=["xz-3", "xz-2"])["changed"] == 1
    assert stands(clocked) == [(third, "deputy", None), (second, "leader", None)]
    assert periods(clocked, first)[-1][3] == time_at(3)


def test_the_same_again_changes_nothing(clocked: Clocked, team: str) -> None:
    join(clocked, "xz-3", hours=1)
    join(clocked, "xz-3", hours=2)
    assert periods(clocked, clocked.ids[2]) == [("member", None, time_at(1), None)]
    assert len(clocked.told(TeamFormed)) == 2


def test_who_withdraws_leaves_every_team_and_the_history_stays(clocked: Clocked, team: str) -> None:
    first = clocked.ids[0]
    with clocked.at(4) as tx:
        enrolment.withdraw(tx, clocked.worker, first)
    assert [one for one, *_ in stands(clocked)] == [clocked.ids[1]]
    assert periods(clocked, first) == [("leader", None, time_at(0), time_at(4))]
    with pytest.raises(Invalid) as refused:
        join(clocked, first, hours=5)
    assert refused.value.fields == {"volunteer": ["withdrawn"]}


def test_the_tier_of_party_members_takes_one(clocked: Clocked, team: str) -> None:
    with pytest.raises(Invalid) as refused:
        join(clocked, "xz-3", tier="party_member")
    assert refused.value.fields == {"tier": ["not_a_party_member"]}
    assert len(stands(clocked)) == 2


def test_a_team_takes_no_more_than_an_event_carries(
    clocked: Clocked, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teams, "MOST_MEMBERS", 2)
    with pytest.raises(Invalid) as refused:
        join(clocked, "xz-3")
    assert refused.value.fields == {"team": ["team_full:2"]}
    join(clocked, "xz-2", "deputy")
    assert [role for _, role, _ in stands(clocked)] == ["leader", "deputy"]


def test_only_a_worker_lets_join_and_a_volunteer_takes_only_themselves_out(clocked: Clocked, team: str) -> None:
    for stranger in (worker(clocked.next), clocked.people[0]):
        with pytest.raises(Forbidden):
            join(clocked, clocked.ids[2], by=stranger)
    with pytest.raises(Forbidden):
        leave(clocked, clocked.ids[1], by=clocked.people[0])
    with pytest.raises(Conflict) as refused:
        leave(clocked, None, by=clocked.people[2])
    assert refused.value.code == "not_a_member"
    leave(clocked, None, by=clocked.people[1])
    assert [one for one, *_ in stands(clocked)] == [clocked.ids[0]]
    with pytest.raises(NotFound), clocked.at(3) as tx:
        joining.leave(tx, clocked.worker, "nowhere", "xz-1")


def test_a_survey_team_becomes_a_service_team_with_the_same_members(clocked: Clocked, team: str) -> None:
    before = stands(clocked)
    convert(clocked)
    assert stands(clocked) == before
    found = [(one.kind, one.name, one.since, one.until, one.reason) for one in history(clocked)["purposes"]]
    assert found == [
        ("survey_team", "征询组", time_at(0), time_at(5), None),
        ("service_team", "改造服务队", time_at(5), None, "征询通过"),
    ]
    assert periods(clocked, clocked.ids[0]) == [("leader", None, time_at(0), None)]
    [told] = clocked.told(TeamConverted)
    assert (told.team, told.before, told.kind) == (team, "survey_team", "service_team")
    formed = clocked.told(TeamFormed)[-1]
    assert (formed.kind, formed.name, formed.members) == ("service_team", "改造服务队", clocked.ids[:2])
    assert told.sequence < formed.sequence


def test_a_team_formed_for_another_purpose_is_converted_too(clocked: Clocked, team: str) -> None:
    form(clocked, 2, kind="service_team")
    form(clocked, 3, kind="service_team", name="改名")
    found = [(one.kind, one.name, one.until) for one in history(clocked)["purposes"]]
    assert found == [
        ("survey_team", "征询组", time_at(2)),
        ("service_team", "征询组", time_at(3)),
        ("service_team", "改名", None),
    ]
    assert len(clocked.told(TeamConverted)) == 1


def test_a_purpose_of_the_same_kind_is_a_conversion_too(clocked: Clocked, team: str) -> None:
    convert(clocked, hours=2, kind="industry_team", name="专业队", industry="law")
    convert(clocked, hours=3, kind="industry_team", name="专业队", industry="health", reason="人员以医护为主")
    found = [(one.kind, one.industry, one.until, one.reason) for one in history(clocked)["purposes"]]
    assert found == [
        ("survey_team", None, time_at(2), None),
        ("industry_team", "law", time_at(3), "征询通过"),
        ("industry_team", "health", None, "人员以医护为主"),
    ]
    assert [(one.before, one.kind) for one in clocked.told(TeamConverted)] == [
        ("survey_team", "industry_team"),
        ("industry_team", "industry_team"),
    ]


def test_a_wrong_conversion_is_refused(clocked: Clocked, team: str) -> None:
    with pytest.raises(Forbidden):
        convert(clocked, by=worker(clocked.next))
    with pytest.raises(Invalid) as refused:
        convert(clocked, industry="law")
    assert refused.value.fields == {"industry": ["not_allowed"]}
    with pytest.raises(Conflict) as conflict:
        convert(clocked, kind="survey_team", name="征询组")
    assert conflict.value.code == "already_so"
    assert len(history(clocked)["purposes"]) == 1


def test_industry_teams_are_found_by_industry_which_ends_with_them(clocked: Clocked, team: str) -> None:
    convert(clocked, kind="industry_team", industry="law")
    with clocked.database.reading() as session:
        [found] = queries.teams(session, clocked.here, industry="law")
        assert (found["code"], found["industry"], found["members"]) == (team, "law", clocked.ids[:2])
        assert queries.teams(session, clocked.here, industry="health") == []
        assert queries.teams(session, clocked.here, kind="survey_team") == []
    assert form(clocked, 6, kind="industry_team", name="改造服务队")["unchanged"] == 1
    form(clocked, 7, kind="service_team", name="改造服务队")
    with clocked.database.reading() as session:
        assert queries.teams(session, clocked.here, industry="law") == []
    with pytest.raises(Invalid) as refused:
        form(clocked, 8, industry="law")
    assert refused.value.fields == {"teams": {0: {"industry": ["not_allowed"]}}}


def test_groups_of_a_team_are_found_below_it(clocked: Clocked, team: str) -> None:
    group = {"kind": "group", "name": "便民组", "community": clocked.here, "leader": None, "members": ["xz-3"]}
    with clocked.at(1) as tx:
        wanted = [{**group, "code": "g-1", "parent": team}, {**group, "code": "g-2", "parent": "g-1"}]
        with pytest.raises(Invalid) as refused:
            teams.form_teams(tx, wanted)
    assert refused.value.fields == {"teams": {1: {"parent": ["is_a_group"]}, 0: {"parent": ["has_groups"]}}}
    with clocked.at(2) as tx:
        teams.form_teams(tx, [{**group, "code": code, "parent": team} for code in ("g-1", "g-2")])
        again = [{**group, "code": "g-1"}, {**group, "code": "g-2", "parent": None}]
        assert teams.form_teams(tx, again) == {"added": 0, "changed": 1, "unchanged": 1}
    with clocked.database.reading() as session:
        assert [one["code"] for one in queries.teams(session, None, parent=team)] == ["g-1"]
        assert joining.with_members(session, members.found(session, team))["groups"] == ["g-1"]
    with pytest.raises(Invalid) as refused:
        form(clocked, 3, parent="g-2")
    assert refused.value.fields == {"teams": {0: {"parent": ["has_groups"]}}}


def test_the_leader_and_deputies_read_the_members_and_others_do_not(clocked: Clocked, team: str) -> None:
    join(clocked, "xz-3", "deputy")
    with clocked.database.reading() as session:
        found = members.found(session, team)
        allowed = [clocked.worker, clocked.people[0], clocked.people[2]]
        refused = [clocked.people[1], worker(clocked.next), actor(), actor("officer", organisation="water")]
        assert [members.leads(session, one, found) for one in [*allowed, *refused]] == [True] * 3 + [False] * 4
    leave(clocked, "xz-1")
    with clocked.database.reading() as session:
        assert not members.leads(session, volunteer(clocked.ids[0]), members.found(session, team))
