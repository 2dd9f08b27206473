"""Volunteers whom organisations second to communities."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .base import Base
from .people import OrganisationRow, PlaceRow, VolunteerRow


class SecondmentRow(Base):
    """A volunteer whom an organisation seconds to a community. `to_day`: the last day as planned, None for no end;
    `last_day`: as it became when it was ended, None where it was not."""

    __tablename__ = "secondments"
    __table_args__ = (sa.Index("secondments_volunteer", "volunteer_id", "community"),)

    secondment_id: Mapped[str] = mapped_column(Id, primary_key=True)
    organisation: Mapped[str] = mapped_column(sa.ForeignKey(OrganisationRow.code), index=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id))
    community: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code), index=True)
    from_day: Mapped[date] = mapped_column(sa.Date)
    to_day: Mapped[date | None] = mapped_column(sa.Date)
    last_day: Mapped[date | None] = mapped_column(sa.Date)
    seconded_by: Mapped[str] = mapped_column(Id)
    ended_by: Mapped[str | None] = mapped_column(Id)
    sequence: Mapped[int]
