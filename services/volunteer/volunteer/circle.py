"""The five-minute circle: which buildings have a station within walking distance, and how many households that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Building:
    """`compound`: the code of the place above it; `households`: None where none were recorded."""

    code: str
    name: str
    compound: str | None
    households: int | None


def circle(buildings: Iterable[Building], serves: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The circle as `contracts.requests.stations.FiveMinuteCircle` has it. `serves`: by station, the compounds and
    buildings near it."""
    near: dict[str, list[str]] = {}
    for station, places in sorted(serves.items()):
        for place in places:
            near.setdefault(place, []).append(station)
    shown: list[dict[str, Any]] = []
    within: list[Building] = []
    outside: list[Building] = []
    for building in buildings:
        stations = sorted({*near.get(building.code, ()), *near.get(building.compound or "", ())})
        (within if stations else outside).append(building)
        told = {"building": building.code, "name": building.name, "households": building.households}
        shown.append({**told, "stations": stations})
    return {"buildings": shown, "within": _counted(within), "outside": _counted(outside)}


def _counted(buildings: Sequence[Building]) -> dict[str, int]:
    return {
        "buildings": len(buildings),
        "households": sum(building.households or 0 for building in buildings),
        "without_figure": sum(building.households is None for building in buildings),
    }
