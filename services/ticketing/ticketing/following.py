"""Following somebody else's need instead of reporting the same anew."""

from __future__ import annotations

from typing import Any

from chassis.refusals import Conflict, Forbidden
from contracts.events import NeedFollowed, NeedUnfollowed

from . import lifecycle, views
from .case import Case
from .models import FollowerRow
from .relations import PERSONAL_KINDS, Relation, relations, sight


def join(case: Case) -> None:
    """The actor follows the need. Raises `Conflict` for one's own need, a second time, and where nothing more comes of
    the need; `Forbidden` for somebody else's own affair."""
    assert case.actor is not None
    need = case.need
    held = relations(case.actor, views.parties(case.record))
    if need.kind in PERSONAL_KINDS and sight(held, need.state) is None:
        raise Forbidden("not_your_need")
    if Relation.REPORTER in held:
        raise Conflict("own_need")
    if Relation.FOLLOWER in held:
        raise Conflict("already_followed")
    if need.state not in lifecycle.OPEN:
        raise Conflict("need_over", state=need.state, possible=[])
    add(case, case.actor.person_id)


def leave(case: Case) -> None:
    """The actor does not follow the need any more. Raises `Conflict` where he did not."""
    assert case.actor is not None
    own = [row for row in case.record.followers if row.person_id == case.actor.person_id]
    if not own:
        raise Conflict("not_followed")
    for row in own:
        case.record.followers.remove(row)
        case.tx.session.delete(row)
        case.tell(NeedUnfollowed, follower=row.person_id)


def add(case: Case, person_id: str) -> None:
    """One more follower, who was none before."""
    row = FollowerRow(need_id=case.need.need_id, person_id=person_id, followed_at=case.tx.now)
    case.tx.session.add(row)
    case.record.followers.append(row)
    case.tell(NeedFollowed, follower=person_id)


def standing(case: Case) -> dict[str, Any]:
    """The need as whoever has just joined or left it is told of it."""
    assert case.actor is not None
    need, followers = case.need, {row.person_id for row in case.record.followers}
    return {
        "need_id": need.need_id,
        "number": need.number,
        "kind": need.kind,
        "state": need.state,
        "followers": len(followers),
        "following": case.actor.person_id in followers,
    }
