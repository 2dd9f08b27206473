"""Answers to commands, which are kept for when they are asked again, without what they say of a person."""

from __future__ import annotations

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
    }
)
"""The fields of answers that tell who somebody is, or are their own words."""

_NOTHING: dict[type, Any] = {list: [], dict: {}, bool: False}


def without(answer: Any, volunteer_id: str) -> Any:
    """The same answer, of the same shape, in which the personal fields of every object about the volunteer say
    nothing."""
    if isinstance(answer, list):
        return [without(one, volunteer_id) for one in answer]
    if not isinstance(answer, dict):
        return answer
    about = answer.get("volunteer_id") == volunteer_id
    return {
        name: _NOTHING.get(type(value)) if about and name in PERSONAL else without(value, volunteer_id)
        for name, value in answer.items()
    }
