"""Hazard cases and their steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word
from .needs import NeedRow


class HazardRow(Base):
    """A case. `title`: the template's in both languages; `version`: of the latest change."""

    __tablename__ = "hazards"

    hazard_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    building: Mapped[str | None] = mapped_column(Code)
    template: Mapped[str] = mapped_column(Word)
    title: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    description: Mapped[str] = mapped_column(sa.Text)
    place_words: Mapped[str | None] = mapped_column(sa.Text)
    need_id: Mapped[str | None] = mapped_column(sa.ForeignKey(NeedRow.need_id), index=True)
    opened_by: Mapped[str] = mapped_column(Id)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(sa.BigInteger)


_open = sa.text("state = 'open'")


class HazardStepRow(Base):
    """A step of a case, at its `position` from 0. `plan`: what the template said of it when the case was opened
    (`contracts.requests.hazards.PlannedStep`, without the code)."""

    __tablename__ = "hazard_steps"
    __table_args__ = (
        sa.UniqueConstraint("hazard_id", "code", name="hazard_steps_code"),
        sa.Index("hazard_steps_party", "party_kind", "party"),
        sa.Index("hazard_steps_open", "hazard_id", "position", postgresql_where=_open, sqlite_where=_open),
    )

    step_id: Mapped[str] = mapped_column(Id, primary_key=True)
    hazard_id: Mapped[str] = mapped_column(sa.ForeignKey(HazardRow.hazard_id))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(Word)
    plan: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(Word)
    party_kind: Mapped[str | None] = mapped_column(Word)
    party: Mapped[str | None] = mapped_column(Code)
    assigned_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None] = mapped_column(Id)
    done_on: Mapped[date | None] = mapped_column(sa.Date)
    words: Mapped[str | None] = mapped_column(sa.Text)
    reference: Mapped[str | None] = mapped_column(sa.Text)
    fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    reason: Mapped[str | None] = mapped_column(sa.Text)
