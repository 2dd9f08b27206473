"""A need as one person sees it: pure functions from rows to answers (`contracts.requests.ticketing`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from . import clocks, deadlines, levels, lifecycle, order_records, timekeeping
from .models import CallBackRow, ClockRow, ClockStepRow, NeedRow, PhotoRow, Record, ServiceRow, StepRow, WhistleRow
from .relations import Parties, Person, Relation, Sight, officer_of, relations, sight

MOST_WHISTLES, MOST_STEPS = 100, 1000


def parties(record: Record) -> Parties:
    """Who is around the need."""
    need = record.need
    return Parties(
        community=need.community,
        reporter=need.reporter,
        reporter_as=frozenset(filter(None, (need.reporter_volunteer, need.reporter_organisation))),
        on_behalf=need.on_behalf_of is not None or need.origin_kind is not None,
        provider_kind=need.provider_kind,
        provider=need.provider,
        done_by=record.service.done_by if record.service else None,
        whistled=frozenset(whistle.department for whistle in record.whistles),
        followers=frozenset(follower.person_id for follower in record.followers),
        helpers=frozenset(helper.volunteer_id for helper in record.helpers),
        offered_to=frozenset(row.volunteer_id for row in record.offered_to),
        wanting=need.state == "assigned" and need.provider_kind == "volunteer" and _has_room(record),
    )


def unanswered(record: Record, department: str | None) -> WhistleRow | None:
    """The department's whistle that it may still report in to; there is at most one."""
    own = (found for found in record.whistles if found.department == department)
    return next((found for found in own if whistle_state(found) in ("waiting", "declined")), None)


def whistle_state(whistle: WhistleRow) -> str:
    """One of `contracts.vocabulary.WHISTLE_STATES`."""
    if whistle.reported_in_at:
        return "reported_in"
    if whistle.excused_at:
        return "excused"
    return "declined" if whistle.declined_at else "waiting"


def standing(record: Record, person: Person, now: datetime) -> lifecycle.Standing:
    """What the table of states must know."""
    whistle = unanswered(record, officer_of(person))
    service, need = record.service, record.need
    own_part = service is not None and service.provider == need.provider
    serving = {need.provider, *(helper.volunteer_id for helper in record.helpers)}
    return lifecycle.Standing(
        state=need.state,
        provider_kind=record.need.provider_kind,
        summoned=whistle is not None,
        owing=whistle is not None and whistle_state(whistle) == "waiting",
        contested=any(whistle_state(whistle) == "declined" for whistle in record.whistles),
        called_back=any(call.round == record.need.round and call.failure is None for call in record.call_backs),
        rated=service is not None and service.rated_at is not None,
        reopenable=service is not None and deadlines.is_reopenable(service.completed_at, now),
        raisable=record.need.level != levels.LAST,
        named=bool(record.offered_to),
        unaccepted=need.assigned_way == "assigned" and not own_part,
        serving=person.volunteer_id is not None and person.volunteer_id in serving,
        room=_has_room(record),
        helped=bool(record.helpers),
        urgent=need.urgency != "ordinary",
    )


def _has_room(record: Record) -> bool:
    return record.need.helpers_wanted > 1 + len(record.helpers)


def need_view(record: Record, person: Person, now: datetime) -> dict[str, Any] | None:
    """The need as `person` may see it `now`; None for somebody who may not."""
    need = record.need
    held = relations(person, parties(record))
    seen = sight(held, need.state)
    if seen is None:
        return None
    told = {
        "need_id": need.need_id,
        "number": need.number,
        "community": need.community,
        "kind": need.kind,
        "urgency": need.urgency,
        "state": need.state,
        "route": need.route,
        "micro_wish": need.micro_wish,
        "wish_title": need.wish_title,
        "complex": need.complex,
        "level": need.level,
        "heard_at": need.heard_at,
        "reported_at": need.reported_at,
        "updated_at": need.updated_at,
        "mine": bool(held & {Relation.REPORTER, Relation.PROVIDER, Relation.HELPER}),
        "helpers_wanted": need.helpers_wanted,
        "round": need.round,
        "followers": len(record.followers),
        "following": Relation.FOLLOWER in held,
        "merged_into": _remaining(record.merged_into),
        "possible": list(lifecycle.possible(standing(record, person, now), held)),
        **_NOTHING_INSIDE,
    }
    if seen is not Sight.FOLLOWED:
        told |= _words(need)
    if Relation.FOLLOWER in held:
        told["clocks"] = [_clock(row, [], now) for row in record.clocks if row.round == need.round]
    if Relation.WORKER in held:
        told |= order_records.for_workers(record)
    return told | (_inside(record, person, now) if seen is Sight.FULL else {})


_NOTHING_INSIDE: dict[str, Any] = {
    "description": None,
    "answers": [],
    "origin": None,
    "building": None,
    "place_words": None,
    "on_behalf_of": None,
    "reference": None,
    "for_other": None,
    "anonymous": False,
    "provider": None,
    "helpers": [],
    "offered_to": [],
    "offered_until": None,
    "declined_assignments": [],
    "squads": [],
    "whistles": [],
    "rating": None,
    "call_backs": [],
    "photos": [],
    "clocks": [],
    "history": [],
}


def _words(need: NeedRow) -> dict[str, Any]:
    """What was reported, or where it was found."""
    return {"description": need.description or None, "answers": need.answers or [], "origin": _origin(need)}


def _inside(record: Record, person: Person, now: datetime) -> dict[str, Any]:
    """What only those concerned with the need see."""
    need = record.need
    return {
        "building": need.building,
        "place_words": need.place_words,
        "on_behalf_of": need.on_behalf_of,
        "reference": need.reference,
        "for_other": need.for_other,
        "anonymous": need.anonymous,
        "provider": _provider(need),
        **order_records.inside(record),
        "whistles": [whistle_view(whistle, need.number, now) for whistle in record.whistles[:MOST_WHISTLES]],
        "rating": _rating(record.service),
        "call_backs": [_call_back(call) for call in record.call_backs],
        "photos": [photo_view(photo, person) for photo in record.photos],
        "clocks": [_clock(row, record.clock_steps, now) for row in record.clocks],
        "history": [_step(step) for step in record.steps[-MOST_STEPS:]],
    }


def whistle_view(whistle: WhistleRow, need_number: str, now: datetime) -> dict[str, Any]:
    return {
        "whistle_id": whistle.whistle_id,
        "need_id": whistle.need_id,
        "need_number": need_number,
        "community": whistle.community,
        "department": whistle.department,
        "blown_at": whistle.blown_at,
        "report_in_by": whistle.report_in_by,
        "reported_in_at": whistle.reported_in_at,
        "overdue": is_owed(whistle, now),
        "state": whistle_state(whistle),
        "purpose": whistle.purpose,
        "lead": whistle.lead,
        "asked_by": whistle.asked_by,
        "declined_at": whistle.declined_at,
        "excused_at": whistle.excused_at,
        "reason": whistle.reason,
        "evidence": whistle.evidence,
    }


def is_owed(whistle: WhistleRow, now: datetime) -> bool:
    """Whether the whistle's deadline has passed without an answer. To decline is to answer."""
    answered_at = whistle.reported_in_at or whistle.declined_at
    return deadlines.is_overdue(whistle.report_in_by, answered_at, now)


def _origin(need: NeedRow) -> dict[str, Any] | None:
    return None if need.origin_kind is None else {"kind": need.origin_kind, "id": need.origin_id}


def _remaining(need: NeedRow | None) -> dict[str, Any] | None:
    return None if need is None else {"need_id": need.need_id, "number": need.number}


def _provider(need: NeedRow) -> dict[str, Any] | None:
    return None if need.provider is None else {"kind": need.provider_kind, "id": need.provider}


def _rating(service: ServiceRow | None) -> dict[str, Any] | None:
    if service is None or service.rated_at is None:
        return None
    return {
        "stars": service.stars,
        "resolved": service.resolved,
        "comment": service.comment,
        "rated_at": service.rated_at,
    }


def _clock(row: ClockRow, steps: list[ClockStepRow], now: datetime) -> dict[str, Any]:
    clock = timekeeping.read(row)
    return {
        "kind": row.kind,
        "round": row.round,
        "policy": row.policy,
        "term": row.term,
        "state": clock.state,
        "started_at": row.started_at,
        "due_at": row.due_at,
        "ended_at": row.ended_at,
        "overdue": clocks.is_overdue(clock, now),
        "in_time": clock.in_time,
        "history": [
            {"step": step.step, "at": step.at, "due_at": step.due_at}
            for step in steps
            if (step.kind, step.round) == (row.kind, row.round)
        ],
    }


def _call_back(call: CallBackRow) -> dict[str, Any]:
    return {
        "round": call.round,
        "made_at": call.made_at,
        "failure": call.failure,
        "contacted": call.contacted,
        "resolved": call.resolved,
        "satisfaction": call.satisfaction,
        "words": call.words,
    }


def photo_view(photo: PhotoRow, person: Person) -> dict[str, Any]:
    return {
        "photo_id": photo.photo_id,
        "moment": photo.moment,
        "width": photo.width,
        "height": photo.height,
        "added_at": photo.added_at,
        "mine": photo.added_by == person.person_id,
    }


def _step(step: StepRow) -> dict[str, Any]:
    return {
        "action": step.action,
        "from_state": step.from_state,
        "to_state": step.to_state,
        "at": step.at,
        "actor_role": step.actor_role,
        "by_link": step.by_link,
        "reason": step.reason,
    }
