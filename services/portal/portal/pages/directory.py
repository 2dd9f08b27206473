"""Names of places and departments, for pages that show codes as words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from ..asker import asker
from ..portal import portal


def communities() -> dict[str, str]:
    """Community code to name."""
    return {place["code"]: place["name"] for place in _places({"kind": "community"})}


def community_choices() -> list[tuple[str, str]]:
    """Communities to choose from, one's own first."""
    own = asker().communities
    named = communities().items()
    return [("", _("请选择")), *sorted(named, key=lambda item: (item[0] not in own, item[1]))]


def buildings(community: str) -> dict[str, str]:
    """Building code to name, with the compound's name where there is one, in the district's order."""
    found = _places({"community": community})
    compounds = {place["code"]: place["name"] for place in found if place["kind"] == "compound"}
    return {
        place["code"]: _within(compounds.get(place["parent"], ""), place["name"])
        for place in found
        if place["kind"] == "building"
    }


def _within(compound: str, building: str) -> str:
    """The building's name, after its compound's unless that is part of it already."""
    return building if compound in building else f"{compound} {building}"


def departments() -> dict[str, str]:
    """Department code to name."""
    found = portal().query("volunteer", "organisations", {"kind": "department"})
    return {one["code"]: one["name"] for one in found["items"]}


def _places(asked: dict[str, Any]) -> list[dict[str, Any]]:
    return portal().query("volunteer", "places", asked)["items"]
