"""Responsibility areas and the rounds made in them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Name
from .people import VolunteerRow


class PatrolAreaRow(Base):
    """A responsibility area; `place`: in free words; `rounds_a_day`: how many are to be made."""

    __tablename__ = "patrol_areas"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    name: Mapped[str] = mapped_column(Name)
    buildings: Mapped[list[str]] = mapped_column(sa.JSON)
    place: Mapped[str | None] = mapped_column(sa.String(200))
    key: Mapped[bool]
    rounds_a_day: Mapped[int]
    sequence: Mapped[int]


class PatrolRoundRow(Base):
    """A round, as it was logged. `day`: the district's, on which it began; `left_at`: None where somebody passed;
    `need_id`: of the need that its finding raised."""

    __tablename__ = "patrol_rounds"
    __table_args__ = (
        sa.Index("patrol_rounds_area_day", "area", "day"),
        sa.Index("patrol_rounds_volunteer_came", "volunteer_id", "came_at"),
    )

    round_id: Mapped[str] = mapped_column(Id, primary_key=True)
    area: Mapped[str] = mapped_column(sa.ForeignKey(PatrolAreaRow.code))
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id))
    day: Mapped[date] = mapped_column(sa.Date)
    came_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    finding: Mapped[str | None] = mapped_column(sa.Text)
    need_id: Mapped[str | None] = mapped_column(Id, index=True, unique=True)
    logged_by: Mapped[str] = mapped_column(Id)
    logged_at: Mapped[datetime] = mapped_column(Moment)
