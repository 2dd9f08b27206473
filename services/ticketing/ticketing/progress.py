"""What a project came to: counts told from its beginning on, which never fall, and how much of them a time brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Counts(NamedTuple):
    """Problems solved and person-times served, from a project's beginning on."""

    problems_solved: int
    person_times: int


NOTHING = Counts(0, 0)


def faults(told: Counts, quarter: str, reported: Mapping[str, Counts]) -> dict[str, list[str]]:
    """What is wrong with counts told for a quarter, beside what is `reported` for the others: they may not fall from
    one quarter to a later one. As fields of the request: ``less_than_before`` with the least, ``more_than_after`` with
    the most."""
    before = [counts for other, counts in reported.items() if other < quarter]
    after = [counts for other, counts in reported.items() if other > quarter]
    found = {}
    for place, name in enumerate(Counts._fields):
        least = max((counts[place] for counts in before), default=0)
        most = min((counts[place] for counts in after), default=None)
        if told[place] < least:
            found[name] = [f"less_than_before:{least}"]
        elif most is not None and told[place] > most:
            found[name] = [f"more_than_after:{most}"]
    return found


def by_quarter(reported: Mapping[str, Counts], result: Counts | None, ended: str | None) -> dict[str, Counts]:
    """The counts as they stood with each quarter in which something was told; a confirmed `result` counts in the
    quarter in which the project `ended`, in place of a report for it."""
    return {**reported, **({ended: result} if result is not None and ended is not None else {})}


def latest(told: Mapping[str, Counts]) -> Counts:
    """The counts as last told."""
    return told[max(told)] if told else NOTHING


def gained(told: Mapping[str, Counts], first: str | None, last: str | None) -> Counts:
    """How much of the counts as they stood (`by_quarter`) came from the quarter `first` to the quarter `last`, both
    within; None: no bound."""
    before = latest({quarter: counts for quarter, counts in told.items() if first is not None and quarter < first})
    by_then = latest({quarter: counts for quarter, counts in told.items() if last is None or quarter <= last})
    problems, people = (then - earlier for then, earlier in zip(by_then, before, strict=True))
    return Counts(problems, people)
