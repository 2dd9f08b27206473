"""Answers to commands, which are kept for when they are asked again, without what they say of a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

PERSONAL = frozenset(
    {
        "name",
        "masked_name",
        "phone",
        "reference",
        "home_community",
        "group",
        "party_member",
        "skills",
        "languages",
        "availability",
        "wishes",
        "credentials",
        "changes",
        "objection",
        "finding",
    }
)
"""The fields of answers that tell who somebody is, or are their own words."""

HOUSEMATES = frozenset({"volunteers", "persons"})
"""The fields of an answer about a household that tell who lives with whom."""

BLANK = "***"
"""Stands where somebody else's words named the person."""

_NOTHING: dict[type, Any] = {list: [], dict: {}, bool: False}


def without(answer: Any, volunteer_id: str, names: Sequence[str] = ()) -> Any:
    """The same answer, of the same shape, in which the personal fields of every object about the volunteer say nothing,
    and the words of others in it do not name them. `names`: as the volunteer was called, the longest first."""
    if isinstance(answer, list):
        return [without(one, volunteer_id, names) for one in answer]
    if not isinstance(answer, dict):
        return answer
    about = answer.get("volunteer_id") == volunteer_id
    if "household_id" in answer:
        answer = {name: _others(value, volunteer_id) if name in HOUSEMATES else value for name, value in answer.items()}
    return {name: _said(name, value, about, volunteer_id, names) for name, value in answer.items()}


def unnamed(text: str, names: Sequence[str]) -> str:
    """The text without the names."""
    for name in names:
        text = text.replace(name, BLANK)
    return text


def _others(ids: Sequence[str], own: str) -> list[str]:
    return [one for one in ids if one != own]


def _said(name: str, value: Any, about: bool, volunteer_id: str, names: Sequence[str]) -> Any:
    if about and name in PERSONAL:
        return _NOTHING.get(type(value))
    if about and isinstance(value, str) and name != "volunteer_id":
        return unnamed(value, names)
    return without(value, volunteer_id, names)
