"""The need list: needs refined into entries, the resources that meet an entry, and its end.

The rows of needs are locked before those of entries, and these before those of resources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district

from . import queries
from .lifecycle import LAPSED
from .models import MatchRow, NeedEntryRow, NeedRow, ProjectEntryRow, RefinedNeedRow, ResourceRow

OPEN = ("listed", "in_project")


def refine(tx: Transaction, actor: Actor, request: dict[str, Any]) -> NeedEntryRow:
    """Make an entry of needs. Raises `Forbidden`, and `Invalid`: ``unknown``, ``wrong_community``, ``need_ended``,
    ``in_another_entry``."""
    community, needs = request["community"], request["needs"]
    access.require_worker(actor, community)
    faults: dict[str, Any] = queries.place_faults(tx.session, community, None)
    rows = sa.select(NeedRow).where(NeedRow.need_id.in_(needs)).order_by(NeedRow.need_id).with_for_update()
    known = {row.need_id: row for row in tx.session.scalars(rows)}
    listed = set(
        tx.session.scalars(
            sa.select(RefinedNeedRow.need_id)
            .join(NeedEntryRow, NeedEntryRow.entry_id == RefinedNeedRow.entry_id)
            .where(RefinedNeedRow.need_id.in_(needs), NeedEntryRow.state.in_(OPEN))
        )
    )
    wrong: dict[str, list[str]] = {}
    for place, need_id in enumerate(needs):
        need = known.get(need_id)
        if need is None:
            wrong[str(place)] = ["unknown"]
        elif need.community != community:
            wrong[str(place)] = ["wrong_community"]
        elif need.state in LAPSED:
            wrong[str(place)] = ["need_ended"]
        elif need_id in listed:
            wrong[str(place)] = ["in_another_entry"]
    if wrong:
        faults["needs"] = wrong
    if faults:
        raise Invalid(faults)
    made = NeedEntryRow(
        entry_id=tx.new_id(),
        community=community,
        title=request["title"],
        kind=request["kind"],
        state="listed",
        refined_by=actor.person_id,
        refined_at=tx.now,
    )
    tx.session.add(made)
    tx.session.flush()
    tx.session.add_all(RefinedNeedRow(entry_id=made.entry_id, need_id=need_id) for need_id in needs)
    return made


def match(tx: Transaction, actor: Actor, request: dict[str, Any]) -> NeedEntryRow:
    """Say which resources meet an entry. Raises `NotFound`, `Forbidden`, `Conflict` ``entry_closed``, and `Invalid`:
    ``unknown``, ``wrong_community``, ``resource_withdrawn``, ``resource_over``."""
    entry = _open(tx.session, actor, request["entry_id"])
    asked = request["resources"]
    rows = sa.select(ResourceRow).where(ResourceRow.resource_id.in_(asked)).order_by(ResourceRow.resource_id)
    known = {row.resource_id: row for row in tx.session.scalars(rows.with_for_update())}
    faults: dict[str, list[str]] = {}
    for place, resource_id in enumerate(asked):
        resource = known.get(resource_id)
        if resource is None:
            faults[str(place)] = ["unknown"]
        elif resource.community != entry.community:
            faults[str(place)] = ["wrong_community"]
        elif resource.withdrawn_at is not None:
            faults[str(place)] = ["resource_withdrawn"]
        elif resource.until_day is not None and resource.until_day < district.day_of(tx.now):
            faults[str(place)] = ["resource_over"]
    if faults:
        raise Invalid({"resources": faults})
    for resource_id in asked:
        kept = tx.session.get(MatchRow, (entry.entry_id, resource_id))
        if kept is None:
            kept = MatchRow(entry_id=entry.entry_id, resource_id=resource_id)
            tx.session.add(kept)
        elif kept.unmatched_at is None:
            continue
        kept.matched_by, kept.matched_at = actor.person_id, tx.now
        kept.unmatched_at = kept.unmatch_reason = None
    return entry


def unmatch(tx: Transaction, actor: Actor, request: dict[str, Any]) -> NeedEntryRow:
    """Say that a resource does not meet an entry after all. Raises `NotFound`, `Forbidden`, `Conflict`
    ``entry_closed``, and `Invalid` ``not_matched``."""
    entry = _open(tx.session, actor, request["entry_id"])
    kept = tx.session.get(MatchRow, (entry.entry_id, request["resource_id"]))
    if kept is None or kept.unmatched_at is not None:
        raise Invalid({"resource_id": ["not_matched"]})
    kept.unmatched_at, kept.unmatch_reason = tx.now, request["reason"]
    return entry


def close(tx: Transaction, actor: Actor, request: dict[str, Any]) -> NeedEntryRow:
    """Take an entry off the list that is in no project. Raises `NotFound`, `Forbidden`, `Conflict` ``entry_closed``,
    ``entry_in_project``."""
    entry = _open(tx.session, actor, request["entry_id"])
    if entry.state == "in_project":
        raise Conflict("entry_in_project")
    entry.state, entry.close_reason = "settled" if request["settled"] else "dropped", request["reason"]
    return entry


def page(session: Session, request: dict[str, Any]) -> tuple[list[NeedEntryRow], str | None]:
    """One page of `contracts.requests.lists.NeedListQuery`, and the cursor of the next."""
    wanted = sa.select(NeedEntryRow).where(NeedEntryRow.community == request["community"])
    if request["state"] is not None:
        wanted = wanted.where(NeedEntryRow.state == request["state"])
    return queries.page(session, wanted, NeedEntryRow.entry_id, request)


def shown(session: Session, entries: Sequence[NeedEntryRow]) -> list[dict[str, Any]]:
    """Entries as answers (`contracts.requests.lists.NeedEntry`)."""
    ids = [entry.entry_id for entry in entries]
    needs = _named(session, RefinedNeedRow, RefinedNeedRow.need_id, ids)
    resources = _named(session, MatchRow, MatchRow.resource_id, ids, MatchRow.unmatched_at.is_(None))
    projects = _named(session, ProjectEntryRow, ProjectEntryRow.project_id, ids)
    return [
        {
            **columns(entry),
            "needs": needs[entry.entry_id],
            "resources": resources[entry.entry_id],
            "projects": projects[entry.entry_id][::-1],
        }
        for entry in entries
    ]


def _open(session: Session, actor: Actor, entry_id: str) -> NeedEntryRow:
    """The entry, which is open and the actor's to change, and which nobody else changes until the transaction ends."""
    entry = session.get(NeedEntryRow, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound("need_entry", entry_id)
    access.require_worker(actor, entry.community)
    if entry.state not in OPEN:
        raise Conflict("entry_closed", state=entry.state)
    return entry


def _named(session: Session, table: Any, what: Any, entries: Sequence[str], *those: Any) -> dict[str, list[str]]:
    """What rows of `table`, of which `those` hold, name for each of the entries, the oldest first."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = sa.select(table.entry_id, what).where(table.entry_id.in_(entries), *those).order_by(what)
    for entry_id, named in session.execute(rows):
        found[entry_id].append(named)
    return found
