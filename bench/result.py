"""What a benchmark finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """Ours beside theirs, both in the same unit (said in `name`), larger being better. `goal`: the least ratio."""

    name: str
    ours: float
    peer: str
    theirs: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    def to_dict(self) -> dict[str, str | float]:
        """JSON-ready."""
        return {
            "name": self.name,
            "ours": round(self.ours, 1),
            "peer": self.peer,
            "theirs": round(self.theirs, 1),
            "ratio": round(self.ratio, 2),
            "goal": self.goal,
        }
