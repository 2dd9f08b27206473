"""Building duty and visits."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code
from .people import PlaceRow, VolunteerRow


class DutyRow(Base):
    """A building that a volunteer answers for."""

    __tablename__ = "building_duty"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    building: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code), primary_key=True)


class VisitRow(Base):
    """A visit, as it was logged; `logged_by`: the person who did; `need_id`: of the need that its finding raised."""

    __tablename__ = "visits"
    __table_args__ = (sa.Index("visits_community_day", "community", "visited_on"),)

    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    building: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code))
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    visited_on: Mapped[date] = mapped_column(sa.Date)
    finding: Mapped[str | None] = mapped_column(sa.Text)
    need_id: Mapped[str | None] = mapped_column(Id, index=True, unique=True)
    logged_by: Mapped[str] = mapped_column(Id)
    logged_at: Mapped[datetime] = mapped_column(Moment)
