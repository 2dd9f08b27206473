"""Micro-wishes (微心愿): small needs that are shown to everybody under words which a worker has chosen."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid

from . import queries
from .models import NeedRow


def decide(need: NeedRow, is_wish: bool | None, title: str | None) -> None:
    """Make the need a micro-wish or not, as a worker says at the triage; what he does not say stays as it was. Raises
    `Invalid` for a title of what is to be no micro-wish."""
    if title is not None and is_wish is False:
        raise Invalid({"wish_title": ["not_allowed"]})
    if title is not None:
        need.micro_wish, need.wish_title = True, title
    elif is_wish is not None:
        need.micro_wish = is_wish
        need.wish_title = need.wish_title if is_wish else None


def page(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to `contracts.requests.micro_wishes.MicroWishesQuery`: those that have a title. Without one a wish
    has nothing that is safe to show, and is among the offered needs only; one that is offered to named volunteers is
    for them alone."""
    wanted = sa.select(NeedRow).where(
        NeedRow.community == request["community"],
        NeedRow.state == "offered",
        NeedRow.micro_wish.is_(True),
        NeedRow.wish_title.is_not(None),
        NeedRow.offered_until.is_(None),
    )
    needs, cursor = queries.page(session, wanted, NeedRow.need_id, request)
    items = [
        {
            "need_id": need.need_id,
            "number": need.number,
            "kind": need.kind,
            "title": need.wish_title,
            "reported_at": need.reported_at,
        }
        for need in needs
    ]
    return {"items": items, "next_cursor": cursor}
