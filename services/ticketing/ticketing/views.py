"""A need as one person sees it: pure functions from rows to answers (`contracts.requests.ticketing`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from . import deadlines, lifecycle
from .models import NeedRow, Record, ServiceRow, StepRow, WhistleRow
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
    )


def unanswered(record: Record, department: str | None) -> WhistleRow | None:
    """The department's whistle that it has not reported in to; there is at most one."""
    return next(
        (found for found in record.whistles if found.department == department and found.reported_in_at is None), None
    )


def standing(record: Record, person: Person, now: datetime) -> lifecycle.Standing:
    """What the table of states must know."""
    service = record.service
    return lifecycle.Standing(
        state=record.need.state,
        provider_kind=record.need.provider_kind,
        summoned=unanswered(record, officer_of(person)) is not None,
        rated=service is not None and service.rated_at is not None,
        reopenable=service is not None and deadlines.is_reopenable(service.completed_at, now),
    )


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
        "description": need.description or None,
        "answers": need.answers or [],
        "origin": _origin(need),
        "reported_at": need.reported_at,
        "updated_at": need.updated_at,
        "mine": bool(held & {Relation.REPORTER, Relation.PROVIDER}),
        "round": need.round,
        "possible": list(lifecycle.possible(standing(record, person, now), held)),
    }
    return told | (_inside(record, now) if seen is Sight.FULL else _NOTHING_INSIDE)


_NOTHING_INSIDE: dict[str, Any] = {
    "building": None,
    "place_words": None,
    "on_behalf_of": None,
    "provider": None,
    "whistles": [],
    "rating": None,
    "history": [],
}


def _inside(record: Record, now: datetime) -> dict[str, Any]:
    """What only those concerned with the need see."""
    need = record.need
    return {
        "building": need.building,
        "place_words": need.place_words,
        "on_behalf_of": need.on_behalf_of,
        "provider": _provider(need),
        "whistles": [whistle_view(whistle, need.number, now) for whistle in record.whistles[:MOST_WHISTLES]],
        "rating": _rating(record.service),
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
        "overdue": deadlines.is_overdue(whistle.report_in_by, whistle.reported_in_at, now),
    }


def _origin(need: NeedRow) -> dict[str, Any] | None:
    return None if need.origin_kind is None else {"kind": need.origin_kind, "id": need.origin_id}


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


def _step(step: StepRow) -> dict[str, Any]:
    return {
        "action": step.action,
        "from_state": step.from_state,
        "to_state": step.to_state,
        "at": step.at,
        "actor_role": step.actor_role,
        "reason": step.reason,
    }
