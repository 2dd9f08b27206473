"""Who of a roll was heard from on a day: what several reports of one person come to, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from contracts import district, vocabulary

UNHEARD = ("not_reached", "silent")


def telling(reports: Sequence[str]) -> int | None:
    """Which of one person's reports of a day, in the order in which they were made, says how they are: the last that
    reached them, else the last; None without any. A call in vain takes back nothing that was heard."""
    reached = [place for place, state in enumerate(reports) if state not in UNHEARD]
    if reached:
        return reached[-1]
    return len(reports) - 1 if reports else None


def state_of(reports: Sequence[str]) -> str:
    """How somebody is on a day by these reports."""
    place = telling(reports)
    return "silent" if place is None else reports[place]


def counts(states: Iterable[str]) -> dict[str, int]:
    """The counts as `contracts.requests.daily_roll.RollCounts` has them."""
    found = Counter(states)
    unheard = sum(found[state] for state in UNHEARD)
    each = {state: found[state] for state in vocabulary.ROLL_STATES}
    return {**each, "on_roll": found.total(), "heard": found.total() - unheard, "unheard": unheard}


def last_day_of(last_day: date | None, closed_on: date | None) -> date | None:
    """The last day on which people of a roll are to be heard from; None where none is set."""
    return min((day for day in (last_day, closed_on) if day is not None), default=None)


def hour_of(now: datetime) -> int:
    """The hour of the district's day."""
    return now.astimezone(district.TIME).hour
