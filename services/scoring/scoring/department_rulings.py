"""How a department's record counts once something was ruled about it: under appeal, decided.

Pure rules over plain data. What was told stays as it was told; a ruling stands beside it and says otherwise. Under
appeal the record counts as it did, whatever is told meanwhile; a decision holds as long as what it was about is what is
told: news of the record counts as told.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from contracts.vocabulary import CASE_ANSWERS, LEFT_OUT, WHISTLE_OUTCOMES

CASE, WHISTLE, MARK = "case", "whistle", "mark"
UNDER_APPEAL, CORRECTED, DISMISSED = "under_appeal", "corrected", "dismissed"

_CALLED = tuple(answer for answer in CASE_ANSWERS if answer.startswith("called_"))


class Counting(NamedTuple):
    """How a record counts. `outcome`: of a case what was said, of a whistle how it was answered (fields of
    `appraisal.Counts`), of a mark nothing, or of each that it is left out; `resolved`: of a case; `mark`: of a mark."""

    outcome: str | None = None
    resolved: bool | None = None
    mark: int | None = None


class Told(NamedTuple):
    """A record as it was told: whose, in which quarter, and how it would count by itself."""

    kind: str
    record_id: str
    department: str
    quarter: str
    counting: Counting


class Ruling(NamedTuple):
    """The last thing ruled about a record that was `told` so: it `counts` so instead, for the department in the
    quarter."""

    kind: str
    record_id: str
    department: str
    ruling: str
    quarter: str
    told: Counting
    counts: Counting


def holds(told: Told, ruling: Ruling | None) -> bool:
    """Whether a record counts by the last ruling about it, and not as it is told."""
    if ruling is None:
        return False
    return ruling.ruling == UNDER_APPEAL or (told.department, told.counting) == (ruling.department, ruling.told)


def counted(told: Told, ruling: Ruling | None) -> Told:
    """A record as it counts by the last ruling about it."""
    if ruling is None or not holds(told, ruling):
        return told
    if ruling.ruling != UNDER_APPEAL:
        return told._replace(counting=ruling.counts)
    return told._replace(department=ruling.department, quarter=ruling.quarter, counting=ruling.counts)


def adds(told: Told) -> Counter[str]:
    """What a record that counts so adds to the fields of `appraisal.Counts` of its department's quarter."""
    outcome, resolved, _ = told.counting
    if told.kind == MARK or outcome is None:
        return Counter()
    if told.kind == CASE and outcome != LEFT_OUT:
        return Counter({outcome: 1, "resolved": int(bool(resolved))})
    return Counter({outcome: 1})


def difference(before: Told, after: Told) -> dict[tuple[str, str], Counter[str]]:
    """What the counts of departments' quarters gain and lose when a record counts so `after` it counted so `before`."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for one, sign in ((before, -1), (after, 1)):
        quarter = found.setdefault((one.department, one.quarter), Counter())
        for name, number in adds(one).items():
            quarter[name] += sign * number
    return found


def corrected(before: Counting, outcome: str | None, resolved: bool | None, mark: int | None) -> Counting:
    """How a record counts after it was corrected; what is None stays."""
    return Counting(
        before.outcome if outcome is None else outcome,
        before.resolved if resolved is None else resolved,
        before.mark if mark is None else mark,
    )


def faults(told: Told, outcome: str | None, resolved: bool | None, mark: int | None) -> dict[str, list[str]]:
    """What is wrong with correcting a record that is told so: ``not_of_this_record``. What the person served said is
    left out at most, never said otherwise."""
    wrong = {
        "outcome": outcome is not None and outcome not in _possible(told),
        "resolved": resolved is not None and told.kind != CASE,
        "mark": mark is not None and told.kind != MARK,
    }
    return {name: ["not_of_this_record"] for name, is_wrong in wrong.items() if is_wrong}


def _possible(told: Told) -> tuple[str, ...]:
    if told.kind == WHISTLE:
        return WHISTLE_OUTCOMES
    if told.kind == CASE and told.counting.outcome in _CALLED:
        return (*_CALLED, LEFT_OUT)
    return (LEFT_OUT,)
