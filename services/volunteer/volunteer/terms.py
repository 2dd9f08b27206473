"""From which day to which a secondment holds, and whether two of them meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Term:
    """Days from `first` to `last`, both counted; without end where `last` is None."""

    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, other: Term) -> bool:
        """Whether there is a day on which both hold."""
        return self.holds_on(max(self.first, other.first)) and other.holds_on(max(self.first, other.first))
