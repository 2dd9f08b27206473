"""The registers kept by code: places and organisations. What is sent is taken whole or refused whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import Invalid
from contracts import vocabulary
from contracts.events import OrganisationRegistered, PlaceRegistered

from . import records, tree
from .models import OrganisationRow, PlaceRow

_PARTS = 500


def register_places(tx: Transaction, rows: list[dict[str, Any]], dry_run: bool = False) -> dict[str, int]:
    """Add or change places, or with `dry_run` only say how many. Raises `Invalid` with the faults of `tree.settle`."""
    mentioned = {row["code"] for row in rows} | {row["parent"] for row in rows if row["parent"]}
    known = _known(tx.session, PlaceRow, mentioned, lock=True)
    as_records = {code: _as_record(place, rows[0]) for code, place in known.items()}
    settled, faults = tree.settle(rows, as_records)
    if faults:
        raise Invalid({"places": faults})
    difference = records.compare(settled, as_records)
    if dry_run:
        return difference.counts
    for place in _store(tx, PlaceRow, difference, known):
        tx.emit(
            PlaceRegistered(
                community=place.community or vocabulary.DISTRICT,
                sequence=place.sequence,
                place=place.code,
                kind=place.kind,
                name=place.name,
                parent=place.parent,
            )
        )
    return difference.counts


def register_organisations(tx: Transaction, rows: list[dict[str, Any]], dry_run: bool = False) -> dict[str, int]:
    """Add or change organisations, or with `dry_run` only say how many. Raises `Invalid`: ``repeated``, ``unknown`` (no
    such community)."""
    faults: dict[int, Any] = {
        position: {"code": ["repeated"]} for position in records.repeated([row["code"] for row in rows])
    }
    named = {row["community"] for row in rows if row["community"]}.union(*(row["paired_with"] for row in rows))
    communities = communities_among(tx.session, named)
    for position, row in enumerate(rows):
        if row["community"] and row["community"] not in communities:
            faults.setdefault(position, {})["community"] = ["unknown"]
        unknown = [index for index, code in enumerate(row["paired_with"]) if code not in communities]
        if unknown:
            faults.setdefault(position, {})["paired_with"] = {index: ["unknown"] for index in unknown}
    if faults:
        raise Invalid({"organisations": faults})
    rows = [{**row, "paired_with": sorted(row["paired_with"])} for row in rows]
    known = _known(tx.session, OrganisationRow, {row["code"] for row in rows}, lock=True)
    difference = records.compare(rows, {code: _as_record(row, rows[0]) for code, row in known.items()})
    if dry_run:
        return difference.counts
    for organisation in _store(tx, OrganisationRow, difference, known):
        tx.emit(
            OrganisationRegistered(
                community=organisation.community or vocabulary.DISTRICT,
                sequence=organisation.sequence,
                organisation=organisation.code,
                kind=organisation.kind,
                name=organisation.name,
                appraised=organisation.appraised,
                paired_with=organisation.paired_with,
            )
        )
    return difference.counts


def communities_among(session: Session, codes: Iterable[str]) -> set[str]:
    """Those of `codes` that are registered communities."""
    return {code for code, place in _known(session, PlaceRow, set(codes)).items() if place.kind == "community"}


def places_among(session: Session, codes: Iterable[str]) -> dict[str, PlaceRow]:
    """The registered places among `codes`."""
    return _known(session, PlaceRow, set(codes))


def wrong_building(place: PlaceRow | None, community: str) -> str | None:
    """Why `place` is no building of the community, as a code; None when it is one."""
    if place is None:
        return "unknown"
    if place.kind != "building":
        return "not_a_building"
    return None if place.community == community else "wrong_community"


def require_community(session: Session, community: str, *, lock: bool = False) -> None:
    """Raise `Invalid` unless `community` is registered; `lock` its record to the end of the transaction, so that
    two who change the same community's roll wait for each other."""
    place = session.get(PlaceRow, community, with_for_update=True if lock else None)
    if place is None or place.kind != "community":
        raise Invalid({"community": ["unknown"]})


def _known(session: Session, model: type[Any], codes: set[str], *, lock: bool = False) -> dict[str, Any]:
    found = {}
    ordered = sorted(codes)
    for start in range(0, len(ordered), _PARTS):
        wanted = sa.select(model).where(model.code.in_(ordered[start : start + _PARTS])).order_by(model.code)
        for row in session.scalars(wanted.with_for_update() if lock else wanted):
            found[row.code] = row
    return found


def _as_record(row: Any, like: dict[str, Any]) -> dict[str, Any]:
    return {field: getattr(row, field) for field in like}


def _store(tx: Transaction, model: type[Any], difference: records.Difference, known: dict[str, Any]) -> list[Any]:
    stored = []
    for record in difference.added:
        row = model(**record, sequence=1)
        tx.session.add(row)
        stored.append(row)
    for record in difference.changed:
        row = known[record["code"]]
        for field, value in record.items():
            setattr(row, field, value)
        row.sequence += 1
        stored.append(row)
    return stored
