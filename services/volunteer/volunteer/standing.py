"""How people stand in a team: who leads, who stands in for the leader, who may do what, and what a change brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

LEADING = frozenset({"leader", "deputy"})
"""The roles that may read a team's members and call its roll; a deputy stands in for the leader."""


@dataclass(frozen=True)
class Standing:
    """A role and a tier in a team. A leader need not be `listed` among the members; anyone else is."""

    role: str = "member"
    tier: str | None = None
    listed: bool = True


Standings = dict[str, Standing]
"""Volunteer id to standing, in the team's order."""


@dataclass(frozen=True)
class Changes:
    """Volunteers whose time in a role and tier `ended` or has `begun`; both where those changed."""

    ended: tuple[str, ...]
    begun: tuple[str, ...]


def formed(before: Mapping[str, Standing], members: Sequence[str], leader: str | None) -> Standings:
    """The team made of these members under this leader. Who stood in it before keeps tier and role, but for the
    leader's."""
    after = {one: _follow(before.get(one), leads=one == leader) for one in members}
    if leader is not None and leader not in after:
        after[leader] = replace(_follow(before.get(leader), leads=True), listed=False)
    return after


def joined(before: Mapping[str, Standing], volunteer_id: str, role: str, tier: str | None) -> Standings:
    """The team with the volunteer in this role and tier; a leader follows the one before."""
    after = dict(before)
    if role == "leader":
        for one, standing in before.items():
            if standing.role == "leader" and one != volunteer_id:
                after[one] = replace(standing, role="member", listed=True)
    after[volunteer_id] = Standing(role, tier)
    return after


def left(before: Mapping[str, Standing], volunteer_id: str) -> Standings:
    """The team without the volunteer."""
    return {one: standing for one, standing in before.items() if one != volunteer_id}


def replaced(before: Mapping[str, Standing], volunteer_id: str, by: str) -> Standings:
    """The team with somebody else in the volunteer's place. Who stands in it already keeps the own place, and leads
    where the other did."""
    own, other = before.get(by), before[volunteer_id]
    if own is None:
        return {by if one == volunteer_id else one: standing for one, standing in before.items()}
    after = left(before, volunteer_id)
    if other.role == "leader":
        after[by] = replace(own, role="leader")
    return after


def leader_of(standings: Mapping[str, Standing]) -> str | None:
    return next((one for one, standing in standings.items() if standing.role == "leader"), None)


def listed(standings: Mapping[str, Standing]) -> list[str]:
    """The members, in the team's order."""
    return [one for one, standing in standings.items() if standing.listed]


def changes(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> Changes:
    """What a change ends and begins; to be listed or not is neither."""

    def stands(standings: Mapping[str, Standing], one: str) -> tuple[str, str | None] | None:
        standing = standings.get(one)
        return None if standing is None else (standing.role, standing.tier)

    ended = tuple(one for one in before if stands(before, one) != stands(after, one))
    begun = tuple(one for one in after if stands(before, one) != stands(after, one))
    return Changes(ended, begun)


def _follow(earlier: Standing | None, leads: bool) -> Standing:
    if earlier is None:
        return Standing("leader" if leads else "member")
    role = "leader" if leads else "member" if earlier.role == "leader" else earlier.role
    return Standing(role, earlier.tier)
