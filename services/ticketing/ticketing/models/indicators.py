"""Indicators, their targets, and what was counted."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word


class IndicatorRow(Base):
    """A community's indicator, as it is defined now. `title`: in both languages."""

    __tablename__ = "indicators"
    __table_args__ = (sa.UniqueConstraint("community", "code", name="indicators_code"),)

    indicator_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    code: Mapped[str] = mapped_column(Code)
    title: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    unit: Mapped[str] = mapped_column(Word)
    least_counted: Mapped[int]


class IndicatorTargetRow(Base):
    """The target of an indicator from a day on, in its unit."""

    __tablename__ = "indicator_targets"

    indicator_id: Mapped[str] = mapped_column(sa.ForeignKey(IndicatorRow.indicator_id), primary_key=True)
    from_day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    target: Mapped[int]
    set_by: Mapped[str] = mapped_column(Id)


class IndicatorEntryRow(Base):
    """What was counted on a day, as it was entered; none is rewritten. `corrects`: the entry in whose place it
    stands."""

    __tablename__ = "indicator_entries"
    __table_args__ = (sa.Index("indicator_entries_day", "indicator_id", "counted_on"),)

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    indicator_id: Mapped[str] = mapped_column(sa.ForeignKey(IndicatorRow.indicator_id))
    counted_on: Mapped[date] = mapped_column(sa.Date)
    numerator: Mapped[int] = mapped_column(sa.BigInteger)
    denominator: Mapped[int] = mapped_column(sa.BigInteger)
    note: Mapped[str | None] = mapped_column(sa.Text)
    corrects: Mapped[str | None] = mapped_column(sa.ForeignKey("indicator_entries.entry_id"), unique=True)
    entered_by: Mapped[str] = mapped_column(Id)
    entered_at: Mapped[datetime] = mapped_column(Moment)
