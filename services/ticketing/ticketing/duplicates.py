"""Needs that are probably the same as one about to be reported, so that people join them instead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor
from chassis.refusals import Invalid

from . import lifecycle, likeness, queries, views
from .models import NeedRow, Record
from .relations import PERSONAL_KINDS, Relation, Sight, relations, sight

DAYS = 30
MOST_SHOWN = 5
MOST_COMPARED = 500
"""Of a community's open needs, the newest: a community has about 40 new ones in a month."""


def similar(session: Session, actor: Actor, request: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """The answer's items to `contracts.requests.reporting.SimilarNeedsQuery`, best first. Needs that volunteers found
    have their words elsewhere and are not among them. Raises `Invalid` for a place that is not known."""
    community, kind, building = request["community"], request["kind"], request["building"]
    faults = queries.place_faults(session, community, building)
    if faults:
        raise Invalid(faults)
    query = sa.select(NeedRow).where(
        NeedRow.community == community,
        NeedRow.state.in_(lifecycle.OPEN),
        NeedRow.reported_at >= now - timedelta(days=DAYS),
        NeedRow.description != "",
    )
    same = [column == value for column, value in ((NeedRow.kind, kind), (NeedRow.building, building)) if value]
    if same:
        query = query.where(sa.or_(*same))
    needs = session.scalars(query.order_by(NeedRow.need_id.desc()).limit(MOST_COMPARED)).all()
    alike = {need.need_id: likeness.likeness(request["words"], need.description) for need in needs}
    shown = []
    for record in queries.gathered(session, [need for need in needs if alike[need.need_id] >= likeness.THRESHOLD]):
        view = _view(record, actor, building)
        if view is not None:
            shown.append(view)
    shown.sort(key=lambda view: (alike[view["need_id"]], view["same_building"], view["need_id"]), reverse=True)
    return shown[:MOST_SHOWN]


def _view(record: Record, actor: Actor, building: str | None) -> dict[str, Any] | None:
    """What somebody who is about to report sees of another's need: enough to recognise the same broken lamp, nothing of
    who spoke of it or how. Not its words, its reporter or its place, but for whether it is the building that the asker
    has named; nor how alike the words are, from which they could be guessed bit by bit. Of what is somebody's own
    affair (`PERSONAL_KINDS`), nothing. Whoever sees the words anyway sees them here."""
    need = record.need
    held = relations(actor, views.parties(record))
    seen = sight(held, need.state)
    if seen is None and need.kind in PERSONAL_KINDS:
        return None
    return {
        "need_id": need.need_id,
        "number": need.number,
        "kind": need.kind,
        "state": need.state,
        "reported_at": need.reported_at,
        "same_building": building is not None and need.building == building,
        "description": need.description if seen in (Sight.FULL, Sight.OFFER) else None,
        "followers": len(record.followers),
        "following": Relation.FOLLOWER in held,
        "mine": Relation.REPORTER in held,
    }
