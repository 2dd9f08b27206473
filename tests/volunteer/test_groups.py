from __future__ import annotations

import pytest

from volunteer.groups import wrong_parent

COMMUNITIES = {"team": "here", "group": "here", "other": "here", "far": "there"}


@pytest.mark.parametrize(
    ("team", "parents", "wrong"),
    [
        ("group", {"team": None, "group": "team"}, None),
        ("team", {"team": None, "group": "team"}, None),
        ("group", {"group": "nowhere"}, "unknown"),
        ("group", {"group": "far", "far": None}, "wrong_community"),
        ("group", {"group": "group"}, "is_a_group"),
        ("other", {"team": None, "group": "team", "other": "group"}, "is_a_group"),
        ("team", {"group": "team", "team": "other", "other": None}, "has_groups"),
    ],
)
def test_a_group_belongs_to_a_team_of_its_community_one_level_deep(
    team: str, parents: dict[str, str | None], wrong: str | None
) -> None:
    assert wrong_parent(team, parents, COMMUNITIES) == wrong
