"""What follows for volunteers."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .base import NOTHING, Base, Code, Sum


class VolunteerYear(Base):
    """The sums of a volunteer's year, and the stars last announced for it (0 while none were), by which policy;
    `version` counts the announcements. `rated_on`: up to which day its policy looked back, where that matters."""

    __tablename__ = "volunteer_years"

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
