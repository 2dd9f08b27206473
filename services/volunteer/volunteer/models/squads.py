"""Emergency squads: response procedures, call-outs, answers and roll calls. No row is rewritten once it is there."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code
from .people import VolunteerRow
from .teams import TeamRow


class ProcedureRow(Base):
    """One version of a squad's response procedure; the last holds."""

    __tablename__ = "response_procedures"

    team: Mapped[str] = mapped_column(sa.ForeignKey(TeamRow.code), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    steps: Mapped[list[str]] = mapped_column(sa.JSON)
    decided_by: Mapped[str] = mapped_column(Id)
    decided_at: Mapped[datetime] = mapped_column(Moment)


class CallOutRow(Base):
    """A squad called out; `respond_within` in minutes; `procedure_version`: the one that held, None without any;
    `ended_at`: None while it goes on; `need_id`, `summons_id`: of the need that the squad was summoned to, and by which
    summons."""

    __tablename__ = "call_outs"
    __table_args__ = (
        sa.Index("call_outs_team", "team", "called_at"),
        sa.Index("call_outs_summons", "summons_id", unique=True),
    )

    call_out_id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(sa.ForeignKey(TeamRow.code))
    community: Mapped[str] = mapped_column(Code)
    reason: Mapped[str] = mapped_column(sa.String(500))
    where: Mapped[str] = mapped_column("place", sa.String(200))
    respond_within: Mapped[int]
    drill: Mapped[bool]
    procedure_version: Mapped[int | None]
    called_by: Mapped[str] = mapped_column(Id)
    called_at: Mapped[datetime] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(Id)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    need_id: Mapped[str | None] = mapped_column(Id)
    summons_id: Mapped[str | None] = mapped_column(Id)
    sequence: Mapped[int]


class CalledRow(Base):
    """A member whom a call-out called."""

    __tablename__ = "called_members"

    call_out_id: Mapped[str] = mapped_column(sa.ForeignKey(CallOutRow.call_out_id), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)


class ResponseRow(Base):
    """An answer to a call-out, the member's last counts; `minutes` until they are there, None for who is not coming."""

    __tablename__ = "call_out_responses"

    call_out_id: Mapped[str] = mapped_column(sa.ForeignKey(CallOutRow.call_out_id), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(sa.String(20))
    minutes: Mapped[int | None]
    answered_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(Id)


class RollCallRow(Base):
    """A roll call over a call-out: who was there at that time."""

    __tablename__ = "roll_calls"

    roll_call_id: Mapped[str] = mapped_column(Id, primary_key=True)
    call_out_id: Mapped[str] = mapped_column(sa.ForeignKey(CallOutRow.call_out_id), index=True)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    present: Mapped[list[str]] = mapped_column(sa.JSON)
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
