"""When a recurring activity has silently stopped: its plan stands, and yet it does not go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FEWEST_UNANSWERED = 2
"""Past times in a row of which nobody said anything, from which a series counts as silent."""

LONGEST_HOLIDAY = timedelta(days=10)
"""So much longer than usual may nothing lie ahead where public holidays are not kept: the Spring Festival with the
weekends beside it."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Course:
    """What became of a series so far, and what is to come.

    `unanswered`: how many past times in a row, up to the latest, have neither attendance nor cancellation, the first
    of them on `unanswered_since`; `latest`: when it last was to take place; `ahead`: when it next does.
    """

    first: date
    last: date | None
    stopped: bool
    unanswered: int
    unanswered_since: date | None
    latest: date | None
    ahead: date | None


def expected_by(today: date, first: date, interval: int, holidays: str) -> date:
    """The day by which a series must take place again, or it is silent: twice its usual interval (days) from today, or
    from its first day."""
    patience = timedelta(days=2 * interval) + (timedelta(0) if holidays == "keep" else LONGEST_HOLIDAY)
    return max(today, first) + patience


def health(course: Course, today: date, expected: date) -> tuple[str, date | None]:
    """``running``, ``fallen_silent``, ``ended`` or ``stopped``, and since which day unless it is running. `expected`:
    as `expected_by` has it."""
    if course.stopped or (course.last is not None and course.last < today):
        return "stopped" if course.stopped else "ended", (course.last or today) + _DAY
    if course.unanswered >= FEWEST_UNANSWERED:
        return "fallen_silent", course.unanswered_since
    goes_on = course.last is None or course.last > expected
    if goes_on and (course.ahead is None or course.ahead > expected):
        return "fallen_silent", course.latest or course.first
    return "running", None
