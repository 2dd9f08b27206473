"""Which hours policy holds where and when: decided for days to come, so that nothing counted before changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Forbidden, Invalid
from contracts import district

from . import hours, registers
from .models import HoursPolicyRow, PlaceRow


def decide(tx: Transaction, actor: Actor, request: dict[str, Any]) -> HoursPolicyRow:
    """Decide for a community, as one of its workers, or for a district, as its administrator.

    Raises `Invalid`: ``unknown``, ``not_a_community_or_district``, ``not_in_the_future``; `Conflict`
    ``already_decided`` for that day.
    """
    place = tx.session.get(PlaceRow, request["place"])
    if place is not None and place.kind == "community":
        access.require_worker(actor, place.code)
    elif not actor.is_admin:
        raise Forbidden("not_your_community", community=request["place"])
    faults = {}
    if place is None:
        faults["place"] = ["unknown"]
    elif place.kind not in ("community", "district"):
        faults["place"] = ["not_a_community_or_district"]
    if request["from_day"] <= district.day_of(tx.now):
        faults["from_day"] = ["not_in_the_future"]
    if faults:
        raise Invalid(faults)
    if tx.session.get(HoursPolicyRow, (request["place"], request["from_day"])) is not None:
        raise Conflict("already_decided")
    row = HoursPolicyRow(**request, decided_by=actor.person_id, decided_at=tx.now)
    tx.session.add(row)
    return row


class Policies:
    """The policies of communities, read once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[str, list[HoursPolicyRow]] = {}

    def at(self, community: str, day: date) -> hours.HoursPolicy:
        """What holds in a community for what starts on a day."""
        row = self.row_at(community, day)
        return hours.USUAL if row is None else as_policy(row)

    def row_at(self, community: str, day: date) -> HoursPolicyRow | None:
        """The decision that holds; None where nobody has decided and the usual policy does. The community's own goes
        before that of a place above it."""
        return next((row for row in self.of(community) if row.from_day <= day), None)

    def of(self, community: str) -> list[HoursPolicyRow]:
        """All decisions for a community: its own first, then those of places above, each latest day first."""
        if community not in self._rows:
            above = _with_places_above(self._session, community)
            found = sa.select(HoursPolicyRow).where(HoursPolicyRow.place.in_(above))
            rows = list(self._session.scalars(found.order_by(HoursPolicyRow.from_day.desc())))
            self._rows[community] = sorted(rows, key=lambda row: above.index(row.place))
        return self._rows[community]


def shown(session: Session, community: str, today: date) -> dict[str, Any]:
    """The policy in force and all decided. Raises `Invalid` for a community that is not registered."""
    registers.require_community(session, community)
    policies = Policies(session)
    row = policies.row_at(community, today)
    usual = {"place": None, "from_day": None, "reason": None, **vars(hours.USUAL)}
    return {"in_force": usual if row is None else row, "items": policies.of(community)}


def as_policy(row: HoursPolicyRow) -> hours.HoursPolicy:
    """The rules of a decision."""
    return hours.HoursPolicy(row.least_percent, row.activity_cap, row.daily_cap, row.unit)


def _with_places_above(session: Session, community: str) -> list[str]:
    found = [community]
    while (place := session.get(PlaceRow, found[-1])) is not None and place.parent is not None:
        found.append(place.parent)
    return found
