"""Daily rolls as they are shown: to a community's workers, and to the volunteers who call for a roll."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor
from chassis.models import columns
from chassis.refusals import Forbidden, Invalid

from . import roll_silence, volunteers
from .models import RollCallerRow, RollEntryRow, RollReportRow, RollRow
from .phones import Phones


def rolls(session: Session, actor: Actor, community: str | None, closed: bool) -> list[dict[str, Any]]:
    """The rolls that the actor may see, the last opened first."""
    wanted = sa.select(RollRow).order_by(RollRow.roll_id.desc())
    wanted = wanted.where(RollRow.closed_on.is_not(None) if closed else RollRow.closed_on.is_(None))
    if community is not None:
        wanted = wanted.where(RollRow.community == community)
    if community is None or not actor.works_in(community):
        own = volunteers.serving_as(session, actor)
        called_for = sa.select(RollCallerRow.roll_id).where(RollCallerRow.volunteer_id == own)
        wanted = wanted.where(RollRow.roll_id.in_(called_for), RollRow.closed_on.is_(None))
    return shown(session, list(session.scalars(wanted)))


def shown(session: Session, rows: Sequence[RollRow]) -> list[dict[str, Any]]:
    """Rolls as answers, without the people on them."""
    callers = defaultdict(list)
    named = sa.select(RollCallerRow).where(RollCallerRow.roll_id.in_([row.roll_id for row in rows]))
    for caller in session.scalars(named.order_by(RollCallerRow.volunteer_id)):
        callers[caller.roll_id].append(caller.volunteer_id)
    return [
        {
            **columns(row),
            "caller_ids": callers[row.roll_id],
        }
        for row in rows
    ]


def on_day(
    session: Session, phones: Phones, actor: Actor, roll: RollRow, day: date | None, today: date
) -> dict[str, Any]:
    """A roll on a day (None: today, or its last day) with everybody on it.

    Raises `Forbidden` for whoever neither works in the community nor calls for the open roll, and `Invalid`:
    ``in_the_future``, ``before_start``.
    """
    [answer] = shown(session, [roll])
    calls = roll.closed_on is None and volunteers.serving_as(session, actor) in answer["caller_ids"]
    if not calls and not actor.works_in(roll.community):
        raise Forbidden("not_a_caller")
    if day is None:
        last = roll_silence.last_day_of(roll.last_day, roll.closed_on)
        day = max(roll.first_day, min(today, last or today))
    elif day > today:
        raise Invalid({"day": ["in_the_future"]})
    elif day < roll.first_day:
        raise Invalid({"day": ["before_start"]})
    people = _people(session, phones, roll.roll_id, day)
    return {**answer, "day": day, "people": people, "counts": roll_silence.counts(one["state"] for one in people)}


def counted(session: Session, roll_id: str, day: date) -> dict[str, int]:
    """How many of those on a roll on a day were found how."""
    reports = _reports(session, roll_id, day)
    states = [
        roll_silence.state_of([report.state for report in reports[entry.entry_id]])
        for entry in _entries(session, roll_id, day)
    ]
    return roll_silence.counts(states)


def on_roll(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """What holds of the entry of somebody who is to be heard from on a day of the roll."""
    return RollEntryRow.added_on <= day, RollEntryRow.left_on.is_(None) | (RollEntryRow.left_on > day)


def _people(session: Session, phones: Phones, roll_id: str, day: date) -> list[dict[str, Any]]:
    reports = _reports(session, roll_id, day)
    reached = (
        sa.select(RollReportRow.entry_id, sa.func.max(RollReportRow.day).label("last"))
        .where(
            RollReportRow.roll_id == roll_id,
            RollReportRow.day <= day,
            RollReportRow.state.not_in(roll_silence.UNHEARD),
        )
        .group_by(RollReportRow.entry_id)
    )
    last_heard = {row.entry_id: row.last for row in session.execute(reached)}
    people = []
    for entry in _entries(session, roll_id, day):
        own = reports[entry.entry_id]
        place = roll_silence.telling([report.state for report in own])
        report = None if place is None else own[place]
        people.append(
            {
                "entry_id": entry.entry_id,
                "called": phones.open(entry.called_sealed),
                "building": entry.building,
                "state": "silent" if report is None else report.state,
                "volunteer_id": report.volunteer_id if report else None,
                "reported_at": report.reported_at if report else None,
                "last_heard_on": last_heard.get(entry.entry_id),
            }
        )
    return people


def _entries(session: Session, roll_id: str, day: date) -> list[RollEntryRow]:
    wanted = sa.select(RollEntryRow).where(RollEntryRow.roll_id == roll_id, *on_roll(day))
    return list(session.scalars(wanted.order_by(RollEntryRow.building, RollEntryRow.entry_id)))


def _reports(session: Session, roll_id: str, day: date) -> defaultdict[str, list[RollReportRow]]:
    wanted = sa.select(RollReportRow).where(RollReportRow.roll_id == roll_id, RollReportRow.day == day)
    reports: defaultdict[str, list[RollReportRow]] = defaultdict(list)
    for report in session.scalars(wanted.order_by(RollReportRow.reported_at, RollReportRow.report_id)):
        reports[report.entry_id].append(report)
    return reports
