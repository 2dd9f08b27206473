"""Copies of places, organisations, volunteers and teams, fed from the volunteer service's events: only as much as
deciding about needs takes, each as of the highest version seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import DeclarativeBase, Session

from chassis.sql import upsert
from contracts import Envelope
from contracts.events import (
    OrganisationRegistered,
    PlaceRegistered,
    TeamFormed,
    VolunteerRegistered,
    VolunteerUpdated,
    VolunteerWithdrawn,
)

from .models import OrganisationRow, PlaceRow, TeamRow, VolunteerRow

SOURCES = (
    PlaceRegistered,
    OrganisationRegistered,
    VolunteerRegistered,
    VolunteerUpdated,
    VolunteerWithdrawn,
    TeamFormed,
)


def keep(session: Session, envelopes: Iterable[Envelope]) -> None:
    """Bring the copies up to date with the events, in whatever order they come."""
    newest: dict[type[DeclarativeBase], dict[str, dict[str, Any]]] = {
        PlaceRow: {},
        OrganisationRow: {},
        VolunteerRow: {},
        TeamRow: {},
    }
    for envelope in sorted(envelopes, key=lambda envelope: envelope.sequence):
        table, row = _row(envelope)
        newest[table][envelope.data.subject] = row
    for table, rows in newest.items():
        key = [column.name for column in table.__table__.primary_key]
        told = [column.name for column in table.__table__.columns if column.name not in key]
        upsert(session, table.__table__, list(rows.values()), key, set=told, newer="sequence")  # type: ignore[arg-type]


def _row(envelope: Envelope) -> tuple[type[DeclarativeBase], dict[str, Any]]:
    match envelope.data:
        case PlaceRegistered(place=code, kind=kind, community=community, parent=parent):
            place = {"code": code, "kind": kind, "community": community, "parent": parent}
            return PlaceRow, {**place, "sequence": envelope.sequence}
        case OrganisationRegistered(organisation=code, kind=kind, paired_with=communities):
            organisation = {"code": code, "kind": kind, "paired_with": communities}
            return OrganisationRow, {**organisation, "sequence": envelope.sequence}
        case VolunteerRegistered(volunteer_id=known) | VolunteerUpdated(volunteer_id=known):
            return VolunteerRow, {"volunteer_id": known, "active": True, "sequence": envelope.sequence}
        case VolunteerWithdrawn(volunteer_id=known):
            return VolunteerRow, {"volunteer_id": known, "active": False, "sequence": envelope.sequence}
        case TeamFormed(team=code, kind=kind, community=community):
            return TeamRow, {"code": code, "kind": kind, "community": community, "sequence": envelope.sequence}
    raise TypeError(f"no copy is kept of {envelope.type}")
