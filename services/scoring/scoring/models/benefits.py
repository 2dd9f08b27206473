"""Benefit packages and their redemptions."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code


class Benefit(Base):
    """A benefit package. `stock`: how many there were; `remaining`: how many can still be redeemed; `days_to_take`:
    how long a code is good, at most until `last_day`."""

    __tablename__ = "benefits"
    __table_args__ = (
        sa.CheckConstraint("remaining >= 0", name="benefits_remaining"),
        sa.Index("benefits_community", "community", "benefit_id"),
    )

    benefit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    title: Mapped[str] = mapped_column(sa.Text)
    description: Mapped[str] = mapped_column(sa.Text)
    points: Mapped[int]
    stock: Mapped[int]
    remaining: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    most_per_person: Mapped[int | None]
    organisation: Mapped[str | None] = mapped_column(Code)
    days_to_take: Mapped[int | None]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class Redemption(Base):
    """A volunteer's redemption of a benefit package for so many points. `digest`: of its code, the only trace of it;
    `ended_by`: the person who handed it over."""

    __tablename__ = "redemptions"
    __table_args__ = (
        sa.Index("redemptions_volunteer", "volunteer_id", "redemption_id"),
        sa.Index("redemptions_benefit", "benefit_id", "redemption_id"),
        sa.Index("redemptions_state", "state", "last_day"),
    )

    redemption_id: Mapped[str] = mapped_column(Id, primary_key=True)
    benefit_id: Mapped[str] = mapped_column(Id)
    volunteer_id: Mapped[str] = mapped_column(Id)
    points: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    state: Mapped[str] = mapped_column(Code)
    redeemed_at: Mapped[datetime] = mapped_column(Moment)
    last_day: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(Id)
