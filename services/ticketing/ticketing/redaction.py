"""What of a need everybody may know: how far it has come, by days. Nothing that tells whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contracts import district, vocabulary

from .relations import PERSONAL_KINDS

OPEN_KINDS = tuple(kind for kind in vocabulary.NEED_KINDS if kind not in PERSONAL_KINDS)
"""In a small community a number and a day are enough to guess whose a need is. One whose kind nobody has said yet may
be somebody's own affair, and is not open either."""

LISTED_FOR = timedelta(days=90)

MOST_STEPS = 1000


@dataclass(frozen=True)
class Facts:
    """What is known of an open need. `changes`: every state that it came into, and when, in order; `due_at`, `late`: of
    the clock that matters now."""

    number: str
    community: str
    kind: str | None
    state: str
    changes: Sequence[tuple[str, datetime]]
    due_at: datetime | None
    late: bool
    anonymous: bool


def is_open(kind: str | None, anonymous: bool) -> bool:
    """Whether a need is shown to everybody: by its kind, and unless its reporter wanted to stay unknown."""
    return kind in OPEN_KINDS and not anonymous


def redacted(facts: Facts) -> dict[str, Any]:
    """The need as everybody may see it: days only, so that nobody is known by when they were seen to call. Raises
    `ValueError` for a need that is not open."""
    if not is_open(facts.kind, facts.anonymous):
        raise ValueError(f"{facts.number} is not open")
    return {
        "number": facts.number,
        "community": facts.community,
        "kind": facts.kind,
        "state": facts.state,
        "steps": [{"state": state, "day": district.day_of(at)} for state, at in facts.changes[-MOST_STEPS:]],
        "due_on": None if facts.due_at is None else district.day_of(facts.due_at),
        "late": facts.late,
    }


def listed_from(now: datetime) -> datetime:
    """Needs reported from this moment on are listed `now`: whole days, so that no need's hour shows in when it goes."""
    return district.midnight(district.day_of(now) - LISTED_FOR + timedelta(days=1))
