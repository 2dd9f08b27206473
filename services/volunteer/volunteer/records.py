"""Records known by a code: which of the ones sent are new, which differ, which say nothing new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """The records sent, by what they bring, in the order they came."""

    added: list[Record]
    changed: list[Record]
    unchanged: list[Record]

    @property
    def counts(self) -> dict[str, int]:
        return {"added": len(self.added), "changed": len(self.changed), "unchanged": len(self.unchanged)}


def compare(sent: Sequence[Record], known: Mapping[str, Record]) -> Difference:
    """How the records `sent` (each with its ``code``) differ from the ones `known`, field by field."""
    difference = Difference([], [], [])
    for record in sent:
        before = known.get(record["code"])
        if before is None:
            difference.added.append(record)
        elif any(before[field] != value for field, value in record.items()):
            difference.changed.append(record)
        else:
            difference.unchanged.append(record)
    return difference


def repeated(codes: Sequence[str]) -> list[int]:
    """The positions of codes that stood before already."""
    seen: set[str] = set()
    positions = []
    for position, code in enumerate(codes):
        if code in seen:
            positions.append(position)
        seen.add(code)
    return positions
