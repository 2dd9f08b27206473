"""Star policies adopted while the service runs, beside those that come with it. They begin on a day to come, so that
nothing that was rated before is rated otherwise."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Invalid
from contracts import district
from contracts.events import StarPolicyAdopted
from contracts.vocabulary import DISTRICT

from . import policies, queries
from .models import AdoptedPolicy, StarClosing
from .policies import NATIONAL, Fault, Policies, WrongPolicy
from .stars import StarPolicy

OWN = policies.own()

KEPT_SECONDS = 3.0
_CURRENT: WeakKeyDictionary[Any, tuple[float, Policies]] = WeakKeyDictionary()


def current(session: Session) -> Policies:
    """All policies and the years that are frozen, as they were some seconds ago at most: what was adopted since begins
    tomorrow at the earliest, and freezing waits for it."""
    engine = session.get_bind().engine
    until, found = _CURRENT.get(engine, (0.0, OWN))
    if time.monotonic() > until:
        found = OWN.with_stars(*(checked(row.document) for row in adopted(session)))
        found = replace(found, frozen=frozenset(session.scalars(sa.select(StarClosing.year))))
        _CURRENT[engine] = time.monotonic() + KEPT_SECONDS, found
    return found


def adopted_at(url: str) -> Policies:
    """All policies of the database at `url`; those that come with the service where it has no tables yet."""
    address = make_url(url)
    # To look into a SQLite file that is not there would make one.
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return OWN
    engine = sa.create_engine(url, hide_parameters=True)
    try:
        if not sa.inspect(engine).has_table(AdoptedPolicy.__tablename__):
            return OWN
        with Session(engine) as session:
            return current(session)
    finally:
        engine.dispose()


def adopted(session: Session) -> list[AdoptedPolicy]:
    """What the district has adopted, oldest first."""
    return list(session.scalars(sa.select(AdoptedPolicy).order_by(AdoptedPolicy.effective_from, AdoptedPolicy.owner)))


def checked(document: Any) -> StarPolicy:
    """The star policy in a document. Raises `WrongPolicy`."""
    policy = policies.read(document)
    if not isinstance(policy, StarPolicy):
        raise WrongPolicy([Fault("decides", "not_for_stars")])
    return policy


def usable(document: Any) -> StarPolicy:
    """The star policy in the document of a request. Raises `Invalid` ``unusable_policy``."""
    try:
        return checked(document)
    except WrongPolicy as wrong:
        raise Invalid({"document": [f"unusable_policy:{len(wrong.faults)}"]}) from None


def adopt(tx: Transaction, actor: Actor, document: dict[str, Any]) -> AdoptedPolicy:
    """Adopt a policy from its day on. Raises `Invalid`, `Conflict`."""
    policy = usable(document)
    _require_forward(policy, district.day_of(tx.now))
    if policy.owner == NATIONAL or not (
        policy.owner == DISTRICT or queries.is_known_community(tx.session, policy.owner)
    ):
        raise Invalid({"document": ["unknown_policy_owner"]})
    for other in OWN.with_stars(*(checked(row.document) for row in adopted(tx.session))).stars:
        if other.reference == policy.reference:
            raise Conflict("policy_version_taken", policy=policy.reference)
        if (other.owner, other.effective_from) == (policy.owner, policy.effective_from):
            raise Conflict("policy_day_taken", policy=other.reference)
    row = AdoptedPolicy(
        reference=policy.reference,
        owner=policy.owner,
        effective_from=policy.effective_from,
        document=document,
        adopted_at=tx.now,
        adopted_by=actor.person_id,
    )
    tx.session.add(row)
    tx.emit(
        StarPolicyAdopted(
            community=policy.owner,
            sequence=1,
            policy=policy.reference,
            owner=policy.owner,
            effective_from=policy.effective_from,
        )
    )
    return row


def _require_forward(policy: StarPolicy, today: date) -> None:
    if policy.effective_from <= today:
        raise Invalid({"document": ["policy_begins_in_the_past"]})
