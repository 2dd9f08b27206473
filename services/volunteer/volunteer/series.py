"""Series: recurring activities, planned once and made into activities ahead of time.

Whoever makes a series into activities or stops it has locked its row: of several at once, each day is made by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access, days_off
from chassis.refusals import Conflict, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import SeriesSilenceNoticed

from . import activities, certification, courses, recurrence, registers, skills
from .models import ActivityRow, AttendanceRow, SeriesRow

AHEAD = timedelta(days=35)
"""How far ahead a series is made into activities."""

MOST_AT_ONCE = 50
"""Series tended in one transaction."""

LOOK_AGAIN = timedelta(minutes=10)
"""How long after it was judged a series is judged again."""

LATEST_BEGINNING = timedelta(days=366)

_DAY = timedelta(days=1)


def schedule(tx: Transaction, actor: Actor, community: str, planned: Sequence[dict[str, Any]]) -> list[SeriesRow]:
    """Plan series, all or none, and make their next activities.

    Raises `Invalid`: ``unknown`` (community), and for each series ``required`` and ``not_allowed`` (recurrence),
    ``in_the_past``, ``too_far_ahead``, ``before_first``, ``no_day`` (nothing would ever take place).
    """
    registers.require_community(tx.session, community)
    today = district.day_of(tx.now)
    planned = [{**one, "first": one["first"] or today} for one in planned]
    wrong = {place: found for place, one in enumerate(planned) if (found := _faults(one, today))}
    if wrong:
        raise Invalid({"series": wrong})
    made = []
    for one in planned:
        words = one.pop("recurrence")
        series = SeriesRow(
            **{**one, "skills": skills.settle(one["skills"]), "training": certification.settle(one["training"])},
            series_id=new_id(),
            community=community,
            rule=recurrence.rule(words),
            stopped=None,
            materialised_until=one["first"] - _DAY,
            silent_since=None,
            looked_at=tx.now,
            scheduled_by=actor.person_id,
            sequence=1,
        )
        tx.session.add(series)
        _materialise(tx, series)
        made.append(series)
    tx.session.flush()
    return made


def stop(tx: Transaction, actor: Actor, series_id: str, reason: str, first: date | None) -> SeriesRow:
    """Stop a series from the day `first` (default: today) on; what lies ahead without attendance is called off.

    Raises `NotFound`, `Conflict`: ``series_stopped``, and `Invalid`: ``in_the_past``.
    """
    series = tx.session.get(SeriesRow, series_id, with_for_update=True)
    if series is None:
        raise NotFound(what="series", id=series_id)
    access.require_worker(actor, series.community)
    if series.stopped is not None:
        raise Conflict("series_stopped", reason=series.stopped)
    today = district.day_of(tx.now)
    first = first or today
    if first < today:
        raise Invalid({"first": ["in_the_past"]})
    series.stopped, series.silent_since = reason, None
    series.last = first - _DAY if series.last is None else min(series.last, first - _DAY)
    series.sequence += 1
    attended = sa.exists().where(AttendanceRow.activity_id == ActivityRow.activity_id)
    ahead = sa.select(ActivityRow.activity_id).where(
        ActivityRow.series_id == series_id,
        ActivityRow.planned_day >= first,
        ActivityRow.starts_at > tx.now,
        ActivityRow.cancelled.is_(None),
        ~attended,
    )
    for activity_id in tx.session.scalars(ahead.order_by(ActivityRow.planned_day)).all():
        # Somebody else may have called it off, or recorded who was there, since it was found.
        with suppress(Conflict):
            activities.cancel(tx, actor, activity_id, reason)
    tx.session.flush()
    return series


def tend(tx: Transaction) -> None:
    """Make series into activities as their time comes, and tell of those that fell silent: so many at once that the
    transaction stays short. What somebody else tends at this moment is left to them."""
    today = district.day_of(tx.now)
    unmade = sa.and_(
        SeriesRow.materialised_until < today + AHEAD,
        sa.or_(SeriesRow.last.is_(None), SeriesRow.materialised_until < SeriesRow.last),
    )
    due = (
        sa.select(SeriesRow)
        .where(
            sa.or_(SeriesRow.last.is_(None), SeriesRow.last >= today),
            sa.or_(unmade, SeriesRow.looked_at <= tx.now - LOOK_AGAIN),
        )
        .order_by(SeriesRow.looked_at, SeriesRow.series_id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = list(tx.session.scalars(due))
    for series in found:
        _materialise(tx, series)
    tx.session.flush()
    for series, (state, since) in zip(found, courses.healths(tx.session, found, tx.now), strict=True):
        series.looked_at = tx.now
        _tell_silence(tx, series, since if state == "fallen_silent" else None)


def page(session: Session, community: str, limit: int, cursor: str | None) -> tuple[list[SeriesRow], str | None]:
    """One page of a community's series, the oldest first, and the cursor of the next page."""
    found = sa.select(SeriesRow).where(SeriesRow.community == community).order_by(SeriesRow.series_id)
    if cursor is not None:
        found = found.where(SeriesRow.series_id > cursor)
    rows = list(session.scalars(found.limit(limit + 1)))
    return rows[:limit], rows[limit - 1].series_id if len(rows) > limit else None


def _faults(planned: dict[str, Any], today: date) -> dict[str, Any]:
    first, last, words = planned["first"], planned["last"], planned["recurrence"]
    found: dict[str, Any] = {}
    if wrong := recurrence.faults(words):
        found["recurrence"] = wrong
    if first < today:
        found["first"] = ["in_the_past"]
    elif first > today + LATEST_BEGINNING:
        found["first"] = [f"too_far_ahead:{LATEST_BEGINNING.days}"]
    elif last is not None and last < first:
        found["last"] = ["before_first"]
    elif last is not None and not wrong:
        looked_through = min(last, first + LATEST_BEGINNING)
        rule = recurrence.rule(words)
        if not recurrence.days(rule, planned["holidays"], first, looked_through, days_off.kind_of, first):
            found["last"] = ["no_day"]
    return found


def _materialise(tx: Transaction, series: SeriesRow) -> None:
    """Make the activities of the days up to `AHEAD`. What was missed, because nothing ran for so long, is not made up
    for: nobody could come any more."""
    today = district.day_of(tx.now)
    until = today + AHEAD if series.last is None else min(today + AHEAD, series.last)
    start = max(series.materialised_until + _DAY, today)
    if start <= until:
        days = recurrence.days(series.rule, series.holidays, start, until, days_off.kind_of, series.first)
        made = sa.select(ActivityRow.planned_day).where(
            ActivityRow.series_id == series.series_id, ActivityRow.planned_day.in_(days)
        )
        there = set(tx.session.scalars(made))
        for day in days:
            starts_at = datetime.combine(day, time.fromisoformat(series.starts), district.TIME)
            if day not in there and starts_at > tx.now:
                activities.add(tx, _facts(series, day, starts_at))
    series.materialised_until = max(series.materialised_until, until)


def _facts(series: SeriesRow, day: date, starts_at: datetime) -> dict[str, Any]:
    hours = series.withdraw_hours
    return {
        **{name: getattr(series, name) for name in _COPIED},
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=series.minutes),
        "withdraw_until": None if hours is None else starts_at - timedelta(hours=hours),
        "scheduled_by": series.scheduled_by,
        "series_id": series.series_id,
        "planned_day": day,
    }


_COPIED = ("community", "kind", "title", "place", "capacity", "skills", "training")


def _tell_silence(tx: Transaction, series: SeriesRow, since: date | None) -> None:
    """Tell of a silence that begins; one that is over is forgotten."""
    begins, is_over = series.silent_since is None and since is not None, series.silent_since is not None and not since
    if begins or is_over:
        series.silent_since = since
        series.sequence += 1
    if begins and since is not None:
        tx.emit(
            SeriesSilenceNoticed(
                community=series.community, sequence=series.sequence, series_id=series.series_id, since=since
            )
        )
