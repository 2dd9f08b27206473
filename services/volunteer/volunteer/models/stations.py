"""Stations, what they were seen to have, and who stands duty in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Name
from .people import PlaceRow, VolunteerRow


class StationRow(Base):
    """A station. `serves`: codes of compounds and buildings; `opening`: as `contracts.requests.stations` has it."""

    __tablename__ = "stations"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(Name)
    compound: Mapped[str | None] = mapped_column(sa.ForeignKey(PlaceRow.code))
    serves: Mapped[list[str]] = mapped_column(sa.JSON)
    amenities: Mapped[list[str]] = mapped_column(sa.JSON)
    rooms: Mapped[list[str]] = mapped_column(sa.JSON)
    opening: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    sequence: Mapped[int]


class StationCheckRow(Base):
    """One look at whether a station has one of the six. None is rewritten."""

    __tablename__ = "station_checks"
    __table_args__ = (sa.Index("station_checks_station_day", "station", "seen_on"),)

    check_id: Mapped[str] = mapped_column(Id, primary_key=True)
    station: Mapped[str] = mapped_column(sa.ForeignKey(StationRow.code))
    have: Mapped[str] = mapped_column(sa.String(20))
    had: Mapped[bool]
    seen_on: Mapped[date] = mapped_column(sa.Date)
    evidence: Mapped[str] = mapped_column(sa.String(500))
    checked_by: Mapped[str] = mapped_column(Id)
    checked_at: Mapped[datetime] = mapped_column(Moment)


class StationDutyRow(Base):
    """A volunteer's duty at a station, at most a day long."""

    __tablename__ = "station_duties"
    __table_args__ = (
        sa.Index("station_duties_station_end", "station", "ends_at"),
        sa.Index("station_duties_volunteer_start", "volunteer_id", "starts_at"),
    )

    duty_id: Mapped[str] = mapped_column(Id, primary_key=True)
    station: Mapped[str] = mapped_column(sa.ForeignKey(StationRow.code))
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
