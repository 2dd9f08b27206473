"""The boards of stars and appraisals, completed with names: scoring knows only ids and codes."""

from __future__ import annotations

from typing import Any

from .portal import portal

_NAMES_AT_ONCE = 1000


def name_volunteers(board: dict[str, Any]) -> dict[str, Any]:
    """Add `name` to each item of a star board."""
    names = volunteer_names([item["volunteer_id"] for item in board["items"]])
    for item in board["items"]:
        item["name"] = names.get(item["volunteer_id"])
    return board


def name_departments(board: dict[str, Any]) -> dict[str, Any]:
    """Add `organisation_name` to each item of a department board."""
    found = portal().query("volunteer", "organisations", {"kind": "department"})
    names = {item["code"]: item["name"] for item in found["items"]}
    for item in board["items"]:
        item["organisation_name"] = names.get(item["department"])
    return board


def volunteer_names(volunteer_ids: list[str]) -> dict[str, str]:
    """The names by id; unknown ids are left out."""
    names: dict[str, str] = {}
    for start in range(0, len(volunteer_ids), _NAMES_AT_ONCE):
        part = volunteer_ids[start : start + _NAMES_AT_ONCE]
        names.update(portal().query("volunteer", "names", {"volunteer_ids": part})["names"])
    return names
