"""The course of a series as the database has it: what became of it, what lies ahead, and whether it goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import days_off
from contracts import district
from contracts.requests.series import MOST_DAYS_SHOWN

from . import recurrence, silence
from .models import ActivityRow, AttendanceRow, SeriesRow

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Outlook:
    """When a series takes place next, in order, as far as it is `expected`."""

    days: list[date]
    expected: date


def healths(session: Session, rows: Sequence[SeriesRow], now: datetime) -> list[tuple[str, date | None]]:
    """How each of the series is, and since which day (`volunteer.silence`)."""
    outlooks = _outlooks(session, rows, now)
    return _healths(session, rows, outlooks, now)


def shown(session: Session, rows: Sequence[SeriesRow], now: datetime) -> list[dict[str, Any]]:
    """The series as answers."""
    outlooks = _outlooks(session, rows, now)
    answers = []
    for row, outlook, (state, since) in zip(rows, outlooks, _healths(session, rows, outlooks, now), strict=True):
        years = range(district.day_of(now).year, outlook.expected.year + 1)
        unknown = [year for year in years if row.holidays != "keep" and not days_off.are_known(year)]
        facts = {column.key: getattr(row, column.key) for column in sa.inspect(SeriesRow).column_attrs}
        answers.append(
            {
                **facts,
                "recurrence": recurrence.words(row.rule),
                "holidays_unknown": unknown,
                "next_days": outlook.days[:MOST_DAYS_SHOWN],
                "health": state,
                "since": since,
            }
        )
    return answers


def _outlooks(session: Session, rows: Sequence[SeriesRow], now: datetime) -> list[_Outlook]:
    standing = sa.select(ActivityRow.series_id, ActivityRow.planned_day).where(
        ActivityRow.series_id.in_([row.series_id for row in rows]),
        ActivityRow.ends_at > now,
        ActivityRow.cancelled.is_(None),
    )
    made: defaultdict[Any, list[Any]] = defaultdict(list)
    for series_id, day in session.execute(standing.order_by(ActivityRow.planned_day)):
        made[series_id].append(day)
    today = district.day_of(now)
    outlooks = []
    for row in rows:
        interval = recurrence.INTERVALS[recurrence.words(row.rule)["every"]]
        expected = silence.expected_by(today, row.first, interval, row.holidays)
        start = max(row.materialised_until + _DAY, today)
        until = expected if row.last is None else min(expected, row.last)
        beyond = []
        if start <= until:
            beyond = recurrence.days(row.rule, row.holidays, start, until, days_off.kind_of, row.first)
        outlooks.append(_Outlook([*made[row.series_id], *beyond], expected))
    return outlooks


def _healths(
    session: Session, rows: Sequence[SeriesRow], outlooks: Sequence[_Outlook], now: datetime
) -> list[tuple[str, date | None]]:
    ids = [row.series_id for row in rows]
    past = sa.and_(ActivityRow.series_id.in_(ids), ActivityRow.ends_at <= now)
    last_days = (
        sa.select(ActivityRow.series_id, sa.func.max(ActivityRow.planned_day))
        .where(past)
        .group_by(ActivityRow.series_id)
    )
    latest: dict[Any, Any] = dict(session.execute(last_days).all())  # type: ignore[arg-type]
    attended = sa.exists().where(AttendanceRow.activity_id == ActivityRow.activity_id)
    answered = (
        sa.select(ActivityRow.series_id, sa.func.max(ActivityRow.planned_day).label("day"))
        .where(past, sa.or_(ActivityRow.cancelled.is_not(None), attended))
        .group_by(ActivityRow.series_id)
        .subquery()
    )
    trailing = (
        sa.select(ActivityRow.series_id, sa.func.count(), sa.func.min(ActivityRow.planned_day))
        .outerjoin(answered, answered.c.series_id == ActivityRow.series_id)
        .where(past, sa.or_(answered.c.day.is_(None), ActivityRow.planned_day > answered.c.day))
        .group_by(ActivityRow.series_id)
    )
    unanswered = {series_id: (count, since) for series_id, count, since in session.execute(trailing)}
    today = district.day_of(now)
    found = []
    for row, outlook in zip(rows, outlooks, strict=True):
        count, since = unanswered.get(row.series_id, (0, None))
        course = silence.Course(
            first=row.first,
            last=row.last,
            stopped=row.stopped is not None,
            unanswered=count,
            unanswered_since=since,
            latest=latest.get(row.series_id),
            ahead=outlook.days[0] if outlook.days else None,
        )
        found.append(silence.health(course, today, outlook.expected))
    return found
