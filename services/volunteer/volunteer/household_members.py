"""Who may be the members of a household, as plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.requests.households import MOST_MEMBERS

FEWEST = 2


@dataclass(frozen=True)
class Known:
    """What is known of a volunteer: the community, and whether they serve under this record."""

    community: str
    active: bool


def faults(
    community: str,
    volunteers: Sequence[str],
    persons: Sequence[str],
    known: Mapping[str, Known],
    already: Collection[str] = (),
) -> dict[str, Any]:
    """What is wrong with these members of a household of the community, by field: ``unknown``, ``withdrawn`` (who is in
    it `already` may have), ``too_few_members``, ``too_many_members``, ``nobody_of_community``."""
    wrong: dict[int, list[str]] = {}
    for place, volunteer_id in enumerate(volunteers):
        if volunteer_id not in known:
            wrong[place] = ["unknown"]
        elif not known[volunteer_id].active and volunteer_id not in already:
            wrong[place] = ["withdrawn"]
    if wrong:
        return {"volunteers": wrong}
    count = len(volunteers) + len(persons)
    if count < FEWEST:
        return {"volunteers": [f"too_few_members:{FEWEST}"]}
    if count > MOST_MEMBERS:
        return {"volunteers": [f"too_many_members:{MOST_MEMBERS}"]}
    if not any(known[one].community == community for one in volunteers):
        return {"volunteers": ["nobody_of_community"]}
    return {}
