"""How often responsibility areas are patrolled, key areas more often (domain.md, D), and which lack rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

USUAL_ROUNDS = 1
USUAL_KEY_ROUNDS = 4
LEAST_KEY_ROUNDS = 2


@dataclass(frozen=True)
class Coverage:
    """An area on a day: `wanted` rounds, of which `made` were made."""

    code: str
    key: bool
    wanted: int
    made: int

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.made)


def rounds_wanted(asked: int | None, key: bool) -> int:
    """The rounds a day of an area: as `asked`, or as usual."""
    if asked is not None:
        return asked
    return USUAL_KEY_ROUNDS if key else USUAL_ROUNDS


def wrong_rounds(rounds: int, key: bool) -> str | None:
    """Why an area may not have so many rounds a day, as a code: ``key_area_more_often`` with the least for a key area
    that is patrolled at all; None when it may."""
    too_few = key and 0 < rounds < LEAST_KEY_ROUNDS
    return f"key_area_more_often:{LEAST_KEY_ROUNDS}" if too_few else None


def lacking(areas: Iterable[Coverage]) -> list[str]:
    """The codes of areas that lack rounds: key areas first, then those that lack the most."""
    short = sorted((area for area in areas if area.missing), key=lambda area: (not area.key, -area.missing, area.code))
    return [area.code for area in short]
