"""Years that are closed: what was frozen of each rating, and appeals against it."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import NOTHING, Base, Code


class StarClosing(Base):
    """How far the close of a year is. `reached`, `done`: the last of the volunteers, and how many, that the present
    state's work has come to; `people`: how many there are."""

    __tablename__ = "star_closings"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(Code)
    publicity_until: Mapped[date]
    frozen_at: Mapped[datetime] = mapped_column(Moment)
    frozen_by: Mapped[str] = mapped_column(Id)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[str | None] = mapped_column(Id)
    people: Mapped[int] = mapped_column(server_default=NOTHING)
    done: Mapped[int] = mapped_column(server_default=NOTHING)
    reached: Mapped[str] = mapped_column(Id, server_default="")


class FinalRating(Base):
    """A volunteer's rating as it was frozen. `counted`: the sums behind it (`clauses.Sums`); `earned`: the stars before
    a quota was kept; `stars`, `tenths`: null while not rated."""

    __tablename__ = "final_ratings"
    __table_args__ = (sa.Index("final_ratings_community", "year", "community"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str | None] = mapped_column(Code)
    policy: Mapped[str] = mapped_column(Code)
    tenths: Mapped[int | None]
    earned: Mapped[int]
    stars: Mapped[int | None]
    counted: Mapped[list[int]] = mapped_column(sa.JSON)


class StarAppeal(Base):
    """A volunteer says that a frozen rating is not right. Its words stay here."""

    __tablename__ = "star_appeals"
    __table_args__ = (sa.Index("star_appeals_year", "year", "state"),)

    appeal_id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int]
    volunteer_id: Mapped[str] = mapped_column(Id)
    filed_by: Mapped[str] = mapped_column(Id)
    filed_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(Code)
    stars: Mapped[int | None]
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    because: Mapped[str | None] = mapped_column(sa.Text)
    stars_after: Mapped[int | None]
