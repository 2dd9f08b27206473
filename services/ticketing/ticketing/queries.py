"""Reading and locking rows: whistles that somebody may see, and a need with all that belongs to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis import Actor
from chassis.refusals import Invalid, NotFound
from chassis.sql import upsert
from contracts import fields

from . import order_records
from .lifecycle import LAPSED
from .models import (
    CallBackRow,
    ClockRow,
    ClockStepRow,
    FollowerRow,
    NeedRow,
    OrganisationRow,
    PhotoRow,
    PlaceRow,
    Record,
    SeriesRow,
    ServiceRow,
    StepRow,
    VolunteerRow,
    WhistleRow,
)
from .relations import officer_of

MOST_ESCALATED_AT_ONCE = 200

_PLACE = PlaceRow.__table__.c
_PLACES = sa.select(_PLACE.code, _PLACE.kind, _PLACE.community).where(
    _PLACE.code.in_(sa.bindparam("codes", expanding=True))
)
_FOUND: WeakKeyDictionary[sa.Engine, dict[str, Any]] = WeakKeyDictionary()
"""Of each database the places that were found in it, by code: a place keeps the kind and the community that it was
registered with."""


def whole(session: Session, need_id: str, lock: bool = False) -> Record:
    """The need with everything, its history too; with `lock`, nobody else changes it until the transaction ends.
    Raises `NotFound`."""
    need = session.get(NeedRow, need_id, with_for_update=lock or None)
    if need is None:
        raise NotFound("need", need_id)
    (record,) = gathered(session, [need])
    record.steps = list(
        session.scalars(sa.select(StepRow).where(StepRow.need_id == need_id).order_by(StepRow.position))
    )
    steps = sa.select(ClockStepRow).where(ClockStepRow.need_id == need_id).order_by(ClockStepRow.position)
    record.clock_steps = list(session.scalars(steps))
    return record


def page_of_whistles(
    session: Session, actor: Actor, wanted: dict[str, Any]
) -> tuple[list[tuple[WhistleRow, str]], str | None]:
    """Newest first, whistles with their needs' numbers: of his organisation for an officer, of the own communities for
    a worker, all for an administrator."""
    query = sa.select(WhistleRow)
    if not actor.is_admin:
        own = [WhistleRow.department == officer_of(actor)]
        if actor.has("community_worker"):
            own.append(WhistleRow.community.in_(sorted(actor.communities)))
        query = query.where(sa.or_(*own))
    for name in ("community", "department"):
        if wanted[name]:
            query = query.where(getattr(WhistleRow, name) == wanted[name])
    if wanted["waiting"]:
        lapsed = sa.select(NeedRow.need_id).where(NeedRow.state.in_(LAPSED))
        unanswered = (WhistleRow.reported_in_at.is_(None), WhistleRow.declined_at.is_(None))
        query = query.where(*unanswered, WhistleRow.need_id.not_in(lapsed))
    whistles, cursor = page(session, query, WhistleRow.whistle_id, wanted)
    named = sa.select(NeedRow.need_id, NeedRow.number).where(NeedRow.need_id.in_({row.need_id for row in whistles}))
    numbers = {found.need_id: found.number for found in session.execute(named)}
    return [(row, numbers[row.need_id]) for row in whistles], cursor


def overdue(session: Session, now: datetime) -> list[Record]:
    """Needs with a whistle unanswered after its deadline and not yet escalated, locked; one that is being worked on
    at this moment is left for the next time."""
    late = (
        sa.select(WhistleRow.need_id)
        .where(WhistleRow.reported_in_at.is_(None), WhistleRow.escalated_at.is_(None), WhistleRow.report_in_by < now)
        .where(WhistleRow.declined_at.is_(None))
        .join(NeedRow, NeedRow.need_id == WhistleRow.need_id)
        .where(NeedRow.state.not_in(LAPSED))
        .order_by(WhistleRow.report_in_by)
        .limit(MOST_ESCALATED_AT_ONCE)
    )
    needs = sa.select(NeedRow).where(NeedRow.need_id.in_(session.scalars(late).all()), NeedRow.state.not_in(LAPSED))
    return gathered(session, session.scalars(needs.with_for_update(skip_locked=True)).all())


def run_out(session: Session, now: datetime) -> list[Record]:
    """Needs with a clock that has run out and was not told of yet, locked; one that is being worked on at this moment
    is left for the next time."""
    late = (
        sa.select(ClockRow.need_id)
        .where(ClockRow.running_since.is_not(None), ClockRow.ran_out_at.is_(None), ClockRow.due_at < now)
        .order_by(ClockRow.due_at)
        .limit(MOST_ESCALATED_AT_ONCE)
    )
    needs = sa.select(NeedRow).where(NeedRow.need_id.in_(session.scalars(late).all()))
    return gathered(session, session.scalars(needs.with_for_update(skip_locked=True)).all())


def next_count(session: Session, prefix: str, day: str) -> int:
    """Count one more in a series of need numbers."""
    first = {"prefix": prefix, "day": day, "count": 1}
    table: Any = SeriesRow.__table__
    (row,) = upsert(session, table, [first], ["prefix", "day"], add=["count"], returning=["count"])
    return int(row[0])


def place_faults(session: Session, community: str, building: str | None) -> dict[str, list[str]]:
    """What is wrong with where a need is said to be, as fields of the request."""
    faults = {}
    known = _FOUND.setdefault(session.get_bind().engine, {})
    if codes := {community, building} - {None} - known.keys():
        known.update((row.code, row) for row in session.connection().execute(_PLACES, {"codes": codes}))
    if community not in known or known[community].kind != "community":
        faults["community"] = ["unknown"]
    if building is not None:
        if building not in known or known[building].kind != "building":
            faults["building"] = ["unknown"]
        elif known[building].community != community:
            faults["building"] = ["wrong_community"]
    return faults


def places_among(session: Session, codes: Collection[str]) -> dict[str, PlaceRow]:
    """Those of the places that are known, by code."""
    return {place.code: place for place in session.scalars(sa.select(PlaceRow).where(PlaceRow.code.in_(codes)))}


def household_fault(
    known: Mapping[str, PlaceRow], building: str, community: str, compound: str | None = None
) -> str | None:
    """What is wrong with a building in which households of the community, or of one compound of it, are said to live.
    `known`: as from `places_among`."""
    place = known.get(building)
    if place is None:
        return "unknown"
    if place.kind != "building":
        return "not_a_building"
    if place.community != community:
        return "wrong_community"
    return "wrong_compound" if compound is not None and place.parent not in (None, compound) else None


def department_faults(session: Session, departments: Sequence[str]) -> dict[str, list[str]]:
    """Which of the named are no departments: place in the list to code."""
    query = sa.select(OrganisationRow.code, OrganisationRow.kind).where(OrganisationRow.code.in_(departments))
    kinds = {found.code: found.kind for found in session.execute(query)}
    return {
        str(place): ["not_a_department" if code in kinds else "unknown"]
        for place, code in enumerate(departments)
        if kinds.get(code) != "department"
    }


def is_known_organisation(session: Session, code: str) -> bool:
    return session.get(OrganisationRow, code) is not None


def is_active_volunteer(session: Session, volunteer_id: str) -> bool | None:
    """Whether the volunteer serves; None where nothing has been heard of such a volunteer."""
    known = session.get(VolunteerRow, volunteer_id)
    return None if known is None else known.active


def volunteer_faults(session: Session, volunteer_ids: Sequence[str]) -> dict[str, list[str]]:
    """Which of the named are no volunteers, or serve no more: place in the list to code."""
    query = sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(volunteer_ids))
    active = {known.volunteer_id: known.active for known in session.scalars(query)}
    return {
        str(place): ["volunteer_withdrawn" if volunteer_id in active else "unknown"]
        for place, volunteer_id in enumerate(volunteer_ids)
        if not active.get(volunteer_id)
    }


def page(
    session: Session, query: Any, key: Any, wanted: dict[str, Any], oldest_first: bool = False
) -> tuple[list[Any], str | None]:
    """One page by falling `key`, a UUIDv7, so newest first, or `oldest_first`; the cursor is the key of the last row
    given. Raises `Invalid` for a cursor that is none."""
    last = cursor_of(wanted)
    if last is not None:
        query = query.where(key > last if oldest_first else key < last)
    limit = wanted["limit"]
    rows = list(session.scalars(query.order_by(key if oldest_first else key.desc()).limit(limit + 1)))
    more = len(rows) > limit
    return rows[:limit], getattr(rows[limit - 1], key.key) if more else None


def cursor_of(wanted: dict[str, Any]) -> str | None:
    """The key of the last row of the page before. Raises `Invalid` for a cursor that is none."""
    if wanted["cursor"] is None:
        return None
    try:
        return str(fields.Id().deserialize(wanted["cursor"]))
    except ValidationError as error:
        raise Invalid({"cursor": error.messages}) from None


def gathered(session: Session, needs: Iterable[NeedRow]) -> list[Record]:
    """The needs, each with its whistles, its clocks, its call-backs, its followers, its photos, what belongs to it as
    an order, the service of its present round and the need that stands for it."""
    records = {need.need_id: Record(need) for need in needs}
    if not records:
        return []
    whistles: dict[str, list[WhistleRow]] = defaultdict(list)
    found = sa.select(WhistleRow).where(WhistleRow.need_id.in_(records)).order_by(WhistleRow.whistle_id.desc())
    for whistle in session.scalars(found):
        whistles[whistle.need_id].append(whistle)
    for service in session.scalars(sa.select(ServiceRow).where(ServiceRow.need_id.in_(records))):
        record = records[service.need_id]
        if service.round == record.need.round:
            record.service = service
    clocks = sa.select(ClockRow).where(ClockRow.need_id.in_(records)).order_by(ClockRow.round, ClockRow.kind.desc())
    for clock in session.scalars(clocks):
        records[clock.need_id].clocks.append(clock)
    calls = sa.select(CallBackRow).where(CallBackRow.need_id.in_(records)).order_by(CallBackRow.call_back_id)
    for call in session.scalars(calls):
        records[call.need_id].call_backs.append(call)
    followers = sa.select(FollowerRow).where(FollowerRow.need_id.in_(records)).order_by(FollowerRow.person_id)
    for follower in session.scalars(followers):
        records[follower.need_id].followers.append(follower)
    for photo in session.scalars(sa.select(PhotoRow).where(PhotoRow.need_id.in_(records)).order_by(PhotoRow.photo_id)):
        records[photo.need_id].photos.append(photo)
    order_records.gather(session, records)
    remaining = _remaining(session, [record.need for record in records.values()])
    for need_id, record in records.items():
        record.whistles, record.merged_into = whistles[need_id], remaining.get(need_id)
    return list(records.values())


def _remaining(session: Session, needs: Sequence[NeedRow]) -> dict[str, NeedRow]:
    """By the id of each that was merged: the need that stands for it now, which may have been merged in its turn."""
    found = {need.need_id: need.merged_into for need in needs if need.merged_into}
    reached: dict[str, NeedRow] = {}
    while further := set(found.values()) - set(reached):
        for need in session.scalars(sa.select(NeedRow).where(NeedRow.need_id.in_(further))):
            reached[need.need_id] = need
        moved = {need_id: reached[into].merged_into for need_id, into in found.items()}
        found |= {need_id: into for need_id, into in moved.items() if into}
    return {need_id: reached[into] for need_id, into in found.items()}
