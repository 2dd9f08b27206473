"""Daily rolls: the people on them, the callers, and how people were found."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Name
from .people import PlaceRow, VolunteerRow


class RollRow(Base):
    """A roll of people who must be heard from every day. `silence_hour`: of the district's day; `judged_on`: the last
    day on which it was looked at that hour who had not been heard from."""

    __tablename__ = "daily_rolls"
    __table_args__ = (sa.Index("daily_rolls_open", "closed_on", "judged_on"),)

    roll_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    title: Mapped[str] = mapped_column(Name)
    first_day: Mapped[date] = mapped_column(sa.Date)
    last_day: Mapped[date | None] = mapped_column(sa.Date)
    silence_hour: Mapped[int]
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    judged_on: Mapped[date | None] = mapped_column(sa.Date)
    opened_by: Mapped[str] = mapped_column(Id)
    sequence: Mapped[int]


class RollCallerRow(Base):
    """A volunteer who calls the people of a roll."""

    __tablename__ = "daily_roll_callers"

    roll_id: Mapped[str] = mapped_column(sa.ForeignKey(RollRow.roll_id), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)


class RollEntryRow(Base):
    """Somebody on a roll, from the day `added_on` to before `left_on`; named as sealed by `volunteer.phones`."""

    __tablename__ = "daily_roll_entries"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    roll_id: Mapped[str] = mapped_column(sa.ForeignKey(RollRow.roll_id), index=True)
    called_sealed: Mapped[str] = mapped_column(sa.Text)
    building: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code))
    added_on: Mapped[date] = mapped_column(sa.Date)
    left_on: Mapped[date | None] = mapped_column(sa.Date)


class RollReportRow(Base):
    """How somebody was found on a day. None is rewritten. `volunteer_id`: the caller, None where a worker was it."""

    __tablename__ = "daily_roll_reports"
    __table_args__ = (sa.Index("daily_roll_reports_roll_day", "roll_id", "day"),)

    report_id: Mapped[str] = mapped_column(Id, primary_key=True)
    roll_id: Mapped[str] = mapped_column(sa.ForeignKey(RollRow.roll_id))
    entry_id: Mapped[str] = mapped_column(sa.ForeignKey(RollEntryRow.entry_id))
    day: Mapped[date] = mapped_column(sa.Date)
    state: Mapped[str] = mapped_column(sa.String(20))
    volunteer_id: Mapped[str | None] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id))
    reported_by: Mapped[str] = mapped_column(Id)
    reported_at: Mapped[datetime] = mapped_column(Moment)
