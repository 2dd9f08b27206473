"""Star policies adopted by the district, and trials of policies over past years."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import NOTHING, Base, Code


class AdoptedPolicy(Base):
    """A policy with its whole document, which never changes: another rule is another version."""

    __tablename__ = "adopted_policies"
    __table_args__ = (sa.UniqueConstraint("owner", "effective_from", name="adopted_policies_owner_day"),)

    reference: Mapped[str] = mapped_column(Code, primary_key=True)
    owner: Mapped[str] = mapped_column(Code)
    effective_from: Mapped[date]
    document: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    adopted_at: Mapped[datetime] = mapped_column(Moment)
    adopted_by: Mapped[str] = mapped_column(Id)


class StarTrial(Base):
    """What a policy would make of a year, beside the stars last announced for it. `people`: volunteers with anything
    done in it, of whom the first `looked_at`, up to `reached`, have been rated; `outcomes`: how many volunteers have so
    many stars and would have so many, as ``[[stars, would, volunteers], …]``."""

    __tablename__ = "star_trials"

    trial_id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int]
    community: Mapped[str | None] = mapped_column(Code)
    document: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(Id)
    people: Mapped[int] = mapped_column(server_default=NOTHING)
    looked_at: Mapped[int] = mapped_column(server_default=NOTHING)
    reached: Mapped[str] = mapped_column(Id, server_default="")
    outcomes: Mapped[list[list[int]]] = mapped_column(sa.JSON)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)


class StarTrialMove(Base):
    """A volunteer who would have other stars."""

    __tablename__ = "star_trial_moves"

    trial_id: Mapped[str] = mapped_column(sa.ForeignKey("star_trials.trial_id"), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    stars: Mapped[int]
    would: Mapped[int]
