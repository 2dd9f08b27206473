"""Standing in a team: cases by hand, and laws that hold for any team whatever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contracts import vocabulary
from volunteer import standing
from volunteer.standing import Standing

PEOPLE = st.sampled_from("abcdef")
TIERS = st.sampled_from([None, *vocabulary.TIERS])
MEMBERS = st.lists(PEOPLE, unique=True)
LEADER = st.none() | PEOPLE
JOINING = st.lists(st.tuples(PEOPLE, st.sampled_from(vocabulary.TEAM_ROLES), TIERS))


@st.composite
def teams(draw: st.DrawFn) -> standing.Standings:
    """A team as it comes about: formed, then joined by some."""
    team = standing.formed({}, draw(MEMBERS), draw(LEADER))
    for volunteer_id, role, tier in draw(JOINING):
        team = standing.joined(team, volunteer_id, role, tier)
    return team


def test_who_stays_keeps_role_and_tier_when_the_team_is_formed_anew() -> None:
    before = {"a": Standing("leader", "party_member"), "b": Standing("deputy", "resident"), "c": Standing()}
    after = standing.formed(before, ["d", "b", "a"], "d")
    assert after == {
        "d": Standing("leader"),
        "b": Standing("deputy", "resident"),
        "a": Standing("member", "party_member"),
    }
    assert standing.changes(before, after) == standing.Changes(("a", "c"), ("d", "a"))


def test_a_leader_who_is_not_in_the_list_stands_in_the_team_only_by_leading() -> None:
    team = standing.formed({}, ["a"], "b")
    assert (standing.listed(team), standing.leader_of(team)) == (["a"], "b")
    assert standing.formed(team, ["a"], "a") == {"a": Standing("leader")}


def test_a_new_leader_follows_the_one_before_who_stays() -> None:
    team = standing.joined(standing.formed({}, ["a", "b"], "a"), "b", "leader", "party_member")
    assert team == {"a": Standing("member"), "b": Standing("leader", "party_member")}


@given(teams(), MEMBERS, LEADER)
def test_a_team_formed_has_just_these_members_in_this_order_and_this_leader(
    before: standing.Standings, members: list[str], leader: str | None
) -> None:
    after = standing.formed(before, members, leader)
    assert standing.listed(after) == members
    assert standing.leader_of(after) == leader
    assert standing.formed(after, members, leader) == after


@given(teams())
def test_a_team_never_has_two_leaders(team: standing.Standings) -> None:
    assert [stands.role for stands in team.values()].count("leader") <= 1


@given(teams(), teams())
def test_what_a_change_ends_and_begins_leads_from_one_team_to_the_other(
    before: standing.Standings, after: standing.Standings
) -> None:
    change = standing.changes(before, after)
    stayed = {one: (before[one].role, before[one].tier) for one in before if one not in change.ended}
    begun = {one: (after[one].role, after[one].tier) for one in change.begun}
    assert {**stayed, **begun} == {one: (stands.role, stands.tier) for one, stands in after.items()}
    assert standing.changes(after, after) == standing.Changes((), ())


@given(teams(), PEOPLE)
def test_who_leaves_is_gone_and_nobody_else_moves(team: standing.Standings, leaver: str) -> None:
    after = standing.left(team, leaver)
    assert {**after, leaver: team.get(leaver)} == {**team, leaver: team.get(leaver)}
    assert leaver not in after
