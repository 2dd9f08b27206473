"""Compacts: their versions, and who consents to them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code


class CompactVersionRow(Base):
    """One version of a place's compact, as it was drafted; `version` counts a place's, from 1."""

    __tablename__ = "compact_versions"
    __table_args__ = (sa.UniqueConstraint("place", "version", name="compact_versions_number"),)

    version_id: Mapped[str] = mapped_column(Id, primary_key=True)
    place: Mapped[str] = mapped_column(Code)
    community: Mapped[str] = mapped_column(Code)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    effective_on: Mapped[date] = mapped_column(sa.Date)
    drafted_by: Mapped[str] = mapped_column(Id)
    drafted_at: Mapped[datetime] = mapped_column(Moment)


class CompactConsentRow(Base):
    """A consent to a version, of a person (`person_id`) or of a household (`building`, `door`), which may have been
    taken back since. `recorded_by`, `taken_back_by`: persons' ids."""

    __tablename__ = "compact_consents"

    consent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey(CompactVersionRow.version_id), index=True)
    person_id: Mapped[str | None] = mapped_column(Id)
    building: Mapped[str | None] = mapped_column(Code)
    door: Mapped[str | None] = mapped_column(sa.String(20))
    given_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(Id)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_by: Mapped[str | None] = mapped_column(Id)
