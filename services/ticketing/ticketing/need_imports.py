"""Needs that came to a community elsewhere, taken over from a list: each once, known again by its reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Invalid
from contracts.requests.need_imports import NeedRow as SentNeed

from . import queries, reports
from .models import NeedRow, PlaceRow

Row = dict[str, Any]


def take(tx: Transaction, actor: Actor, community: str, rows: list[Row], dry_run: bool) -> list[Row]:
    """Report the good rows that are new on behalf of who asked, or with `dry_run` only say what would become of each
    (`contracts.requests.need_imports.ImportedNeed`). Raises `Invalid` where the community is not known."""
    faults = queries.place_faults(tx.session, community, None)
    if faults:
        raise Invalid(faults)
    if not dry_run:
        # Two imports into one community come one after the other, so that neither takes what the other takes.
        tx.session.get_one(PlaceRow, community, with_for_update=True)
    checked = [_checked(tx.session, community, row, tx.now) for row in rows]
    known = _known(tx.session, community, [sent["reference"] for sent, faults in checked if not faults])
    first: dict[str, int] = {}
    told = []
    for position, (sent, faults) in enumerate(checked, 1):
        if not faults and first.setdefault(sent["reference"], position) != position:
            faults = {"reference": [f"repeated:{first[sent['reference']]}"]}
        if faults:
            told.append(_told(position, "refused", None, faults))
        elif sent["reference"] in known:
            told.append(_told(position, "unchanged", known[sent["reference"]]))
        else:
            need = None if dry_run else reports.report(tx, actor, {"community": community, **sent}).need
            told.append(_told(position, "added", need))
    return told


def _checked(session: Session, community: str, row: Row, now: datetime) -> tuple[Row, Row]:
    """The row as it is kept, and what is wrong with it, by field."""
    try:
        sent: Row = SentNeed().load(row)
    except ValidationError as error:
        return {}, error.normalized_messages()
    faults: Row = queries.place_faults(session, community, sent["building"])
    if sent["heard_at"] is not None and sent["heard_at"] > now:
        faults["heard_at"] = ["in_the_future"]
    return sent, faults


def _known(session: Session, community: str, references: list[str]) -> dict[str, NeedRow]:
    """The needs of the community that have these references, by reference."""
    found = sa.select(NeedRow).where(NeedRow.community == community, NeedRow.reference.in_(references))
    return {str(need.reference): need for need in session.scalars(found)}


def _told(position: int, outcome: str, need: NeedRow | None, faults: Row | None = None) -> Row:
    return {
        "position": position,
        "outcome": outcome,
        "need_id": need.need_id if need else None,
        "number": need.number if need else None,
        "faults": faults or {},
    }
