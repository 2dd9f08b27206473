"""How a need finds those who serve it: named volunteers, assignments declined, helpers, squads."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word


class OfferedToRow(Base):
    """A volunteer to whom a need is offered; without any it is offered to all."""

    __tablename__ = "offered_to"

    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)


class DeclinedAssignmentRow(Base):
    """An assignment that the volunteer did not accept; `words`: for workers."""

    __tablename__ = "declined_assignments"

    declined_id: Mapped[str] = mapped_column(Id, primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), index=True)
    volunteer_id: Mapped[str] = mapped_column(Id)
    round: Mapped[int]
    declined_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Word)
    words: Mapped[str | None] = mapped_column(sa.Text)


class HelperRow(Base):
    """A volunteer who helps, or before `left_at` helped, whoever is responsible in a round. `service_id`: of the own
    part in the round's service (`ServiceRow`); `minutes`: of it, None while nobody has said, 0: took no part."""

    __tablename__ = "helpers"
    __table_args__ = (sa.Index("helpers_volunteer", "volunteer_id"),)

    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = mapped_column(Id, unique=True)
    way: Mapped[str] = mapped_column(Word)
    joined_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    minutes: Mapped[int | None]


class SquadSummonsRow(Base):
    """A squad summoned to a need, and what the volunteer service told of it, in whatever order. `summoned_by`: a
    person's id."""

    __tablename__ = "squad_summonses"

    summons_id: Mapped[str] = mapped_column(Id, primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), index=True)
    team: Mapped[str] = mapped_column(Code)
    summoned_by: Mapped[str] = mapped_column(Id)
    summoned_at: Mapped[datetime] = mapped_column(Moment)
    respond_within: Mapped[int]
    call_out_id: Mapped[str | None] = mapped_column(Id)
    called: Mapped[int | None]
    called_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str | None] = mapped_column(Word)
