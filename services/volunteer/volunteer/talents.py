"""The talent pool: a community's volunteers found by what they can do, when they are free and what they wish."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid

from . import activities, availability, descriptions, engagements, numbers, queries, registers, skills
from .models import (
    AvailabilityRow,
    CertificationRow,
    CredentialRow,
    DutyRow,
    LanguageRow,
    PlaceRow,
    SkillRow,
    VolunteerRow,
    WishRow,
)

PLACE_KINDS = ("building", "compound")


def page(session: Session, request: dict[str, Any], today: date) -> dict[str, Any]:
    """One page of the talents that `contracts.requests.talents.TalentsQuery` asks for.

    Raises `Invalid`: ``unknown`` (community, place, cursor), ``wrong_community``, ``not_a_building_or_compound``,
    ``required``, ``not_after_start`` and ``longer_than_a_day`` (the time to be free).
    """
    registers.require_community(session, request["community"])
    _check_time(request["free_from"], request["free_until"])
    _check_place(session, request["place"], request["community"])
    rows, next_cursor = queries.page(session, _found(request, today), request["limit"], request["cursor"])
    ids = [row.volunteer_id for row in rows]
    known = descriptions.read(session, ids)
    answering = sa.select(DutyRow.volunteer_id, DutyRow.building).where(DutyRow.volunteer_id.in_(ids))
    buildings = queries.grouped(session, answering.order_by(DutyRow.building))
    items = [
        {
            **descriptions.shown(row, known[row.volunteer_id], today),
            "number": numbers.number_of(row.serial),
            "name": row.name,
            "group": row.group,
            "buildings": buildings[row.volunteer_id],
        }
        for row in rows
    ]
    return {"items": items, "next_cursor": next_cursor}


def _check_time(free_from: datetime | None, free_until: datetime | None) -> None:
    if free_until is None:
        return
    if free_from is None:
        raise Invalid({"free_from": ["required"]})
    if free_until <= free_from:
        raise Invalid({"free_until": ["not_after_start"]})
    if free_until - free_from > activities.LONGEST:
        raise Invalid({"free_until": ["longer_than_a_day"]})


def _check_place(session: Session, code: str | None, community: str) -> None:
    if code is None:
        return
    place = registers.places_among(session, [code]).get(code)
    if place is None:
        raise Invalid({"place": ["unknown"]})
    if place.kind not in PLACE_KINDS:
        raise Invalid({"place": ["not_a_building_or_compound"]})
    if place.community != community:
        raise Invalid({"place": ["wrong_community"]})


def _found(request: dict[str, Any], today: date) -> sa.Select[VolunteerRow]:
    found = sa.select(VolunteerRow).where(VolunteerRow.active, VolunteerRow.community == request["community"])
    [skill] = skills.settle([request["skill"]]) if request["skill"] is not None else [None]
    if skill is not None:
        certified = (CertificationRow.skill == skill) & (CertificationRow.valid_until >= today)
        found = found.where(_has(SkillRow, SkillRow.skill == skill) | _has(CertificationRow, certified))
    if request["language"] is not None:
        found = found.where(_has(LanguageRow, LanguageRow.sought == descriptions.sought(request["language"])))
    if request["kind"] is not None:
        found = found.where(_has(WishRow, WishRow.kind == request["kind"]))
    if request["valid_on"] is not None:
        found = found.where(_has_credential(skill, request["valid_on"]))
    if request["place"] is not None:
        found = found.where(_answers_in(request["place"]))
    if request["free_from"] is not None:
        starts = request["free_from"]
        ends = request["free_until"] or starts + timedelta.resolution
        for window in availability.windows_of(starts, ends):
            within = (AvailabilityRow.starts <= window.starts) & (AvailabilityRow.ends >= window.ends)
            found = found.where(_has(AvailabilityRow, (AvailabilityRow.weekday == window.weekday) & within))
        found = found.where(~engagements.keep(starts, ends))
    return found


def _has(model: type[Any], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(model.volunteer_id == VolunteerRow.volunteer_id, condition)


def _has_credential(skill: str | None, day: date) -> sa.ColumnElement[bool]:
    holds = CredentialRow.valid_until.is_(None) | (CredentialRow.valid_until >= day)
    still = (SkillRow.volunteer_id == CredentialRow.volunteer_id) & (SkillRow.skill == CredentialRow.skill)
    said, earned = holds & sa.exists().where(still), CertificationRow.valid_until >= day
    if skill is not None:
        said, earned = said & (CredentialRow.skill == skill), earned & (CertificationRow.skill == skill)
    return _has(CredentialRow, said) | _has(CertificationRow, earned)


def _answers_in(place: str) -> sa.ColumnElement[bool]:
    there = sa.select(PlaceRow.code).where((PlaceRow.code == place) | (PlaceRow.parent == place))
    return _has(DutyRow, DutyRow.building.in_(there))
