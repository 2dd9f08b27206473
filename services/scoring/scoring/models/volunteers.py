"""What follows for volunteers."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .base import NOTHING, Base, Code, Sum


class VolunteerYear(Base):
    """The sums of a volunteer's year, and the stars last announced for it (0 while none were), by which policy;
    `version` counts the announcements. `rated_on`: up to which day its policy looked back, where that matters. By what
    a frozen year is rated stands with its final ratings.
    `points_due`: the sums were touched since points were last posted for them."""

    __tablename__ = "volunteer_years"
    __table_args__ = (
        # Each as a query writes it: SQLite does not see otherwise that the index has what is asked for.
        sa.Index(
            "volunteer_years_points_due",
            "volunteer_id",
            "year",
            postgresql_where=sa.text("points_due"),
            sqlite_where=sa.text("points_due = 1"),
        ),
    )

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    services: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    minutes: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    ratings: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    rating_stars: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    attendances: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    attended_minutes: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    trainings: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    honour_minutes: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    no_shows: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    stars: Mapped[int] = mapped_column(server_default=NOTHING)
    policy: Mapped[str | None] = mapped_column(Code)
    version: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    rated_on: Mapped[date | None]
    points_due: Mapped[bool] = mapped_column(server_default=sa.false())
