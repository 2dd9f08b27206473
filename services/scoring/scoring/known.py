"""Copies of who and what is known: volunteers, organisations, communities, as the volunteer service tells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from chassis.sql import insert_new, upsert
from contracts import Envelope
from contracts.events import OrganisationRegistered, PlaceRegistered, VolunteerWithdrawn

from .models import Community, Organisation, Volunteer


def record(session: Session, envelopes: Iterable[Envelope]) -> None:
    """Bring the copies up to date; of each record only its newest version counts, whenever it arrives."""
    volunteers: dict[str, dict[str, Any]] = {}
    organisations: dict[str, dict[str, Any]] = {}
    communities: set[str] = set()
    for envelope in sorted(envelopes, key=lambda envelope: envelope.sequence):
        event: Any = envelope.data
        if isinstance(event, PlaceRegistered):
            if event.kind == "community":
                communities.add(event.place)
        elif isinstance(event, OrganisationRegistered):
            organisations[event.organisation] = {
                "organisation": event.organisation,
                "kind": event.kind,
                "appraised": event.appraised,
                "sequence": event.sequence,
            }
        else:
            volunteers[event.volunteer_id] = {
                "volunteer_id": event.volunteer_id,
                "community": event.community,
                "withdrawn": isinstance(event, VolunteerWithdrawn),
                "sequence": event.sequence,
            }
    insert_new(session, Community.__table__, [{"community": code} for code in communities], ["community"])
    for table, rows, key in (
        (Volunteer.__table__, volunteers, "volunteer_id"),
        (Organisation.__table__, organisations, "organisation"),
    ):
        changing = [column.name for column in table.columns if column.name != key]
        upsert(session, table, list(rows.values()), [key], set=changing, newer="sequence")
