"""How a consent survey stands: one household one voice, counted against a threshold in whole numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

WHOLE = 10_000
"""A share of one, in ten-thousandths."""


@dataclass(frozen=True)
class Voice:
    """An answer (yes, no or abstain) of a household. `collected_at`: when it was; `number`: decides between answers of
    the same moment, the higher is the later one."""

    household: str
    answer: str
    collected_at: datetime
    number: str


@dataclass(frozen=True)
class Tally:
    """So many households were asked, and so many said yes, no, or that they abstain."""

    asked: int
    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def reached(self) -> int:
        return self.yes + self.no + self.abstain

    @property
    def not_reached(self) -> int:
        return self.asked - self.reached

    @property
    def share(self) -> int:
        """Of yes among all asked, in ten-thousandths, rounded down; for reading, never for deciding."""
        return self.yes * WHOLE // self.asked if self.asked else 0

    def reaches(self, numerator: int, denominator: int) -> bool:
        """Whether yes is at least `numerator` of `denominator` of all asked; never where nobody was."""
        return self.asked > 0 and self.yes * denominator >= numerator * self.asked


def standing(voices: Iterable[Voice]) -> dict[str, Voice]:
    """The answer of each household that counts: the one collected last."""
    last: dict[str, Voice] = {}
    for voice in voices:
        before = last.get(voice.household)
        if before is None or _when(voice) > _when(before):
            last[voice.household] = voice
    return last


def whole(households: Mapping[str, str], voices: Iterable[Voice]) -> Tally:
    """How all `households` (each with its building) stand after the `voices`. One that is not on the list has none."""
    counts = Counter(voice.answer for voice in standing(voices).values() if voice.household in households)
    return _tally(len(households), counts)


def by_building(households: Mapping[str, str], voices: Iterable[Voice]) -> dict[str, Tally]:
    """The same for each building, in the order of their codes."""
    asked = Counter(households.values())
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for voice in standing(voices).values():
        if voice.household in households:
            counts[households[voice.household]][voice.answer] += 1
    return {building: _tally(asked[building], counts[building]) for building in sorted(asked)}


def _tally(asked: int, counts: Mapping[str, int]) -> Tally:
    return Tally(asked, counts.get("yes", 0), counts.get("no", 0), counts.get("abstain", 0))


def _when(voice: Voice) -> tuple[datetime, str]:
    return voice.collected_at, voice.number
