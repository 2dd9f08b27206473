"""The clocks of a need, kept in step with its state."""

from __future__ import annotations

from datetime import timedelta

from chassis import Transaction, days_off
from contracts import district

from . import clocks, time_limits
from .models import ClockRow, ClockStepRow, NeedRow, Record


def keep(tx: Transaction, record: Record) -> None:
    """Start, pause, resume, move or end the clocks of the need's present round, as its state has it now."""
    need = record.need
    for kind, states in clocks.RUNS_IN.items():
        row = record.clock(kind)
        if row is not None:
            _follow(tx, record, row)
        elif need.state in states:
            policy = time_limits.own().on(district.day_of(tx.now), need.community)
            place = {"need_id": need.need_id, "round": need.round, "kind": kind}
            row = ClockRow(**place, policy=policy.reference, term=_term(need, kind), steps=0)
            tx.session.add(row)
            record.clocks.append(row)
            _write(tx, record, row, clocks.start(_limit(row), tx.now, days_off.kind_of), clocks.STARTED)


def take_over(tx: Transaction, record: Record, merged: Record) -> None:
    """Have the clocks of a need be due no later than those of the one that is merged into it (`clocks.sooner`), with
    its urgency where the clock goes by that."""
    for kind in clocks.RUNS_IN:
        row, theirs = record.clock(kind), merged.clock(kind)
        if row is None or theirs is None or row.ended_at or theirs.ended_at:
            continue
        sooner = clocks.sooner(read(row), read(theirs), tx.now, days_off.kind_of)
        if sooner is None:
            continue
        clock, by_other = sooner
        if by_other:
            row.policy, row.term = theirs.policy, theirs.term
            record.need.urgency, record.need.complex = merged.need.urgency, merged.need.complex
        _write(tx, record, row, clock, clocks.MOVED)


def read(row: ClockRow) -> clocks.Clock:
    """The clock of a row. Raises `KeyError` where its policy is not among the service's own any more."""
    return clocks.Clock(
        limit=_limit(row),
        started_at=row.started_at,
        since=row.running_since,
        counted=timedelta(seconds=row.counted_seconds),
        due_at=row.due_at,
        ended_at=row.ended_at,
    )


def _follow(tx: Transaction, record: Record, row: ClockRow) -> None:
    need = record.need
    clock, step = clocks.follow(read(row), row.kind, need.state, tx.now, days_off.kind_of)
    if clock.since is not None and row.term != _term(need, row.kind):
        row.term, step = _term(need, row.kind), clocks.MOVED
        clock = clocks.move(clock, _limit(row), days_off.kind_of)
    if step is not None:
        _write(tx, record, row, clock, step)


def _write(tx: Transaction, record: Record, row: ClockRow, clock: clocks.Clock, step: str) -> None:
    row.started_at, row.running_since, row.counted_seconds = (
        clock.started_at,
        clock.since,
        clock.counted.total_seconds(),
    )
    row.due_at, row.ended_at, row.in_time = clock.due_at, clock.ended_at, clock.in_time
    row.steps += 1
    place = {"need_id": row.need_id, "round": row.round, "kind": row.kind, "position": row.steps}
    written = ClockStepRow(**place, step=step, at=tx.now, due_at=clock.due_at)
    tx.session.add(written)
    record.clock_steps.append(written)


def _term(need: NeedRow, kind: str) -> str:
    return time_limits.COMPLEX if need.complex and kind == time_limits.ANSWER else need.urgency


def _limit(row: ClockRow) -> time_limits.Limit:
    return time_limits.own().named(row.policy).limits[row.kind, row.term]
