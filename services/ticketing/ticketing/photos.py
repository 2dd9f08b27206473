"""Photos of needs: who may add one, and the pictures as they are kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Forbidden, Invalid, NotFound
from contracts.requests.photos import MOST_PHOTOS

from . import lifecycle, queries, views
from .case import Case
from .models import PhotoRow
from .relations import Relation, Sight, relations, sight

ADD = (Relation.REPORTER, Relation.WORKER, Relation.PROVIDER, Relation.HELPER)
SERVED_IN = ("assigned", "suspended", "completed", "confirmed", "closed")
_JPEG = b"\xff\xd8\xff"


def add(tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
    """Add a photo. Raises `Forbidden` for somebody else, `Conflict` where the need has ended unserved or has
    `MOST_PHOTOS`, and `Invalid` for what is no JPEG, and for what shows the matter afterwards where nobody has begun
    to serve it."""
    case = Case.of(tx, actor, request)
    need = case.need
    held = relations(actor, views.parties(case.record))
    if not held.intersection(ADD):
        if sight(held, need.state) is None:
            raise Forbidden("not_your_need")
        raise Forbidden("not_your_step", action="add_photo", who=list(ADD))
    if need.state in lifecycle.LAPSED:
        raise case.conflict("impossible_in_state")
    if len(case.record.photos) >= MOST_PHOTOS:
        raise case.conflict("photos_full", most=MOST_PHOTOS)
    faults = {name: ["not_a_photo"] for name in ("photo", "thumbnail") if not request[name].startswith(_JPEG)}
    if request["moment"] == "after" and need.state not in SERVED_IN:
        faults["moment"] = ["nobody_serves"]
    if faults:
        raise Invalid(faults)
    row = PhotoRow(**request, photo_id=tx.new_id(), added_by=actor.person_id, added_at=tx.now)
    tx.session.add(row)
    return views.photo_view(row, actor)


def read(session: Session, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
    """A picture. Raises `NotFound`, and `Forbidden` for somebody who does not see the need in full."""
    record = queries.whole(session, request["need_id"])
    if sight(relations(actor, views.parties(record)), record.need.state) is not Sight.FULL:
        raise Forbidden("not_your_need")
    for row in record.photos:
        if row.photo_id == request["photo_id"]:
            return {"photo_id": row.photo_id, "content": getattr(row, request["size"])}
    raise NotFound("photo", request["photo_id"])
