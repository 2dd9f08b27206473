"""One-to-one pairings and the contacts within them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code
from .people import OrganisationRow, PlaceRow, VolunteerRow


class PairingRow(Base):
    """A pairing with a volunteer or an organisation. What is sealed is so by `volunteer.phones`; `due_on`: by when they
    must be in touch; `lapse_told`: that they were not has been told."""

    __tablename__ = "pairings"
    __table_args__ = (
        sa.Index("pairings_community_due", "community", "due_on", "pairing_id"),
        sa.Index("pairings_due", "due_on"),
    )

    pairing_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    volunteer_id: Mapped[str | None] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), index=True)
    organisation: Mapped[str | None] = mapped_column(sa.ForeignKey(OrganisationRow.code), index=True)
    building: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code))
    called_sealed: Mapped[str] = mapped_column(sa.Text)
    delivery: Mapped[str] = mapped_column(sa.String(20))
    every_days: Mapped[int]
    started_on: Mapped[date] = mapped_column(sa.Date)
    last_contact: Mapped[date | None] = mapped_column(sa.Date)
    due_on: Mapped[date] = mapped_column(sa.Date)
    lapse_told: Mapped[bool]
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    end_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    paired_by: Mapped[str] = mapped_column(Id)
    sequence: Mapped[int]


class ContactRow(Base):
    """A contact within a pairing, as it was logged."""

    __tablename__ = "pairing_contacts"

    contact_id: Mapped[str] = mapped_column(Id, primary_key=True)
    pairing_id: Mapped[str] = mapped_column(sa.ForeignKey(PairingRow.pairing_id), index=True)
    day: Mapped[date] = mapped_column(sa.Date)
    kind: Mapped[str] = mapped_column(sa.String(20))
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    logged_by: Mapped[str] = mapped_column(Id)
    logged_at: Mapped[datetime] = mapped_column(Moment)
