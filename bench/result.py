"""What a benchmark finds: ours beside a peer's, and how far apart they may be."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .machine import load

Found = TypeVar("Found")


@dataclass(frozen=True)
class Result:
    """Ours beside theirs, both in the same unit, which `name` says.

    Bounds, any or none of them: `goal`, the least that ours may be as a multiple of theirs (of rates); `most`, the
    greatest multiple (of times); `most_above`, the most that ours may lie above theirs, in their unit (of memory).
    With none it is told for information.
    """

    name: str
    ours: float
    peer: str
    theirs: float
    goal: float | None = None
    most: float | None = None
    most_above: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def above(self) -> float:
        """By how much ours exceeds theirs, in their unit."""
        return self.ours - self.theirs

    @property
    def reached(self) -> bool | None:
        """Whether every bound holds; None where there is none."""
        bounds = []
        if self.goal is not None:
            bounds.append(self.ratio >= self.goal)
        if self.most is not None:
            bounds.append(self.ratio <= self.most)
        if self.most_above is not None:
            bounds.append(self.above <= self.most_above)
        return all(bounds) if bounds else None

    @property
    def found(self) -> str:
        """The ratio or, where that is what is bounded, the difference."""
        return f"{self.ratio:.2f} ×" if self.most_above is None else f"{self.above:+.0f}"

    @property
    def bound(self) -> str:
        """What was to be reached, as a table says it."""
        bounds = []
        if self.goal is not None:
            bounds.append(f"≥ {self.goal:g} ×")
        if self.most is not None:
            bounds.append(f"≤ {self.most:g} ×")
        if self.most_above is not None:
            bounds.append(f"≤ {self.most_above:+g}")
        return ", ".join(bounds) or "–"

    def to_dict(self) -> dict[str, str | float | bool | None]:
        """JSON-ready."""
        return {
            "name": self.name,
            "ours": round(self.ours, 3),
            "peer": self.peer,
            "theirs": round(self.theirs, 3),
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "most": self.most,
            "most_above": self.most_above,
            "reached": self.reached,
        }


def turns(contenders: Mapping[str, Callable[[], Found]], rounds: int = 3) -> dict[str, list[Found]]:
    """What each contender measures in `rounds` in which they take turns: a machine that grows busier or slower
    meanwhile does so to all of them. Each round is printed with the load it was measured under."""
    found: dict[str, list[Found]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, measure in contenders.items():
            found[name].append(measure())
        shown = "  ".join(f"{name} {figure(measured[-1])}" for name, measured in found.items())
        print(f"round {number + 1} of {rounds}: {shown}  (load {load():.1f})", flush=True)
    return found


def medians(contenders: Mapping[str, Callable[[], float]], rounds: int = 3) -> dict[str, float]:
    """The median round of each contender."""
    return {name: statistics.median(measured) for name, measured in turns(contenders, rounds).items()}


def figure(value: object) -> str:
    """A number with as many digits as tell something; anything else as it writes itself."""
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
