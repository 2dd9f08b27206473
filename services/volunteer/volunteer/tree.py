"""The tree of places: what may stand below what, and which community each place belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Place = dict[str, Any]
Faults = dict[int, dict[str, list[str]]]

PARENT_KINDS: Mapping[str, tuple[str, ...]] = {
    "district": (),
    "subdistrict": ("district",),
    "community": ("subdistrict", "district"),
    "compound": ("community",),
    "building": ("compound", "community"),
}
"""The kinds that a kind's parent may have. Where a place has no subdistrict or no compound, the level is left out."""


def settle(rows: Sequence[Place], known: Mapping[str, Place]) -> tuple[list[Place], Faults]:
    """`rows` with the community of each filled in from where it stands, and what is wrong with them.

    `known`: the registered places among the rows' codes, and their parents. Faults go by the row's position:
    ``repeated``, ``unknown`` (no such parent), ``required`` and ``not_allowed`` (a parent, or a community),
    ``wrong_parent_kind``, ``wrong_community``, ``more_than_households`` and ``fixed`` (kind and community of a
    registered place stay: records stand on them).
    """
    faults: Faults = {}
    positions: dict[str, int] = {}
    for position, row in enumerate(rows):
        if row["code"] in positions:
            faults[position] = {"code": ["repeated"]}
        else:
            positions[row["code"]] = position
    given = {code: rows[position] for code, position in positions.items()}
    settled = []
    for position, row in enumerate(rows):
        community = _community_of(row["code"], given, known)
        wrong = _wrong_parent(row, given, known) or _wrong_community(row, community, known.get(row["code"]))
        wrong = wrong or _wrong_households(row)
        if wrong:
            faults.setdefault(position, wrong)
        settled.append({**row, "community": community})
    return settled, faults


def _wrong_parent(row: Place, given: Mapping[str, Place], known: Mapping[str, Place]) -> dict[str, list[str]]:
    allowed = PARENT_KINDS[row["kind"]]
    if row["parent"] is None:
        return {"parent": ["required"]} if allowed else {}
    if not allowed:
        return {"parent": ["not_allowed"]}
    parent = given.get(row["parent"]) or known.get(row["parent"])
    if parent is None:
        return {"parent": ["unknown"]}
    if parent["kind"] not in allowed:
        return {"parent": ["wrong_parent_kind:" + ",".join(allowed)]}
    return {}


def _wrong_community(row: Place, community: str | None, before: Place | None) -> dict[str, list[str]]:
    if before is not None and before["kind"] != row["kind"]:
        return {"kind": [f"fixed:{before['kind']}"]}
    if row["community"] is not None and community is None:
        return {"community": ["not_allowed"]}
    if row["community"] not in (None, community):
        return {"community": ["wrong_community"]}
    if before is not None and before["community"] != community:
        return {"parent": [f"fixed:{before['community']}"]}
    return {}


def _wrong_households(row: Place) -> dict[str, list[str]]:
    households, own = row.get("households"), row.get("own_households")
    too_many = households is not None and own is not None and own > households
    return {"own_households": ["more_than_households"]} if too_many else {}


def _community_of(code: str, given: Mapping[str, Place], known: Mapping[str, Place]) -> str | None:
    """The community at or above the place; None above communities, and where the way up is broken."""
    for _ in range(len(PARENT_KINDS)):
        place = given.get(code)
        if place is None:
            registered = known.get(code)
            return registered["community"] if registered else None
        if place["kind"] == "community":
            return code
        if place["parent"] is None:
            return None
        code = place["parent"]
    return None
