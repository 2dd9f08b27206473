"""The resource list: what units and the community itself offer a community."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound

from . import queries
from .models import ResourceRow
from .relations import officer_of


def offer(tx: Transaction, actor: Actor, request: dict[str, Any]) -> ResourceRow:
    """Put a resource on the list. Raises `Forbidden`, and `Invalid`: ``unknown``, ``before_first``, ``required``,
    ``not_allowed``."""
    community, organisation = request["community"], request["organisation"]
    _require_own_or_worker(actor, community, organisation)
    faults = queries.place_faults(tx.session, community, None)
    # The portal vouches for an officer's own unit, of which nothing may have been heard here yet.
    named = organisation is not None and organisation != officer_of(actor)
    if named and not queries.is_known_organisation(tx.session, organisation):
        faults["organisation"] = ["unknown"]
    if request["until_day"] is not None and request["until_day"] < request["from_day"]:
        faults["until_day"] = ["before_first"]
    if request["kind"] == "funds":
        if request["amount_fen"] is None:
            faults["amount_fen"] = ["required"]
        if request["quantity"] is not None:
            faults["quantity"] = ["not_allowed"]
    elif request["amount_fen"] is not None:
        faults["amount_fen"] = ["not_allowed"]
    if faults:
        raise Invalid(faults)
    made = ResourceRow(**request, resource_id=tx.new_id(), offered_by=actor.person_id, offered_at=tx.now)
    tx.session.add(made)
    return made


def withdraw(tx: Transaction, actor: Actor, resource_id: str, reason: str) -> ResourceRow:
    """Take a resource off the list. Raises `NotFound`, `Forbidden`, `Conflict` ``resource_withdrawn``."""
    resource = tx.session.get(ResourceRow, resource_id, with_for_update=True)
    if resource is None:
        raise NotFound("resource", resource_id)
    _require_own_or_worker(actor, resource.community, resource.organisation)
    if resource.withdrawn_at is not None:
        raise Conflict("resource_withdrawn")
    resource.withdrawn_at, resource.withdraw_reason = tx.now, reason
    return resource


def page(session: Session, actor: Actor, request: dict[str, Any]) -> tuple[list[ResourceRow], str | None]:
    """One page of `contracts.requests.lists.ResourcesQuery`, and the cursor of the next. Raises `Forbidden`."""
    community, own = request["community"], officer_of(actor)
    wanted = sa.select(ResourceRow).where(ResourceRow.community == community)
    if not actor.works_in(community):
        if own is None:
            access.require_worker(actor, community)
        wanted = wanted.where(ResourceRow.organisation == own)
    if request["kind"] is not None:
        wanted = wanted.where(ResourceRow.kind == request["kind"])
    gone = ResourceRow.withdrawn_at.is_not(None)
    wanted = wanted.where(gone if request["withdrawn"] else ~gone)
    return queries.page(session, wanted, ResourceRow.resource_id, request)


def _require_own_or_worker(actor: Actor, community: str, organisation: str | None) -> None:
    if actor.works_in(community):
        return
    own = officer_of(actor)
    if own is None:
        access.require_worker(actor, community)
    if organisation is None or organisation != own:
        raise Forbidden("not_your_organisation")
