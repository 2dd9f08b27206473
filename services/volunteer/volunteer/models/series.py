"""Series: activities that recur."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Name


class SeriesRow(Base):
    """A recurring activity. `rule`: an RRULE (`volunteer.recurrence`); `starts`: the district's time of day, as
    ``09:30``; `materialised_until`: up to this day its activities are made; `stopped`: why, None while it was not;
    `silent_since`: from this day on, as was told last; `looked_at`: when it was last judged."""

    __tablename__ = "activity_series"
    __table_args__ = (
        sa.Index("activity_series_community", "community", "series_id"),
        sa.Index("activity_series_looked_at", "looked_at"),
    )

    series_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(Name)
    place: Mapped[str] = mapped_column(sa.String(200))
    rule: Mapped[str] = mapped_column(sa.String(200))
    holidays: Mapped[str] = mapped_column(sa.String(20))
    starts: Mapped[str] = mapped_column(sa.String(5))
    minutes: Mapped[int]
    capacity: Mapped[int | None]
    skills: Mapped[list[str]] = mapped_column(sa.JSON)
    withdraw_hours: Mapped[int | None]
    training: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    first: Mapped[date] = mapped_column("first_day", sa.Date)
    last: Mapped[date | None] = mapped_column("last_day", sa.Date)
    stopped: Mapped[str | None] = mapped_column(sa.String(200))
    materialised_until: Mapped[date] = mapped_column(sa.Date)
    silent_since: Mapped[date | None] = mapped_column(sa.Date)
    looked_at: Mapped[datetime] = mapped_column(Moment)
    scheduled_by: Mapped[str] = mapped_column(Id)
    sequence: Mapped[int]
