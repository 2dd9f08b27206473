"""The compact (小区公约) of a compound or community: its versions, none ever rewritten, and consent to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker, roles
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district
from contracts.requests.compacts import MOST_VERSIONS

from . import in_force, queries
from .models import CompactConsentRow, CompactVersionRow, PlaceRow
from .relations import require_belonging

_SPEAKING_FOR_OTHERS = roles("community_worker", "district_admin")

PLACES = ("compound", "community")
"""Kinds of place that have a compact."""


def draft(tx: Transaction, actor: Actor, request: dict[str, Any]) -> CompactVersionRow:
    """Write the next version. Raises `NotFound` for the place, `Forbidden`, `Conflict` ``too_many_versions``; `Invalid`
    as `in_force.fault`."""
    place = _place(tx.session, request["place"], lock=True)
    require_worker(actor, place.community)
    versions = _versions(tx.session, place.code)
    if len(versions) == MOST_VERSIONS:
        raise Conflict("too_many_versions")
    last = versions[0].effective_on if versions else None
    if wrong := in_force.fault(request["effective_on"], last, district.day_of(tx.now)):
        raise Invalid({"effective_on": [wrong]})
    version = CompactVersionRow(
        **request,
        version_id=tx.new_id(),
        community=place.community,
        version=len(versions) + 1,
        drafted_by=actor.person_id,
        drafted_at=tx.now,
    )
    tx.session.add(version)
    return version


def consent(tx: Transaction, actor: Actor, request: dict[str, Any]) -> CompactVersionRow:
    """Consent to a version that is in force or to come. Raises as `_party`, and `Conflict` ``version_superseded``,
    ``already_consented``."""
    version = _found(tx.session, request["version_id"])
    party = _party(tx.session, actor, version, request)
    effective = {one.version: one.effective_on for one in _versions(tx.session, version.place)}
    now = in_force.on(district.day_of(tx.now), effective)
    if now is not None and version.version < now:
        raise Conflict("version_superseded", version=now)
    if _standing(tx.session, version, party) is not None:
        raise Conflict("already_consented")
    tx.session.add(
        CompactConsentRow(
            consent_id=tx.new_id(),
            version_id=version.version_id,
            **party,
            given_at=tx.now,
            recorded_by=actor.person_id,
        )
    )
    return version


def take_back(tx: Transaction, actor: Actor, request: dict[str, Any]) -> CompactVersionRow:
    """Take a consent back; that it was given stays on record. Raises as `_party`, and `Conflict` ``not_consented``."""
    version = _found(tx.session, request["version_id"])
    party = _party(tx.session, actor, version, request)
    given = _standing(tx.session, version, party)
    if given is None:
        raise Conflict("not_consented")
    given.taken_back_at, given.taken_back_by = tx.now, actor.person_id
    return version


def compact(session: Session, actor: Actor, place: str, day: date) -> dict[str, Any]:
    """All versions, and which is in force on a day. Raises `NotFound` for the place, `Forbidden`."""
    where = _place(session, place)
    require_belonging(actor, where.community)
    versions = _versions(session, place)
    return {
        "place": place,
        "day": day,
        "in_force": in_force.on(day, {one.version: one.effective_on for one in versions}),
        "versions": shown(session, actor, versions),
    }


def shown(session: Session, actor: Actor, versions: Sequence[CompactVersionRow]) -> list[dict[str, Any]]:
    """Versions as answers, with how many consent to each."""
    ids = [version.version_id for version in versions]
    counts = {one: {"people": 0, "households": 0, "taken_back": 0} for one in ids}
    row = CompactConsentRow
    kind = sa.case(
        (row.taken_back_at.is_not(None), "taken_back"), (row.person_id.is_not(None), "people"), else_="households"
    )
    counted = sa.select(row.version_id, kind, sa.func.count()).where(row.version_id.in_(ids))
    for version_id, what, count in session.execute(counted.group_by(row.version_id, kind)):
        counts[version_id][what] = count
    mine = sa.select(row.version_id).where(
        row.version_id.in_(ids), row.person_id == actor.person_id, row.taken_back_at.is_(None)
    )
    own = set(session.scalars(mine))
    return [
        {
            "version_id": version.version_id,
            "place": version.place,
            "community": version.community,
            "version": version.version,
            "text": version.text,
            "effective_on": version.effective_on,
            "drafted_at": version.drafted_at,
            **counts[version.version_id],
            "mine": version.version_id in own,
        }
        for version in versions
    ]


def _place(session: Session, code: str, lock: bool = False) -> PlaceRow:
    place = session.get(PlaceRow, code, with_for_update=lock or None)
    if place is None or place.kind not in PLACES:
        raise NotFound("place", code)
    return place


def _versions(session: Session, place: str) -> list[CompactVersionRow]:
    """The latest first."""
    found = sa.select(CompactVersionRow).where(CompactVersionRow.place == place)
    return list(session.scalars(found.order_by(CompactVersionRow.version.desc())))


def _found(session: Session, version_id: str) -> CompactVersionRow:
    """The version, locked: consents to it are given and taken back one after the other."""
    version = session.get(CompactVersionRow, version_id, with_for_update=True)
    if version is None:
        raise NotFound("compact_version", version_id)
    return version


def _party(
    session: Session, actor: Actor, version: CompactVersionRow, request: dict[str, Any]
) -> dict[str, str | None]:
    """Who consents: the actor, or the household for which a worker speaks. Raises `Forbidden`; `Invalid` ``required``,
    ``unknown``, ``not_a_building``, ``wrong_community``, ``wrong_compound``."""
    building, door = request["building"], request["door"]
    if building is None and door is None:
        require_belonging(actor, version.community)
        return {"person_id": actor.person_id, "building": None, "door": None}
    _SPEAKING_FOR_OTHERS(actor)
    require_worker(actor, version.community)
    if building is None or door is None:
        raise Invalid({"building" if building is None else "door": ["required"]})
    compound = None if version.place == version.community else version.place
    known = queries.places_among(session, [building])
    if wrong := queries.household_fault(known, building, version.community, compound):
        raise Invalid({"building": [wrong]})
    return {"person_id": None, "building": building, "door": door.strip()}


def _standing(session: Session, version: CompactVersionRow, party: dict[str, str | None]) -> CompactConsentRow | None:
    row = CompactConsentRow
    return session.scalars(
        sa.select(row).where(
            row.version_id == version.version_id,
            row.taken_back_at.is_(None),
            *(getattr(row, name) == value for name, value in party.items() if value is not None),
        )
    ).first()
