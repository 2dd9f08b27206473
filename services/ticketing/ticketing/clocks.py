"""The clocks of a need: which runs in which state, what pauses it, when it runs out, and whether it was kept.

``dispatch`` runs while a need waits for its triage, ``answer`` from the triage until the service is reported done. It
pauses in the states named here and in no other; an ended need has no clock that runs. Each round of a need has an
answer clock of its own. A clock keeps the policy under which it began.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .time_limits import ANSWER, DISPATCH, Limit
from .working_time import NOTHING, KindOfDay, after, passed

RUNS_IN = {
    DISPATCH: ("reported",),
    ANSWER: ("triaged", "offered", "whistled", "assigned"),
}
PAUSES_IN = {
    DISPATCH: (),
    ANSWER: ("suspended", "completed"),
}
"""``completed``: until the person served has confirmed the service, or said that it is not done."""

STARTED, PAUSED, RESUMED, MOVED, ENDED = "started", "paused", "resumed", "moved", "ended"


@dataclass(frozen=True)
class Clock:
    """`counted`: what of its time had been used at `since`, when it last began to run (None while it does not);
    `due_at`: when it runs out if it goes on running, or when it ran out; None while it is paused before that."""

    limit: Limit
    started_at: datetime
    since: datetime | None
    counted: timedelta = NOTHING
    due_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def state(self) -> str:
        """``running``, ``paused`` or ``ended``."""
        if self.ended_at:
            return "ended"
        return "paused" if self.since is None else "running"

    @property
    def in_time(self) -> bool | None:
        """Whether it was kept: not more than its limit had been used when it last ran. None while it may still run."""
        return self.counted <= self.limit.span if self.ended_at else None


def start(limit: Limit, at: datetime, kind_of: KindOfDay) -> Clock:
    return _run(Clock(limit, at, since=None), at, kind_of)


def follow(clock: Clock, kind: str, state: str, at: datetime, kind_of: KindOfDay) -> tuple[Clock, str | None]:
    """The clock of a need that came into `state`, and what became of it, if anything did."""
    if clock.ended_at:
        return clock, None
    running = clock.since is not None
    if state in RUNS_IN[kind]:
        return (clock, None) if running else (_run(clock, at, kind_of), RESUMED)
    if state in PAUSES_IN[kind]:
        return (_stop(clock, at, kind_of), PAUSED) if running else (clock, None)
    stopped = _stop(clock, at, kind_of) if running else clock
    return replace(stopped, ended_at=at), ENDED


def move(clock: Clock, limit: Limit, kind_of: KindOfDay) -> Clock:
    """The running clock under another limit: as if it had been that from the start, but for what had been counted when
    it was last resumed."""
    assert clock.since is not None
    return _run(replace(clock, limit=limit), clock.since, kind_of)


def sooner(clock: Clock, other: Clock, at: datetime, kind_of: KindOfDay) -> tuple[Clock, bool] | None:
    """The clock of a need, as it is after another need was merged into it at `at` whose running clock is `other`, and
    whether it goes by the other's limit from then on. None where the other one is not due earlier.

    The start is the other's then, and the limit whichever of both is over sooner; so what remains is never due later
    than either was. A paused clock stays paused, with the other's time counted.
    """
    ours = clock if clock.since else _run(clock, at, kind_of)
    assert ours.due_at is not None and other.due_at is not None
    if other.due_at >= ours.due_at:
        return None
    kept = _under(clock.limit, other, kind_of)
    assert kept.due_at is not None
    by_other = other.due_at < kept.due_at
    taken = other if by_other else kept
    return (taken if clock.since else _stop(taken, at, kind_of)), by_other


def _under(limit: Limit, clock: Clock, kind_of: KindOfDay) -> Clock:
    """The running clock under another limit, over since it began to run where more had been counted even then."""
    moved = move(clock, limit, kind_of)
    return moved if clock.counted <= limit.span else replace(moved, due_at=clock.since)


def is_overdue(clock: Clock, now: datetime) -> bool:
    """Whether more than the limit has been used. The moment at which it is due is still in time."""
    return clock.due_at is not None and now > clock.due_at and not clock.in_time


def _run(clock: Clock, at: datetime, kind_of: KindOfDay) -> Clock:
    left = clock.limit.span - clock.counted
    if left < NOTHING:
        # It ran out before it was paused, or by the shorter limit that it has been moved to.
        return replace(clock, since=at, due_at=min(clock.due_at or at, at))
    return replace(clock, since=at, due_at=after(clock.limit.hours, at, left, kind_of))


def _stop(clock: Clock, at: datetime, kind_of: KindOfDay) -> Clock:
    assert clock.since is not None
    counted = clock.counted + passed(clock.limit.hours, clock.since, at, kind_of)
    return replace(clock, since=None, counted=counted, due_at=clock.due_at if counted > clock.limit.span else None)
