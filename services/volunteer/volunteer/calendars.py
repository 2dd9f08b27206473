"""Calendars: the activities of a volunteer, a team or a community as calendar programs show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from chassis import Actor
from chassis.refusals import Forbidden, Invalid, NotFound
from contracts.requests.calendars import MOST_ENTRIES

from . import enrolment
from .models import ActivityRow, MemberRow, PlaceRow, SignUpRow, TeamRow, VolunteerRow
from .numbers import number_of

BACK, AHEAD = timedelta(days=30), timedelta(days=180)


def calendar(
    session: Session, actor: Actor, now: datetime, volunteer_id: str | None, team: str | None, community: str | None
) -> dict[str, Any]:
    """The calendar of exactly one of the three, as `contracts.requests.calendars.Calendar` has it.

    A volunteer's is for themselves and a team's for its members, both for the workers of their community too; a
    community's is for anyone. Raises `Forbidden`, `NotFound`, and `Invalid`: ``choose_one``.
    """
    if sum(one is not None for one in (volunteer_id, team, community)) != 1:
        raise Invalid({"volunteer_id": ["choose_one"]})
    if volunteer_id is not None:
        name, found = _volunteer(session, actor, volunteer_id)
    elif team is not None:
        name, found = _team(session, actor, team)
    else:
        name, found = _community(session, community or "")
    return {"name": name, "asked_at": now, "entries": _entries(session, now, found)}


def _community(session: Session, code: str) -> tuple[str, sa.Select[Any, Any]]:
    place = session.get(PlaceRow, code)
    if place is None or place.kind != "community":
        raise NotFound(what="community", id=code)
    return place.name, sa.select(ActivityRow, sa.literal(0)).where(ActivityRow.community == code)


def _volunteer(session: Session, actor: Actor, volunteer_id: str) -> tuple[str, sa.Select[Any, Any]]:
    row = session.get(VolunteerRow, volunteer_id)
    if row is None:
        raise NotFound(what="volunteer", id=volunteer_id)
    if not (enrolment.is_own(row, actor) or actor.works_in(row.community)):
        raise Forbidden("not_your_calendar")
    return row.name or number_of(row.serial), _signed_up_for(SignUpRow.volunteer_id == volunteer_id)


def _team(session: Session, actor: Actor, code: str) -> tuple[str, sa.Select[Any, Any]]:
    team = session.get(TeamRow, code)
    if team is None:
        raise NotFound(what="team", id=code)
    members = sa.select(MemberRow.volunteer_id).where(MemberRow.team == code)
    is_member = actor.volunteer_id is not None and actor.volunteer_id in set(session.scalars(members))
    if not (is_member or actor.works_in(team.community)):
        raise Forbidden("not_your_calendar")
    return team.name, _signed_up_for(SignUpRow.volunteer_id.in_(members))


def _signed_up_for(people: sa.ColumnElement[bool]) -> sa.Select[Any, Any]:
    """The activities for which any of the `people` (a condition on sign-ups) signed up, and how many others did before
    the first of them."""
    before = aliased(SignUpRow)
    foremost = (
        sa.select(SignUpRow.activity_id, sa.func.min(SignUpRow.place).label("place"))
        .where(people)
        .group_by(SignUpRow.activity_id)
        .subquery()
    )
    ahead = sa.select(sa.func.count()).where(
        before.activity_id == foremost.c.activity_id, before.place < foremost.c.place
    )
    return sa.select(ActivityRow, ahead.scalar_subquery()).join(
        foremost, foremost.c.activity_id == ActivityRow.activity_id
    )


def _entries(session: Session, now: datetime, found: sa.Select[Any, Any]) -> list[dict[str, Any]]:
    around = ActivityRow.starts_at.between(now - BACK, now + AHEAD)
    in_order = found.where(around).order_by(ActivityRow.starts_at, ActivityRow.activity_id).limit(MOST_ENTRIES)
    return [_entry(activity, ahead) for activity, ahead in session.execute(in_order)]


def _entry(activity: ActivityRow, ahead: int) -> dict[str, Any]:
    """`ahead`: how many signed up before the first of those whose calendar it is."""
    waiting = activity.capacity is not None and ahead >= activity.capacity
    status = "cancelled" if activity.cancelled is not None else "tentative" if waiting else "confirmed"
    return {
        "uid": activity.activity_id,
        "sequence": activity.sequence,
        "starts_at": activity.starts_at,
        "ends_at": activity.ends_at,
        "title": activity.title,
        "place": activity.place,
        "status": status,
        "reason": activity.cancelled,
    }
