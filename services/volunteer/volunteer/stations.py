"""Stations: registered by a community's workers, checked for the six haves, and shown with who stands duty."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import StationChecked, StationRegistered

from . import circle, opening, queries, registers, roster, six_haves
from .models import PlaceRow, StationCheckRow, StationDutyRow, StationRow

SERVED_KINDS = ("compound", "building")


def register(tx: Transaction, request: dict[str, Any]) -> StationRow:
    """Add or change a station.

    Raises `Conflict` ``general_station_exists``, which names it, and `Invalid`: ``unknown``, ``fixed`` (a station stays
    in its community and of its kind), ``required``, ``not_allowed``, ``not_a_compound``,
    ``not_a_compound_or_building``, ``wrong_community``, and the faults of opening hours.
    """
    community = request["community"]
    registers.require_community(tx.session, community, lock=True)
    station = tx.session.get(StationRow, request["code"], with_for_update=True)
    faults = _faults(tx.session, request, station)
    if faults:
        raise Invalid(faults)
    if request["kind"] == "general":
        _require_only_general(tx.session, community, request["code"])
    if station is None:
        station = StationRow(**request, sequence=0)
        tx.session.add(station)
    elif all(getattr(station, name) == value for name, value in request.items()):
        return station
    for name, value in request.items():
        setattr(station, name, value)
    station.sequence += 1
    tx.emit(
        StationRegistered(
            community=community,
            sequence=station.sequence,
            station=station.code,
            kind=station.kind,
            name=station.name,
        )
    )
    return station


def check(tx: Transaction, actor: Actor, request: dict[str, Any]) -> StationRow:
    """Record one look at one of the six haves. Raises `NotFound`, and `Invalid` ``in_the_future``."""
    station = found(tx.session, request["station"], lock=True)
    access.require_worker(actor, station.community)
    if request["seen_on"] > district.day_of(tx.now):
        raise Invalid({"seen_on": ["in_the_future"]})
    made = StationCheckRow(check_id=new_id(), checked_by=actor.person_id, checked_at=tx.now, **request)
    tx.session.add(made)
    station.sequence += 1
    tx.emit(
        StationChecked(
            community=station.community,
            sequence=station.sequence,
            station=station.code,
            have=made.have,
            had=made.had,
            seen_on=made.seen_on,
        )
    )
    return station


def found(session: Session, code: str, *, lock: bool = False) -> StationRow:
    """The station; locked to the end of the transaction. Raises `NotFound`."""
    station = session.get(StationRow, code, with_for_update=True if lock else None)
    if station is None:
        raise NotFound(what="station", id=code)
    return station


def of_community(session: Session, community: str) -> list[StationRow]:
    """The stations of a community, the general one first. Raises `Invalid` for an unregistered community."""
    registers.require_community(session, community)
    wanted = sa.select(StationRow).where(StationRow.community == community)
    return list(session.scalars(wanted.order_by(StationRow.kind != "general", StationRow.code)))


def shown(session: Session, stations: list[StationRow], now: datetime) -> list[dict[str, Any]]:
    """Stations as answers: what they have and lack, whether they are open, and who stands duty."""
    codes = [station.code for station in stations]
    checks = _checks(session, codes)
    duties = defaultdict(list)
    for duty in duties_shown(session, roster.shown(session, codes, now)):
        duties[duty["station"]].append(duty)
    answers = []
    for station in stations:
        haves = six_haves.standing(checks[station.code])
        answers.append(
            {
                **columns(station),
                "haves": haves,
                "missing": six_haves.missing(haves),
                "open_now": opening.is_open(station.opening, now),
                "next_opening": opening.next_opening(station.opening, now),
                "on_duty": [duty for duty in duties[station.code] if duty["starts_at"] <= now],
                "roster": duties[station.code],
            }
        )
    return answers


def duties_shown(session: Session, rows: list[StationDutyRow]) -> list[dict[str, Any]]:
    """Duties as answers, with the volunteers' names."""
    names = queries.names(session, sorted({row.volunteer_id for row in rows}))
    return [
        {
            **columns(row),
            "name": names.get(row.volunteer_id),
        }
        for row in rows
    ]


def five_minute_circle(session: Session, community: str) -> dict[str, Any]:
    """Which of a community's buildings have a station near. Raises `Invalid` for an unregistered community."""
    serves = {station.code: station.serves for station in of_community(session, community)}
    wanted = sa.select(PlaceRow).where(PlaceRow.community == community, PlaceRow.kind == "building")
    buildings = [
        circle.Building(place.code, place.name, place.parent, place.households)
        for place in session.scalars(wanted.order_by(PlaceRow.code))
    ]
    return {"community": community, **circle.circle(buildings, serves)}


def _faults(session: Session, request: dict[str, Any], before: StationRow | None) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    if before is not None:
        if before.community != request["community"]:
            faults["community"] = [f"fixed:{before.community}"]
        if before.kind != request["kind"]:
            faults["kind"] = [f"fixed:{before.kind}"]
    community, compound = request["community"], request["compound"]
    places = registers.places_among(session, [*request["serves"], *([compound] if compound else [])])
    if (compound is None) != (request["kind"] == "general"):
        faults["compound"] = ["required" if compound is None else "not_allowed"]
    elif compound and (wrong := _wrong(places.get(compound), community, ("compound",), "not_a_compound")):
        faults["compound"] = [wrong]
    serves = {
        position: [wrong]
        for position, code in enumerate(request["serves"])
        if (wrong := _wrong(places.get(code), community, SERVED_KINDS, "not_a_compound_or_building"))
    }
    if serves:
        faults["serves"] = serves
    if wrong_hours := opening.faults(request["opening"]):
        faults["opening"] = wrong_hours
    return faults


def _wrong(place: PlaceRow | None, community: str, kinds: tuple[str, ...], otherwise: str) -> str | None:
    if place is None:
        return "unknown"
    if place.kind not in kinds:
        return otherwise
    return None if place.community == community else "wrong_community"


def _require_only_general(session: Session, community: str, code: str) -> None:
    general = StationRow.community == community, StationRow.kind == "general", StationRow.code != code
    other = session.scalars(sa.select(StationRow).where(*general)).first()
    if other is not None:
        raise Conflict("general_station_exists", station=other.code, name=other.name)


def _checks(session: Session, stations: list[str]) -> defaultdict[str, list[six_haves.Check]]:
    wanted = sa.select(StationCheckRow).where(StationCheckRow.station.in_(stations))
    rows = session.scalars(wanted.order_by(StationCheckRow.checked_at, StationCheckRow.check_id))
    checks: defaultdict[str, list[six_haves.Check]] = defaultdict(list)
    for number, row in enumerate(rows):
        checks[row.station].append(six_haves.Check(row.have, row.had, row.seen_on, number, row.evidence))
    return checks
