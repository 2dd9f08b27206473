"""Which teams may be groups of which: of the same community, and one level deep."""

from __future__ import annotations

from collections.abc import Mapping


def wrong_parent(team: str, parents: Mapping[str, str | None], communities: Mapping[str, str]) -> str | None:
    """Why the parent of `team` is wrong, as a code; None when it is right.

    `parents`: of every team concerned, after the change: the team, its parent, and what are groups of it;
    `communities`: of these teams.
    """
    parent = parents[team]
    if parent is None:
        return None
    if parent not in communities:
        return "unknown"
    if communities[parent] != communities[team]:
        return "wrong_community"
    if parent == team or parents.get(parent) is not None:
        return "is_a_group"
    return "has_groups" if team in parents.values() else None
