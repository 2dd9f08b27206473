"""Households: which volunteers and persons live together."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base
from .people import PlaceRow, VolunteerRow


class HouseholdRow(Base):
    """A household that a worker of the community recorded. It has ended where nobody is in it."""

    __tablename__ = "households"

    household_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code), index=True)
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    sequence: Mapped[int]


class HouseholdVolunteerRow(Base):
    """A volunteer of a household, who is in no other."""

    __tablename__ = "household_volunteers"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    household_id: Mapped[str] = mapped_column(sa.ForeignKey(HouseholdRow.household_id), index=True)


class HouseholdPersonRow(Base):
    """A person who signs in, of a household, who is in no other."""

    __tablename__ = "household_persons"

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    household_id: Mapped[str] = mapped_column(sa.ForeignKey(HouseholdRow.household_id), index=True)
